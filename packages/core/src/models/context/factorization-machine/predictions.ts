/** Vectors of users and items in all kept samples, and from two of them to an answer: a mean, an interval, how likely each rating is. */
import { portableNormalShare } from '../../../math/mills-ratio.ts';
import { normalMixtureInterval } from '../../../math/normal-mixture.ts';
import { expectedLevel } from '../../../math/ordered-probit.ts';
import { type DenseMatrix, rowOf } from '../../../matrix/dense.ts';
import type { MachineState } from './samples.ts';

/** [V, bias] of each sample, one after the other: the sum of the features' vectors, and their weights and the pairs inside them; [samples · (factors + 1)]. */
export type SampledVector = Float64Array;

export const vectorOfRow = (rows: DenseMatrix, row: number): SampledVector => Float64Array.from(rowOf(rows, row));

/** Adds x times features that are not in the vector yet: V + x v, bias + x w + x ⟨V, v⟩, sample by sample. */
export function addFeatures(vector: SampledVector, feature: Float32Array | Float64Array, x: number, sampleLength: number): void {
  for (let at = 0; at < vector.length; at += sampleLength) {
    const last = at + sampleLength - 1;
    let pairs = feature[last];
    for (let f = at; f < last; f++) {
      pairs += vector[f] * feature[f];
      vector[f] += x * feature[f];
    }
    vector[last] += x * pairs;
  }
}

/** @param levels of each context column, as `levelsOf` reads them: the mean over training stands for what is not known */
export function addContext(
  vector: SampledVector,
  { contexts, contextRows, contextMeans, intercepts }: MachineState,
  levels: readonly (number | undefined)[],
): void {
  const sampleLength = vector.length / intercepts.length;
  let first = 0;
  contexts.forEach(({ kind, mean, deviation, levels: { length } }, c) => {
    const level = levels[c];
    if (level === undefined) addFeatures(vector, rowOf(contextMeans, c), 1, sampleLength);
    else if (kind === 'category') addFeatures(vector, rowOf(contextRows, first + level), 1, sampleLength);
    else addFeatures(vector, rowOf(contextRows, first), (level - mean) / deviation, sampleLength);
    first += kind === 'category' ? length : 1;
  });
}

/** In a vector of its own, or among the rows of a matrix. */
type ItemVector = SampledVector | Float32Array;

/** Prediction of one sample without μ: a rating, log-odds, or the latent value that cutpoints divide. */
function sampleSum(intercept: number, user: SampledVector, item: ItemVector, from: number, length: number, at = 0): number {
  const last = from + length - 1;
  let sum = intercept + user[last] + item[at + last];
  for (let k = from; k < last; k++) sum += user[k] * item[at + k];
  return sum;
}

/** Prediction of each sample; [samples]. */
export function sampledPredictions({ intercepts, meanRating }: MachineState, user: SampledVector, item: SampledVector): Float64Array {
  const length = user.length / intercepts.length;
  return intercepts.map((intercept, s) => meanRating + sampleSum(intercept, user, item, s * length, length));
}

/** Mean over the samples, before clipping and the link of odds; of an ordered probit target that of the expected ratings. */
export function meanPrediction(state: MachineState, user: SampledVector, item: ItemVector, at = 0): number {
  const { intercepts, meanRating, levels, cutpoints } = state;
  const length = user.length / intercepts.length;
  let total = 0;
  for (let s = 0, from = 0; s < intercepts.length; s++, from += length) {
    const sum = sampleSum(intercepts[s], user, item, from, length, at);
    total += levels.length === 0 ? sum : expectedLevel(sum, levels, cutpoints.values, s * cutpoints.columns);
  }
  return meanRating + total / intercepts.length;
}

/** Probability of each level of an ordered probit target, over all samples; [levels]. */
export function levelShares({ levels, cutpoints }: MachineState, predictions: Float64Array): Float64Array {
  const shares = new Float64Array(levels.length);
  predictions.forEach((predicted, s) => {
    let below = 0;
    for (let level = 0; level < levels.length; level++) {
      const until = level + 1 === levels.length ? 1 : portableNormalShare(cutpoints.values[s * cutpoints.columns + level] - predicted);
      shares[level] += (until - below) / predictions.length;
      below = until;
    }
  });
  return shares;
}

/** Central interval that holds `level` of the ratings to be expected, of a regression or of an ordered probit target. @throws LikewiseError `invalid-option` */
export function ratingInterval(
  state: MachineState,
  predictions: Float64Array,
  level: number,
): { readonly low: number; readonly high: number } {
  if (state.levels.length === 0) return normalMixtureInterval(predictions, state.precisions, level);
  const shares = levelShares(state, predictions);
  const reaching = (share: number): number => {
    let sum = 0;
    const found = shares.findIndex((ofLevel) => {
      sum += ofLevel;
      return sum >= share;
    });
    return state.levels[found < 0 ? shares.length - 1 : found];
  };
  // A wrong level is refused alike for both targets.
  normalMixtureInterval(new Float64Array(1), new Float64Array(1).fill(1), level);
  return { low: reaching((1 - level) / 2), high: reaching((1 + level) / 2) };
}
