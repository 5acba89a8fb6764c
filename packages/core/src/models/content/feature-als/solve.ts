/** One person solved on the spot around what their features foresee, and what each part of them contributes to a score. */
import { kernelFailure } from '../../../kernels/failure.ts';
import { choleskyInPlace, solveCholesky } from '../../../kernels/reference/cholesky.ts';
import { solveRow } from '../../../kernels/solve-row.ts';
import { type DenseMatrix, rowOf, withRowLength } from '../../../matrix/dense.ts';
import { paddedFactors } from '../../vectors/vectors.ts';

export interface PersonProblem {
  readonly itemFactors: DenseMatrix;
  /** w₀ · YᵀY; [factors × factors]. */
  readonly gram: DenseMatrix;
  readonly unobserved: number;
  /** Liked items, and their confidences above w₀; at least one. */
  readonly indexes: Uint32Array;
  readonly weights: Float32Array;
  readonly penalty: number;
  /** What the features foresee; [factors]. */
  readonly centre: Float64Array;
}

/** The minimum of the person's part of the objective, as the last half-step of training solves it; [factors]. */
export function solvePerson({ itemFactors, gram, unobserved, indexes, weights, penalty, centre }: PersonProblem): Float32Array {
  const size = itemFactors.columns;
  const padded = paddedFactors(size);
  const entries = indexes.length;
  // The centre comes as an entry of weight 0, as in training.
  const y = new Float32Array((entries + 1) * padded);
  for (let e = 0; e < entries; e++) y.set(rowOf(itemFactors, indexes[e]), e * padded);
  const scale = penalty / unobserved;
  for (let f = 0; f < size; f++) y[entries * padded + f] = scale * centre[f];
  const square = withRowLength(gram.values, size, size, padded, new Float32Array(padded * padded));
  for (let f = size; f < padded; f++) square[f * padded + f] = 1;
  const all = new Float32Array(entries + 1);
  all.set(weights);
  return solveRow({ weights: all, y, gram: square, penalty, unobserved, factors: padded }).slice(0, size);
}

/**
 * s = A⁻¹ y of an item y, A the matrix of the person's normal equations: a liked item j contributes confidence_j · s·y_j to the score, a vector m
 * that the centre is made of λ s·m, and all together are the score; [factors].
 */
export function sensitivity({ itemFactors, gram, indexes, weights, penalty }: PersonProblem, target: Float32Array): Float64Array {
  const size = itemFactors.columns;
  const matrix = Float64Array.from(gram.values);
  for (let e = 0; e < indexes.length; e++) {
    const y = rowOf(itemFactors, indexes[e]);
    for (let f = 0; f < size; f++) for (let g = f; g < size; g++) matrix[f * size + g] += weights[e] * y[f] * y[g];
  }
  for (let f = 0; f < size; f++) matrix[f * size + f] += penalty;
  if (!choleskyInPlace(matrix, size)) throw kernelFailure('alsDirect', 1);
  const solved = Float64Array.from(target);
  solveCholesky(matrix, solved, size);
  return solved;
}
