/** Metrics of where the relevant items stand among the first n. */
import { hitMetric, type MetricEntry, type RankedList } from './metric.ts';

function hitsAmong({ items, length, relevant }: RankedList, n: number): number {
  let hits = 0;
  for (let k = 0; k < n && k < length; k++) hits += relevant[items[k]];
  return hits;
}

export const herlocker: string =
  'Herlocker, Konstan, Terveen, Riedl: Evaluating Collaborative Filtering Recommender Systems, TOIS 2004, doi:10.1145/963770.963772';

export const hitRate: MetricEntry<`hr@${number}`> = hitMetric(
  {
    name: 'hr',
    usage: 'hr@10',
    definition: '1 where any of the first n items is relevant, else 0',
    source: 'Deshpande, Karypis: Item-Based Top-N Recommendation Algorithms, TOIS 2004, doi:10.1145/963770.963776',
  },
  (n) => (list) => Math.min(1, hitsAmong(list, n)),
);

export const precision: MetricEntry<`precision@${number}`> = hitMetric(
  {
    name: 'precision',
    usage: 'precision@10',
    definition: 'relevant items among the first n ÷ n, also where the list is shorter',
    source: herlocker,
  },
  (n) => (list) => hitsAmong(list, n) / n,
);

/** Of what a list of n can hold: a perfect list has 1 even where someone has more relevant items than n. Without that cap: `recallAll`. */
export const recall: MetricEntry<`recall@${number}`> = hitMetric(
  {
    name: 'recall',
    usage: 'recall@20',
    definition: 'relevant items among the first n ÷ min(n, relevant items)',
    source: 'Liang, Krishnan, Hoffman, Jebara: Variational Autoencoders for Collaborative Filtering, WWW 2018, doi:10.1145/3178876.3186150',
  },
  (n) => (list) => hitsAmong(list, n) / Math.min(n, list.relevantItems.length),
);

/** Of all there is to find: below 1 for every list of someone with more relevant items than n. */
export const recallAll: MetricEntry<`recall-all@${number}`> = hitMetric(
  {
    name: 'recall-all',
    usage: 'recall-all@20',
    definition: 'relevant items among the first n ÷ relevant items',
    source: herlocker,
  },
  (n) => (list) => hitsAmong(list, n) / list.relevantItems.length,
);

/** Mean average precision: 1 where all that could be found stands in front. */
export const averagePrecision: MetricEntry<`map@${number}`> = hitMetric(
  {
    name: 'map',
    usage: 'map@10',
    definition:
      '1/min(n, relevant) · Σ_{k≤n} h(k) · (relevant items among the first k)/k, h(k) = 1 where the k-th item is relevant, else 0',
    source:
      'Buckley, Voorhees: Retrieval System Evaluation, in TREC: Experiment and Evaluation, MIT Press 2005; cut at n as in Aiolli: Efficient Top-N Recommendation for Very Large Scale Binary Rated Datasets, RecSys 2013, doi:10.1145/2507157.2507189',
  },
  (n) =>
    ({ items, length, relevant, relevantItems }) => {
      let hits = 0;
      let sum = 0;
      for (let k = 0; k < n && k < length; k++) if (relevant[items[k]] === 1) sum += ++hits / (k + 1);
      return sum / Math.min(n, relevantItems.length);
    },
);

/** Mean reciprocal rank. */
export const reciprocalRank: MetricEntry<`mrr@${number}`> = hitMetric(
  {
    name: 'mrr',
    usage: 'mrr@10',
    definition: '1/rank of the first relevant item among the first n (rank from 1), 0 where there is none',
    source: 'Voorhees: The TREC-8 Question Answering Track Report, 1999',
  },
  (n) =>
    ({ items, length, relevant }) => {
      for (let k = 0; k < n && k < length; k++) if (relevant[items[k]] === 1) return 1 / (k + 1);
      return 0;
    },
);

/** Normalized discounted cumulative gain, relevance 0 or 1: 1 where all that could be found stands in front. */
export const ndcg: MetricEntry<`ndcg@${number}`> = hitMetric(
  {
    name: 'ndcg',
    usage: 'ndcg@10',
    definition: 'Σ_{k≤n} h(k)/log₂(k+1) ÷ Σ_{k≤min(n, relevant)} 1/log₂(k+1), h(k) = 1 where the k-th item is relevant, else 0',
    source: 'Järvelin, Kekäläinen: Cumulated Gain-Based Evaluation of IR Techniques, TOIS 2002, doi:10.1145/582415.582418',
  },
  (n) => {
    // The tables end with the longest list met, so that n may be larger than any catalog.
    const discounts: number[] = [];
    const ideals: number[] = [0];
    return ({ items, length, relevant, relevantItems }) => {
      const shown = Math.min(n, length);
      const possible = Math.min(n, relevantItems.length);
      while (discounts.length < Math.max(shown, possible)) {
        discounts.push(1 / Math.log2(discounts.length + 2));
        ideals.push(ideals[ideals.length - 1] + discounts[discounts.length - 1]);
      }
      let gain = 0;
      for (let k = 0; k < shown; k++) if (relevant[items[k]] === 1) gain += discounts[k];
      return gain / ideals[possible];
    };
  },
);
