/** Biases of users and items around the mean rating, μ + b_u + b_i: the half-steps that solve one side given the other. */
import type { SparseRows } from '../../matrix/sparse.ts';
import type { FoldInRow } from '../answering/user-row.ts';

/** Every item's bias given all users', 0 where nobody rated it. Walks the ratings by user, so no transpose is held. */
export function solveItemBiases(
  { rows, pointers, indexes, values }: SparseRows,
  itemCounts: Uint32Array,
  meanRating: number,
  userBias: Float64Array,
  itemBias: Float64Array,
  regularization: number,
): void {
  itemBias.fill(0);
  for (let u = 0; u < rows; u++)
    for (let e = pointers[u]; e < pointers[u + 1]; e++) itemBias[indexes[e]] += values[e] - meanRating - userBias[u];
  for (let i = 0; i < itemBias.length; i++) itemBias[i] = itemCounts[i] === 0 ? 0 : itemBias[i] / (regularization + itemCounts[i]);
}

/** Every user's bias given all items', 0 without ratings. */
export function solveUserBiases(
  { rows, pointers, indexes, values }: SparseRows,
  meanRating: number,
  userBias: Float64Array,
  itemBias: Float64Array,
  regularization: number,
): void {
  for (let u = 0; u < rows; u++) {
    let sum = 0;
    for (let e = pointers[u]; e < pointers[u + 1]; e++) sum += values[e] - meanRating - itemBias[indexes[e]];
    userBias[u] = sum === 0 ? 0 : sum / (regularization + pointers[u + 1] - pointers[u]);
  }
}

/** The same half-step for one user. */
export function solveUserBias(row: FoldInRow, meanRating: number, itemBias: Float64Array, regularization: number): number {
  const userBias = new Float64Array(1);
  const pointers = Uint32Array.of(0, row.indexes.length);
  solveUserBiases({ ...row, rows: 1, columns: itemBias.length, pointers }, meanRating, userBias, itemBias, regularization);
  return userBias[0];
}
