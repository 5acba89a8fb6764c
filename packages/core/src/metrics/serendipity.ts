/**
 * Serendipity: what is right and was not to be expected. Expected is what everybody has, or, by co-occurrence or features, what is like
 * something the person already had.
 */
import type { Interactions } from '../data/interactions.ts';
import { likenesses, likenessOf } from './likeness.ts';
import { type Judge, type Likeness, type MetricEntry, rankingMetric } from './metric.ts';
import { popularityOrder } from './popularity.ts';

export const serendipity: MetricEntry<`serendipity@${number}` | `serendipity@${number}:${(typeof likenesses)[number]}`> = rankingMetric(
  {
    name: 'serendipity',
    usage: 'serendipity@10',
    variants: likenesses,
    direction: 'higher',
    range: '[0, 1]; with :similar on the scale of the model',
    definition:
      'relevant items among the first n that are not among the n most popular training items the person does not have yet, ÷ n; with :cooccurrence, :features, :vectors or :similar 1/n Σ_{k≤n} h(k) (1 − the largest likeness, at least 0, of the k-th item with one the person is known by), as diversity takes it',
    source:
      'Ge, Delgado-Battenfeld, Jannach: Beyond Accuracy, RecSys 2010, doi:10.1145/1864708.1864761; by likeness: Kaminskas, Bridge: Diversity, Serendipity, Novelty, and Coverage, TiiS 2016, doi:10.1145/2926720',
  },
  (n, train, { name, variant, likeness }) => {
    const by = likenesses.find((one) => one === variant);
    return by === undefined ? againstPopular(n, train) : againstKnown(n, likenessOf(name, train, by, likeness));
  },
);

/** Popularity would show the n items most users have, less the user's own. */
function againstPopular(n: number, train: Interactions): Judge {
  const { places, order } = popularityOrder(train);
  return ({ items, length, relevant, excluded }) => {
    let expected = 0;
    let end = 0;
    while (end < order.length && expected < n) if (excluded[order[end++]] === 0) expected++;
    let surprises = 0;
    for (let k = 0; k < n && k < length; k++) if (relevant[items[k]] === 1 && places[items[k]] >= end) surprises++;
    return surprises / n;
  };
}

function againstKnown(n: number, likeness: Likeness): Judge {
  return ({ items, length, relevant, known }) => {
    if (Number.isNaN(likeness(0, 0))) return Number.NaN;
    let sum = 0;
    for (let k = 0; k < n && k < length; k++) {
      if (relevant[items[k]] === 0) continue;
      let nearest = 0;
      for (let e = 0; e < known.length; e++) nearest = Math.max(nearest, likeness(items[k], known[e]));
      sum += 1 - nearest;
    }
    return sum / n;
  };
}
