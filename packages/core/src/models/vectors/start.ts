/** Where training starts from, and what stays empty for want of data. */
import { paddedFactors } from '../../kernels/kernels.ts';
import { seededRandom } from '../../math/random.ts';
import type { DenseMatrix } from '../../matrix/dense.ts';
import type { SparsePattern } from '../../matrix/sparse.ts';

/**
 * Fills `out` [rows × rowLength] with independent normal numbers of the standard deviation in the first `factors`
 * coordinates of each row. A row's start depends on seed, stream and the rows before it, not on threads; `grid` says where
 * each row stands, if not in order, and which rows have entries: nothing is drawn for the others.
 */
export function fillNormal(
  out: Float32Array,
  factors: number,
  deviation: number,
  seed: number,
  stream: string,
  rowLength: number = paddedFactors(factors),
  grid?: { readonly places: Uint32Array; readonly pattern: SparsePattern },
): void {
  const random = seededRandom(seed, stream);
  for (let row = 0; row * rowLength < out.length; row++) {
    if (grid !== undefined && grid.pattern.pointers[row] === grid.pattern.pointers[row + 1]) continue;
    const start = (grid?.places[row] ?? row) * rowLength;
    for (let f = 0; f < factors; f++) out[start + f] = deviation * random.normal();
  }
}

/** Zeros the vector of every row without an entry: nothing was learned about it. */
export function clearUnrated({ columns, values }: DenseMatrix, { rows, pointers }: SparsePattern): void {
  for (let row = 0; row < rows; row++) if (pointers[row] === pointers[row + 1]) values.fill(0, row * columns, (row + 1) * columns);
}
