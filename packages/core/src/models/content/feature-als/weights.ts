/** From values of interactions to confidences, and from counts to penalties. */
import { LikewiseError } from '../../../errors.ts';
import { portableLog } from '../../../math/portable.ts';

export interface HybridConfidence {
  readonly weighting: 'linear' | 'log' | 'binary';
  readonly alpha: number;
  readonly unobservedWeight: number;
}

/** Confidence of each positive value above that of an unobserved pair. @throws LikewiseError `invalid-value` where one leaves float32. */
export function confidencesOf(values: Float32Array, { weighting, alpha }: HybridConfidence): Float32Array {
  const weights = values.map((value) =>
    weighting === 'linear' ? alpha * value : weighting === 'log' ? alpha * portableLog(1 + value) : alpha,
  );
  const wrong = weights.findIndex((weight) => !Number.isFinite(weight));
  if (wrong < 0) return weights;
  throw new LikewiseError(
    'invalid-value',
    `featureALS: the confidence of value ${values[wrong]} with alpha ${alpha} is no finite number; scale the values down or take weighting "log".`,
    { value: values[wrong], alpha },
  );
}

/** λ of a row: regularization · (count + w₀ · others), others = rows of the other side with a positive. */
export function idPenalty(
  count: number,
  others: number,
  { regularization, unobservedWeight }: { readonly regularization: number; readonly unobservedWeight: number },
): number {
  return Math.fround(regularization * (count + unobservedWeight * others));
}
