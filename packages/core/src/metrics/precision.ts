/**
 * Precision at n: relevant items among the first n ÷ n, also where the list is shorter; [0, 1], higher is better.
 */
import { hitsAmong } from './hits.ts';
import type { MetricEntry } from './metric.ts';

export const precision: MetricEntry = {
  name: 'precision',
  usage: 'precision@10',
  kind: 'ranking',
  direction: 'higher',
  range: '[0, 1]',
  definition: 'relevant items among the first n ÷ n, also where the list is shorter',
  source:
    'Herlocker, Konstan, Terveen, Riedl: Evaluating Collaborative Filtering Recommender Systems, TOIS 2004, doi:10.1145/963770.963772',
  create: (name, n) => ({ kind: 'ranking', name, n, ofHits: true, start: () => (list) => hitsAmong(list, n) / n }),
};
