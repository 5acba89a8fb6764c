/** Share of test rows with |r̂ − r| ≤ tolerance; [0, 1], higher is better. */
import type { MetricEntry } from './metric.ts';

/** Predictions come as Float32 or from longer sums: an error of exactly the tolerance must not fail by its last bits. */
const SLACK = 1e-6;

export const within: MetricEntry = {
  name: 'within',
  usage: 'within:0.5',
  kind: 'rating',
  direction: 'higher',
  range: '[0, 1]',
  definition: 'share of the test rows with |r̂(u,i) − r(u,i)| ≤ tolerance (plus 1e-6 for rounding)',
  source: 'plain counting',
  create: (name, tolerance) => ({
    kind: 'rating',
    name,
    term: (error) => (Math.abs(error) <= tolerance + SLACK ? 1 : 0),
    finish: (mean) => mean,
  }),
};
