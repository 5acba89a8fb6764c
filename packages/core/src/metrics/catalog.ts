/** Every metric of the library, as data. A new metric is one file and one line here. */
import { LikewiseError } from '../errors.ts';
import { unknownName } from '../options.ts';
import { auc } from './auc.ts';
import { averagePrecision } from './average-precision.ts';
import { coverage } from './coverage.ts';
import { diversity } from './diversity.ts';
import { gini } from './gini.ts';
import { hitRate } from './hit-rate.ts';
import { mae } from './mae.ts';
import type { Metric, MetricEntry } from './metric.ts';
import { mse } from './mse.ts';
import { ndcg } from './ndcg.ts';
import { novelty } from './novelty.ts';
import { popularity } from './popularity.ts';
import { popularityRank } from './popularity-rank.ts';
import { precision } from './precision.ts';
import { recall } from './recall.ts';
import { recallAll } from './recall-all.ts';
import { reciprocalRank } from './reciprocal-rank.ts';
import { rmse } from './rmse.ts';
import { serendipity } from './serendipity.ts';
import { within } from './within.ts';

export const metricCatalog: readonly MetricEntry[] = Object.freeze([
  rmse,
  mae,
  mse,
  within,
  hitRate,
  ndcg,
  recall,
  recallAll,
  precision,
  averagePrecision,
  reciprocalRank,
  auc,
  diversity,
  novelty,
  coverage,
  gini,
  serendipity,
  popularity,
  popularityRank,
]);

/** The entry of a metric as written, such as "ndcg@10". @throws LikewiseError `unknown-metric` with the nearest name */
export function metricEntry(text: string): MetricEntry {
  const name = text.split(/[@:]/u)[0];
  const entry = metricCatalog.find((candidate) => candidate.name === name);
  if (entry === undefined) {
    const known = metricCatalog.map((candidate) => candidate.name);
    throw unknownName('unknown-metric', `unknown metric "${text}"`, name, known);
  }
  return entry;
}

/**
 * @example parseMetric('ndcg@10')
 * @throws LikewiseError `unknown-metric` with the nearest name; `invalid-metric` where the argument is missing, too much or out of range
 */
export function parseMetric(text: string): Metric {
  const entry = metricEntry(text);
  const refuse = (must: string): never => {
    throw new LikewiseError('invalid-metric', `metric ${text}: ${must}, as in ${entry.usage}.`, { metric: text, usage: entry.usage });
  };
  const sign = /[@:]/u.exec(entry.usage)?.[0];
  const argument = text.slice(entry.name.length);
  if (sign === undefined) return argument === '' ? entry.create(text, 0) : refuse(`${entry.name} takes no argument`);
  const value = argument.length > 1 && argument[0] === sign ? Number(argument.slice(1)) : Number.NaN;
  if (sign === '@' && !(Number.isSafeInteger(value) && value >= 1))
    return refuse('write the length of the list, an integer ≥ 1, after "@"');
  if (sign === ':' && !(Number.isFinite(value) && value >= 0)) return refuse('write the tolerance, a number ≥ 0, after ":"');
  return entry.create(text, value);
}
