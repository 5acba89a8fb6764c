/** Rows of a sparse matrix as batches of a network. */
import { seededRandom } from '../../math/random.ts';
import type { SparseRows } from '../../matrix/sparse.ts';
import type { Batch } from '../../neural/batch.ts';
import type { SparseInput } from '../../neural/tape.ts';

/** Most entries that `batch` rows can have together: what a network is planned for. */
export function mostEntriesOfBatch({ pointers, rows }: Pick<SparseRows, 'pointers' | 'rows'>, batch: number): number {
  const lengths = Uint32Array.from({ length: rows }, (_, row) => pointers[row + 1] - pointers[row]).sort();
  return lengths.subarray(Math.max(0, rows - batch)).reduce((sum, length) => sum + length, 0);
}

/** Leaves out entries of the input with this probability; the others are divided by 1 − rate. Drawn anew for every step. */
export interface InputDropout {
  readonly rate: number;
  readonly seed: number;
}

/** Writes rows examples[begin … end − 1] of the matrix; values where the input has them. */
export function fillRows(
  batch: Batch,
  input: SparseInput,
  { pointers: starts, indexes: columns, values: numbers }: SparseRows,
  { examples, begin, end }: { readonly examples: Uint32Array; readonly begin: number; readonly end: number },
  dropout?: InputDropout,
): void {
  const { pointers, indexes, values } = batch.sparse(input);
  const rate = dropout?.rate ?? 0;
  const factor = 1 / (1 - rate);
  const random = seededRandom(dropout?.seed ?? 0, `input-dropout of step ${batch.step}`);
  let at = 0;
  for (let e = begin; e < end; e++) {
    pointers[e - begin] = at;
    const row = examples[e];
    for (let from = starts[row]; from < starts[row + 1]; from++) {
      if (rate > 0 && random.uniform() < rate) continue;
      indexes[at] = columns[from];
      if (values.length > 0) values[at] = numbers[from] * factor;
      at++;
    }
  }
  pointers[end - begin] = at;
  batch.count(input.entries, at);
}
