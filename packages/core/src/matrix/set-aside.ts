/** Entries set aside to stop training by. */
import { seededRandom } from '../math/random.ts';
import { shuffledRange } from '../math/sampling.ts';
import { columnCounts, keptEntries, type SparseRows } from './sparse.ts';

/** A seeded share of the entries apart from the rest; every user and every item keeps at least one. `undefined` when none can go. */
export function setAside(
  ratings: SparseRows,
  share: number,
  seed: number,
): { readonly kept: SparseRows; readonly heldOut: SparseRows | undefined } {
  const entries = ratings.indexes.length;
  const wanted = Math.round(share * entries);
  if (wanted === 0) return { kept: ratings, heldOut: undefined };
  const userOf = new Uint32Array(entries);
  for (let u = 0; u < ratings.rows; u++) userOf.fill(u, ratings.pointers[u], ratings.pointers[u + 1]);
  const userCounts = Uint32Array.from({ length: ratings.rows }, (_, u) => ratings.pointers[u + 1] - ratings.pointers[u]);
  const itemCounts = columnCounts(ratings);
  const order = shuffledRange(seededRandom(seed, 'validation'), entries);
  const aside = new Uint8Array(entries);
  let taken = 0;
  for (const e of order) {
    if (taken === wanted) break;
    if (userCounts[userOf[e]] < 2 || itemCounts[ratings.indexes[e]] < 2) continue;
    userCounts[userOf[e]]--;
    itemCounts[ratings.indexes[e]]--;
    aside[e] = 1;
    taken++;
  }
  const part = (mark: 0 | 1): SparseRows => keptEntries(ratings, (e) => aside[e] === mark);
  return { kept: part(0), heldOut: taken === 0 ? undefined : part(1) };
}
