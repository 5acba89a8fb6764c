/** Rows encoded one by one, as answers encode them, so that training's rows and new ones have the same bits. */
import { macrotask, now } from '../../kernels/host.ts';
import { type DenseMatrix, rowOf } from '../../matrix/dense.ts';
import { rowIndexes, rowValues, type SparseRows } from '../../matrix/sparse.ts';
import type { FoldInRow } from '../answering/user-row.ts';
import type { FitContext } from '../contract/estimator.ts';

/** Milliseconds for which the calling thread is held at most. */
const SLICE_MS = 10;

/** What `encode` makes of every row that has an entry; 0 for the others; [rows × width]. */
export async function encodedRows(
  matrix: SparseRows,
  width: number,
  encode: (row: FoldInRow, index: number) => Float32Array,
  signal: FitContext['signal'],
): Promise<DenseMatrix> {
  const codes = { rows: matrix.rows, columns: width, values: new Float32Array(matrix.rows * width) };
  let sliceEnd = now() + SLICE_MS;
  for (let row = 0; row < matrix.rows; row++) {
    if (now() > sliceEnd) {
      await macrotask();
      signal?.throwIfAborted();
      sliceEnd = now() + SLICE_MS;
    }
    const indexes = rowIndexes(matrix, row);
    if (indexes.length > 0) rowOf(codes, row).set(encode({ indexes, values: rowValues(matrix, row) }, row));
  }
  return codes;
}
