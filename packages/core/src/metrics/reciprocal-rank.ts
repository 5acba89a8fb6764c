/** Mean reciprocal rank. */
import { hitMetric, type MetricEntry } from './metric.ts';

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
