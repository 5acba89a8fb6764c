/**
 * Principal component analysis: the directions in which rows differ most. Source: Jolliffe: Principal Component Analysis, 2002, chapter 2.
 * By the eigenvectors of the covariance [columns × columns], in float64.
 */
import { type DenseMatrix, rowOf } from './dense.ts';
import { symmetricEigen } from './eigen.ts';

export interface PrincipalAxes {
  /** Places of the rows on the axes; [rows × components]. */
  readonly places: DenseMatrix<Float64Array>;
  /** Orthonormal, of largest variance first; the coordinate of largest magnitude of each is positive; [components × columns]. */
  readonly axes: DenseMatrix<Float64Array>;
  /** Share of the variance of all columns that each axis keeps, in [0, 1]; 0 where all rows are equal; [components]. */
  readonly kept: Float64Array;
  /** [columns]. */
  readonly mean: Float64Array;
}

/** At most as many components as there are columns. @throws LikewiseError `not-finite` */
export function principalAxes(matrix: DenseMatrix, { components = 2 }: { readonly components?: number | undefined } = {}): PrincipalAxes {
  const { rows, columns } = matrix;
  const count = Math.min(components, columns);
  const mean = new Float64Array(columns);
  for (let r = 0; r < rows; r++) for (const [c, value] of rowOf(matrix, r).entries()) mean[c] += value / rows;
  const covariance = new Float64Array(columns * columns);
  const centered = new Float64Array(columns);
  for (let r = 0; r < rows; r++) {
    center(matrix, r, mean, centered);
    for (let i = 0; i < columns; i++) for (let j = 0; j <= i; j++) covariance[i * columns + j] += centered[i] * centered[j];
  }
  const { values, vectors } = symmetricEigen(covariance, columns);
  // Rounding may leave a variance of nothing below 0.
  const variances = values.map((value) => Math.max(value, 0));
  const total = variances.reduce((sum, value) => sum + value, 0);
  const axes = { rows: count, columns, values: vectors.slice(0, count * columns) };
  const places = { rows, columns: count, values: new Float64Array(rows * count) };
  for (let r = 0; r < rows; r++) {
    center(matrix, r, mean, centered);
    for (let k = 0; k < count; k++) {
      let sum = 0;
      for (let c = 0; c < columns; c++) sum += centered[c] * axes.values[k * columns + c];
      places.values[r * count + k] = sum;
    }
  }
  return { places, axes, kept: variances.slice(0, count).map((value) => (total > 0 ? value / total : 0)), mean };
}

function center(matrix: DenseMatrix, row: number, mean: Float64Array, into: Float64Array): void {
  const values = rowOf(matrix, row);
  for (let c = 0; c < into.length; c++) into[c] = values[c] - mean[c];
}
