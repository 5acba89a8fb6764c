/** Gini index of how often each item of the catalog is recommended: 0 = all alike, (I − 1)/I = one of I items takes everything. */
import type { MetricEntry } from './metric.ts';

export const gini: MetricEntry<`gini@${number}`> = {
  name: 'gini',
  usage: 'gini@10',
  kind: 'list',
  direction: 'lower',
  range: '[0, 1)',
  definition:
    'Σ_k (2k − I − 1) x_k ÷ (I Σ x), x = how often each of the I items stands among the first n of the lists, ascending, k from 1',
  source: 'Fleder, Hosanagar: Blockbuster Culture’s Next Rise or Fall, Management Science 2009, doi:10.1287/mnsc.1080.0974',
  create: (name, n) => ({
    kind: 'list',
    name,
    n,
    start: ({ items: { size } }) => {
      const counts = new Float64Array(size);
      return {
        add: ({ items, length }) => {
          for (let k = 0; k < n && k < length; k++) counts[items[k]]++;
        },
        value: () => {
          let weighted = 0;
          let total = 0;
          for (const [k, count] of counts.slice().sort().entries()) {
            weighted += (2 * (k + 1) - size - 1) * count;
            total += count;
          }
          return weighted / (size * total);
        },
      };
    },
  }),
};
