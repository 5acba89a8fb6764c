/** Every metric of the library, as data, by kind and name. */
import { LikewiseError } from '../errors.ts';
import { type CheckedText, entryNamed } from '../options.ts';
import * as entries from './entries.ts';
import type { Metric, MetricEntry, MetricKind } from './metric.ts';

/** How metrics are written, such as "ndcg@10". */
export type MetricName = (typeof entries)[keyof typeof entries]['usage'];

const kinds: readonly MetricKind[] = ['rating', 'ranking', 'list'];

export const metricCatalog: readonly MetricEntry[] = Object.freeze(
  Object.values<MetricEntry>(entries).sort((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || (a.name < b.name ? -1 : 1)),
);

/** The entry of a metric as written, such as "ndcg@10". @throws LikewiseError `unknown-metric` with the nearest name */
export function metricEntry<Text extends string>(text: CheckedText<Text, MetricName>): MetricEntry {
  return entryNamed('metric', metricCatalog, text.split(/[@:]/u)[0], text);
}

/**
 * @example parseMetric('ndcg@10')
 * @throws LikewiseError `unknown-metric` with the nearest name; `invalid-metric` where the argument is missing, too much or out of range
 */
export function parseMetric<Text extends string>(text: CheckedText<Text, MetricName>): Metric {
  const entry = metricEntry<string>(text);
  const refuse = (must: string): never => {
    throw new LikewiseError('invalid-metric', `metric ${text}: ${must}, as in ${entry.usage}.`, { metric: text, usage: entry.usage });
  };
  const sign = /[@:]/u.exec(entry.usage)?.[0];
  const rest = text.slice(entry.name.length);
  if (sign === undefined) return rest === '' ? entry.create(text, 0) : refuse(`${entry.name} takes no argument`);
  const end = entry.variants === undefined ? -1 : rest.indexOf(':', 1);
  const [argument, variant] = end < 0 ? [rest, undefined] : [rest.slice(0, end), rest.slice(end + 1)];
  const value = argument.length > 1 && argument[0] === sign ? Number(argument.slice(1)) : Number.NaN;
  if (sign === '@' && !(Number.isSafeInteger(value) && value >= 1))
    return refuse('write the length of the list, an integer ≥ 1, after "@"');
  if (sign === ':' && !(Number.isFinite(value) && value >= 0)) return refuse('write a number ≥ 0 after ":"');
  if (variant === '' || (variant !== undefined && Array.isArray(entry.variants) && !entry.variants.includes(variant)))
    return refuse(`after the second ":" write ${entry.variants === 'attribute' ? 'an attribute of items' : entry.variants?.join(' or ')}`);
  return entry.create(text, value, variant);
}
