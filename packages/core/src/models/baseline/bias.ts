/**
 * Biases of users and items: r̂(u,i) = μ + b_u + b_i, with μ the mean rating, b_u how much kinder than others the user
 * rates, b_i how much better than others the item is rated. Minimizes
 *   Σ (r − μ − b_u − b_i)² + λ_u Σ_u b_u² + λ_i Σ_i b_i²
 * by alternating least squares: an epoch solves every b_i = Σ_u (r − μ − b_u) / (λ_i + n_i), then every
 * b_u = Σ_i (r − μ − b_i) / (λ_u + n_u).
 *
 * Source: Koren: Factor in the Neighbors: Scalable and Accurate Collaborative Filtering, ACM TKDD 2010,
 * doi:10.1145/1644873.1644874 (§2.1).
 * Differs: the paper makes one such pass, here `epochs` of them descend to the minimum. Users are solved last, so a new
 * user's bias is that same half-step and agrees with training exactly.
 */

import type { Id } from '../../data/id-map.ts';
import type { RatingScale } from '../../data/interaction-columns.ts';
import { clipped, meanOf } from '../../data/rating-scale.ts';
import { columnCounts, patternOf, type SparseRows } from '../../matrix/sparse.ts';
import { integer, number, type OptionSpecs } from '../../options.ts';
import { ScoringModel, type ScoringState } from '../answering/scoring-model.ts';
import { foldInRow, trainingIndex } from '../answering/user-row.ts';
import { solveItemBiases, solveUserBias, solveUserBiases } from '../biases/solve-biases.ts';
import { defineEstimator, type Factory } from '../contract/define-estimator.ts';
import type { CatalogEntry } from '../contract/estimator.ts';
import type { FoldIn, History, RatingPredictor, UserQuery } from '../contract/model.ts';

export interface BiasOptions {
  /** λ_u: how strongly user biases are drawn to 0, in ratings; ≥ 0. @default 15 */
  readonly userRegularization: number;
  /** λ_i: how strongly item biases are drawn to 0, in ratings; ≥ 0. @default 10 */
  readonly itemRegularization: number;
  /** Passes over the data; each solves all items, then all users; integer ≥ 1. @default 10 */
  readonly epochs: number;
}
const options: OptionSpecs<BiasOptions> = {
  userRegularization: number(15, { min: 0 }, 'λ_u: how strongly user biases are drawn to 0, in ratings'),
  itemRegularization: number(10, { min: 0 }, 'λ_i: how strongly item biases are drawn to 0, in ratings'),
  epochs: integer(10, { min: 1 }, 'passes over the data; each solves all items, then all users'),
};

export interface BiasState extends ScoringState {
  readonly ratingScale: { readonly min: number; readonly max: number };
  readonly meanRating: number;
  /** In points of the scale, 0 where the user rated nothing; [users]. */
  readonly userBias: Float64Array;
  /** In points of the scale, 0 where nobody rated the item; [items]. */
  readonly itemBias: Float64Array;
  /** Ratings of each item; [items]. */
  readonly itemCounts: Uint32Array;
}

function trainingFigures(
  { rows, pointers, indexes, values }: SparseRows,
  meanRating: number,
  userBias: Float64Array,
  itemBias: Float64Array,
  { userRegularization, itemRegularization }: BiasOptions,
): { objective: number; figures: { trainRmse: number } } {
  let squares = 0;
  for (let u = 0; u < rows; u++)
    for (let e = pointers[u]; e < pointers[u + 1]; e++) squares += (values[e] - meanRating - userBias[u] - itemBias[indexes[e]]) ** 2;
  let penalty = 0;
  for (const b of userBias) penalty += userRegularization * b * b;
  for (const b of itemBias) penalty += itemRegularization * b * b;
  return { objective: squares + penalty, figures: { trainRmse: Math.sqrt(squares / values.length) } };
}

/** Ranks by predicted rating before clipping, so that several items above the top of the scale keep their order. */
export class BiasModel extends ScoringModel<BiasState, BiasOptions> implements RatingPredictor, FoldIn {
  /** `undefined` for a user or an item without training ratings. @throws LikewiseError `invalid-value` */
  predict(user: UserQuery, item: Id): number | undefined {
    const parts = this.ratingParts(user, item);
    return parts && clipped(parts.meanRating + parts.userBias + parts.itemBias, this.state.ratingScale);
  }

  /** What a prediction is made of, in points of the scale: their sum, clipped, is `predict`. `undefined` where that is. */
  ratingParts(
    user: UserQuery,
    item: Id,
  ): { readonly meanRating: number; readonly userBias: number; readonly itemBias: number } | undefined {
    const { meanRating, itemBias, itemCounts, items } = this.state;
    const itemIndex = items.indexOf(item);
    if (itemIndex === undefined || itemCounts[itemIndex] === 0) return undefined;
    // Someone of whom no rating is told rates as everyone does.
    const userBias = this.#biasOf(user) ?? (typeof user === 'object' ? 0 : undefined);
    return userBias === undefined ? undefined : { meanRating, userBias, itemBias: itemBias[itemIndex] };
  }

  /** Predicted rating of each item, not clipped; NaN where nobody rated it. */
  scoreItems(user: UserQuery): Float32Array | undefined {
    const userBias = this.#biasOf(user);
    if (userBias === undefined) return undefined;
    const { meanRating, itemBias, itemCounts } = this.state;
    const scores = new Float32Array(itemBias.length);
    for (let i = 0; i < scores.length; i++) scores[i] = itemCounts[i] === 0 ? Number.NaN : meanRating + userBias + itemBias[i];
    return scores;
  }

  /** The user's bias, [1]; `undefined` when they rated no item that someone in training rated. @throws LikewiseError `invalid-value`. */
  foldIn(history: History): Float32Array | undefined {
    const userBias = this.#biasOf({ ratings: history });
    return userBias === undefined ? undefined : Float32Array.of(userBias);
  }

  #biasOf(user: UserQuery): number | undefined {
    const { meanRating, userBias, itemBias, itemCounts, users, items, seen } = this.state;
    if (typeof user !== 'object') {
      const userIndex = trainingIndex(users, seen, user);
      return userIndex === undefined ? undefined : userBias[userIndex];
    }
    const row = foldInRow(items, user.ratings, (itemIndex) => itemCounts[itemIndex] > 0);
    return row && solveUserBias(row, meanRating, itemBias, this.settings.userRegularization);
  }
}

export const biasEntry: CatalogEntry<BiasOptions, BiasModel, 'bias'> = defineEstimator({
  name: 'bias',
  factory: 'bias',
  family: 'baseline',
  summary: 'How kindly the user rates and how well the item is rated: the bar that every rating predictor must clear.',
  feedback: 'ratings',
  abilities: ['predict', 'score', 'recommend', 'fold-in', 'vector'],
  options,
  formula: 'r̂(u,i) = μ + b_u + b_i, minimizing Σ (r − r̂)² + λ_u Σ b_u² + λ_i Σ b_i²',
  source: 'Koren: Factor in the Neighbors: Scalable and Accurate Collaborative Filtering, ACM TKDD 2010, doi:10.1145/1644873.1644874',
  presets: {
    'movielens-100k': {
      settings: { userRegularization: 4, itemRegularization: 2.5, epochs: 20 },
      found:
        'grid userRegularization 3…8, itemRegularization 0.5…4, epochs 5, 10, 20: least RMSE on a random fifth of each training part u1…u5; mean RMSE of the test parts 0.9412 (defaults 0.9457)',
    },
  },
  async fit(settings, { users, items, userItems, ratingScale }, { signal, onEpoch }) {
    const { userRegularization, itemRegularization, epochs } = settings;
    const meanRating = meanOf(userItems.values);
    const userBias = new Float64Array(users.size);
    const itemBias = new Float64Array(items.size);
    const itemCounts = columnCounts(userItems);
    const { min, max } = ratingScale as RatingScale;
    const learned = () => ({
      seen: patternOf(userItems),
      ratingScale: { min, max },
      meanRating,
      userBias: userBias.slice(),
      itemBias: itemBias.slice(),
      itemCounts,
    });

    for (let epoch = 1; epoch <= epochs; epoch++) {
      solveItemBiases(userItems, itemCounts, meanRating, userBias, itemBias, itemRegularization);
      solveUserBiases(userItems, meanRating, userBias, itemBias, userRegularization);
      await onEpoch?.({ epoch, epochs, ...trainingFigures(userItems, meanRating, userBias, itemBias, settings), learned });
      signal?.throwIfAborted();
    }
    return learned();
  },
  shapes: ({ users, items }) => ({
    seen: [users.size, items.size],
    userBias: [users.size],
    itemBias: [items.size],
    itemCounts: [items.size, undefined, 'integers'],
    ratingScale: 'scale',
    meanRating: 'number',
  }),
  model: BiasModel,
});

/**
 * Predicts ratings from how kindly the user rates and how well the item is rated.
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `missing-ratings`.
 */
export const bias: Factory<BiasOptions, BiasModel> = biasEntry.create;
