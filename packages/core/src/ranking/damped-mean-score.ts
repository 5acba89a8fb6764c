/**
 * Damped mean of a few numbers: (Σx + damping · priorMean) / (count + damping), as if `damping` more of them had the prior
 * mean. One 5-star rating does not outrank fifty of 4.2. For votes of 0 and 1 it is the posterior mean of a beta prior with
 * α + β = damping and α/(α + β) = priorMean (see posterior.ts).
 *
 * Source: Ekstrand, Riedl, Konstan: Collaborative Filtering Recommender Systems, 2011, doi:10.1561/1100000009 (§2.1).
 */
import { number, type OptionSpecs, resolveOptions } from '../options.ts';
import { type Ranking, type RankingEntry, type RankingInput, rankingFrom } from './ranking.ts';
import { sqlCase, sqlDouble, sqlNumber } from './sql.ts';

export interface DampedMeanScoreOptions {
  /** Mean that an item without any number gets: the mean over all items, or the middle of the scale. @default 0.5 */
  readonly priorMean: number;
  /** How many numbers the prior weighs; ≥ 0. @default 10 */
  readonly damping: number;
}
const options: OptionSpecs<DampedMeanScoreOptions> = {
  priorMean: number(0.5, {}, 'mean of an item of which nothing is known'),
  damping: number(10, { min: 0 }, 'how many numbers the prior weighs'),
};
const inputs: readonly RankingInput[] = [
  { name: 'sum', kind: 'number', meaning: 'sum of the ratings, or positive votes' },
  { name: 'count', kind: 'count', meaning: 'how many ratings or votes' },
];

/**
 * `undefined` without any number and without damping. @param sum of the numbers @param count how many, ≥ 0
 * @throws LikewiseError `invalid-value`, `invalid-option` @example dampedMeanScore(5, 1, { priorMean: 3.5 }) // 3.6364
 */
export const dampedMeanScore = (sum: number, count: number, given: Partial<DampedMeanScoreOptions> = {}): number | undefined =>
  dampedMeanRanking(given).score({ sum, count });

/** Ranking by the damped mean. @throws LikewiseError `unknown-option`, `invalid-option` */
export function dampedMeanRanking(given: Partial<DampedMeanScoreOptions> = {}): Ranking {
  const settings = resolveOptions('dampedMeanScore', options, given);
  const { priorMean, damping } = settings;
  const mean = (sum: number, count: number): number | undefined =>
    count + damping === 0 ? undefined : (sum + damping * priorMean) / (count + damping);
  return rankingFrom({
    name: 'damped-mean',
    settings,
    inputs,
    score: ({ sum, count }) => mean(sum as number, count as number),
    parts({ sum, count }) {
      const n = count as number;
      const score = mean(sum as number, n);
      return [
        { name: 'count', value: n },
        ...(n === 0 ? [] : [{ name: 'mean', value: (sum as number) / n }]),
        { name: 'prior mean', value: priorMean },
        { name: 'damping', value: damping },
        ...(score === undefined ? [] : [{ name: 'score', value: score }]),
      ];
    },
    sql(columns, dialect) {
      const weight = `(${sqlDouble(columns.count as string, dialect)} + ${sqlNumber(damping)})`;
      const mean = `(${sqlDouble(columns.sum as string, dialect)} + ${sqlNumber(damping * priorMean)}) / ${weight}`;
      return sqlCase(`${weight} = 0`, 'NULL', mean);
    },
  });
}

export const dampedMeanRankingEntry: RankingEntry = {
  name: 'damped-mean',
  summary: 'The mean, drawn towards a prior mean where numbers are few.',
  formula: '(Σx + damping·priorMean) / (count + damping)',
  source: 'Ekstrand, Riedl, Konstan: Collaborative Filtering Recommender Systems, 2011, doi:10.1561/1100000009',
  inputs,
  options: options as unknown as RankingEntry['options'],
  create: dampedMeanRanking,
};
