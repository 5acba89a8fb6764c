/** From values of implicit feedback to confidences, and from counts to penalties. */
import { LikewiseError } from '../../errors.ts';
import { portableLog, portablePower } from '../../math/portable.ts';

export interface ConfidenceSettings {
  readonly weighting: 'linear' | 'log' | 'given' | 'binary';
  readonly alpha: number;
  readonly unobservedWeight: number;
}

export interface PenaltySettings {
  readonly regularization: number;
  /** @default 1 */
  readonly regularizationExponent?: number;
  readonly unobservedWeight: number;
}

/** λ of a row: regularization · (count + unobserved · others)^exponent; `count` positives, `others` = rows of the other axis. */
export function penaltyOf(count: number, others: number, settings: PenaltySettings): number {
  const { regularization, regularizationExponent: exponent = 1, unobservedWeight } = settings;
  const frequency = count + unobservedWeight * others;
  return regularization * (exponent === 1 ? frequency : portablePower(frequency, exponent));
}

/** λ of every row of a CSR; [rows]. */
export function penaltiesOf(pointers: Uint32Array, others: number, settings: PenaltySettings, out: Float32Array): void {
  for (let row = 0; row < out.length; row++) out[row] = penaltyOf(pointers[row + 1] - pointers[row], others, settings);
}

/**
 * Confidences of values above 0, less that of an unobserved pair: what the kernels call weights; rounded to float32.
 * @throws LikewiseError `invalid-value` where a weight leaves float32; `weak-confidence` where it is below 0.
 */
export function weightsOf(
  owner: string,
  values: Float32Array,
  settings: ConfidenceSettings,
  out: Float32Array = new Float32Array(values.length),
): Float32Array {
  const { alpha, unobservedWeight } = settings;
  for (let e = 0; e < values.length; e++) {
    const value = values[e];
    out[e] = weightOf(value, settings);
    if (out[e] < 0) {
      throw new LikewiseError(
        'weak-confidence',
        `${owner}: weighting "given" makes the confidence of value ${value} alpha · ${value} = ${alpha * value}, below that of an unobserved pair (${unobservedWeight}); raise alpha or lower unobservedWeight.`,
        { value, alpha, unobservedWeight },
      );
    }
    if (!Number.isFinite(out[e])) {
      throw new LikewiseError(
        'invalid-value',
        `${owner}: the confidence of value ${value} with alpha ${alpha} is no finite number; scale the values down or take weighting "log".`,
        { value, alpha },
      );
    }
  }
  return out;
}

function weightOf(value: number, { weighting, alpha, unobservedWeight }: ConfidenceSettings): number {
  if (weighting === 'linear') return alpha * value;
  if (weighting === 'log') return alpha * portableLog(1 + value);
  if (weighting === 'given') return alpha * value - unobservedWeight;
  return alpha;
}
