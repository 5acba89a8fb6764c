/**
 * First-order Markov chain: score(s,i) = P(i | j) = (c_ji + ε b_i) / (c_j + ε), with j the newest item of the session, c_ji how often i came
 * right after j, c_j = Σ_i c_ji, and b_i the share of i in all events (or 1 / items, or by a factorized chain softmax_i(v_j · w_i)).
 *
 * Source: Rendle, Freudenthaler, Schmidt-Thieme: Factorizing Personalized Markov Chains for Next-Basket Recommendation, WWW 2010,
 * doi:10.1145/1772690.1772773 (its chain for everyone, counted, factorized or both).
 * Differs: a basket is one item; vectors are trained by sampled softmax; counts are smoothed; steps across a long pause are left out on request.
 */
import { type SparseRows, sparseFromRows } from '../../../matrix/sparse.ts';
import { followers } from '../../../sequences/followers.ts';
import { defineEstimator, type Factory, kernelsOf } from '../../contract/define-estimator.ts';
import type { CatalogEntry, EpochReport } from '../../contract/estimator.ts';
import {
  restoredTransitions,
  TransitionModel,
  type TransitionState,
  trainingSessions,
  transitionShapes,
} from '../../transitions/transition-model.ts';
import { factorizedSteps, type Steps } from './factorized.ts';
import { type MarkovChainOptions, markovChainOptions } from './options.ts';

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
  options: markovChainOptions,
  formula:
    'score(s,i) = (c_ji + ε b_i) / (c_j + ε), j = newest item of s, c_ji = how often i came right after j, b_i = share of i in all events, or softmax_i(v_j · w_i)',
  source:
    'Rendle, Freudenthaler, Schmidt-Thieme: Factorizing Personalized Markov Chains for Next-Basket Recommendation, WWW 2010, doi:10.1145/1772690.1772773',
  async fit(settings, train, context) {
    const { smoothing, prior } = settings;
    const { onEpoch, signal } = context;
    const { histories, begins, counts, state } = trainingSessions('markovChain', train, settings, newest.length, context);
    const steps = followers(histories, begins, train.items.size, { forward: newest });
    const totals = Float64Array.from({ length: steps.rows }, (_, item) => {
      let total = smoothing;
      for (let e = steps.pointers[item]; e < steps.pointers[item + 1]; e++) total += steps.values[e];
      return total;
    });
    if (prior === 'factorized') {
      const kernels = await kernelsOf(context);
      const met = stepsOf(histories.items, begins);
      const learned = (probabilities: SparseRows) => ({ ...state, ...smoothedBy(probabilities, steps, totals, smoothing, counts) });
      const listen =
        onEpoch &&
        ((report: EpochReport, now: () => Promise<SparseRows>) => onEpoch({ ...report, learned: async () => learned(await now()) }));
      const probabilities = await factorizedSteps(met, train.items.size, settings, { signal, onEpoch: listen, kernels });
      signal?.throwIfAborted();
      return learned(probabilities);
    }
    const values = steps.values.slice();
    for (let item = 0; item < steps.rows; item++)
      for (let e = steps.pointers[item]; e < steps.pointers[item + 1]; e++) values[e] /= totals[item];
    const rests = Float32Array.from(totals, (total) => smoothing / total);
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

/** Where an item comes right after another in one session. */
function stepsOf(events: Uint32Array, begins: Uint8Array): Steps {
  const places = Uint32Array.from(events.keys()).filter((e) => e > 0 && begins[e] === 0 && events[e] !== events[e - 1]);
  return { from: places.map((e) => events[e - 1]), to: places.map((e) => events[e]) };
}

/** (c_ji + ε P_ji) / (c_j + ε) where either is there; what is left of ε is shared out by popularity. */
function smoothedBy(
  probabilities: SparseRows,
  steps: SparseRows,
  totals: Float64Array,
  smoothing: number,
  counts: Float64Array,
): Pick<TransitionState, 'weights' | 'rests'> {
  const items = steps.rows;
  const rests = new Float32Array(items);
  const rows = Array.from({ length: items }, (_, j) => {
    const row = new Map<number, number>();
    for (let e = steps.pointers[j]; e < steps.pointers[j + 1]; e++) row.set(steps.indexes[e], steps.values[e]);
    let given = 0;
    for (let e = probabilities.pointers[j]; e < probabilities.pointers[j + 1]; e++) {
      const i = probabilities.indexes[e];
      if (counts[i] === 0) continue;
      row.set(i, (row.get(i) ?? 0) + smoothing * probabilities.values[e]);
      given += probabilities.values[e];
    }
    rests[j] = (smoothing * Math.max(0, 1 - given)) / totals[j];
    return [...row].sort(([a], [b]) => a - b);
  });
  const entries = rows.reduce((sum, row) => sum + row.length, 0);
  const weights = sparseFromRows(items, items, entries, (j, add) => {
    for (const [i, weight] of rows[j]) add(i, weight / totals[j]);
  });
  return { weights, rests };
}

/**
 * Every event above 0 is a step. Memory: the data and one weight for each pair of items that followed each other.
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `unexpected-ratings`, `negative-weight`, `missing-timestamps`.
 * @example const model = await markovChain().fit(train); model.recommend({ ratings: [{ item: 'tea' }, { item: 'jam' }] });
 */
export const markovChain: Factory<MarkovChainOptions, MarkovChainModel> = markovChainEntry.create;
