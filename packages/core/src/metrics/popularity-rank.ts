/**
 * Popularity rank at n: mean over the first n items of their place by falling popularity in training, 1 = most popular,
 * equal counts by lower item index; [1, items], higher means less known items. Not defined for an empty list.
 */
import type { MetricEntry } from './metric.ts';
import { byPopularity, itemCounts, meanOverList } from './training-counts.ts';

export const popularityRank: MetricEntry = {
  name: 'popularity-rank',
  usage: 'popularity-rank@10',
  kind: 'ranking',
  direction: 'neither',
  range: '[1, items]',
  definition: 'mean over the first n items of their place by falling popularity in training, 1 = most popular, ties by item index',
  source: 'Celma, Herrera: A New Approach to Evaluating Novel Recommendations, RecSys 2008, doi:10.1145/1454008.1454038',
  create: (name, n) => ({
    kind: 'ranking',
    name,
    n,
    start: (train) => {
      const ranks = new Float64Array(train.items.size);
      byPopularity(itemCounts(train)).forEach((itemIndex, place) => {
        ranks[itemIndex] = place + 1;
      });
      return (list) => meanOverList(list, n, ranks);
    },
  }),
};
