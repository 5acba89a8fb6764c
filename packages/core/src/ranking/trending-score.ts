/**
 * Votes that fade: score = votes · 2^(−hours / halfLife). For votes with times of their own, the sum of such scores.
 * The order of two items stays while no vote comes in, because both fade alike.
 *
 * Source: Cormode, Shkapenyuk, Srivastava, Xu: Forward Decay, ICDE 2009, doi:10.1109/ICDE.2009.65 (exponential decay).
 */
import { number } from '../options.ts';
import { defineRanking, type Ranking, type RankingEntry } from './ranking.ts';
import { sqlNumber } from './sql.ts';

export interface TrendingScoreOptions {
  /** Hours after which a vote counts half; > 0. @default 24 */
  readonly halfLife: number;
}

export const trendingRankingEntry: RankingEntry<TrendingScoreOptions> = defineRanking(
  {
    name: 'trending',
    owner: 'trendingScore',
    summary: 'Votes that fade by half in every half-life.',
    formula: 'votes · 2^(−hours/halfLife)',
    source: 'Cormode, Shkapenyuk, Srivastava, Xu: Forward Decay, ICDE 2009, doi:10.1109/ICDE.2009.65',
    inputs: [
      { name: 'votes', kind: 'number', meaning: 'votes, points, or 1 for one event' },
      { name: 'hours', kind: 'age', meaning: 'age in hours' },
    ],
    options: { halfLife: number(24, { above: 0 }, 'hours after which a vote counts half') },
  },
  ({ halfLife }) => {
    const fading = (hours: number): number => 2 ** (-hours / halfLife);
    return {
      score: ({ votes, hours }) => votes * fading(hours),
      parts: ({ votes, hours }) => [
        ['votes', votes],
        ['fading', fading(hours)],
      ],
      sql: ({ votes, hours }) => `(${votes} * POWER(${sqlNumber(2)}, -(${hours}) / ${sqlNumber(halfLife)}))`,
    };
  },
);

/** Ranking by fading votes. @throws LikewiseError `unknown-option`, `invalid-option` */
export const trendingRanking: (given?: Partial<TrendingScoreOptions>) => Ranking = trendingRankingEntry.create;

/** @param hours age, ≥ 0 @throws LikewiseError `invalid-value`, `invalid-option` @example trendingScore(100, 24) // 50 */
export const trendingScore = (votes: number, hours: number, given: Partial<TrendingScoreOptions> = {}): number =>
  trendingRanking(given).score({ votes, hours }) as number;
