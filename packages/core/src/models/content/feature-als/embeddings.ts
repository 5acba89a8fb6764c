/**
 * Vectors of features whose sums come near rows of factors: ridge regression on sparse rows, by conjugate gradient.
 *   minimizes Σ_r weight_r ‖x_r − Σ_f p_rf V_f‖² + ridge Σ_f ‖V_f‖²
 * Every coordinate is a system of its own with the same matrix; a block of them goes through the sparse rows at once, so that memory
 * beyond V is that of a block. Steps start from the present V and only ever lower the sum.
 */

import type { StopSignal } from '../../../kernels/kernels.ts';
import type { SparseRows } from '../../../matrix/sparse.ts';

export interface FeatureRegression {
  /** [rows × features]. */
  readonly rows: SparseRows;
  /** ≥ 0; rows of weight 0 say nothing; [rows]. */
  readonly weights: ArrayLike<number>;
  /** > 0. */
  readonly ridge: number;
}

/** Coordinates that go through the rows together. */
const BLOCK = 8;
/** A block is done when each residual is that much shorter than its start. */
const ENOUGH = 1e-5;

/**
 * Moves `embeddings` [features × length] towards the minimum for `factors` [≥ rows × length].
 * @param length of a vector; a multiple of 4
 * @param steps of conjugate gradient, at most
 */
export function fitEmbeddings(
  regression: FeatureRegression,
  factors: Float32Array,
  length: number,
  embeddings: Float32Array,
  steps: number,
  signal?: StopSignal,
): void {
  const { columns } = regression.rows;
  const inverseDiagonal = diagonalOf(regression).map((value) => 1 / value);
  const solution = new Float64Array(columns * BLOCK);
  const residual = new Float64Array(columns * BLOCK);
  for (let first = 0; first < length; first += BLOCK) {
    signal?.throwIfAborted();
    const width = Math.min(BLOCK, length - first);
    for (let f = 0; f < columns; f++)
      for (let k = 0; k < BLOCK; k++) solution[f * BLOCK + k] = k < width ? embeddings[f * length + first + k] : 0;
    residualOf(regression, factors, length, first, width, solution, residual);
    descend(regression, inverseDiagonal, solution, residual, steps);
    for (let f = 0; f < columns; f++) for (let k = 0; k < width; k++) embeddings[f * length + first + k] = solution[f * BLOCK + k];
  }
}

/** Diagonal of PᵀΛP + ridge; [features]. */
function diagonalOf({ rows: { rows, columns, pointers, indexes, values }, weights, ridge }: FeatureRegression): Float64Array {
  const diagonal = new Float64Array(columns).fill(ridge);
  for (let row = 0; row < rows; row++)
    for (let e = pointers[row]; e < pointers[row + 1]; e++) diagonal[indexes[e]] += weights[row] * values[e] * values[e];
  return diagonal;
}

/** out = PᵀΛ(X − P V) − ridge V of a block of coordinates; [features × BLOCK]. */
function residualOf(
  { rows: { rows, pointers, indexes, values }, weights, ridge }: FeatureRegression,
  factors: Float32Array,
  length: number,
  first: number,
  width: number,
  solution: Float64Array,
  out: Float64Array,
): void {
  for (let at = 0; at < out.length; at++) out[at] = -ridge * solution[at];
  const error = new Float64Array(BLOCK);
  for (let row = 0; row < rows; row++) {
    if (weights[row] === 0) continue;
    for (let k = 0; k < width; k++) error[k] = factors[row * length + first + k];
    for (let e = pointers[row]; e < pointers[row + 1]; e++)
      for (let k = 0; k < BLOCK; k++) error[k] -= values[e] * solution[indexes[e] * BLOCK + k];
    for (let e = pointers[row]; e < pointers[row + 1]; e++)
      for (let k = 0; k < BLOCK; k++) out[indexes[e] * BLOCK + k] += weights[row] * values[e] * error[k];
  }
}

/** out = (PᵀΛP + ridge) v. */
function timesMatrix(
  { rows: { rows, pointers, indexes, values }, weights, ridge }: FeatureRegression,
  v: Float64Array,
  out: Float64Array,
): void {
  for (let at = 0; at < out.length; at++) out[at] = ridge * v[at];
  const product = new Float64Array(BLOCK);
  for (let row = 0; row < rows; row++) {
    if (weights[row] === 0) continue;
    product.fill(0);
    for (let e = pointers[row]; e < pointers[row + 1]; e++)
      for (let k = 0; k < BLOCK; k++) product[k] += values[e] * v[indexes[e] * BLOCK + k];
    for (let e = pointers[row]; e < pointers[row + 1]; e++)
      for (let k = 0; k < BLOCK; k++) out[indexes[e] * BLOCK + k] += weights[row] * values[e] * product[k];
  }
}

/** Conjugate gradient with the diagonal as preconditioner, each coordinate with its own step lengths. */
function descend(
  regression: FeatureRegression,
  inverseDiagonal: Float64Array,
  solution: Float64Array,
  residual: Float64Array,
  steps: number,
): void {
  const direction = new Float64Array(residual.length);
  const image = new Float64Array(residual.length);
  const scaled = (at: number): number => inverseDiagonal[Math.floor(at / BLOCK)] * residual[at];
  for (let at = 0; at < direction.length; at++) direction[at] = scaled(at);
  const squares = blockDots(residual, direction);
  const start = squares.slice();
  for (let step = 0; step < steps && squares.some((square, k) => square > ENOUGH * ENOUGH * start[k]); step++) {
    timesMatrix(regression, direction, image);
    const curvatures = blockDots(direction, image);
    const lengths = squares.map((square, k) => (curvatures[k] > 0 ? square / curvatures[k] : 0));
    for (let at = 0; at < solution.length; at++) {
      solution[at] += lengths[at % BLOCK] * direction[at];
      residual[at] -= lengths[at % BLOCK] * image[at];
    }
    const next = new Float64Array(BLOCK);
    for (let at = 0; at < residual.length; at++) next[at % BLOCK] += residual[at] * scaled(at);
    const turns = next.map((square, k) => (squares[k] > 0 ? square / squares[k] : 0));
    for (let at = 0; at < direction.length; at++) direction[at] = scaled(at) + turns[at % BLOCK] * direction[at];
    squares.set(next);
  }
}

/** a · b of each coordinate; [BLOCK]. */
function blockDots(a: Float64Array, b: Float64Array): Float64Array {
  const sums = new Float64Array(BLOCK);
  for (let at = 0; at < a.length; at++) sums[at % BLOCK] += a[at] * b[at];
  return sums;
}

/** Adds the sum of the vectors of a row's features, Σ_f p_rf V_f, to `out`; [length]. */
export function addFeatureSum(
  { pointers, indexes, values }: SparseRows,
  row: number,
  embeddings: Float32Array,
  length: number,
  out: Float64Array,
): void {
  for (let e = pointers[row]; e < pointers[row + 1]; e++)
    for (let k = 0; k < length; k++) out[k] += values[e] * embeddings[indexes[e] * length + k];
}
