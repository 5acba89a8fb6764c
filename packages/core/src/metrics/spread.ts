/** Metrics of how often each item of the catalog stands among the first n of all lists together. */
import type { MetricEntry } from './metric.ts';

function listMetric<Written extends string>(
  described: Omit<MetricEntry<Written>, 'kind' | 'create'>,
  figureOf: (counts: Float64Array) => number,
): MetricEntry<Written> {
  const create: MetricEntry['create'] = (name, n) => ({
    kind: 'list',
    name,
    n,
    start(train) {
      const counts = new Float64Array(train.items.size);
      return {
        add({ items, length }) {
          for (let k = 0; k < n && k < length; k++) counts[items[k]]++;
        },
        value: () => figureOf(counts),
      };
    },
  });
  return { ...described, kind: 'list', create };
}

/** Catalog coverage. */
export const coverage: MetricEntry<`coverage@${number}`> = listMetric(
  {
    name: 'coverage',
    usage: 'coverage@10',
    direction: 'higher',
    range: '[0, 1]',
    definition: 'distinct items among the first n of all lists ÷ items of the catalog',
    source: 'Ge, Delgado-Battenfeld, Jannach: Beyond Accuracy, RecSys 2010, doi:10.1145/1864708.1864761',
  },
  (counts) => counts.filter((count) => count > 0).length / counts.length,
);

/** Gini index: 0 = all alike, (I − 1)/I = one of I items takes everything. */
export const gini: MetricEntry<`gini@${number}`> = listMetric(
  {
    name: 'gini',
    usage: 'gini@10',
    direction: 'lower',
    range: '[0, 1)',
    definition:
      'Σ_k (2k − I − 1) x_k ÷ (I Σ x), x = how often each of the I items stands among the first n of the lists, ascending, k from 1',
    source: 'Fleder, Hosanagar: Blockbuster Culture’s Next Rise or Fall, Management Science 2009, doi:10.1287/mnsc.1080.0974',
  },
  (counts) => {
    const size = counts.length;
    let weighted = 0;
    let total = 0;
    for (const [k, count] of counts.slice().sort().entries()) {
      weighted += (2 * (k + 1) - size - 1) * count;
      total += count;
    }
    return weighted / (size * total);
  },
);

/** 0 = everybody is shown the same. Not defined for fewer than two lists. */
export const personalization: MetricEntry<`personalization@${number}`> = {
  name: 'personalization',
  usage: 'personalization@10',
  kind: 'list',
  direction: 'neither',
  range: '[0, 1]',
  definition: '1 − mean over the pairs of people with a list of |L_u ∩ L_v| / √(|L_u| |L_v|), L_u = the first n items of u',
  source:
    'Zhou, Kuscsik, Liu, Medo, Wakeling, Zhang: Solving the Apparent Diversity–Accuracy Dilemma, PNAS 2010, doi:10.1073/pnas.1000488107 (inter-user distance)',
  create: (name, n) => ({
    kind: 'list',
    name,
    n,
    start(train) {
      // Σ_{u<v} x_u · x_v = ½ (|Σ x|² − Σ |x|²), x_u the list as a vector of length 1: no pair is looked at.
      const total = new Float64Array(train.items.size);
      let lists = 0;
      return {
        add({ items, length }) {
          const shown = Math.min(n, length);
          if (shown > 0) lists++;
          for (let k = 0; k < shown; k++) total[items[k]] += 1 / Math.sqrt(shown);
        },
        value: () => (lists < 2 ? Number.NaN : 1 - (total.reduce((sum, x) => sum + x * x, 0) - lists) / (lists * (lists - 1))),
      };
    },
  }),
};
