/** Users beyond those of the interactions, and their edges, as models take them. */
import type { Edges } from '../../data/edges.ts';
import { type IdMap, positionsIn, unitedIds } from '../../data/id-map.ts';
import type { Interactions } from '../../data/interactions.ts';
import { rowsInOrder, type SparseRows, sparseFromMaps, withEmptyRows } from '../../matrix/sparse.ts';

export interface EveryoneKnown {
  /** Those of the interactions, then others. */
  readonly users: IdMap;
  /** [users × items]; rows of the others are empty. */
  readonly userItems: SparseRows;
}

/** Users of the interactions, and those of whom only attributes or friends are told. */
export function everyoneKnown({ users, userItems }: Interactions, others: IdMap): EveryoneKnown {
  const everyone = unitedIds(users, others);
  return { users: everyone, userItems: everyone === users ? userItems : withEmptyRows(userItems, everyone.size) };
}

/**
 * [users × users], weights divided by their mean, so that a friend of usual trust weighs 1. `mutual`: each edge goes both ways, of two
 * that meet the larger counts. `users` holds every id of the edges.
 */
export function trustAmong(users: IdMap, { ids, matrix }: Edges, mutual: boolean): SparseRows {
  const position = positionsIn(users, ids.ids);
  const rows = rowsInOrder(mutual ? bothWays(matrix, Math.max) : matrix, positionsIn(ids, users.ids), position, users.size);
  if (rows.values.length === 0) return rows;
  let sum = 0;
  for (const value of rows.values) sum += value;
  const mean = sum / rows.values.length;
  return { ...rows, values: rows.values.map((value) => value / mean) };
}

/** Each edge also backwards; of two that meet the weight is what `merged` makes of both, of one alone what it makes of that and 0. */
export function bothWays(
  { rows, columns, pointers, indexes, values }: SparseRows,
  merged: (one: number, other: number) => number,
): SparseRows {
  const found: Map<number, number>[] = Array.from({ length: rows }, () => new Map());
  for (let row = 0; row < rows; row++) {
    for (let e = pointers[row]; e < pointers[row + 1]; e++) {
      const other = indexes[e];
      const weight = merged(values[e], found[row].get(other) ?? 0);
      found[row].set(other, weight);
      found[other].set(row, weight);
    }
  }
  return sparseFromMaps(found, columns);
}
