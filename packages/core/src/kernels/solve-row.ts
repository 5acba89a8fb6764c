/** Normal equations of one row at once: what fold-in into implicit ALS and explanations of its scores need. */
import { choleskyInPlace, choleskySolve } from '../matrix/cholesky.ts';
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

/**
 * s = A⁻¹ target in float64, the target such as an item's vector: entry e adds (weights_e + unobserved) · s·y_e to the score x·target;
 * [factors]. @throws LikewiseError `not-positive-definite`
 */
export function sensitivity({ factors, gram, indexes, weights, penalty }: RowProblem, target: Float32Array): Float64Array {
  const size = factors.columns;
  const matrix = new Float64Array(size * size);
  for (let f = 0; f < size; f++) for (let g = f; g < size; g++) matrix[g * size + f] = gram.values[f * size + g];
  for (let e = 0; e < indexes.length; e++) {
    const y = rowOf(factors, indexes[e]);
    for (let f = 0; f < size; f++) for (let g = f; g < size; g++) matrix[g * size + f] += weights[e] * y[f] * y[g];
  }
  for (let f = 0; f < size; f++) matrix[f * size + f] += penalty;
  if (!choleskyInPlace(matrix, size)) throw kernelFailure('alsDirect', 1);
  return choleskySolve(matrix, Float64Array.from(target), size);
}
