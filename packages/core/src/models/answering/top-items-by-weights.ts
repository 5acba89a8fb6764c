/** Lists for many users by a row of the user times a matrix of weights, on all threads. */

import { float32, int32, type Kernels, uint32 } from '../../kernels/kernels.ts';
import type { DenseMatrix } from '../../matrix/dense.ts';
import { rowIndexes, type SparsePattern, type SparseRows } from '../../matrix/sparse.ts';
import type { TopItems, TopItemsOptions } from '../contract/model.ts';
import { BLOCK_USERS, emptyLists, fillLists, mostEntries } from './block-lists.ts';

/** Rows of the weights that speak for a user, in any order, and how much each counts. */
export interface WeightedRows {
  readonly indexes: Uint32Array;
  /** [indexes]. */
  readonly values: Float32Array;
}

/** score(u,i) = Σ_k x_uk w_ki, summed in float64 in the order of x's entries. */
export interface WeightedLists {
  /** What users have, left out of their lists; [users × items]. */
  readonly seen: SparsePattern;
  /** [any × items]. */
  readonly weights: DenseMatrix | SparseRows;
  /** 1 for each item that may stand in a list; [items]. */
  readonly known: Uint8Array;
  /** x of a user; `undefined` for someone who gets no list. */
  readonly rowOf: (userIndex: number) => WeightedRows | undefined;
}

/** @throws LikewiseError `invalid-option`, `invalid-index`; `too-large` where the weights pass 4 GiB. */
export async function topItemsByWeights(
  { seen, weights, known, rowOf }: WeightedLists,
  userIndexes: Uint32Array,
  options: TopItemsOptions,
  kernels: Kernels,
): Promise<TopItems> {
  const lists = emptyLists(userIndexes, options.n, known.length, seen.rows);
  const { n } = lists;
  const columns = known.length;
  const stride = Math.ceil(columns / 4) * 4;
  const rows = Math.min(userIndexes.length, BLOCK_USERS);
  const rowEntries = mostEntries(userIndexes, (userIndex) => rowOf(userIndex)?.indexes.length ?? 0);
  const seenEntries = options.keepSeen ? 0 : mostEntries(userIndexes, (userIndex) => rowIndexes(seen, userIndex).length);
  const session = await kernels.open(
    {
      ...weightArrays(weights, stride),
      known,
      pointers: uint32(rows + 1),
      indexes: uint32(rowEntries),
      values: float32(rowEntries),
      seenPointers: uint32(rows + 1),
      seenIndexes: uint32(seenEntries),
      bestColumns: int32(rows * n),
      bestScores: float32(rows * n),
    },
    { scratchBytes: 12 * stride },
  );
  const a = session.arrays;
  try {
    await fillLists(lists, userIndexes, a, async (block) => {
      const answered = gatherRows(a, block, rowOf);
      if (!options.keepSeen) gatherSeen(a, block, seen);
      const run = { rows: block.length, costs: a.pointers };
      const row = [a.pointers, a.indexes, a.values] as const;
      const list = [columns, a.known, a.seenPointers, a.seenIndexes, n, a.bestColumns, a.bestScores] as const;
      if ('pointers' in weights) await session.run('sparseTopN', [...row, a.weightPointers, a.weightIndexes, a.weights, ...list], run);
      else await session.run('denseTopN', [...row, a.weights, stride, ...list], run);
      return answered;
    });
    return lists;
  } finally {
    session.close();
  }
}

/** Rows of dense weights padded to the stride; a sparse matrix as it is. */
function weightArrays(
  weights: DenseMatrix | SparseRows,
  stride: number,
): { readonly weightPointers: Uint32Array; readonly weightIndexes: Uint32Array; readonly weights: Float32Array } {
  if ('pointers' in weights) return { weightPointers: weights.pointers, weightIndexes: weights.indexes, weights: weights.values };
  const { rows, columns, values } = weights;
  const none = new Uint32Array(0);
  if (stride === columns) return { weightPointers: none, weightIndexes: none, weights: values };
  const padded = new Float32Array(rows * stride);
  for (let r = 0; r < rows; r++) padded.set(values.subarray(r * columns, (r + 1) * columns), r * stride);
  return { weightPointers: none, weightIndexes: none, weights: padded };
}

/** 1 for each user who gets a list; [users]. */
function gatherRows(
  into: { readonly pointers: Uint32Array; readonly indexes: Uint32Array; readonly values: Float32Array },
  users: Uint32Array,
  rowOf: WeightedLists['rowOf'],
): Uint8Array {
  let entries = 0;
  return Uint8Array.from(users, (userIndex, row) => {
    const x = rowOf(userIndex);
    if (x !== undefined) {
      into.indexes.set(x.indexes, entries);
      into.values.set(x.values, entries);
      entries += x.indexes.length;
    }
    into.pointers[row + 1] = entries;
    return x === undefined ? 0 : 1;
  });
}

function gatherSeen(
  into: { readonly seenPointers: Uint32Array; readonly seenIndexes: Uint32Array },
  users: Uint32Array,
  seen: SparsePattern,
): void {
  let entries = 0;
  users.forEach((userIndex, row) => {
    const own = rowIndexes(seen, userIndex);
    into.seenIndexes.set(own, entries);
    entries += own.length;
    into.seenPointers[row + 1] = entries;
  });
}
