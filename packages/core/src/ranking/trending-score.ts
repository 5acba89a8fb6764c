/**
 * Votes that fade: score = votes · 2^(−hours / halfLife). For votes with times of their own, the sum of such scores.
 * The order of two items rests while no vote comes in, because both fade alike.
 *
 * Source: Cormode, Shkapenyuk, Srivastava, Xu: Forward Decay, ICDE 2009, doi:10.1109/ICDE.2009.65 (exponential decay).
 */
import { number, type OptionSpecs, resolveOptions } from '../options.ts';
import { type Ranking, type RankingEntry, type RankingInput, rankingFrom } from './ranking.ts';
import { sqlDouble, sqlNumber, sqlPower } from './sql.ts';

export interface TrendingScoreOptions {
  /** Hours after which a vote counts half; > 0. @default 24 */
  readonly halfLife: number;
}
const options: OptionSpecs<TrendingScoreOptions> = {
  halfLife: number(24, { above: 0 }, 'hours after which a vote counts half'),
};
const inputs: readonly RankingInput[] = [
  { name: 'votes', kind: 'number', meaning: 'votes, points, or 1 for one event' },
  { name: 'hours', kind: 'age', meaning: 'age in hours' },
];

/** @param hours age, ≥ 0 @throws LikewiseError `invalid-value`, `invalid-option` @example trendingScore(100, 24) // 50 */
export const trendingScore = (votes: number, hours: number, given: Partial<TrendingScoreOptions> = {}): number =>
  trendingRanking(given).score({ votes, hours }) as number;

/** Ranking by fading votes. @throws LikewiseError `unknown-option`, `invalid-option` */
export function trendingRanking(given: Partial<TrendingScoreOptions> = {}): Ranking {
  const settings = resolveOptions('trendingScore', options, given);
  const { halfLife } = settings;
  const fading = (hours: number): number => 2 ** (-hours / halfLife);
  return rankingFrom({
    name: 'trending',
    settings,
    inputs,
    score: ({ votes, hours }) => (votes as number) * fading(hours as number),
    parts: ({ votes, hours }) => [
      { name: 'votes', value: votes as number },
      { name: 'fading', value: fading(hours as number) },
      { name: 'score', value: (votes as number) * fading(hours as number) },
    ],
    sql: (columns, dialect) =>
      `(${sqlDouble(columns.votes as string, dialect)} * ${sqlPower(sqlNumber(2), `-(${sqlDouble(columns.hours as string, dialect)}) / ${sqlNumber(halfLife)}`)})`,
  });
}

export const trendingRankingEntry: RankingEntry = {
  name: 'trending',
  summary: 'Votes that fade by half in every half-life.',
  formula: 'votes · 2^(−hours/halfLife)',
  source: 'Cormode, Shkapenyuk, Srivastava, Xu: Forward Decay, ICDE 2009, doi:10.1109/ICDE.2009.65',
  inputs,
  options: options as unknown as RankingEntry['options'],
  create: trendingRanking,
};
