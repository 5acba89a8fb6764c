/** Dense matrices, row-major. Plain loops over + − × ÷ and square roots: the same bits on every host. */

/** Row-major matrix; a tensor of shape [rows, columns] in files. */
export interface DenseMatrix<A extends Float32Array | Float64Array = Float32Array> {
  readonly rows: number;
  readonly columns: number;
  readonly values: A;
}

/** A row of a matrix, a view. */
export function rowOf(matrix: DenseMatrix, row: number): Float32Array {
  return matrix.values.subarray(row * matrix.columns, (row + 1) * matrix.columns);
}

/** vector · matrix row; summed in float64 in four parts, so that the processor need not wait for each addition. */
export function dotRow(vector: Float32Array | Float64Array, matrix: DenseMatrix, row: number): number {
  const { columns, values } = matrix;
  const base = row * columns;
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let f = 0;
  for (; f + 3 < columns; f += 4) {
    a += vector[f] * values[base + f];
    b += vector[f + 1] * values[base + f + 1];
    c += vector[f + 2] * values[base + f + 2];
    d += vector[f + 3] * values[base + f + 3];
  }
  for (; f < columns; f++) a += vector[f] * values[base + f];
  return a + b + (c + d);
}

/** 1 for each row that is not all zeros; [rows]. */
export function knownRows(matrix: DenseMatrix): Uint8Array {
  const known = new Uint8Array(matrix.rows);
  for (let r = 0; r < known.length; r++) known[r] = rowOf(matrix, r).some((value) => value !== 0) ? 1 : 0;
  return known;
}

/** Euclidean length of each row; [rows]. */
export function lengthsOf(matrix: DenseMatrix): Float64Array {
  return Float64Array.from({ length: matrix.rows }, (_, r) => Math.sqrt(dotRow(rowOf(matrix, r), matrix, r)));
}

/** Copies [rows × from] into [rows × to], both row-major; coordinates beyond the shorter row are 0 or dropped. */
export function withRowLength(values: Float32Array, rows: number, from: number, to: number, out?: Float32Array): Float32Array {
  const copied = out ?? new Float32Array(rows * to);
  if (from === to) copied.set(values.length === rows * from ? values : values.subarray(0, rows * from));
  else for (let r = 0; r < rows; r++) copied.set(values.subarray(r * from, r * from + Math.min(from, to)), r * to);
  return copied;
}

/** The first columns of [rows × width], row-major: a copy. */
export function leadingColumns(values: Float32Array, width: number, columns: number): DenseMatrix {
  const rows = values.length / width;
  return { rows, columns, values: withRowLength(values, rows, width, columns) };
}

/** One column of [rows × width], row-major; [rows]. */
export function columnOf(values: Float32Array, width: number, column: number): Float32Array {
  return Float32Array.from({ length: values.length / width }, (_, row) => values[row * width + column]);
}

/** The matrix with further coordinates at the end of each row, equally many for every row. */
export function withColumns({ rows, columns, values }: DenseMatrix, more: (row: number) => readonly number[]): DenseMatrix {
  const length = columns + (rows === 0 ? 0 : more(0).length);
  const wider = withRowLength(values, rows, columns, length);
  for (let row = 0; row < rows; row++) wider.set(more(row), row * length + columns);
  return { rows, columns: length, values: wider };
}

/** The matrix with one more row; zeros where none is given. */
export function withRow({ rows, columns, values }: DenseMatrix, row?: Float32Array): DenseMatrix {
  const longer = new Float32Array(values.length + columns);
  longer.set(values);
  if (row !== undefined) longer.set(row, values.length);
  return { rows: rows + 1, columns, values: longer };
}

/** The numbers with one more at the end. */
export function withValue(values: Float32Array, value: number): Float32Array {
  const longer = new Float32Array(values.length + 1);
  longer.set(values);
  longer[values.length] = value;
  return longer;
}

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

/** The identity; [size × size]. */
export function identity(size: number): Float64Array {
  const one = new Float64Array(size * size);
  for (let i = 0; i < size; i++) one[i * size + i] = 1;
  return one;
}

/** √Σx² without overflow or underflow. */
export function norm(values: Float64Array): number {
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  if (largest === 0 || !Number.isFinite(largest)) return largest;
  let sum = 0;
  for (const value of values) sum += (value / largest) * (value / largest);
  return largest * Math.sqrt(sum);
}
