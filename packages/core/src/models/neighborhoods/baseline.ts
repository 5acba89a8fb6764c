/** What a rating is compared with before neighbors speak: baseline, mean, or nothing; and how far ratings spread. */
import { meanOf } from '../../data/rating-scale.ts';
import { columnCounts, type SparseRows, transpose } from '../../matrix/sparse.ts';
import { solveItemBiases, solveUserBiases } from '../biases/solve-biases.ts';
import type { NeighborSettings } from './settings.ts';

/** μ + b_u + b_i. */
export interface Baseline {
  /** μ, in points of the scale. */
  readonly meanRating: number;
  /** b_u; [users]. */
  readonly userBias: Float64Array;
  /** b_i; [items]. */
  readonly itemBias: Float64Array;
}

type BaselineSettings = Pick<NeighborSettings, 'userRegularization' | 'itemRegularization' | 'baselineEpochs'>;

/** Biases that minimize squared error with a penalty, by `baselineEpochs` alternating passes: items first, users last. */
export function fitBaseline(userItems: SparseRows, settings: BaselineSettings): Baseline {
  const meanRating = meanOf(userItems.values);
  const userBias = new Float64Array(userItems.rows);
  const itemBias = new Float64Array(userItems.columns);
  const counts = columnCounts(userItems);
  for (let epoch = 0; epoch < settings.baselineEpochs; epoch++) {
    solveItemBiases(userItems, counts, meanRating, userBias, itemBias, settings.itemRegularization);
    solveUserBiases(userItems, meanRating, userBias, itemBias, settings.userRegularization);
  }
  return { meanRating, userBias, itemBias };
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

/** Deviation of each rating from what it is compared with, along `interactions`; plain: the ratings; [entries]. */
export function deviationsOf(
  { interactions, meanRating, userBias, itemBias }: Baseline & { readonly interactions: SparseRows },
  { prediction }: NeighborSettings,
  of: 'users' | 'items',
): Float32Array {
  const { rows, pointers, indexes, values } = interactions;
  if (prediction === 'plain') return values;
  const moments =
    prediction === 'baseline' ? undefined : momentsOf(of === 'users' ? interactions : transpose(interactions).matrix, meanRating);
  const deviations = new Float32Array(values.length);
  for (let u = 0; u < rows; u++) {
    for (let e = pointers[u]; e < pointers[u + 1]; e++) {
      const row = of === 'users' ? u : indexes[e];
      const base = moments === undefined ? meanRating + userBias[u] + itemBias[indexes[e]] : moments.means[row];
      deviations[e] = (values[e] - base) / (prediction === 'z-score' ? moments!.deviations[row] : 1);
    }
  }
  return deviations;
}
