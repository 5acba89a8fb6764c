/** Mean rating of what is listed: how good it is to those who rated it, which is neither accuracy nor novelty. */
import { LikewiseError } from '../errors.ts';
import { columnCounts } from '../matrix/sparse.ts';
import { herlocker } from './hits.ts';
import { type MetricEntry, rankingMetric } from './metric.ts';

/** Not defined for a list of which training rated nothing. */
export const meanRating: MetricEntry<`mean-rating@${number}`> = rankingMetric(
  {
    name: 'mean-rating',
    usage: 'mean-rating@10',
    direction: 'neither',
    range: 'the scale of the ratings',
    definition: 'mean over the first n items that have training ratings of the mean of those',
    source: herlocker,
  },
  (n, { userItems, hasRatings }, { name }) => {
    if (!hasRatings)
      throw new LikewiseError(
        'missing-ratings',
        `metric ${name}: the training interactions have no ratings; leave the condition on positives out (--relevant keeps the ratings), or take another metric.`,
        { metric: name },
      );
    const counts = columnCounts(userItems);
    const sums = new Float64Array(counts.length);
    userItems.indexes.forEach((item, e) => {
      sums[item] += userItems.values[e];
    });
    return ({ items, length }) => {
      let sum = 0;
      let rated = 0;
      for (let k = 0; k < n && k < length; k++) {
        if (counts[items[k]] === 0) continue;
        sum += sums[items[k]] / counts[items[k]];
        rated++;
      }
      return sum / rated;
    };
  },
);
