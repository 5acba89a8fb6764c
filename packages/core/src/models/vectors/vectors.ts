/** What every factorization model shares: padding, random start, scores by dot product, cosines. */
import type { IdMap } from '../../data/id-map.ts';
import { seededRandom } from '../../math/random.ts';
import type { SparsePattern } from '../../matrix/sparse.ts';
import { bestItems } from '../answering/recommend.ts';
import type { ScoredItem } from '../contract/model.ts';
import type { DenseMatrix } from '../contract/state.ts';

/** Length of a vector inside kernels: the next multiple of 4; the coordinates added are 0 and stay 0. */
export function paddedFactors(factors: number): number {
  return Math.ceil(factors / 4) * 4;
}

/** Copies [rows × from] into [rows × to], both row-major; coordinates beyond the shorter row are 0 or dropped. */
export function withRowLength(values: Float32Array, rows: number, from: number, to: number, out?: Float32Array): Float32Array {
  const copied = out ?? new Float32Array(rows * to);
  if (from === to) copied.set(values.length === rows * from ? values : values.subarray(0, rows * from));
  else for (let r = 0; r < rows; r++) copied.set(values.subarray(r * from, r * from + Math.min(from, to)), r * to);
  return copied;
}

/**
 * Fills `out` [rows × rowLength] with independent normal numbers of the standard deviation in the first `factors`
 * coordinates of each row. A row's start depends on seed, stream and the rows before it, not on threads; `places` says where
 * each row stands, if not in order.
 */
export function fillNormal(
  out: Float32Array,
  factors: number,
  deviation: number,
  seed: number,
  stream: string,
  rowLength: number = paddedFactors(factors),
  places?: Uint32Array,
): void {
  const random = seededRandom(seed, stream);
  for (let row = 0; row * rowLength < out.length; row++) {
    const start = (places?.[row] ?? row) * rowLength;
    for (let f = 0; f < factors; f++) out[start + f] = deviation * random.normal();
  }
}

/** Zeros the vector of every row without an entry: nothing was learned about it. */
export function clearUnrated({ columns, values }: DenseMatrix, { rows, pointers }: SparsePattern): void {
  for (let row = 0; row < rows; row++) if (pointers[row] === pointers[row + 1]) values.fill(0, row * columns, (row + 1) * columns);
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

/** Score of every item, [items]; NaN for an item whose vector is 0, of which training saw nothing. */
export function scoresOf(vector: Float32Array, itemFactors: DenseMatrix, known: Uint8Array): Float32Array {
  const scores = new Float32Array(itemFactors.rows);
  for (let i = 0; i < scores.length; i++) scores[i] = known[i] === 1 ? dotRow(vector, itemFactors, i) : Number.NaN;
  return scores;
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

/**
 * The n items nearest to an item by the cosine of their vectors, in [−1, 1]; 0 where a vector is 0, never NaN.
 * `lengths` are those of the rows of `itemFactors`.
 */
export function similarByCosine(
  items: IdMap,
  itemFactors: DenseMatrix,
  lengths: Float64Array,
  itemIndex: number,
  n: number,
): readonly ScoredItem[] {
  const vector = rowOf(itemFactors, itemIndex);
  const cosines = new Float32Array(itemFactors.rows);
  for (let i = 0; i < cosines.length; i++) {
    const product = lengths[itemIndex] * lengths[i];
    if (product > 0) cosines[i] = Math.max(-1, Math.min(1, dotRow(vector, itemFactors, i) / product));
  }
  const self = new Uint8Array(itemFactors.rows);
  self[itemIndex] = 1;
  return bestItems(items, cosines, n, self);
}
