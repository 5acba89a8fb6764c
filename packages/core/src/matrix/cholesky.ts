/** Cholesky: A = L·Lᵀ of a symmetric positive definite matrix, and what follows from it. All arrays row-major. */
import { LikewiseError } from '../errors.ts';
import { portableLog } from '../math/portable.ts';

/**
 * Lower factor L, zeros above the diagonal; a is [size × size], its lower half is read.
 * @throws LikewiseError `not-positive-definite` with the row where the factorization ends
 */
export function choleskyFactor(a: Float64Array, size: number): Float64Array {
  const lower = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * size + j];
      for (let k = 0; k < j; k++) sum -= lower[i * size + k] * lower[j * size + k];
      if (i !== j) lower[i * size + j] = sum / lower[j * size + j];
      else if (sum > 0 && sum < Number.POSITIVE_INFINITY) lower[i * size + i] = Math.sqrt(sum);
      else {
        throw new LikewiseError(
          'not-positive-definite',
          `choleskyFactor: the matrix of ${size} rows is not positive definite (pivot ${sum} in row ${i}); add to its diagonal.`,
          { row: i, pivot: sum, size },
        );
      }
    }
  }
  return lower;
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
