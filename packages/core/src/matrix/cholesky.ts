/** Cholesky: A = L·Lᵀ of a symmetric positive definite matrix, and what follows from it. All arrays row-major. */
import { LikewiseError } from '../errors.ts';
import { portableLog } from '../math/portable.ts';

/**
 * Lower factor L, zeros above the diagonal; a is [size × size], its lower half is read.
 * @throws LikewiseError `not-positive-definite` with the row where the factorization ends
 */
export function choleskyFactor(a: Float64Array, size: number): Float64Array {
  const lower = new Float64Array(size * size);
  for (let row = 0; row < size; row++) lower.set(a.subarray(row * size, row * size + row + 1), row * size);
  const row = factorize(lower, size, 0, false);
  if (row === size) return lower;
  const pivot = lower[row * size + row];
  throw new LikewiseError(
    'not-positive-definite',
    `choleskyFactor: the matrix of ${size} rows is not positive definite (pivot ${pivot} in row ${row}); add to its diagonal.`,
    { row, pivot, size },
  );
}

/**
 * L replaces the lower half of a [size × size]. False where A is not positive definite: a pivot at or below 1e-12 of its diagonal entry
 * counts as zero, because rounding alone can leave that much.
 */
export function choleskyInPlace(a: Float64Array, size: number): boolean {
  return factorize(a, size, 1e-12, true) === size;
}

/** The row whose pivot is not above `least` of its diagonal entry, else `size`. `reciprocal`: one division a column instead of one an entry. */
function factorize(a: Float64Array, size: number, least: number, reciprocal: boolean): number {
  for (let p = 0; p < size; p++) {
    const diagonal = a[p * size + p];
    for (let row = p; row < size; row++) {
      let sum = a[row * size + p];
      for (let k = 0; k < p; k++) sum -= a[p * size + k] * a[row * size + k];
      a[row * size + p] = sum;
    }
    const pivot = a[p * size + p];
    if (!(pivot > diagonal * least && pivot < Number.POSITIVE_INFINITY)) return p;
    const root = Math.sqrt(pivot);
    for (let row = p + 1; row < size; row++) a[row * size + p] = reciprocal ? a[row * size + p] * (1 / root) : a[row * size + p] / root;
    a[p * size + p] = reciprocal ? pivot * (1 / root) : root;
  }
  return size;
}

/** Solves L·X = B; l is [size × size], b [size × columns]; [size × columns]. */
export function solveLower(l: Float64Array, b: Float64Array, size: number, columns = 1): Float64Array {
  const x = b.slice();
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) subtractRow(x, i, l[i * size + k], k, columns);
    divideRow(x, i, l[i * size + i], columns);
  }
  return x;
}

/** Solves Lᵀ·X = B; l is [size × size], b [size × columns]; [size × columns]. */
export function solveLowerTransposed(l: Float64Array, b: Float64Array, size: number, columns = 1): Float64Array {
  const x = b.slice();
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) subtractRow(x, i, l[k * size + i], k, columns);
    divideRow(x, i, l[i * size + i], columns);
  }
  return x;
}

/** Solves A·X = B with A = L·Lᵀ; b is [size × columns]; [size × columns]. */
export function choleskySolve(l: Float64Array, b: Float64Array, size: number, columns = 1): Float64Array {
  return solveLowerTransposed(l, solveLower(l, b, size, columns), size, columns);
}

/** ln det A with A = L·Lᵀ. */
export function choleskyLogDeterminant(l: Float64Array, size: number): number {
  let sum = 0;
  for (let i = 0; i < size; i++) sum += portableLog(l[i * size + i]);
  return 2 * sum;
}

function subtractRow(x: Float64Array, row: number, factor: number, other: number, columns: number): void {
  for (let c = 0; c < columns; c++) x[row * columns + c] -= factor * x[other * columns + c];
}

function divideRow(x: Float64Array, row: number, divisor: number, columns: number): void {
  for (let c = 0; c < columns; c++) x[row * columns + c] /= divisor;
}
