/**
 * Recall at n by what a list of n can hold: relevant items among the first n ÷ min(n, relevant items); [0, 1], higher is better.
 * A perfect list has 1 also where someone has more relevant items than n. Without that cap it is `recall-all`.
 */
import { hitsAmong } from './hits.ts';
import type { MetricEntry } from './metric.ts';

export const recall: MetricEntry = {
  name: 'recall',
  usage: 'recall@20',
  kind: 'ranking',
  direction: 'higher',
  range: '[0, 1]',
  definition: 'relevant items among the first n ÷ min(n, relevant items)',
  source: 'Liang, Krishnan, Hoffman, Jebara: Variational Autoencoders for Collaborative Filtering, WWW 2018, doi:10.1145/3178876.3186150',
  create: (name, n) => ({
    kind: 'ranking',
    name,
    n,
    ofHits: true,
    start: () => (list) => hitsAmong(list, n) / Math.min(n, list.relevantCount),
  }),
};
