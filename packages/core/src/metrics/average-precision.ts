/** Mean average precision: 1 where all that could be found stands in front. */
import { hitMetric, type MetricEntry } from './metric.ts';

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
    ({ items, length, relevant, relevantCount }) => {
      let hits = 0;
      let sum = 0;
      for (let k = 0; k < n && k < length; k++) if (relevant[items[k]] === 1) sum += ++hits / (k + 1);
      return sum / Math.min(n, relevantCount);
    },
);
