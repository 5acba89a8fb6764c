/**
 * Diversity: how little the items of a list are alike. By default an item is the 0/1 vector of the training users who have it, so that it
 * means the same for every model, whatever vectors it learned; by features, its attributes. Not defined for fewer than 2 items.
 */

import { likenessOf } from './likeness.ts';
import { type MetricEntry, rankingMetric } from './metric.ts';

export const diversity: MetricEntry<`diversity@${number}` | `diversity@${number}:features`> = rankingMetric(
  {
    name: 'diversity',
    usage: 'diversity@10',
    variants: ['features'],
    direction: 'higher',
    range: '[0, 1]; with :features up to 2',
    definition:
      '1 − mean over the pairs of the first n items of |U_i ∩ U_j| / √(|U_i| |U_j|), U_i = training people who have item i; with :features of the cosine of their feature rows',
    source:
      'Ziegler, McNee, Konstan, Lausen: Improving Recommendation Lists Through Topic Diversification, WWW 2005, doi:10.1145/1060745.1060754',
  },
  (n, train, { name, variant }) => {
    const cosine = likenessOf(name, train, variant === 'features' ? 'features' : 'cooccurrence');
    return ({ items, length }) => {
      const shown = Math.min(n, length);
      let sum = 0;
      for (let a = 0; a < shown; a++) for (let b = a + 1; b < shown; b++) sum += cosine(items[a], items[b]);
      return 1 - sum / ((shown * (shown - 1)) / 2);
    };
  },
);
