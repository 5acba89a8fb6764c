/**
 * The order of comments on Reddit: the lower end of Wilson's interval, at 80 % confidence.
 *
 * Source: the published code of reddit.com, r2/lib/db/_sorts.pyx (confidence; 2009).
 * Differs: the code writes z = 1.281551565545, here it is the exact deviation of the confidence; they differ in the 13th digit.
 */
import { boolean, number, type OptionSpecs, resolveOptions } from '../options.ts';
import type { Ranking, RankingEntry } from './ranking.ts';
import { lowerEndRanking, voteInputs, type WilsonOptions } from './wilson.ts';

const options: OptionSpecs<WilsonOptions> = {
  confidence: number(0.8, { above: 0, below: 1 }, 'how sure the interval is'),
  continuity: boolean(false, 'correct for counts being whole numbers'),
};

/** As `wilsonRanking`, with confidence 0.8 unless stated. */
export function redditBestRanking(given: Partial<WilsonOptions> = {}): Ranking {
  return lowerEndRanking('reddit-best', resolveOptions('redditBest', options, given));
}

export const redditBestEntry: RankingEntry = {
  name: 'reddit-best',
  summary: "Reddit's order of comments: the share of positive votes, at least, at 80 % confidence.",
  formula: "lower end of Wilson's interval of ups / (ups + downs)",
  source: 'reddit.com, r2/lib/db/_sorts.pyx (published code)',
  inputs: voteInputs,
  options: options as unknown as RankingEntry['options'],
  create: redditBestRanking,
};
