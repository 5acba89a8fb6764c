/** One row given the rows of the other axis, in every kept sample: normal, with the prior that the sample was drawn with. */
import type { Random } from '../../../math/random.ts';
import { type DenseMatrix, rowOf } from '../../../matrix/dense.ts';
import type { FoldInRow } from '../../answering/user-row.ts';
import { precisionFactor, type RowPrior, ridgeWithPrior, sensitivityOf } from '../../vectors/ridge.ts';

export interface SampledRows {
  /** Vectors of the other axis, all samples one after the other, as the model keeps them. */
  readonly fixed: DenseMatrix;
  readonly width: number;
  readonly meanRating: number;
  readonly precisions: Float64Array;
  /** Prior of the rows to solve, sample by sample. */
  readonly priors: DenseMatrix<Float64Array>;
  readonly priorRights: DenseMatrix<Float64Array>;
  /** Coordinate that is 1 in the rows to solve; −1: none. */
  readonly one: number;
}

/** The mean in each sample, or with `random` a draw; [samples · width], scaled as the model keeps vectors. */
export function conditionalRow(row: FoldInRow, given: SampledRows, random?: Random): Float32Array {
  const { width, precisions, meanRating } = given;
  const scale = Math.sqrt(precisions.length);
  const vector = new Float32Array(width * precisions.length);
  precisions.forEach((_, s) => {
    const rowAt = (e: number): Float64Array => unscaled(given, row.indexes[e], s);
    const targetAt = (e: number): number => row.values[e] - meanRating;
    const solved = ridgeWithPrior(width, row.indexes.length, rowAt, targetAt, priorOf(given, s), random);
    for (let f = 0; f < width; f++) vector[s * width + f] = solved[f] / scale;
  });
  return vector;
}

/** Of every sample the Cholesky factor of the row's precision, in pieces. @throws LikewiseError `not-positive-definite` */
export function* conditionalFactors({ indexes }: FoldInRow, given: SampledRows): Generator<void, readonly Float64Array[], void> {
  const { width, precisions } = given;
  const factors: Float64Array[] = [];
  for (let s = 0; s < precisions.length; s++) {
    if (s > 0) yield;
    factors.push(yield* precisionFactor(width, indexes.length, (e) => unscaled(given, indexes[e], s), priorOf(given, s)));
  }
  return factors;
}

/**
 * What the score of row `target` of the other axis is made of, on average over samples: by each entry of the row, [entries], and by the
 * prior, the bias of the target and μ. They add up to the score of `conditionalRow`'s mean. `factors`: those of the row.
 */
export function conditionalShares(
  { indexes, values }: FoldInRow,
  given: SampledRows,
  factors: readonly Float64Array[],
  target: number,
): { readonly shares: Float64Array; readonly everyone: number } {
  const { fixed, width, precisions, meanRating, one } = given;
  const samples = precisions.length;
  const scale = Math.sqrt(samples);
  const solved = new Float64Array(samples * width);
  let everyone = meanRating;
  for (let s = 0; s < samples; s++) {
    const toward = unscaled(given, target, s);
    const own = sensitivityOf(factors[s], toward, one);
    solved.set(own, s * width);
    const { priorRight } = priorOf(given, s);
    let ofPrior = 0;
    for (let f = 0; f < width; f++) ofPrior += priorRight[f] * own[f];
    everyone += (ofPrior + (one < 0 ? 0 : toward[one])) / samples;
  }
  const shares = Float64Array.from(indexes, (index, e) => {
    let share = 0;
    for (let s = 0, at = index * fixed.columns; s < samples; s++, at += width) {
      let product = 0;
      for (let f = 0; f < width; f++) product += fixed.values[at + f] * scale * solved[s * width + f];
      const bias = one < 0 ? 0 : fixed.values[at + one] * scale;
      share += (precisions[s] * product * (values[e] - meanRating - bias)) / samples;
    }
    return share;
  });
  return { shares, everyone };
}

function priorOf({ width, precisions, priors, priorRights, one }: SampledRows, sample: number): RowPrior {
  return {
    prior: priors.values.subarray(sample * width * width, (sample + 1) * width * width),
    priorRight: priorRights.values.subarray(sample * width, (sample + 1) * width),
    precision: precisions[sample],
    fixed: one,
  };
}

/** One sample of a row, as it was drawn. */
function unscaled({ fixed, width, precisions }: SampledRows, index: number, sample: number): Float64Array {
  const scale = Math.sqrt(precisions.length);
  const stored = rowOf(fixed, index);
  const drawn = new Float64Array(width);
  for (let f = 0; f < width; f++) drawn[f] = stored[sample * width + f] * scale;
  return drawn;
}
