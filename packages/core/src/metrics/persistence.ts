/** Rank-biased precision: a reader looks at the next item with probability p, and so the first places weigh most. */
import { LikewiseError } from '../errors.ts';
import type { MetricEntry } from './metric.ts';

/** What may be missing of a value, because the list ends. */
const RESIDUAL = 0.001;
/** Depth 688. */
const MOST = 0.99;

export const rankBiasedPrecision: MetricEntry<`rbp:${number}`> = {
  name: 'rbp',
  usage: 'rbp:0.8',
  kind: 'ranking',
  direction: 'higher',
  range: '[0, 1]',
  definition: '(1 − p) Σ_{k≤D} p^(k−1) h(k), h(k) = 1 where the k-th item is relevant, else 0; D = the least depth with p^D ≤ 0.001',
  source: 'Moffat, Zobel: Rank-Biased Precision for Measurement of Retrieval Effectiveness, TOIS 2008, doi:10.1145/1416950.1416952',
  create(name, persistence) {
    if (!(persistence <= MOST))
      throw new LikewiseError(
        'invalid-metric',
        `metric ${name}: write the persistence, a number ≥ 0 and ≤ 0.99, after ":", as in rbp:0.8.`,
        {
          metric: name,
          usage: 'rbp:0.8',
        },
      );
    const weights: number[] = [];
    for (let left = 1; left > RESIDUAL; left *= persistence) weights.push((1 - persistence) * left);
    return {
      kind: 'ranking',
      name,
      n: weights.length,
      ofHits: true,
      start:
        () =>
        ({ items, length, relevant }) => {
          let sum = 0;
          for (let k = 0; k < weights.length && k < length; k++) if (relevant[items[k]] === 1) sum += weights[k];
          return sum;
        },
    };
  },
};
