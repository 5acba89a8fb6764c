/**
 * Diversity: how little the items of a list are alike. By default an item is the 0/1 vector of the training users who have it, so that it
 * means the same for every model, whatever vectors it learned; by features, its attributes. Not defined for fewer than 2 items.
 */

import { likenesses, likenessOf } from './likeness.ts';
import { type MetricEntry, rankingMetric } from './metric.ts';

export const diversity: MetricEntry<`diversity@${number}` | `diversity@${number}:${'features' | 'vectors' | 'similar'}`> = rankingMetric(
  {
    name: 'diversity',
    usage: 'diversity@10',
    variants: ['features', 'vectors', 'similar'],
    direction: 'higher',
    range: '[0, 1]; with :features and :vectors up to 2, with :similar on the scale of the model',
    definition:
      '1 − mean over the pairs of the first n items of |U_i ∩ U_j| / √(|U_i| |U_j|), U_i = training people who have item i; with :features of the cosine of their feature rows, with :vectors of that of the vectors the model learned, with :similar of (s_ij + s_ji)/2, s_ij = the score of j among the 1,000 items most similar to i, else 0',
    source:
      'Ziegler, McNee, Konstan, Lausen: Improving Recommendation Lists Through Topic Diversification, WWW 2005, doi:10.1145/1060745.1060754',
  },
  (n, train, { name, variant, likeness }) => {
    const cosine = likenessOf(name, train, likenesses.find((by) => by === variant) ?? 'cooccurrence', likeness);
    return ({ items, length }) => {
      const shown = Math.min(n, length);
      let sum = 0;
      for (let a = 0; a < shown; a++) for (let b = a + 1; b < shown; b++) sum += cosine(items[a], items[b]);
      return 1 - sum / ((shown * (shown - 1)) / 2);
    };
  },
);
