/**
 * Calibration: whether a list keeps the shares of categories of what the person is known by. Features with a value of 1 for each level
 * ("genre=Comedy") are categories; an item of several shares itself out among them.
 */
import type { Interactions } from '../data/interactions.ts';
import { LikewiseError } from '../errors.ts';
import { itemFeatureRows, itemFeaturesOf } from './likeness.ts';
import { type MetricEntry, rankingMetric } from './metric.ts';

/** α: how much of the history is mixed into the list, so that a category that it lacks costs something finite. */
const SMOOTHING = 0.01;

/** 0 = the same shares. Not defined where neither the history or the list has a category. */
export const calibration: MetricEntry<`calibration@${number}` | `calibration@${number}:${string}`> = rankingMetric(
  {
    name: 'calibration',
    usage: 'calibration@10',
    variants: 'attribute',
    direction: 'lower',
    range: '[0, ln 100]',
    definition:
      'Σ_c p(c) ln (p(c) / (0.99 q(c) + 0.01 p(c))), p and q the mean shares of category c in what the person is known by and in the first n items, an item of m categories having 1/m of each; categories are the levels of all item attributes, or of the one named as in calibration@10:genre',
    source: 'Steck: Calibrated Recommendations, RecSys 2018, doi:10.1145/3240323.3240372 (eqs. 2, 3 and 6 without weights)',
  },
  (n, train, { name, variant }) => {
    const { categories, pointers, indexes } = categoriesOf(name, train, variant);
    const [history, list] = [new Float64Array(categories), new Float64Array(categories)];
    const shares = (into: Float64Array, items: ArrayLike<number>, length: number): boolean => {
      into.fill(0);
      let described = 0;
      for (let k = 0; k < length; k++) {
        const [begin, end] = [pointers[items[k]], pointers[items[k] + 1]];
        for (let e = begin; e < end; e++) into[indexes[e]] += 1 / (end - begin);
        if (end > begin) described++;
      }
      for (let c = 0; c < categories; c++) into[c] /= described;
      return described > 0;
    };
    return ({ items, length, known }) => {
      if (!shares(history, known, known.length) || !shares(list, items, Math.min(n, length))) return Number.NaN;
      let sum = 0;
      for (let c = 0; c < categories; c++)
        if (history[c] > 0) sum += history[c] * Math.log(history[c] / ((1 - SMOOTHING) * list[c] + SMOOTHING * history[c]));
      return sum;
    };
  },
);

/** Categories of each item, by their numbers. @throws LikewiseError `missing-item-features`, `unknown-column` */
function categoriesOf(metric: string, train: Interactions, attribute: string | undefined) {
  const { names, moments } = itemFeaturesOf(metric, train);
  const isLevel = names.map((name) => name.includes('=') && moments?.has(name) !== true);
  const attributes = new Set(names.filter((_, c) => isLevel[c]).map((name) => name.slice(0, name.indexOf('='))));
  if (attributes.size === 0 || (attribute !== undefined && !attributes.has(attribute))) {
    const has = `the items have ${attributes.size === 0 ? 'no attribute with levels' : [...attributes].join(', ')}`;
    throw new LikewiseError('unknown-column', `metric ${metric}: ${has}; name an attribute such as genre, as in calibration@10:genre.`, {
      metric,
      attributes: [...attributes],
    });
  }
  const wanted = names.map((name, c) => isLevel[c] && (attribute === undefined || name.startsWith(`${attribute}=`)));
  const rows = itemFeatureRows(metric, train);
  const pointers = new Uint32Array(rows.rows + 1);
  const indexes: number[] = [];
  for (let row = 0; row < rows.rows; row++) {
    for (let e = rows.pointers[row]; e < rows.pointers[row + 1]; e++) if (wanted[rows.indexes[e]]) indexes.push(rows.indexes[e]);
    pointers[row + 1] = indexes.length;
  }
  return { categories: names.length, pointers, indexes: Uint32Array.from(indexes) };
}
