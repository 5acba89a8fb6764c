/** Rows dealt like cards, so that every hand holds equal work: what threads share without a race. */
import type { Random } from '../../math/random.ts';
import { shuffle } from '../../math/sampling.ts';
import type { SparsePattern } from '../../matrix/sparse.ts';

export interface Deal {
  /** [rows]; 0 for a row that was not dealt. */
  readonly hands: Uint32Array;
  /** From 0 in its hand, the most entries first; [rows]. */
  readonly places: Uint32Array;
  /** Rows of each hand. */
  readonly counts: Uint32Array;
}

/** `listed` rows of the pattern, shuffled in place, dealt to and fro in falling order of entries. */
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
