/** One ridge regression an item: its residuals on those that the same people gave to its neighbors, solved exactly. */
import type { Pauses } from '../../../kernels/pauses.ts';
import { choleskyFactor, choleskySolve } from '../../../matrix/cholesky.ts';
import { rowIndexes, rowValues, type SparseRows, sparseFromRows } from '../../../matrix/sparse.ts';
import type { NeighborLists } from '../../neighborhoods/all-pairs.ts';

/** Residuals r − b(u,i) of training, by user and by item. */
export interface Residuals {
  /** [users × items]. */
  readonly byUser: SparseRows;
  /** [items × users]. */
  readonly byItem: SparseRows;
}

/**
 * w_i = (Σ_u x_u x_uᵀ + λI)⁻¹ Σ_u x_u e_ui over the people u who rated i, x_u their residuals of i's neighbors, 0 where they did not
 * rate one; [items × items], row i: the weights that i's rating is made of.
 * @throws LikewiseError `not-positive-definite` where the penalty is nothing beside the residuals
 */
export async function regressionWeights(
  { byUser, byItem }: Residuals,
  { listPointers, listRows }: NeighborLists,
  regularization: number,
  pauses: Pauses,
): Promise<SparseRows> {
  const items = byItem.rows;
  const weights = new Float64Array(listRows.length);
  const neighbors = new Uint32Array(listRows.length);
  /** Place of an item among the neighbors of the item at hand; −1: it is none. */
  const places = new Int32Array(items).fill(-1);
  for (let item = 0; item < items; item++) {
    const own = listRows.slice(listPointers[item], listPointers[item + 1]).sort();
    neighbors.set(own, listPointers[item]);
    own.forEach((neighbor, place) => {
      places[neighbor] = place;
    });
    const { normal, right } = equationsOf(item, own.length, places, { byUser, byItem }, regularization);
    weights.set(choleskySolve(choleskyFactor(normal, own.length), right, own.length), listPointers[item]);
    for (const neighbor of own) places[neighbor] = -1;
    await pauses.pause();
  }
  return sparseFromRows(items, items, neighbors.length, (item, add) => {
    for (let k = listPointers[item]; k < listPointers[item + 1]; k++) add(neighbors[k], weights[k]);
  });
}

/** The normal equations of an item's weights: lower half of the matrix, [size × size], and the right side. */
function equationsOf(
  item: number,
  size: number,
  places: Int32Array,
  { byUser, byItem }: Residuals,
  regularization: number,
): { readonly normal: Float64Array; readonly right: Float64Array } {
  const normal = new Float64Array(size * size);
  const right = new Float64Array(size);
  const met = new Uint32Array(size);
  const residuals = new Float64Array(size);
  const targets = rowValues(byItem, item);
  rowIndexes(byItem, item).forEach((user, k) => {
    let count = 0;
    for (let e = byUser.pointers[user]; e < byUser.pointers[user + 1]; e++) {
      const place = places[byUser.indexes[e]];
      if (place < 0) continue;
      met[count] = place;
      residuals[count++] = byUser.values[e];
    }
    // Places rise along a row, so that only the lower half is met.
    for (let a = 0; a < count; a++) {
      const row = met[a] * size;
      right[met[a]] += residuals[a] * targets[k];
      for (let b = 0; b <= a; b++) normal[row + met[b]] += residuals[a] * residuals[b];
    }
  });
  for (let place = 0; place < size; place++) normal[place * (size + 1)] += regularization;
  return { normal, right };
}
