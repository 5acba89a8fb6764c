/** Rows dealt like cards, so that every hand holds equal work: what threads share without a race. */
import { paddedFactors, type RunOptions } from '../../kernels/kernels.ts';
import type { Random } from '../../math/random.ts';
import { shuffle } from '../../math/sampling.ts';
import type { DenseMatrix } from '../../matrix/dense.ts';
import type { SparsePattern } from '../../matrix/sparse.ts';

export interface Deal {
  /** [rows]; 0 for a row that was not dealt. */
  readonly hands: Uint32Array;
  /** From 0 in its hand, the most entries first; [rows]. */
  readonly places: Uint32Array;
  /** Rows of each hand. */
  readonly counts: Uint32Array;
}

/** Puts the listed rows of the pattern in falling order of entries, equals in random order, and deals them to and fro in it. */
export function dealt(listed: Uint32Array, { rows, pointers }: SparsePattern, handCount: number, random: Random): Deal {
  const order = shuffle(random, listed).sort((a, b) => pointers[b + 1] - pointers[b] - (pointers[a + 1] - pointers[a]));
  const hands = new Uint32Array(rows);
  const places = new Uint32Array(rows);
  const counts = new Uint32Array(handCount);
  order.forEach((row, rank) => {
    const place = rank % handCount;
    hands[row] = Math.floor(rank / handCount) % 2 === 0 ? place : handCount - 1 - place;
    places[row] = counts[hands[row]]++;
  });
  return { hands, places, counts };
}

/** Every block of a grid of groups × groups once: threads meet after each diagonal, whose blocks share no row. */
export const everyBlock = (groups: number, signal: RunOptions['signal']): RunOptions => ({
  rows: groups * groups,
  grain: 1,
  meetAt: Array.from({ length: groups }, (_, d) => d * groups),
  signal,
});

/** Rows from places; 0 for a row without an entry, of which nothing was learned. */
export function vectorsFromPlaces(values: Float32Array, places: Uint32Array, { pointers }: SparsePattern, factors: number): DenseMatrix {
  const width = paddedFactors(factors);
  const vectors = new Float32Array(places.length * factors);
  places.forEach((place, row) => {
    if (pointers[row + 1] > pointers[row]) vectors.set(values.subarray(place * width, place * width + factors), row * factors);
  });
  return { rows: places.length, columns: factors, values: vectors };
}
