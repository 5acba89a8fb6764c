/**
 * Asymmetric SVD: a factorization in which a person is nothing but the items they rated, so that newcomers need no training.
 *
 * Predicts r̂(u,i) = b(u,i) + q_i · z_u with z_u = |R(u)|^−½ Σ_{j ∈ R(u)} ((r(u,j) − b(u,j)) x_j + y_j), R(u) the items that u rated and
 * b(u,i) = μ + b_u + b_i, and minimizes
 *   ½ Σ (r − r̂)² + λ/2 Σ_i ‖q_i‖² + λ_s/2 Σ_j (‖x_j‖² + ‖y_j‖²)
 * by steps along the slope of all ratings at once (Adam).
 *
 * Source: Koren: Factorization Meets the Neighborhood: a Multifaceted Collaborative Filtering Model, KDD 2008,
 * doi:10.1145/1401890.1401944 (§4); steps: Kingma, Ba: Adam: A Method for Stochastic Optimization, ICLR 2015, arXiv:1412.6980.
 * Differs: the paper descends rating by rating and moves the biases too. Here b_i is fitted before and b_u follows from the ratings,
 * so that all that is known of a person follows from their ratings; a slope of all ratings costs no more than a pass over
 * them, and any number of threads gives the same bits.
 */
import { defineEstimator, type Factory, kernelsOf } from '../../contract/define-estimator.ts';
import type { CatalogEntry } from '../../contract/estimator.ts';
import { requireDescent } from '../../vectors/rating-sgd.ts';
import { AsymmetricSVDModel } from './model.ts';
import { type AsymmetricSVDOptions, asymmetricSVDOptions, asymmetricSVDPresets } from './options.ts';
import { openAsymmetricSVD } from './training.ts';

export const asymmetricSVDEntry: CatalogEntry<AsymmetricSVDOptions, AsymmetricSVDModel, 'asymmetric-svd'> = defineEstimator({
  name: 'asymmetric-svd',
  factory: 'asymmetricSVD',
  family: 'factorization',
  summary: 'People as sums over the items they rated: as accurate as svd-pp nearly, and newcomers are served at once, without training.',
  feedback: 'ratings',
  abilities: ['predict', 'score', 'recommend', 'batch', 'similar', 'fold-in', 'vector', 'new-items', 'explain'],
  options: asymmetricSVDOptions,
  formula: 'r̂(u,i) = b(u,i) + q_i·|R(u)|^−½ Σ_{j∈R(u)} ((r(u,j) − b(u,j)) x_j + y_j)',
  source:
    'Koren: Factorization Meets the Neighborhood: a Multifaceted Collaborative Filtering Model, KDD 2008, doi:10.1145/1401890.1401944',
  presets: asymmetricSVDPresets,
  async fit(settings, train, context) {
    const { epochs, learningRate } = settings;
    const { signal, onEpoch } = context;
    const training = await openAsymmetricSVD(train, settings, await kernelsOf(context));
    const { startRmse } = training;
    try {
      for (let epoch = 1; epoch <= epochs; epoch++) {
        signal?.throwIfAborted();
        const { objective, trainRmse } = await training.step(signal);
        requireDescent('asymmetricSVD', { epoch, trainRmse, startRmse }, { option: 'learningRate', rate: learningRate });
        await onEpoch?.({ epoch, epochs, objective, figures: { trainRmse }, learned: () => training.learned() });
      }
      return training.learned();
    } finally {
      training.close();
    }
  },
  shapes: AsymmetricSVDModel.shapes,
  model: AsymmetricSVDModel,
});

/**
 * `onEpoch` reports the objective before the step of its epoch.
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `missing-ratings`, `diverged`, `too-large`.
 * @example const model = await asymmetricSVD({ factors: 50 }).fit(train);
 */
export const asymmetricSVD: Factory<AsymmetricSVDOptions, AsymmetricSVDModel> = asymmetricSVDEntry.create;
