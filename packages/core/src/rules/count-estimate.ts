/**
 * About how many sets occur in at least one basket, before any is mined: the subsets of all baskets together, a union whose parts
 * overlap. A basket is drawn in proportion to its subsets, a subset of it evenly, and each is counted as one over the baskets that
 * hold it; so every set of the union counts once.
 * Source: Karp, Luby, Madras: Monte-Carlo Approximation Algorithms for Enumeration Problems, Journal of Algorithms 1989,
 * doi:10.1016/0196-6774(89)90038-2.
 */
import { type Random, seededRandom } from '../math/random.ts';
import { sampleWithoutReplacement, weightedChoice } from '../math/sampling.ts';
import type { Baskets } from './baskets.ts';

export interface SetCountEstimate {
  /** Sets of at least one item. */
  readonly value: number;
  readonly standardError: number;
}

const DRAWS = 256;

/** @param maxLength most items of a set; `Infinity`: no bound */
export function estimateOccurringSets({ rows: { rows, columns, pointers, indexes } }: Baskets, maxLength: number): SetCountEstimate {
  const subsets = Float64Array.from({ length: rows }, (_, row) => subsetCount(pointers[row + 1] - pointers[row], maxLength));
  const total = subsets.reduce((sum, count) => sum + count, 0);
  if (total === 0) return { value: 0, standardError: 0 };
  const random = seededRandom(0, 'occurring sets');
  const baskets = weightedChoice(subsets);
  const draws = Array.from({ length: DRAWS }, () => {
    const row = baskets.draw(random);
    return randomSubset(random, indexes.subarray(pointers[row], pointers[row + 1]), maxLength);
  });
  const holders = new Uint32Array(DRAWS);
  const within = new Uint8Array(columns);
  for (let row = 0; row < rows; row++) {
    for (let e = pointers[row]; e < pointers[row + 1]; e++) within[indexes[e]] = 1;
    for (let d = 0; d < DRAWS; d++) {
      const items = draws[d];
      let held = 0;
      while (held < items.length && within[items[held]] === 1) held++;
      if (held === items.length) holders[d]++;
    }
    for (let e = pointers[row]; e < pointers[row + 1]; e++) within[indexes[e]] = 0;
  }
  let [mean, squares] = [0, 0];
  for (const count of holders) {
    mean += 1 / count / DRAWS;
    squares += 1 / (count * count) / DRAWS;
  }
  return { value: total * mean, standardError: total * Math.sqrt(Math.max(0, squares - mean * mean) / DRAWS) };
}

/** Subsets of 1 … maxLength of so many items. */
export function subsetCount(items: number, maxLength: number): number {
  let [subsets, ofLength] = [0, 1];
  for (let length = 1; length <= Math.min(items, maxLength); length++) {
    ofLength = (ofLength * (items - length + 1)) / length;
    subsets += ofLength;
  }
  return subsets;
}

/** A subset of 1 … maxLength items, each alike: its length first, then its items. */
function randomSubset(random: Random, items: Uint32Array, maxLength: number): Uint32Array {
  let left = random.uniform() * subsetCount(items.length, maxLength);
  let length = 1;
  for (let ofLength = items.length; left >= ofLength && length < Math.min(items.length, maxLength); length++) {
    left -= ofLength;
    ofLength = (ofLength * (items.length - length)) / (length + 1);
  }
  return sampleWithoutReplacement(random, items.length, length).map((at) => items[at]);
}
