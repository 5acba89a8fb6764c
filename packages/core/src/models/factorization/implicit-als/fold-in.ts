/** One row solved on the spot: fold-in of a person or an item, and what each entry of the row contributes to a score. */
import { type RowProblem, sensitivity, solveRow } from '../../../kernels/solve-row.ts';
import { dotRow, rowOf } from '../../../matrix/dense.ts';

/** The side that is held fixed. */
export type FixedSide = Pick<RowProblem, 'factors' | 'gram' | 'unobserved'>;

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
export type WeightedRow = Pick<RowProblem, 'indexes' | 'weights' | 'penalty'>;

/** The exact half-step for one row; [factors]. @throws LikewiseError `not-positive-definite` */
export function foldInVector(fixed: FixedSide, row: WeightedRow): Float32Array {
  return solveRow({ ...fixed, ...row });
}

/**
 * Share of each entry e in the score x · target: (w_e + unobserved) · y_e A⁻¹ target, A the matrix of the row's normal
 * equations; [entries]. They add up to the score of the exact solution.
 */
export function contributionsOf(fixed: FixedSide, row: WeightedRow, target: Float32Array): Float64Array {
  const solved = sensitivity({ ...fixed, ...row }, target);
  return Float64Array.from(row.indexes, (index, e) => (row.weights[e] + fixed.unobserved) * dotRow(solved, fixed.factors, index));
}
