/**
 * Novelty at n: mean over the first n items of the self-information −log₂(share of training people who have the item), in
 * bits; [0, log₂ people], higher is newer. An item that nobody has counts as if one person had it. Not defined for an empty list.
 */
import type { MetricEntry } from './metric.ts';
import { activeUsers, itemCounts, meanOverList } from './training-counts.ts';

export const novelty: MetricEntry = {
  name: 'novelty',
  usage: 'novelty@10',
  kind: 'ranking',
  direction: 'higher',
  range: '[0, log₂ people]',
  definition: 'mean over the first n items of −log₂(max(1, people who have the item) / people in training), in bits',
  source:
    'Zhou, Kuscsik, Liu, Medo, Wakeling, Zhang: Solving the Apparent Diversity–Accuracy Dilemma, PNAS 2010, doi:10.1073/pnas.1000488107',
  create: (name, n) => ({
    kind: 'ranking',
    name,
    n,
    start: (train) => {
      const people = activeUsers(train);
      const bits = itemCounts(train).map((count) => -Math.log2(Math.max(1, count) / people));
      return (list) => meanOverList(list, n, bits);
    },
  }),
};
