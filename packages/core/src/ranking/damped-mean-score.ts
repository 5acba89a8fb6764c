/**
 * Damped mean of a few numbers: (Σx + damping · priorMean) / (count + damping), as if `damping` more of them had the prior
 * mean. One 5-star rating does not outrank fifty of 4.2. For votes of 0 and 1 it is the posterior mean of a beta prior with
 * α + β = damping and α/(α + β) = priorMean (see posterior.ts).
 *
 * Source: Ekstrand, Riedl, Konstan: Collaborative Filtering Recommender Systems, 2011, doi:10.1561/1100000009 (§2.1).
 */
import { number } from '../options.ts';
import { defineRanking, type Ranking, type RankingEntry } from './ranking.ts';
import { sqlCase, sqlNumber } from './sql.ts';

export interface DampedMeanScoreOptions {
  /** Mean of an item of which nothing is known: that over all items, or the middle of the scale. @default 0.5 */
  readonly priorMean: number;
  /** How many numbers the prior weighs; ≥ 0. @default 10 */
  readonly damping: number;
}

export const dampedMeanRankingEntry: RankingEntry<DampedMeanScoreOptions> = defineRanking(
  {
    name: 'damped-mean',
    owner: 'dampedMeanScore',
    summary: 'The mean, drawn towards a prior mean where numbers are few.',
    formula: '(Σx + damping·priorMean) / (count + damping)',
    source: 'Ekstrand, Riedl, Konstan: Collaborative Filtering Recommender Systems, 2011, doi:10.1561/1100000009',
    inputs: [
      { name: 'sum', kind: 'number', meaning: 'sum of the ratings, or positive votes' },
      { name: 'count', kind: 'count', meaning: 'how many ratings or votes' },
    ],
    options: {
      priorMean: number(0.5, {}, 'mean of an item of which nothing is known: that over all items, or the middle of the scale'),
      damping: number(10, { min: 0 }, 'how many numbers the prior weighs'),
    },
  },
  ({ priorMean, damping }) => ({
    score: ({ sum, count }) => (count + damping === 0 ? undefined : (sum + damping * priorMean) / (count + damping)),
    parts: ({ sum, count }) => [
      ['count', count],
      ['mean', count === 0 ? undefined : sum / count],
      ['prior mean', priorMean],
      ['damping', damping],
    ],
    sql({ sum, count }) {
      const weight = `(${count} + ${sqlNumber(damping)})`;
      return sqlCase(`${weight} = 0`, 'NULL', `(${sum} + ${sqlNumber(damping * priorMean)}) / ${weight}`);
    },
  }),
);

/** Ranking by the damped mean. @throws LikewiseError `unknown-option`, `invalid-option` */
export const dampedMeanRanking: (given?: Partial<DampedMeanScoreOptions>) => Ranking = dampedMeanRankingEntry.create;

/**
 * `undefined` without any number and without damping. @param sum of the numbers @param count how many, ≥ 0
 * @throws LikewiseError `invalid-value`, `invalid-option` @example dampedMeanScore(5, 1, { priorMean: 3.5 }) // 3.6364
 */
export const dampedMeanScore = (sum: number, count: number, given: Partial<DampedMeanScoreOptions> = {}): number | undefined =>
  dampedMeanRanking(given).score({ sum, count });
