/** Mean absolute error: 1/|T| Σ |r̂ − r| over test rows, in points of the scale; [0, ∞), lower is better. */
import type { MetricEntry } from './metric.ts';

export const mae: MetricEntry = {
  name: 'mae',
  usage: 'mae',
  kind: 'rating',
  direction: 'lower',
  range: '[0, ∞)',
  definition: '1/|T| Σ |r̂(u,i) − r(u,i)| over the test rows T',
  source:
    'Herlocker, Konstan, Terveen, Riedl: Evaluating Collaborative Filtering Recommender Systems, TOIS 2004, doi:10.1145/963770.963772',
  create: (name) => ({ kind: 'rating', name, term: Math.abs, finish: (mean) => mean }),
};
