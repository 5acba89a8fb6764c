/**
 * The front page of Reddit: score = sign(s) · log₁₀ max(1, |s|) + (timestamp − epoch) / period, s = ups − downs.
 *
 * Time of posting is added, so the order of two posts never changes while votes rest, and `period` = 45,000 seconds (12.5
 * hours) weigh as much as ten times the votes. Epoch: 2005-12-08 07:46:43 UTC.
 *
 * Source: the published code of reddit.com, r2/lib/db/_sorts.pyx (hot; 2008).
 * Differs: not rounded to 7 digits.
 */
import { number } from '../options.ts';
import { defineRanking, type Ranking, type RankingEntry } from './ranking.ts';
import { sqlAtLeast, sqlCase, sqlNumber } from './sql.ts';
import { voteInputs } from './wilson.ts';

export interface RedditHotOptions {
  /** Seconds that weigh as much as ten times the votes; > 0. @default 45000 */
  readonly period: number;
  /** Timestamp at which time counts 0, in seconds since 1970-01-01 UTC. @default 1134028003 */
  readonly epoch: number;
}

export const redditHotEntry: RankingEntry<RedditHotOptions> = defineRanking(
  {
    name: 'reddit',
    owner: 'redditHot',
    summary: "Reddit's front page: the order of magnitude of the votes, plus the time of posting.",
    formula: 'sign(s) log₁₀ max(1, |s|) + (timestamp − epoch)/period, s = ups − downs',
    source: 'reddit.com, r2/lib/db/_sorts.pyx (published code)',
    inputs: [...voteInputs, { name: 'timestamp', kind: 'number', meaning: 'time of posting, in seconds since 1970-01-01 UTC' }],
    options: {
      period: number(45_000, { above: 0 }, 'seconds that weigh as much as ten times the votes'),
      epoch: number(1_134_028_003, {}, 'timestamp at which time counts 0, in seconds since 1970-01-01 UTC'),
    },
  },
  ({ period, epoch }) => {
    const order = (votes: number): number => Math.sign(votes) * Math.log10(Math.max(1, Math.abs(votes)));
    return {
      score: ({ ups, downs, timestamp }) => order(ups - downs) + (timestamp - epoch) / period,
      parts: ({ ups, downs, timestamp }) => [
        ['ups − downs', ups - downs],
        ['log₁₀ of votes', order(ups - downs)],
        ['time', (timestamp - epoch) / period],
      ],
      sql({ ups, downs, timestamp }) {
        const votes = `(${ups} - ${downs})`;
        // LOG of one argument has another base in every second dialect, LOG10 has not.
        const size = `LOG10(${sqlAtLeast(`ABS(${votes})`, 1)})`;
        return `(${sqlCase(`${votes} < 0`, `-${size}`, size)} + (${timestamp} - ${sqlNumber(epoch)}) / ${sqlNumber(period)})`;
      },
    };
  },
);

/** Ranking as on the front page. @throws LikewiseError `unknown-option`, `invalid-option` */
export const redditHotRanking: (given?: Partial<RedditHotOptions>) => Ranking = redditHotEntry.create;

/**
 * @param ups positive votes, ≥ 0 @param downs negative votes, ≥ 0
 * @param timestamp time of posting, in seconds since 1970-01-01 UTC; not an age: that would let old posts win
 * @throws LikewiseError `invalid-value`, `invalid-option` @example redditHotScore(100, 10, 1134073003) // 2.9542
 */
export const redditHotScore = (ups: number, downs: number, timestamp: number, given: Partial<RedditHotOptions> = {}): number =>
  redditHotRanking(given).score({ ups, downs, timestamp }) as number;
