/** Catalog coverage. */
import type { MetricEntry } from './metric.ts';

export const coverage: MetricEntry<`coverage@${number}`> = {
  name: 'coverage',
  usage: 'coverage@10',
  kind: 'list',
  direction: 'higher',
  range: '[0, 1]',
  definition: 'distinct items among the first n of all lists ÷ items of the catalog',
  source: 'Ge, Delgado-Battenfeld, Jannach: Beyond Accuracy, RecSys 2010, doi:10.1145/1864708.1864761',
  create: (name, n) => ({
    kind: 'list',
    name,
    n,
    start: ({ items: { size } }) => {
      const shown = new Uint8Array(size);
      return {
        add: ({ items, length }) => {
          for (let k = 0; k < n && k < length; k++) shown[items[k]] = 1;
        },
        value: () => shown.reduce((sum, mark) => sum + mark, 0) / size,
      };
    },
  }),
};
