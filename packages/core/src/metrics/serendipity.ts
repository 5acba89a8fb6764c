/**
 * Serendipity at n: relevant items among the first n that popularity would not have shown, ÷ n; [0, 1], higher is better.
 * Popularity would show the n items most people have in training, less what the person already has.
 */
import type { MetricEntry } from './metric.ts';
import { byPopularity, itemCounts } from './training-counts.ts';

export const serendipity: MetricEntry = {
  name: 'serendipity',
  usage: 'serendipity@10',
  kind: 'ranking',
  direction: 'higher',
  range: '[0, 1]',
  definition: 'relevant items among the first n that are not among the n most popular training items the person does not have yet, ÷ n',
  source: 'Ge, Delgado-Battenfeld, Jannach: Beyond Accuracy, RecSys 2010, doi:10.1145/1864708.1864761',
  create: (name, n) => ({
    kind: 'ranking',
    name,
    n,
    start: (train) => {
      const order = byPopularity(itemCounts(train));
      const place = new Uint32Array(order.length);
      order.forEach((itemIndex, at) => {
        place[itemIndex] = at;
      });
      return ({ items, length, relevant, excluded }) => {
        let expected = 0;
        let end = 0;
        while (end < order.length && expected < n) if (excluded[order[end++]] === 0) expected++;
        let surprises = 0;
        for (let k = 0; k < n && k < length; k++) if (relevant[items[k]] === 1 && place[items[k]] >= end) surprises++;
        return surprises / n;
      };
    },
  }),
};
