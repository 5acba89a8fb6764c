/** Metrics of prediction errors r̂ − r. */
import { herlocker } from './hits.ts';
import type { MetricEntry } from './metric.ts';

const asIs = (mean: number): number => mean;

/** Root mean squared error, in points of the scale. */
export const rmse: MetricEntry<'rmse'> = {
  name: 'rmse',
  usage: 'rmse',
  kind: 'rating',
  direction: 'lower',
  range: '[0, ∞)',
  definition: '√(1/|T| Σ (r̂(u,i) − r(u,i))²) over the test rows T',
  source: herlocker,
  create: (name) => ({ kind: 'rating', name, term: (error) => error * error, finish: Math.sqrt }),
};

/** Mean squared error, in squared points of the scale. */
export const mse: MetricEntry<'mse'> = {
  ...rmse,
  name: 'mse',
  usage: 'mse',
  definition: '1/|T| Σ (r̂(u,i) − r(u,i))² over the test rows T',
  create: (name) => ({ kind: 'rating', name, term: (error) => error * error, finish: asIs }),
};

/** Mean absolute error, in points of the scale. */
export const mae: MetricEntry<'mae'> = {
  ...rmse,
  name: 'mae',
  usage: 'mae',
  definition: '1/|T| Σ |r̂(u,i) − r(u,i)| over the test rows T',
  create: (name) => ({ kind: 'rating', name, term: Math.abs, finish: asIs }),
};

/** Predictions come as Float32 or from longer sums: an error of exactly the tolerance must not fail by its last bits. */
const SLACK = 1e-6;

export const within: MetricEntry<`within:${number}`> = {
  name: 'within',
  usage: 'within:0.5',
  kind: 'rating',
  direction: 'higher',
  range: '[0, 1]',
  definition: 'share of the test rows with |r̂(u,i) − r(u,i)| ≤ tolerance (plus 1e-6 for rounding)',
  source: 'plain counting',
  create: (name, tolerance) => ({ kind: 'rating', name, term: (error) => (Math.abs(error) <= tolerance + SLACK ? 1 : 0), finish: asIs }),
};
