/** What ratings say of a person: how far each lies above the baseline, and the sum of vectors that follows from it. */
import { type DenseMatrix, rowOf } from '../../../matrix/dense.ts';
import type { FoldInRow } from '../../answering/user-row.ts';
import { solveUserBias } from '../../biases/solve-biases.ts';

/** What everyone's baseline μ + b_u + b_i is made of. */
export interface ItemLevels {
  readonly meanRating: number;
  /** b_i; [items]. */
  readonly itemBias: Float64Array;
  /** λ of b_u. */
  readonly userRegularization: number;
}

export interface ToldRatings {
  /** b_u, the exact ridge mean of what the ratings lie above μ + b_i. */
  readonly bias: number;
  /** r − b(u,j) of each rating. */
  readonly residuals: Float32Array;
}

/** In float32, as training holds it. */
export function toldBy(row: FoldInRow, { meanRating, itemBias, userRegularization }: ItemLevels): ToldRatings {
  const bias = Math.fround(solveUserBias(row, meanRating, itemBias, userRegularization));
  const level = meanRating + bias;
  return { bias, residuals: Float32Array.from(row.values, (value, e) => value - (level + itemBias[row.indexes[e]])) };
}

export interface SumFactors {
  /** x_j; [items × factors]. */
  readonly ratedFactors: DenseMatrix;
  /** y_j; [items × factors]. */
  readonly implicitFactors: DenseMatrix;
}

/** |R|^−½ Σ_j ((r − b(u,j)) x_j + y_j). */
export function sumOf({ indexes }: FoldInRow, { residuals }: ToldRatings, { ratedFactors, implicitFactors }: SumFactors): Float32Array {
  const sum = new Float64Array(ratedFactors.columns);
  const scale = 1 / Math.sqrt(indexes.length);
  indexes.forEach((item, e) => {
    const [x, y] = [rowOf(ratedFactors, item), rowOf(implicitFactors, item)];
    const residual = residuals[e];
    for (let f = 0; f < sum.length; f++) sum[f] += scale * (residual * x[f] + y[f]);
  });
  return Float32Array.from(sum);
}
