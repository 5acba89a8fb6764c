/** Small dense matrices: Float64Array, row-major. Plain loops over + − × ÷ and square roots: the same bits on every host. */

/** A·B; a is [rows × inner], b [inner × columns]; [rows × columns]. */
export function multiply(a: Float64Array, b: Float64Array, rows: number, inner: number, columns: number): Float64Array {
  const product = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < inner; k++) {
      const factor = a[i * inner + k];
      for (let j = 0; j < columns; j++) product[i * columns + j] += factor * b[k * columns + j];
    }
  }
  return product;
}

/** A·Bᵀ; a is [rows × inner], b [columns × inner]; [rows × columns]. */
export function multiplyTransposed(a: Float64Array, b: Float64Array, rows: number, inner: number, columns: number): Float64Array {
  const product = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      let sum = 0;
      for (let k = 0; k < inner; k++) sum += a[i * inner + k] * b[j * inner + k];
      product[i * columns + j] = sum;
    }
  }
  return product;
}

/** Aᵀ·A; a is [rows × columns]; symmetric, [columns × columns]. */
export function gram(a: Float64Array, rows: number, columns: number): Float64Array {
  const product = new Float64Array(columns * columns);
  for (let r = 0; r < rows; r++) {
    for (let i = 0; i < columns; i++) {
      const factor = a[r * columns + i];
      for (let j = 0; j <= i; j++) product[i * columns + j] += factor * a[r * columns + j];
    }
  }
  for (let i = 0; i < columns; i++) for (let j = i + 1; j < columns; j++) product[i * columns + j] = product[j * columns + i];
  return product;
}

/** Aᵀ; a is [rows × columns]; [columns × rows]. */
export function transposed(a: Float64Array, rows: number, columns: number): Float64Array {
  const turned = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) turned[j * rows + i] = a[i * columns + j];
  return turned;
}

/** The identity; [size × size]. */
export function identity(size: number): Float64Array {
  const one = new Float64Array(size * size);
  for (let i = 0; i < size; i++) one[i * size + i] = 1;
  return one;
}

/** √Σx² without overflow or underflow; `step` between entries. */
export function norm(values: Float64Array, start = 0, length: number = values.length, step = 1): number {
  let largest = 0;
  for (let k = 0; k < length; k++) largest = Math.max(largest, Math.abs(values[start + k * step]));
  if (largest === 0 || !Number.isFinite(largest)) return largest;
  let sum = 0;
  for (let k = 0; k < length; k++) {
    const scaled = values[start + k * step] / largest;
    sum += scaled * scaled;
  }
  return largest * Math.sqrt(sum);
}
