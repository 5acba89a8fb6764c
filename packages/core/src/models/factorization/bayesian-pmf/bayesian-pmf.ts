/**
 * Bayesian probabilistic matrix factorization, by Gibbs sampling.
 *
 * Model: r ~ N(μ + b_u + b_i + p_u · q_i, 1/α); the vectors (p_u, b_u) ~ N(m_U, Λ_U⁻¹), (q_i, b_i) ~ N(m_I, Λ_I⁻¹); each
 * (m, Λ) has a Normal–Wishart prior (m₀ = 0, β₀, W₀ = I, ν₀ = size of the vector); α ~ Gamma(1, 1) unless it is given. The
 * prediction is the mean over the kept samples of all Markov chains; their spread is the predictive distribution.
 *
 * Source: Salakhutdinov, Mnih: Bayesian Probabilistic Matrix Factorization using Markov Chain Monte Carlo, ICML 2008,
 * doi:10.1145/1390156.1390267.
 * Differs: the paper has no biases and holds α at 2 (`biases: false, noisePrecision: 2`); here a bias is one more coordinate
 * of its row's Gaussian, and the noise is learned. A chain starts at small random vectors instead of at a MAP fit, and there may
 * be several.
 */
import { meanOf } from '../../../data/rating-scale.ts';
import { defineEstimator, type Factory } from '../../contract/define-estimator.ts';
import type { CatalogEntry } from '../../contract/estimator.ts';
import { rowWidth } from '../../vectors/rating-rows.ts';
import { ridgeShapes } from '../../vectors/ridge-model.ts';
import { type ChainSamples, chainFigures, sampleChains } from './chain.ts';
import { BayesianPMFModel } from './model.ts';
import { type BayesianPMFOptions, bayesianPMFOptions, bayesianPMFPresets } from './options.ts';

export const bayesianPMFEntry: CatalogEntry<BayesianPMFOptions, BayesianPMFModel, 'bayesian-pmf'> = defineEstimator({
  name: 'bayesian-pmf',
  factory: 'bayesianPMF',
  family: 'factorization',
  summary: 'The average of many sampled factorizations: the most accurate ratings, with an interval for each, and nothing to tune.',
  feedback: 'ratings',
  abilities: ['predict', 'score', 'recommend', 'batch', 'similar', 'fold-in', 'vector', 'new-items', 'explain', 'uncertain'],
  options: bayesianPMFOptions,
  formula: 'r̂(u,i) = E[μ + b_u + b_i + p_u·q_i | ratings], r ~ N(μ + b_u + b_i + p_u·q_i, 1/α), rows normal with Normal–Wishart priors',
  source:
    'Salakhutdinov, Mnih: Bayesian Probabilistic Matrix Factorization using Markov Chain Monte Carlo, ICML 2008, doi:10.1145/1390156.1390267',
  presets: bayesianPMFPresets,
  async fit(settings, train, context) {
    const { users, items, userItems } = train;
    const { min, max } = train.ratingScale!;
    const { burnIn, samples } = settings;
    const meanRating = meanOf(userItems.values);
    const none = { userBias: new Float32Array(users.size), itemBias: new Float32Array(items.size) };
    const stateOf = (kept: ChainSamples) => ({ seen: userItems, ratingScale: { min, max }, meanRating, ...none, ...kept });
    const kept = await sampleChains(train, meanRating, settings, context, async (chains, keptSoFar) => {
      for (let sweep = 1; sweep <= burnIn + samples; sweep++) {
        context.signal?.throwIfAborted();
        for (const chain of chains) {
          for (const axis of ['item', 'user'] as const) {
            chain.drawPrior(axis); // (m, Λ) given the rows of the axis
            await chain.drawRows(axis); // these given it, the rows of the other axis, and α
          }
          if (sweep > burnIn) chain.keep(sweep - burnIn - 1);
          await chain.drawNoise(); // α given all rows
        }
        const learned = sweep > burnIn ? () => stateOf(keptSoFar(sweep - burnIn)) : undefined;
        await context.onEpoch?.({ epoch: sweep, epochs: burnIn + samples, figures: chainFigures(chains, sweep - burnIn), learned });
      }
    });
    return stateOf(kept);
  },
  shapes(state, settings) {
    const samples = settings.chains * settings.samples;
    const width = rowWidth(settings);
    return {
      ...ridgeShapes(state, samples * width),
      precisions: [samples, undefined, 'positive'],
      userPriors: [samples, width * width],
      userPriorRights: [samples, width],
      itemPriors: [samples, width * width],
      itemPriorRights: [samples, width],
    };
  },
  restored: (state, settings) => ({ ...state, width: rowWidth(settings) }),
  model: BayesianPMFModel,
});

/**
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `missing-ratings`, `too-large`.
 * @example const model = await bayesianPMF({ factors: 10, samples: 200 }).fit(train);
 */
export const bayesianPMF: Factory<BayesianPMFOptions, BayesianPMFModel> = bayesianPMFEntry.create;
