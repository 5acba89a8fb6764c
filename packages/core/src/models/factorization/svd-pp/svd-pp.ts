/**
 * SVD++: biased matrix factorization that also learns from which items a user rated.
 *
 * Predicts r̂(u,i) = μ + b_u + b_i + q_i · (p_u + |N(u)|^−½ Σ_{j ∈ N(u)} y_j), N(u) the items that u rated, and minimizes
 *   Σ (r − r̂)² + Σ_ratings (λ (b_u² + b_i² + ‖p_u‖² + ‖q_i‖²) + λ_y ‖y_j‖²) by stochastic gradient descent.
 *
 * Source: Koren: Factorization Meets the Neighborhood: a Multifaceted Collaborative Filtering Model, KDD 2008,
 * doi:10.1145/1401890.1401944.
 * Differs: the paper moves every y_j of the user after every rating, which costs |N(u)| vectors a rating. Here the
 * ratings of a user are visited block by block of a grid (see vectors/rating-sgd.ts); a block's gradient moves the y of
 * its own items once. The sums are made anew every epoch, so that what others did to y arrives.
 */
import { defineEstimator, type Factory, kernelsOf } from '../../contract/define-estimator.ts';
import type { CatalogEntry } from '../../contract/estimator.ts';
import { requireDescent } from '../../vectors/rating-sgd.ts';
import { SVDPPModel } from './model.ts';
import { type SVDPPOptions, svdPPOptions, svdPPPresets } from './options.ts';
import { openSVDPP } from './training.ts';

export const svdPPEntry: CatalogEntry<SVDPPOptions, SVDPPModel, 'svd-pp'> = defineEstimator({
  name: 'svd-pp',
  factory: 'svdPP',
  family: 'factorization',
  summary: 'SVD that also learns from which items a person rated: most worth where people have few ratings.',
  feedback: 'ratings',
  abilities: ['predict', 'score', 'recommend', 'batch', 'similar', 'fold-in', 'vector', 'new-items'],
  options: svdPPOptions,
  formula: 'r̂(u,i) = μ + b_u + b_i + q_i·(p_u + |N(u)|^−½ Σ_{j∈N(u)} y_j)',
  source:
    'Koren: Factorization Meets the Neighborhood: a Multifaceted Collaborative Filtering Model, KDD 2008, doi:10.1145/1401890.1401944',
  presets: svdPPPresets,
  async fit(settings, train, context) {
    const { epochs, learningRate, learningRateDecay } = settings;
    const { signal, onEpoch } = context;
    const training = await openSVDPP(train, settings, await kernelsOf(context));
    const learned = async () => {
      await training.sumImplicit(signal);
      return training.learned();
    };
    try {
      let scale = 1;
      for (let epoch = 1; epoch <= epochs; epoch++) {
        signal?.throwIfAborted();
        await training.sumImplicit(signal);
        const trainRmse = await training.pass(learningRate * scale, signal);
        scale *= learningRateDecay; // By products, not `**`: hosts differ in the last bits of powers.
        requireDescent('svdPP', { epoch, trainRmse, startRmse: training.startRmse }, { option: 'learningRate', rate: learningRate });
        await onEpoch?.({ epoch, epochs, figures: { trainRmse }, learned });
      }
      return await learned();
    } finally {
      training.close();
    }
  },
  shapes: SVDPPModel.shapes,
  model: SVDPPModel,
});

/**
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `missing-ratings`, `diverged`, `too-large`.
 * @example const model = await svdPP({ factors: 50 }).fit(train);
 */
export const svdPP: Factory<SVDPPOptions, SVDPPModel> = svdPPEntry.create;
