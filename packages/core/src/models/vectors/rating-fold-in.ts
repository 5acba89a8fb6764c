/** A new person's bias and vector by svd's own objective, with the items held fixed. */

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
 * Minimum of Σ (r − r̂)² + n (λ_bu b² + λ_p ‖p‖²) over the person's n ratings: one exact solution for sums as they are,
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
  const sumOf = (e: number, side: Float64Array): number =>
    meanRating + itemBias[indexes[e]] + (biased ? side[factors] : 0) + dotRow(side, itemFactors, indexes[e]);
  const row = new Float64Array(size);
  /** The row of entry e, times `scale`. */
  const rowAt = (e: number, scale: number): Float64Array => {
    const q = rowOf(itemFactors, indexes[e]);
    for (let f = 0; f < factors; f++) row[f] = scale * q[f];
    if (biased) row[factors] = scale;
    return row;
  };
  const fixedPart = (e: number): number => meanRating + itemBias[indexes[e]];
  const answer = (side: Float64Array): EntityVector => ({
    bias: biased ? side[factors] : 0,
    vector: Float32Array.from(side.subarray(0, factors)),
  });
  if (bounds === undefined)
    return answer(
      ridge(
        size,
        count,
        (e) => rowAt(e, 1),
        (e) => values[e] - fixedPart(e),
        penaltyAt,
      ),
    );

  const { low, high } = bounds;
  const shareOf = (sum: number): number => 1 / (1 + Math.exp(-sum));
  const objective = (side: Float64Array): number => {
    let total = 0;
    for (let e = 0; e < count; e++) total += (values[e] - low - (high - low) * shareOf(sumOf(e, side))) ** 2;
    for (let f = 0; f < size; f++) total += penaltyAt(f) * side[f] ** 2;
    return total;
  };
  let side: Float64Array = new Float64Array(size);
  let best = objective(side);
  for (let step = 0; step < STEPS; step++) {
    const shares = Float64Array.from({ length: count }, (_, e) => shareOf(sumOf(e, side)));
    const slopes = shares.map((share) => (high - low) * share * (1 - share));
    const start = side;
    const target = ridge(
      size,
      count,
      (e) => rowAt(e, slopes[e]),
      (e) => values[e] - low - (high - low) * shares[e] + slopes[e] * (sumOf(e, start) - fixedPart(e)),
      penaltyAt,
    );
    let length = 1;
    let next = target;
    let value = objective(next);
    while (value > best && length > 1e-6) {
      length /= 2;
      const reach = length;
      next = start.map((from, f) => from + reach * (target[f] - from));
      value = objective(next);
    }
    const gained = best - value;
    if (!(gained > 0)) break;
    side = next;
    best = value;
    if (gained < 1e-12 * best) break;
  }
  return answer(side);
}
