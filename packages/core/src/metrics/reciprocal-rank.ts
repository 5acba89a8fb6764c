/** Mean reciprocal rank at n: 1/rank of the first relevant item among the first n, 0 where there is none; [0, 1], higher is better. */
import type { MetricEntry } from './metric.ts';

export const reciprocalRank: MetricEntry = {
  name: 'mrr',
  usage: 'mrr@10',
  kind: 'ranking',
  direction: 'higher',
  range: '[0, 1]',
  definition: '1/rank of the first relevant item among the first n (rank from 1), 0 where there is none',
  source: 'Voorhees: The TREC-8 Question Answering Track Report, 1999',
  create: (name, n) => ({
    kind: 'ranking',
    name,
    n,
    ofHits: true,
    start: () => (list) => {
      for (let k = 0; k < n && k < list.length; k++) if (list.relevant[list.items[k]] === 1) return 1 / (k + 1);
      return 0;
    },
  }),
};
