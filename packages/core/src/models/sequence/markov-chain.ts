/**
 * First-order Markov chain: score(s,i) = P(i | j) = (c_ji + ε b_i) / (c_j + ε), with j the newest item of the session, c_ji how often i came
 * right after j, c_j = Σ_i c_ji, and b_i the share of i in all events (or 1 / items).
 *
 * Source: Rendle, Freudenthaler, Schmidt-Thieme: Factorizing Personalized Markov Chains for Next-Basket Recommendation, WWW 2010,
 * doi:10.1145/1772690.1772773 (its chain for everyone, unfactorized).
 * Differs: a basket is one item; counts are smoothed; steps across a long pause are left out on request.
 */
import { choice, number, type OptionSpecs } from '../../options.ts';
import { followers } from '../../sequences/followers.ts';
import { defineEstimator, type Factory } from '../contract/define-estimator.ts';
import type { CatalogEntry } from '../contract/estimator.ts';
import {
  restoredTransitions,
  TransitionModel,
  type TransitionSettings,
  trainingSessions,
  transitionOptions,
  transitionShapes,
} from '../transitions/transition-model.ts';

export interface MarkovChainOptions extends TransitionSettings {
  /** ε: steps that every item is given besides those seen, shared out by the prior; > 0. @default 1 */
  readonly smoothing: number;
  /** What steps besides are shared out by: how often items occur, or all alike. @default 'popularity' */
  readonly prior: 'popularity' | 'uniform';
}
const options: OptionSpecs<MarkovChainOptions> = {
  smoothing: number(1, { above: 0 }, 'ε: steps that every item is given besides those seen, shared out by the prior'),
  prior: choice('popularity', ['popularity', 'uniform'], 'what steps besides are shared out by: how often items occur, or all alike'),
  ...transitionOptions,
};

const newest = [1];

export class MarkovChainModel extends TransitionModel<MarkovChainOptions> {
  protected depths(): ArrayLike<number> {
    return newest;
  }
}

export const markovChainEntry: CatalogEntry<MarkovChainOptions, MarkovChainModel, 'markov-chain'> = defineEstimator({
  name: 'markov-chain',
  factory: 'markovChain',
  family: 'sequence',
  summary: 'What came right after the last item of others: next items by one step, with probabilities.',
  feedback: 'implicit',
  weights: 'counted',
  needs: ['timestamps'],
  abilities: ['score', 'recommend', 'batch', 'similar', 'fold-in', 'explain'],
  ordered: true,
  options,
  formula:
    'score(s,i) = (c_ji + ε b_i) / (c_j + ε), j = newest item of s, c_ji = how often i came right after j, b_i = share of i in all events',
  source:
    'Rendle, Freudenthaler, Schmidt-Thieme: Factorizing Personalized Markov Chains for Next-Basket Recommendation, WWW 2010, doi:10.1145/1772690.1772773',
  async fit(settings, train, { onEpoch, signal }) {
    const { smoothing, prior } = settings;
    const { histories, begins, counts, state } = trainingSessions('markovChain', train, settings, newest.length);
    const steps = followers(histories, begins, train.items.size, { forward: newest });
    const rests = new Float32Array(train.items.size);
    const values = steps.values.slice();
    for (let item = 0; item < steps.rows; item++) {
      let total = smoothing;
      for (let e = steps.pointers[item]; e < steps.pointers[item + 1]; e++) total += steps.values[e];
      for (let e = steps.pointers[item]; e < steps.pointers[item + 1]; e++) values[e] /= total;
      rests[item] = smoothing / total;
    }
    const met = counts.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
    const shares = prior === 'uniform' ? Float32Array.from(counts, (count) => (count > 0 ? 1 / met : 0)) : state.shares;
    await onEpoch?.({ epoch: 1, epochs: 1 });
    signal?.throwIfAborted();
    return { ...state, shares, weights: { ...steps, values }, rests };
  },
  shapes: transitionShapes,
  restored: (state) => restoredTransitions('markov-chain', state),
  model: MarkovChainModel,
});

/**
 * Every event above 0 is a step. Memory: the data and one weight for each pair of items that followed each other.
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `unexpected-ratings`, `negative-weight`, `missing-timestamps`.
 * @example const model = await markovChain().fit(train); model.recommend({ ratings: [{ item: 'tea' }, { item: 'jam' }] });
 */
export const markovChain: Factory<MarkovChainOptions, MarkovChainModel> = markovChainEntry.create;
