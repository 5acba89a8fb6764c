/**
 * Recall at n by all there is to find: relevant items among the first n ÷ relevant items; [0, 1], higher is better.
 * Below 1 for every list of someone with more relevant items than n.
 */
import { hitsAmong } from './hits.ts';
import type { MetricEntry } from './metric.ts';

export const recallAll: MetricEntry = {
  name: 'recall-all',
  usage: 'recall-all@20',
  kind: 'ranking',
  direction: 'higher',
  range: '[0, 1]',
  definition: 'relevant items among the first n ÷ relevant items',
  source:
    'Herlocker, Konstan, Terveen, Riedl: Evaluating Collaborative Filtering Recommender Systems, TOIS 2004, doi:10.1145/963770.963772',
  create: (name, n) => ({ kind: 'ranking', name, n, ofHits: true, start: () => (list) => hitsAmong(list, n) / list.relevantCount }),
};
