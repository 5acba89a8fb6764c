/**
 * Bayesian personalized ranking (BPR): a factorization that learns to rank what someone liked above what they did not.
 *
 * Scores b_i + x_u · y_i and maximizes, by stochastic gradient ascent over pairs (u, i) liked and items j not,
 *   Σ ln σ(score(u,i) − score(u,j)) − λ_u/2 ‖x_u‖² − λ_i/2 ‖y_i‖² − λ_j/2 ‖y_j‖² − λ/2 (b_i² + b_j²)   (penalties per sample)
 *
 * Source: Rendle, Freudenthaler, Gantner, Schmidt-Thieme: BPR: Bayesian Personalized Ranking from Implicit Feedback, UAI 2009,
 * arXiv:1205.2618. candidates > 1: Zhang, Chen, Wang, Yu: Optimizing Top-N Collaborative Filtering via Dynamic Negative Item
 * Sampling, SIGIR 2013, doi:10.1145/2484028.2484126.
 * Differs: the paper draws (u, i, j) with replacement. Here an epoch takes every liked pair once, block by block of a grid (see
 * bpr/pair-grid.ts), and draws j from the item group that the epoch dealt to i: uniform over all items the user does not have
 * in the long run, but within one epoch from one group of them; any number of threads gives the same bits. A j that the user
 * has is drawn again up to 32 times, then the pair is left out of this epoch. Items nobody liked are no negatives. Rates may
 * fall from epoch to epoch. A new user's vector is found by the same steps with the items held fixed, a new item's with all else.
 */
import { patternOf } from '../../../matrix/sparse.ts';
import { requirePositives } from '../../answering/positives.ts';
import { defineEstimator, type Factory, kernelsOf } from '../../contract/define-estimator.ts';
import type { CatalogEntry } from '../../contract/estimator.ts';
import { BPRModel } from './model.ts';
import { type BPROptions, bprOptions, bprPresets } from './options.ts';
import { openRanking, requireSaneMargin } from './training.ts';

export const bprEntry: CatalogEntry<BPROptions, BPRModel, 'bpr'> = defineEstimator({
  name: 'bpr',
  factory: 'bpr',
  family: 'factorization',
  summary: 'Vectors that rank what people liked above what they did not: for lists from clicks and likes, learned pair by pair.',
  feedback: 'implicit',
  weights: 'counted',
  abilities: ['score', 'recommend', 'batch', 'similar', 'fold-in', 'vector', 'new-items'],
  options: bprOptions,
  formula:
    'score(u,i) = b_i + x_u·y_i, maximizing Σ ln σ(score(u,i) − score(u,j)) − λ_u/2 ‖x_u‖² − λ_i/2 ‖y_i‖² − λ_j/2 ‖y_j‖² over i liked, j not',
  source:
    'Rendle, Freudenthaler, Gantner, Schmidt-Thieme: BPR: Bayesian Personalized Ranking from Implicit Feedback, UAI 2009, arXiv:1205.2618',
  presets: bprPresets,
  async fit(settings, train, context) {
    const { epochs, learningRate, learningRateDecay } = settings;
    const { signal, onEpoch } = context;
    const likes = requirePositives('bpr', train);
    const ranking = await openRanking(likes, settings, await kernelsOf(context));
    const learned = () => ({ seen: patternOf(train.userItems), ...ranking.learned(), userBias: new Float32Array(train.users.size) });
    try {
      let rate = learningRate;
      for (let epoch = 1; epoch <= epochs; epoch++, rate *= learningRateDecay) {
        signal?.throwIfAborted();
        ranking.dealItems();
        const { correctPairs, wrongMargin } = await ranking.pass(rate, signal);
        requireSaneMargin(epoch, wrongMargin, settings);
        await onEpoch?.({ epoch, epochs, figures: { correctPairs }, learned });
      }
      return learned();
    } finally {
      ranking.close();
    }
  },
  shapes: BPRModel.shapes,
  model: BPRModel,
});

/**
 * Every value above 0 is a like, whatever its size; keep only what users liked first. 0 is seen, but no like.
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `negative-weight`, `diverged`, `too-large`.
 * @example const model = await bpr({ factors: 32 }).fit(train);
 */
export const bpr: Factory<BPROptions, BPRModel> = bprEntry.create;
