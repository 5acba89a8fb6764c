/**
 * User neighborhoods: what users of like taste say. Ratings:
 *   r̂(u,i) = b(u,i) + σ_u Σ_v s(u,v) (r(v,i) − b(v,i)) / σ_v ÷ Σ_v |s(u,v)|,
 * over the K most similar users v who rated i, with b(u,i) the baseline μ + b_u + b_i, the user's mean, or 0 (σ = 1 unless z-score).
 * Other interactions: score(u,i) = Σ_v s(u,v) w(v,i) over the K most similar users, w their weight (1 when in doubt).
 *
 * Source: Herlocker, Konstan, Borchers, Riedl: An Algorithmic Framework for Performing Collaborative Filtering, SIGIR 1999,
 * doi:10.1145/312624.312682; baseline and shrinkage from Koren, ACM TKDD 2010, doi:10.1145/1644873.1644874.
 * Differs: only the `listLength` most similar users of each user are kept, and the K are sought among them; with listLength =
 * number of users the answers are those of the Python library Surprise.
 */
import { defineEstimator, type Factory } from '../../contract/define-estimator.ts';
import type { CatalogEntry } from '../../contract/estimator.ts';
import { checkNorms, type NeighborSettings, neighborOptions } from '../../neighborhoods/settings.ts';
import { fitNeighbors, neighborShapes, restoredNeighbors } from '../../neighborhoods/training.ts';
import { UserKNNModel } from './model.ts';

export interface UserKNNOptions extends NeighborSettings {}

export const userKNNEntry: CatalogEntry<UserKNNOptions, UserKNNModel, 'user-knn'> = defineEstimator({
  name: 'user-knn',
  factory: 'userKNN',
  family: 'neighbors',
  summary: 'What people of like taste gave: for ratings and for implicit feedback; explains itself by who they are and what they gave.',
  feedback: 'any',
  weights: 'weighed',
  abilities: ['predict', 'score', 'recommend', 'batch', 'fold-in', 'explain'],
  options: neighborOptions,
  formula: 'r̂(u,i) = b(u,i) + Σ_v s(u,v) (r(v,i) − b(v,i)) ÷ Σ_v |s(u,v)| over the K most similar raters v; without ratings Σ_v s(u,v)',
  source:
    'Herlocker, Konstan, Borchers, Riedl: An Algorithmic Framework for Performing Collaborative Filtering, SIGIR 1999, doi:10.1145/312624.312682',
  check: (settings) => checkNorms('userKNN', settings),
  fit: (settings, train, context) => fitNeighbors('userKNN', 'users', settings, train, context),
  shapes: neighborShapes('users'),
  restored: restoredNeighbors('users'),
  model: UserKNNModel,
});

/**
 * Predicts and ranks by what similar users gave.
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `not-finite` for values above 1e15, `missing-ratings` for a similarity of ratings
 *   on data without, `negative-weight`, `too-large` with an estimate.
 */
export const userKNN: Factory<UserKNNOptions, UserKNNModel> = userKNNEntry.create;
