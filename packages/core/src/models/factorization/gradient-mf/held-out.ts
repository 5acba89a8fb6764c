/** Ratings set aside to stop by. */

import { seededRandom } from '../../../math/random.ts';
import { shuffle } from '../../../math/sampling.ts';
import { type SparseRows, transpose } from '../../../matrix/sparse.ts';

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
  const userCounts = new Uint32Array(ratings.rows);
  const itemCounts = new Uint32Array(ratings.columns);
  for (let u = 0; u < ratings.rows; u++) {
    for (let e = ratings.pointers[u]; e < ratings.pointers[u + 1]; e++) {
      userOf[e] = u;
      userCounts[u]++;
      itemCounts[ratings.indexes[e]]++;
    }
  }
  const order = Uint32Array.from({ length: entries }, (_, e) => e);
  shuffle(seededRandom(seed, 'validation'), order);
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
  return { kept: only(ratings, aside, 0), heldOut: taken === 0 ? undefined : only(ratings, aside, 1) };
}

function only({ rows, columns, pointers, indexes, values }: SparseRows, marks: Uint8Array, mark: number): SparseRows {
  const starts = new Uint32Array(rows + 1);
  for (let row = 0; row < rows; row++) {
    starts[row + 1] = starts[row];
    for (let e = pointers[row]; e < pointers[row + 1]; e++) if (marks[e] === mark) starts[row + 1]++;
  }
  return {
    rows,
    columns,
    pointers: starts,
    indexes: indexes.filter((_, e) => marks[e] === mark),
    values: values.filter((_, e) => marks[e] === mark),
  };
}

/** Mean rating of each item over its ratings, 0 where it has none; [items]. */
export function itemMeans(ratings: SparseRows): Float32Array {
  const { rows, pointers, values } = transpose(ratings).matrix;
  return Float32Array.from({ length: rows }, (_, item) => {
    let sum = 0;
    for (let e = pointers[item]; e < pointers[item + 1]; e++) sum += values[e];
    return pointers[item] === pointers[item + 1] ? 0 : sum / (pointers[item + 1] - pointers[item]);
  });
}

/** Ratings less what is known of their item. */
export function lessItems(ratings: SparseRows, itemBias: Float32Array): SparseRows {
  return { ...ratings, values: ratings.values.map((rating, e) => rating - itemBias[ratings.indexes[e]]) };
}
