/** What a rating is compared with before neighbors speak: baseline, mean, or nothing; and how far ratings spread. */
import { meanOf } from '../../data/rating-scale.ts';
import type { SparseRows } from '../../data/sparse-rows.ts';
import type { FoldInRow } from '../known.ts';
import type { NeighborSettings } from './shared-settings.ts';

/** μ + b_u + b_i. */
export interface Baseline {
  readonly meanRating: number;
  /** [users]; 0 without ratings. */
  readonly userBias: Float64Array;
  /** [items]; 0 without ratings. */
  readonly itemBias: Float64Array;
}

type BaselineSettings = Pick<NeighborSettings, 'userRegularization' | 'itemRegularization' | 'baselineEpochs'>;

/** Biases that minimize squared error with a penalty, by `baselineEpochs` alternating passes: items first, users last. */
export function fitBaseline(userItems: SparseRows, settings: BaselineSettings): Baseline {
  const { rows, columns, pointers, indexes, values } = userItems;
  const meanRating = meanOf(values);
  const userBias = new Float64Array(rows);
  const itemBias = new Float64Array(columns);
  const counts = new Uint32Array(columns);
  for (const itemIndex of indexes) counts[itemIndex]++;
  for (let epoch = 0; epoch < settings.baselineEpochs; epoch++) {
    itemBias.fill(0);
    for (let u = 0; u < rows; u++)
      for (let e = pointers[u]; e < pointers[u + 1]; e++) itemBias[indexes[e]] += values[e] - meanRating - userBias[u];
    for (let i = 0; i < columns; i++) itemBias[i] = counts[i] === 0 ? 0 : itemBias[i] / (settings.itemRegularization + counts[i]);
    for (let u = 0; u < rows; u++) {
      const row = { indexes: indexes.subarray(pointers[u], pointers[u + 1]), values: values.subarray(pointers[u], pointers[u + 1]) };
      userBias[u] = solveUserBias(row, meanRating, itemBias, settings.userRegularization);
    }
  }
  return { meanRating, userBias, itemBias };
}

/** The last half-step of `fitBaseline`, for one person; 0 without ratings. */
export function solveUserBias({ indexes, values }: FoldInRow, meanRating: number, itemBias: Float64Array, regularization: number): number {
  if (indexes.length === 0) return 0;
  let sum = 0;
  for (let e = 0; e < indexes.length; e++) sum += values[e] - meanRating - itemBias[indexes[e]];
  return sum / (regularization + indexes.length);
}

/** Mean and standard deviation of each row; `overall` where a row has none. */
export interface RowMoments {
  readonly means: Float64Array;
  readonly deviations: Float64Array;
}

export function momentsOf(matrix: SparseRows, meanRating: number): RowMoments {
  const { rows, pointers, values } = matrix;
  const means = new Float64Array(rows);
  const deviations = new Float64Array(rows);
  const overall = spreadOf(values, meanRating) || 1;
  for (let row = 0; row < rows; row++) {
    const own = values.subarray(pointers[row], pointers[row + 1]);
    means[row] = own.length === 0 ? meanRating : meanOf(own);
    // Ratings all alike have no spread of their own.
    deviations[row] = spreadOf(own, means[row]) || overall;
  }
  return { means, deviations };
}

/** Standard deviation, 0 where rounding alone makes values differ from their mean. */
export function spreadOf(values: Float32Array, mean: number): number {
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  const deviation = Math.sqrt(squares / (values.length || 1));
  return deviation > 1e-6 * Math.abs(mean) ? deviation : 0;
}
