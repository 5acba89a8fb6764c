/**
 * Item-item weights learned as a regression of ratings: r̂(u,i) = b(u,i) + Σ_j w_ij (r(u,j) − b(u,j)) over the neighbors j of i that
 * u rated, b(u,i) = μ + b_u + b_i. The weights minimize
 *   Σ_(u,i) (r(u,i) − r̂(u,i))² + λ Σ w_ij²,
 * one small ridge regression an item, solved exactly. Neighbors of i are the K items most similar to it by the shrunk correlation of
 * residuals r − b; similarity only chooses them, the weights are learned together and say nothing twice.
 *
 * Source: Koren: Factorization Meets the Neighborhood: a Multifaceted Collaborative Filtering Model, KDD 2008,
 * doi:10.1145/1401890.1401944 (§3, without the implicit part); solved item by item as in Bell, Koren: Scalable Collaborative
 * Filtering with Jointly Derived Neighborhood Interpolation Weights, ICDM 2007, doi:10.1109/ICDM.2007.90.
 * Differs: the paper descends by gradient, moves the biases with the weights and divides sums by the root of their length; here
 * the biases are fitted before, sums stay as they are, and each item's minimum is exact.
 */
import type { RatingScale } from '../../../data/interaction-columns.ts';
import { Pauses } from '../../../kernels/pauses.ts';
import { transpose } from '../../../matrix/sparse.ts';
import { resolveOptions } from '../../../options.ts';
import { defineEstimator, type Factory } from '../../contract/define-estimator.ts';
import type { CatalogEntry } from '../../contract/estimator.ts';
import { deviationsOf } from '../../neighborhoods/baseline.ts';
import { neighborOptions } from '../../neighborhoods/settings.ts';
import { fitNeighbors } from '../../neighborhoods/training.ts';
import { ItemRegressionModel } from './model.ts';
import { type ItemRegressionOptions, itemRegressionOptions } from './options.ts';
import { regressionWeights } from './weights.ts';

export const itemRegressionEntry: CatalogEntry<ItemRegressionOptions, ItemRegressionModel, 'item-regression'> = defineEstimator({
  name: 'item-regression',
  factory: 'itemRegression',
  family: 'neighbors',
  summary: 'What the person gave to similar items, with weights learned as a regression: explains itself, and takes newcomers as they are.',
  feedback: 'ratings',
  abilities: ['predict', 'score', 'recommend', 'batch', 'similar', 'fold-in', 'explain'],
  options: itemRegressionOptions,
  formula: 'r̂(u,i) = b(u,i) + Σ_j w_ij (r(u,j) − b(u,j)), minimizing Σ (r − r̂)² + λ Σ w_ij²',
  source:
    'Koren: Factorization Meets the Neighborhood: a Multifaceted Collaborative Filtering Model, KDD 2008, doi:10.1145/1401890.1401944',
  async fit(settings, train, context) {
    const { regularization, neighbors, ...others } = settings;
    const chosenBy = { ...others, neighbors, listLength: neighbors, similarity: 'pearson-baseline', prediction: 'baseline' } as const;
    const nearest = resolveOptions('itemRegression', neighborOptions, chosenBy);
    const { listPointers, listRows, listSimilarities, ...baseline } = await fitNeighbors(
      'itemRegression',
      'items',
      nearest,
      train,
      context,
      'neighbors',
    );
    const { meanRating, userBias, itemBias } = baseline;
    const byUser = { ...train.userItems, values: deviationsOf(baseline, nearest, 'items') };
    const residuals = { byUser, byItem: transpose(byUser).matrix };
    const lists = { listPointers, listRows, listSimilarities };
    const weights = await regressionWeights(residuals, lists, regularization, new Pauses(context.signal));
    await context.onEpoch?.({ epoch: 1, epochs: 1 });
    const { min, max } = train.ratingScale as RatingScale;
    return { seen: train.userItems, ratingScale: { min, max }, meanRating, userBias, itemBias, weights };
  },
  shapes: ({ users, items, seen, weights }) => ({
    seen: [users.size, items.size],
    'seen.values': [seen?.indexes?.length],
    userBias: [users.size],
    itemBias: [items.size],
    weights: [items.size, items.size],
    'weights.values': [weights?.indexes?.length],
    meanRating: 'number',
    ratingScale: 'scale',
  }),
  model: ItemRegressionModel,
});

/**
 * Predicts and ranks by a learned regression on what the user gave to similar items.
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `missing-ratings`, `not-finite` for values above 1e15,
 *   `not-positive-definite` where the penalty is nothing beside the values, `too-large` with an estimate.
 * @example const model = await itemRegression({ neighbors: 50 }).fit(train);
 */
export const itemRegression: Factory<ItemRegressionOptions, ItemRegressionModel> = itemRegressionEntry.create;
