/**
 * item2vec: words and sentences are items and sessions. Each item has a vector v as what is known and a vector w as what comes; training
 * lowers Σ −log σ(v_j · w_i) − Σ_k log σ(−v_j · w_k) over the pairs i, j within a window of a session, k drawn by how often items occur.
 * score(s,i) = h · w_i + γ log q_i, h = Σ_k g_k v_{s_k} / Σ_k g_k over the newest items s_1, s_2, … of the session, q_i how often i is drawn:
 * at the minimum v_j · w_i + log q_i is log P(i | j) up to a number that all items share.
 *
 * Source: Barkan, Koenigstein: Item2Vec: Neural Item Embedding for Collaborative Filtering, MLSP 2016, arXiv:1603.04259; Mikolov,
 * Sutskever, Chen, Corrado, Dean: Distributed Representations of Words and Phrases, NeurIPS 2013, arXiv:1310.4546; Levy, Goldberg: Neural Word
 * Embedding as Implicit Matrix Factorization, NeurIPS 2014 (the minimum).
 * Differs: the paper takes a session for a set and compares items alone; here the window goes by order, and sessions are continued.
 */
import { portableLog } from '../../../math/portable.ts';
import type { DenseMatrix } from '../../../matrix/dense.ts';
import { inPlace, numberedRows } from '../../../matrix/numbered-rows.ts';
import { defineEstimator, type Factory } from '../../contract/define-estimator.ts';
import type { CatalogEntry, EpochReport } from '../../contract/estimator.ts';
import { trainingSessions } from '../../transitions/transition-model.ts';
import { Item2VecModel, sessionVectors } from './model.ts';
import { type Item2VecOptions, item2vecOptions } from './options.ts';
import { type ItemVectors, noiseOf, trainItem2Vec } from './training.ts';

export const item2vecEntry: CatalogEntry<Item2VecOptions, Item2VecModel, 'item2vec'> = defineEstimator({
  name: 'item2vec',
  factory: 'item2vec',
  family: 'sequence',
  summary: 'Vectors of items by what stands near them in sessions, as words by their neighbors: similar items, and what comes next.',
  feedback: 'implicit',
  weights: 'counted',
  needs: ['timestamps'],
  abilities: ['score', 'recommend', 'batch', 'similar', 'fold-in', 'vector'],
  ordered: true,
  options: item2vecOptions,
  formula:
    'score(s,i) = h · w_i + γ log q_i, h = Σ_k g_k v_{s_k} / Σ_k g_k; least Σ −log σ(v_j · w_i) − Σ_k log σ(−v_j · w_k) over pairs in a window',
  source: 'Barkan, Koenigstein: Item2Vec: Neural Item Embedding for Collaborative Filtering, MLSP 2016, arXiv:1603.04259',
  async fit(settings, train, context) {
    const { signal, onEpoch } = context;
    const { histories, begins, counts, state } = trainingSessions('item2vec', train, settings, settings.last, context);
    const { places, numberOf } = numberedRows(counts);
    const sessions = {
      items: histories.items.map((item) => numberOf[item]),
      begins,
      counts: Float64Array.from(places, (item) => counts[item]),
    };
    const { factors, popularity } = settings;
    const matrix = (values: Float32Array): DenseMatrix => inPlace(values, factors, places, train.items.size);
    const learned = ({ inputs, outputs }: ItemVectors) => {
      const inputFactors = matrix(inputs);
      return {
        seen: state.seen,
        inputFactors,
        itemFactors: matrix(outputs),
        itemBias: Float32Array.from(noiseOf(counts, settings), (share) => (share > 0 ? popularity * portableLog(share) : 0)),
        userFactors: sessionVectors(state.recent, state.recentPointers, inputFactors, settings),
      };
    };
    const listen = onEpoch && ((report: EpochReport, vectors: ItemVectors) => onEpoch({ ...report, learned: () => learned(vectors) }));
    return learned(await trainItem2Vec(sessions, settings, { signal, onEpoch: listen }));
  },
  shapes: Item2VecModel.shapes,
  model: Item2VecModel,
});

/**
 * Every event above 0 is a step of a session. Memory: the data and two vectors of each item, one of each user.
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `unexpected-ratings`, `negative-weight`, `missing-timestamps`.
 * @example const model = await item2vec({ window: 3 }).fit(train); model.similarItems('tea');
 */
export const item2vec: Factory<Item2VecOptions, Item2VecModel> = item2vecEntry.create;
