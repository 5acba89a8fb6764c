/**
 * Diversity: an item is the 0/1 vector of the training users who have it, so that it means the same for every model, whatever vectors
 * it learned. The cosine is 0 where nobody has one of two items. Not defined for fewer than 2 items.
 */
import type { Interactions } from '../data/interactions.ts';
import { type MetricEntry, rankingMetric } from './metric.ts';

/** Cosines kept at most: lists repeat pairs, a long tail of pairs does not. */
const MOST_KEPT = 2_000_000;

export const diversity: MetricEntry<`diversity@${number}`> = rankingMetric(
  {
    name: 'diversity',
    usage: 'diversity@10',
    direction: 'higher',
    range: '[0, 1]',
    definition: '1 − mean over the pairs of the first n items of |U_i ∩ U_j| / √(|U_i| |U_j|), U_i = training people who have item i',
    source:
      'Ziegler, McNee, Konstan, Lausen: Improving Recommendation Lists Through Topic Diversification, WWW 2005, doi:10.1145/1060745.1060754',
  },
  (n, train) => {
    const cosine = cosinesOf(train);
    return ({ items, length }) => {
      const shown = Math.min(n, length);
      let sum = 0;
      for (let a = 0; a < shown; a++) for (let b = a + 1; b < shown; b++) sum += cosine(items[a], items[b]);
      return 1 - sum / ((shown * (shown - 1)) / 2);
    };
  },
);

function cosinesOf({ itemUsers: { pointers, indexes }, items }: Interactions): (i: number, j: number) => number {
  const kept = new Map<number, number>();
  return (i, j) => {
    const key = i < j ? i * items.size + j : j * items.size + i;
    const known = kept.get(key);
    if (known !== undefined) return known;
    let [a, b] = [pointers[i], pointers[j]];
    const [endA, endB] = [pointers[i + 1], pointers[j + 1]];
    const sizes = (endA - a) * (endB - b);
    let common = 0;
    while (a < endA && b < endB) {
      const difference = indexes[a] - indexes[b];
      if (difference === 0) common++;
      if (difference <= 0) a++;
      if (difference >= 0) b++;
    }
    const cosine = sizes === 0 ? 0 : common / Math.sqrt(sizes);
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(key, cosine);
    return cosine;
  };
}
