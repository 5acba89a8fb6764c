/** Normal equations of one row at once: what fold-in into implicit ALS and explanations of its scores need. */
import { choleskyInPlace } from '../matrix/cholesky.ts';
import { type DenseMatrix, rowOf, withRowLength } from '../matrix/dense.ts';
import { kernelFailure, paddedFactors } from './kernels.ts';
import { runOnce } from './run-once.ts';
import { alsScratchBytes } from './scratch.ts';

/** A = gram + Σ_e weights_e y_e y_eᵀ + penalty · I, y_e the row `indexes_e` of the factors that are held fixed. */
export interface RowProblem {
  readonly factors: DenseMatrix;
  /** unobserved · YᵀY; [factors × factors]. */
  readonly gram: DenseMatrix;
  readonly unobserved: number;
  readonly indexes: Uint32Array;
  /** Confidence of each entry above the unobserved weight; [entries]. */
  readonly weights: Float32Array;
  readonly penalty: number;
}

/**
 * A⁻¹ (Σ_e (weights_e + unobserved) y_e + penalty · centre) with the bits of `alsDirect`, the exact half-step of training; [factors].
 * @param centre what the penalty draws the vector to; 0 by default
 * @throws LikewiseError `not-positive-definite`
 */
export function solveRow({ factors, gram, unobserved, indexes, weights, penalty }: RowProblem, centre?: ArrayLike<number>): Float32Array {
  const size = factors.columns;
  const padded = paddedFactors(size);
  // The centre comes as an entry of weight 0, as in training.
  const entries = indexes.length + (centre === undefined ? 0 : 1);
  const y = new Float32Array(entries * padded);
  for (let e = 0; e < indexes.length; e++) y.set(rowOf(factors, indexes[e]), e * padded);
  if (centre !== undefined) for (let f = 0; f < size; f++) y[indexes.length * padded + f] = (penalty / unobserved) * centre[f];
  const confidences = new Float32Array(entries);
  confidences.set(weights);
  const square = withRowLength(gram.values, size, size, padded, new Float32Array(padded * padded));
  for (let f = size; f < padded; f++) square[f * padded + f] = 1; // as in training
  const x = new Float32Array(padded);
  const order = Uint32Array.from({ length: entries }, (_, e) => e);
  return runOnce(
    'alsDirect',
    [Uint32Array.of(0, entries), order, confidences, x, y, square, Float32Array.of(penalty), unobserved, padded, new Float32Array(0), 0],
    { rows: 1, scratchBytes: alsScratchBytes(padded, entries), result: x },
  ).slice(0, size);
}

/** Entries times factors² of one piece: some milliseconds. */
const PIECE = 2_000_000;

/**
 * Cholesky factor L of A in float64, in pieces between which the caller may do something else; [factors × factors]. With s = A⁻¹ target,
 * the target such as an item's vector, entry e adds (weights_e + unobserved) · s·y_e to the score x·target.
 * @throws LikewiseError `not-positive-definite`
 */
export function* rowFactor({ factors, gram, indexes, weights, penalty }: RowProblem): Generator<void, Float64Array, void> {
  const size = factors.columns;
  const matrix = new Float64Array(size * size);
  for (let f = 0; f < size; f++) for (let g = f; g < size; g++) matrix[g * size + f] = gram.values[f * size + g];
  const rows = Math.max(1, Math.floor(PIECE / size ** 2));
  for (let from = 0; from < indexes.length; from += rows) {
    if (from > 0) yield;
    for (let e = from; e < Math.min(indexes.length, from + rows); e++) addProduct(matrix, size, rowOf(factors, indexes[e]), weights[e]);
  }
  for (let f = 0; f < size; f++) matrix[f * size + f] += penalty;
  if (!choleskyInPlace(matrix, size)) throw kernelFailure('alsDirect', 1);
  return matrix;
}

/** Adds weight · y yᵀ to the lower half. */
function addProduct(matrix: Float64Array, size: number, y: Float32Array, weight: number): void {
  for (let g = 0; g < size; g++) for (let f = 0; f <= g; f++) matrix[g * size + f] += weight * y[f] * y[g];
}
