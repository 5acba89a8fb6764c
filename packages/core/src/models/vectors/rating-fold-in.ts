/** The bias and vector of a new user by svd's own objective, with the items held fixed; of a new item likewise, with the users held. */

import { dotRow, rowOf } from '../../matrix/dense.ts';
import type { FoldInRow } from '../answering/user-row.ts';
import type { EntityVector, RatingState } from './rating-model.ts';
import { ridge } from './ridge.ts';

export interface SVDFoldIn {
  /** λ_bu; `undefined` holds the bias at 0. */
  readonly biasPenalty: number | undefined;
  /** λ_p. */
  readonly vectorPenalty: number;
  /** Scale that the sigmoid squeezes into; `undefined`: ratings are sums as they are. */
  readonly bounds: { readonly low: number; readonly high: number } | undefined;
}

/** A penalty of 0 leaves directions open that no rating speaks of; this little closes them. */
const LEAST_PENALTY = 1e-9;
const STEPS = 30;

/**
 * Minimum of Σ (r − r̂)² + n (λ_bu b² + λ_p ‖p‖²) over their n ratings: one exact solution for sums as they are,
 * Gauss–Newton steps, halved until they descend, for the sigmoid.
 */
export function foldInSVD(
  { meanRating, itemBias, itemFactors }: Pick<RatingState, 'meanRating' | 'itemBias' | 'itemFactors'>,
  { indexes, values }: FoldInRow,
  { biasPenalty, vectorPenalty, bounds }: SVDFoldIn,
): EntityVector {
  const factors = itemFactors.columns;
  const count = indexes.length;
  const biased = biasPenalty !== undefined;
  const size = factors + (biased ? 1 : 0);
  const penaltyAt = (f: number): number => Math.max((f === factors ? biasPenalty : vectorPenalty) ?? 0, LEAST_PENALTY) * count;
  const fixedPart = (e: number): number => meanRating + itemBias[indexes[e]];
  const sumOf = (e: number, x: Float64Array): number => fixedPart(e) + (biased ? x[factors] : 0) + dotRow(x, itemFactors, indexes[e]);
  const row = new Float64Array(size);
  /** The vector by which each entry, `slope` times as steep as its sum, comes nearest to its target. */
  const solve = (slopeOf: (e: number) => number, targetOf: (e: number) => number): Float64Array => {
    const rowAt = (e: number): Float64Array => {
      const q = rowOf(itemFactors, indexes[e]);
      const slope = slopeOf(e);
      for (let f = 0; f < factors; f++) row[f] = slope * q[f];
      if (biased) row[factors] = slope;
      return row;
    };
    return ridge(size, count, rowAt, targetOf, penaltyAt);
  };
  const answer = (x: Float64Array): EntityVector => ({
    bias: biased ? x[factors] : 0,
    vector: Float32Array.from(x.subarray(0, factors)),
  });
  if (bounds === undefined)
    return answer(
      solve(
        () => 1,
        (e) => values[e] - fixedPart(e),
      ),
    );

  const { low, high } = bounds;
  const shareOf = (sum: number): number => 1 / (1 + Math.exp(-sum));
  const objective = (x: Float64Array): number => {
    let total = 0;
    for (let e = 0; e < count; e++) total += (values[e] - low - (high - low) * shareOf(sumOf(e, x))) ** 2;
    for (let f = 0; f < size; f++) total += penaltyAt(f) * x[f] ** 2;
    return total;
  };
  let x: Float64Array = new Float64Array(size);
  let best = objective(x);
  for (let step = 0; step < STEPS; step++) {
    const start = x;
    const shares = Float64Array.from(indexes, (_, e) => shareOf(sumOf(e, start)));
    const slopes = shares.map((share) => (high - low) * share * (1 - share));
    const target = solve(
      (e) => slopes[e],
      (e) => values[e] - low - (high - low) * shares[e] + slopes[e] * (sumOf(e, start) - fixedPart(e)),
    );
    let next = target;
    let value = objective(next);
    for (let length = 0.5; value > best && length > 5e-7; length /= 2) {
      const reach = length;
      next = start.map((from, f) => from + reach * (target[f] - from));
      value = objective(next);
    }
    const gained = best - value;
    if (!(gained > 0)) break;
    x = next;
    best = value;
    if (gained < 1e-12 * best) break;
  }
  return answer(x);
}
