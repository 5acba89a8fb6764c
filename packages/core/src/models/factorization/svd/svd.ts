/**
 * Biased matrix factorization by stochastic gradient descent ("SVD" of the Netflix prize).
 *
 * Predicts r̂(u,i) = μ + b_u + b_i + p_u · q_i, with link "sigmoid" low + (high − low) σ(μ' + b_u + b_i + p_u · q_i), and
 * minimizes, one rating after the other,
 *   Σ (r − r̂)² + Σ_ratings (λ_bu b_u² + λ_bi b_i² + λ_p ‖p_u‖² + λ_q ‖q_i‖²):
 * with e = r − r̂, b_u moves by γ (e − λ_bu b_u), b_i by γ (e − λ_bi b_i), p_u by γ (e q_i − λ_p p_u), q_i by γ (e p_u − λ_q q_i).
 *
 * Source: Funk: Netflix Update: Try This at Home, 2006; Koren, Bell, Volinsky: Matrix Factorization Techniques for
 * Recommender Systems, IEEE Computer 2009, doi:10.1109/MC.2009.263.
 * Differs: ratings are visited block by block of a grid (see vectors/rating-sgd.ts), users and their ratings in an order
 * that changes every epoch, so that any number of threads gives the same bits; order "shuffled" mixes them all. All coordinates are learned together.
 * A new user's bias and vector are the exact minimum of the objective with the items held fixed, which SGD only nears.
 */
import { defineEstimator, type Factory, kernelsOf } from '../../contract/define-estimator.ts';
import type { CatalogEntry } from '../../contract/estimator.ts';
import { requireDescent } from '../../vectors/rating-sgd.ts';
import { SVDModel } from './model.ts';
import { type SVDOptions, svdOptions, svdPresets } from './options.ts';
import { fastestRate, openSVD } from './training.ts';

export const svdEntry: CatalogEntry<SVDOptions, SVDModel, 'svd'> = defineEstimator({
  name: 'svd',
  factory: 'svd',
  family: 'factorization',
  summary: 'Vectors and biases from ratings by gradient descent: the classic of rating prediction, fast and accurate.',
  feedback: 'ratings',
  abilities: ['predict', 'score', 'recommend', 'batch', 'similar', 'fold-in', 'vector', 'new-items'],
  options: svdOptions,
  formula: 'r̂(u,i) = μ + b_u + b_i + p_u·q_i, minimizing Σ (r − r̂)² + Σ_ratings (λ_bu b_u² + λ_bi b_i² + λ_p‖p_u‖² + λ_q‖q_i‖²)',
  source:
    'Koren, Bell, Volinsky: Matrix Factorization Techniques for Recommender Systems, IEEE Computer 2009, doi:10.1109/MC.2009.263; Funk: Netflix Update: Try This at Home, 2006',
  presets: svdPresets,
  async fit(settings, train, context) {
    const { epochs, learningRateDecay } = settings;
    const { signal, onEpoch } = context;
    const training = await openSVD(train, settings, await kernelsOf(context));
    try {
      let scale = 1;
      for (let epoch = 1; epoch <= epochs; epoch++) {
        signal?.throwIfAborted();
        const trainRmse = await training.pass(scale, signal);
        scale *= learningRateDecay; // By products, not `**`: hosts differ in the last bits of powers.
        requireDescent('svd', { epoch, trainRmse, startRmse: training.startRmse }, fastestRate(settings));
        await onEpoch?.({ epoch, epochs, figures: { trainRmse }, learned: () => training.learned() });
      }
      return training.learned();
    } finally {
      training.close();
    }
  },
  shapes: SVDModel.shapes,
  model: SVDModel,
});

/**
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `missing-ratings`, `diverged`, `too-large`.
 * @example const model = await svd({ factors: 50 }).fit(train);
 */
export const svd: Factory<SVDOptions, SVDModel> = svdEntry.create;
