/** Householder QR: A = Q·R with orthonormal columns of Q and R upper triangular. Source: Golub, Van Loan: Matrix Computations, §5.2. */
import { norm } from './dense.ts';

export interface QR {
  /** Orthonormal columns; [rows × rank], rank = min(rows, columns). */
  readonly q: Float64Array;
  /** Zeros below a diagonal ≥ 0, which makes the factors unique where A has full rank; [rank × columns]. */
  readonly r: Float64Array;
}

/** Reduced QR of a, [rows × columns] row-major. */
export function qr(a: Float64Array, rows: number, columns: number): QR {
  const rank = Math.min(rows, columns);
  const work = a.slice();
  // Reflections H = I − 2vvᵀ; v of step k is kept in column k of `reflectors`, from row k on.
  const reflectors = new Float64Array(rows * rank);
  for (let k = 0; k < rank; k++) {
    const length = norm(work, k * columns + k, rows - k, columns);
    if (length === 0) continue;
    const head = work[k * columns + k];
    for (let i = k; i < rows; i++) reflectors[i * rank + k] = work[i * columns + k] / length;
    // Away from the head's sign: nothing cancels.
    reflectors[k * rank + k] += head < 0 ? -1 : 1;
    const size = norm(reflectors, k * rank + k, rows - k, rank);
    for (let i = k; i < rows; i++) reflectors[i * rank + k] /= size;
    reflect(work, columns, k, reflectors, rows, rank, k);
    for (let i = k + 1; i < rows; i++) work[i * columns + k] = 0;
  }
  const q = new Float64Array(rows * rank);
  for (let k = 0; k < rank; k++) q[k * rank + k] = 1;
  for (let k = rank - 1; k >= 0; k--) reflect(q, rank, 0, reflectors, rows, rank, k);
  const r = work.slice(0, rank * columns);
  for (let k = 0; k < rank; k++) {
    if (r[k * columns + k] >= 0) continue;
    for (let j = k; j < columns; j++) r[k * columns + j] = -r[k * columns + j];
    for (let i = 0; i < rows; i++) q[i * rank + k] = -q[i * rank + k];
  }
  return { q, r };
}

/** Applies reflection k to the columns of `matrix` from `first` on. */
function reflect(
  matrix: Float64Array,
  columns: number,
  first: number,
  reflectors: Float64Array,
  rows: number,
  rank: number,
  k: number,
): void {
  const sums = new Float64Array(columns);
  for (let i = k; i < rows; i++) {
    const v = reflectors[i * rank + k];
    for (let j = first; j < columns; j++) sums[j] += v * matrix[i * columns + j];
  }
  for (let i = k; i < rows; i++) {
    const v = 2 * reflectors[i * rank + k];
    for (let j = first; j < columns; j++) matrix[i * columns + j] -= v * sums[j];
  }
}
