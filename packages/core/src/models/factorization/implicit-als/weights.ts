/** From values of interactions to confidences, and from counts to penalties. */

import { LikewiseError } from '../../../errors.ts';
import { portableLog, portablePower } from '../../../math/portable.ts';

export interface ConfidenceSettings {
  readonly weighting: 'linear' | 'log' | 'given' | 'binary';
  readonly alpha: number;
  readonly unobservedWeight: number;
}

export interface PenaltySettings {
  readonly regularization: number;
  readonly regularizationExponent: number;
  readonly unobservedWeight: number;
}

/** Confidence of a positive value above that of an unobserved pair: what the kernels call the weight. */
export function weightOf(value: number, { weighting, alpha, unobservedWeight }: ConfidenceSettings): number {
  if (weighting === 'linear') return alpha * value;
  if (weighting === 'log') return alpha * portableLog(1 + value);
  if (weighting === 'given') return alpha * value - unobservedWeight;
  return alpha;
}

/** λ of a row: regularization · (count + unobserved · others)^exponent; `count` positives, `others` = all rows of the other side. */
export function penaltyOf(count: number, others: number, settings: PenaltySettings): number {
  const { regularization, regularizationExponent: exponent, unobservedWeight } = settings;
  const frequency = count + unobservedWeight * others;
  return regularization * (exponent === 1 ? frequency : portablePower(frequency, exponent));
}

/** λ of every row of a CSR; [rows]. */
export function penaltiesOf(pointers: Uint32Array, others: number, settings: PenaltySettings, out: Float32Array): void {
  for (let row = 0; row < out.length; row++) out[row] = penaltyOf(pointers[row + 1] - pointers[row], others, settings);
}

/**
 * Weights of values above 0, rounded to float32.
 * @throws LikewiseError `invalid-value` where a weight leaves float32; `weak-confidence` where it is below 0.
 */
export function weightsOf(values: Float32Array, settings: ConfidenceSettings, out: Float32Array): void {
  for (let e = 0; e < values.length; e++) {
    out[e] = weightOf(values[e], settings);
    if (out[e] < 0) {
      throw new LikewiseError(
        'weak-confidence',
        `implicitALS: weighting "given" makes the confidence of value ${values[e]} alpha · ${values[e]} = ${settings.alpha * values[e]}, below that of an unobserved pair (${settings.unobservedWeight}); raise alpha or lower unobservedWeight.`,
        { value: values[e], alpha: settings.alpha, unobservedWeight: settings.unobservedWeight },
      );
    }
    if (!Number.isFinite(out[e])) {
      throw new LikewiseError(
        'invalid-value',
        `implicitALS: the confidence of value ${values[e]} with alpha ${settings.alpha} is no finite number; scale the values down or take weighting "log".`,
        { value: values[e], alpha: settings.alpha },
      );
    }
  }
}
