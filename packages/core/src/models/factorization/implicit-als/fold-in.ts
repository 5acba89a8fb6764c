/** One row solved on the spot: fold-in of a person or an item, and what each entry of the row contributes to a score. */
import { kernelFailure } from '../../../kernels/failure.ts';
import { choleskyInPlace, solveCholesky } from '../../../kernels/reference/cholesky.ts';
import { solveRow } from '../../../kernels/solve-row.ts';
import { type DenseMatrix, dotRow, rowOf, withRowLength } from '../../../matrix/dense.ts';
import { paddedFactors } from '../../vectors/vectors.ts';

/** The side that is held fixed. */
export interface FixedSide {
  readonly factors: DenseMatrix;
  /** unobserved · YᵀY. */
  readonly gram: DenseMatrix;
  readonly unobserved: number;
}

/** The side without its last rows, which came after training. */
export function withoutLast({ factors, gram, unobserved }: FixedSide, added: number): FixedSide {
  const { rows, columns, values } = factors;
  const sums = Float32Array.from(gram.values);
  for (let row = rows - added; row < rows; row++) {
    const vector = rowOf(factors, row);
    for (let f = 0; f < columns; f++) for (let g = 0; g < columns; g++) sums[f * columns + g] -= unobserved * vector[f] * vector[g];
  }
  const kept = { rows: rows - added, columns, values: values.subarray(0, (rows - added) * columns) };
  return { factors: kept, gram: { ...gram, values: sums }, unobserved };
}

/** Entries of the row to solve: indexes of the fixed side, and confidence above the unobserved weight. */
export interface WeightedRow {
  readonly indexes: Uint32Array;
  readonly weights: Float32Array;
  readonly penalty: number;
}

/** The exact half-step for one row; [factors]. @throws LikewiseError `not-positive-definite` */
export function foldInVector({ factors, gram, unobserved }: FixedSide, { indexes, weights, penalty }: WeightedRow): Float32Array {
  const size = factors.columns;
  const padded = paddedFactors(size);
  const y = new Float32Array(indexes.length * padded);
  for (let e = 0; e < indexes.length; e++) y.set(rowOf(factors, indexes[e]), e * padded);
  const square = withRowLength(gram.values, size, size, padded, new Float32Array(padded * padded));
  for (let f = size; f < padded; f++) square[f * padded + f] = 1; // as in training
  return solveRow({ weights, y, gram: square, penalty, unobserved, factors: padded }).slice(0, size);
}

/**
 * Share of each entry e in the score x · target: (w_e + unobserved) · y_e A⁻¹ target, A the matrix of the row's normal
 * equations; [entries]. They add up to the score of the exact solution.
 */
export function contributionsOf({ factors, gram, unobserved }: FixedSide, row: WeightedRow, target: Float32Array): Float64Array {
  const size = factors.columns;
  const matrix = Float64Array.from(gram.values);
  for (let e = 0; e < row.indexes.length; e++) {
    const y = rowOf(factors, row.indexes[e]);
    for (let f = 0; f < size; f++) for (let g = f; g < size; g++) matrix[f * size + g] += row.weights[e] * y[f] * y[g];
  }
  for (let f = 0; f < size; f++) matrix[f * size + f] += row.penalty;
  if (!choleskyInPlace(matrix, size)) throw kernelFailure('alsDirect', 1);
  const solved = Float64Array.from(target);
  solveCholesky(matrix, solved, size);
  return Float64Array.from(row.indexes, (index, e) => (row.weights[e] + unobserved) * dotRow(solved, factors, index));
}
