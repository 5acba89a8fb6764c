/** From the vectors of a user and an item to an answer: a mean over the samples, an interval, how likely each rating is. */
import { portableNormalShare } from '../../../math/mills-ratio.ts';
import { normalMixtureInterval } from '../../../math/normal-mixture.ts';
import { expectedLevel } from '../../../math/ordered-probit.ts';
import type { SampledVector } from './sampled-vectors.ts';
import type { MachineState } from './samples.ts';

/** Prediction of one sample without μ: a rating, log-odds, or the latent value that cutpoints divide; `item` may stand in a matrix, from `at`. */
function sampleSum(
  intercept: number,
  user: SampledVector,
  item: SampledVector | Float32Array,
  from: number,
  until: number,
  at: number,
): number {
  let sum = intercept + user[until] + item[at + until];
  for (let k = from; k < until; k++) sum += user[k] * item[at + k];
  return sum;
}

/** Prediction of each sample; [samples]. */
export function sampledPredictions({ intercepts, meanRating }: MachineState, user: SampledVector, item: SampledVector): Float64Array {
  const length = user.length / intercepts.length;
  return intercepts.map((intercept, s) => meanRating + sampleSum(intercept, user, item, s * length, (s + 1) * length - 1, 0));
}

/** Mean over the samples, before clipping and the link of odds; of an ordered probit target that of the expected ratings. */
export function meanPrediction(state: MachineState, user: SampledVector, item: SampledVector | Float32Array, at = 0): number {
  const { intercepts, meanRating, levels, cutpoints } = state;
  const length = user.length / intercepts.length;
  let total = 0;
  for (let s = 0, from = 0; s < intercepts.length; s++, from += length) {
    const sum = sampleSum(intercepts[s], user, item, from, from + length - 1, at);
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
    const found = shares.findIndex((own) => {
      sum += own;
      return sum >= share;
    });
    return state.levels[found < 0 ? shares.length - 1 : found];
  };
  // A wrong level is refused alike for both targets.
  normalMixtureInterval(new Float64Array(1), new Float64Array(1).fill(1), level);
  return { low: reaching((1 - level) / 2), high: reaching((1 + level) / 2) };
}
