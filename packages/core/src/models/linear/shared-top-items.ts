/** Lists for many users by a matrix of item weights, on all threads. */
import { rowIndexes, rowValues, type SparseRows } from '../../data/sparse-rows.ts';
import { LikewiseError } from '../../errors.ts';
import { float32, int32, type Kernels, uint32 } from '../../kernels/kernels.ts';
import type { TopItems, TopItemsOptions } from '../model.ts';
import { checkedN } from '../recommend.ts';
import type { DenseMatrix } from '../state.ts';
import { type Weighting, weightedValues } from './shared-positives.ts';

/** Users of a block: memory beyond the weights and the result is that of one block. */
const BLOCK_USERS = 8192;

/** @throws LikewiseError `invalid-option`, `invalid-index`; `too-large` where the weights pass 4 GiB. */
export async function topItemsByWeights(
  parts: {
    readonly seen: SparseRows;
    readonly weights: DenseMatrix | SparseRows;
    readonly known: Uint8Array;
    readonly weighting: Weighting;
  },
  userIndexes: Uint32Array,
  options: TopItemsOptions,
  kernels: Kernels,
): Promise<TopItems> {
  const { seen, weights, known, weighting } = parts;
  const n = Math.min(checkedN(options.n), known.length);
  const wrong = userIndexes.find((userIndex) => userIndex >= seen.rows);
  if (wrong !== undefined) {
    throw new LikewiseError('invalid-index', `topItems: a user index must be below ${seen.rows}; got ${wrong}.`, {
      userIndex: wrong,
      users: seen.rows,
    });
  }
  const items = new Int32Array(userIndexes.length * n);
  const scores = new Float32Array(userIndexes.length * n);
  const columns = known.length;
  const stride = Math.ceil(columns / 4) * 4;
  const rows = Math.min(userIndexes.length, BLOCK_USERS);
  const entries = mostEntries(userIndexes, seen);
  const session = await kernels.open(
    {
      ...weightArrays(weights, stride),
      known,
      pointers: uint32(rows + 1),
      indexes: uint32(entries),
      values: float32(entries),
      bestColumns: int32(rows * n),
      bestScores: float32(rows * n),
    },
    { scratchBytes: 12 * stride },
  );
  const a = session.arrays;
  try {
    for (let begin = 0; begin < userIndexes.length; begin += BLOCK_USERS) {
      const block = userIndexes.subarray(begin, begin + BLOCK_USERS);
      gatherBlock(a, block, seen, weighting);
      const exclude = options.keepSeen === true ? 0 : 1;
      const run = { rows: block.length, costs: a.pointers };
      if ('pointers' in weights) {
        await session.run(
          'sparseTopN',
          [
            a.pointers,
            a.indexes,
            a.values,
            a.weightPointers,
            a.weightIndexes,
            a.weights,
            columns,
            a.known,
            exclude,
            n,
            a.bestColumns,
            a.bestScores,
          ],
          run,
        );
      } else {
        await session.run(
          'denseTopN',
          [a.pointers, a.indexes, a.values, a.weights, stride, columns, a.known, exclude, n, a.bestColumns, a.bestScores],
          run,
        );
      }
      items.set(a.bestColumns.subarray(0, block.length * n), begin * n);
      scores.set(a.bestScores.subarray(0, block.length * n), begin * n);
      forgetUnknown(block, seen, items.subarray(begin * n), scores.subarray(begin * n), n);
    }
  } finally {
    session.close();
  }
  return { n, items, scores };
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

function mostEntries(userIndexes: Uint32Array, { pointers }: SparseRows): number {
  let most = 0;
  for (let begin = 0; begin < userIndexes.length; begin += BLOCK_USERS) {
    let entries = 0;
    for (const userIndex of userIndexes.subarray(begin, begin + BLOCK_USERS)) entries += pointers[userIndex + 1] - pointers[userIndex];
    most = Math.max(most, entries);
  }
  return most;
}

function gatherBlock(
  into: { readonly pointers: Uint32Array; readonly indexes: Uint32Array; readonly values: Float32Array },
  users: Uint32Array,
  seen: SparseRows,
  weighting: Weighting,
): void {
  let entries = 0;
  users.forEach((userIndex, row) => {
    into.indexes.set(rowIndexes(seen, userIndex), entries);
    into.values.set(weightedValues(rowValues(seen, userIndex), weighting), entries);
    entries += seen.pointers[userIndex + 1] - seen.pointers[userIndex];
    into.pointers[row + 1] = entries;
  });
}

/** Someone without a positive value gets no list. */
function forgetUnknown(users: Uint32Array, seen: SparseRows, items: Int32Array, scores: Float32Array, n: number): void {
  users.forEach((userIndex, row) => {
    if (rowValues(seen, userIndex).some((value) => value > 0)) return;
    items.fill(-1, row * n, (row + 1) * n);
    scores.fill(Number.NEGATIVE_INFINITY, row * n, (row + 1) * n);
  });
}
