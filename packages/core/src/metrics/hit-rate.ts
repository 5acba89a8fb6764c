/** Hit rate at n: 1 for a person with at least one relevant item among the first n, else 0; mean in [0, 1], higher is better. */
import type { MetricEntry } from './metric.ts';

export const hitRate: MetricEntry = {
  name: 'hr',
  usage: 'hr@10',
  kind: 'ranking',
  direction: 'higher',
  range: '[0, 1]',
  definition: '1 where any of the first n items is relevant, else 0',
  source: 'Deshpande, Karypis: Item-Based Top-N Recommendation Algorithms, TOIS 2004, doi:10.1145/963770.963776',
  create: (name, n) => ({
    kind: 'ranking',
    name,
    n,
    ofHits: true,
    start: () => (list) => {
      for (let k = 0; k < n && k < list.length; k++) if (list.relevant[list.items[k]] === 1) return 1;
      return 0;
    },
  }),
};
