/**
 * Popularity at n: mean over the first n items of the share of training people who have the item; [0, 1], neither way is
 * better. Not defined for an empty list.
 */
import type { MetricEntry } from './metric.ts';
import { activeUsers, itemCounts, meanOverList } from './training-counts.ts';

export const popularity: MetricEntry = {
  name: 'popularity',
  usage: 'popularity@10',
  kind: 'ranking',
  direction: 'neither',
  range: '[0, 1]',
  definition: 'mean over the first n items of the share of training people who have the item',
  source:
    'Abdollahpouri, Burke, Mobasher: Managing Popularity Bias in Recommender Systems with Personalized Re-ranking, FLAIRS 2019, arXiv:1901.07555 (average recommendation popularity, here as a share)',
  create: (name, n) => ({
    kind: 'ranking',
    name,
    n,
    start: (train) => {
      const people = activeUsers(train);
      const shares = itemCounts(train).map((count) => count / people);
      return (list) => meanOverList(list, n, shares);
    },
  }),
};
