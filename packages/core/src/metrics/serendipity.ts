/** Serendipity: what is right and not what everybody has. Popularity would show the n items most people have, less the person's own. */
import { type MetricEntry, rankingMetric } from './metric.ts';
import { popularityOrder } from './popularity.ts';

export const serendipity: MetricEntry<`serendipity@${number}`> = rankingMetric(
  {
    name: 'serendipity',
    usage: 'serendipity@10',
    direction: 'higher',
    range: '[0, 1]',
    definition: 'relevant items among the first n that are not among the n most popular training items the person does not have yet, ÷ n',
    source: 'Ge, Delgado-Battenfeld, Jannach: Beyond Accuracy, RecSys 2010, doi:10.1145/1864708.1864761',
  },
  (n, train) => {
    const { places, order } = popularityOrder(train);
    return ({ items, length, relevant, excluded }) => {
      let expected = 0;
      let end = 0;
      while (end < order.length && expected < n) if (excluded[order[end++]] === 0) expected++;
      let surprises = 0;
      for (let k = 0; k < n && k < length; k++) if (relevant[items[k]] === 1 && places[items[k]] >= end) surprises++;
      return surprises / n;
    };
  },
);
