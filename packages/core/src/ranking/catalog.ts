/** Every ranking of single items. Command line and docs read this list. */
import { entryNamed } from '../options.ts';
import { dampedMeanRankingEntry } from './damped-mean-score.ts';
import { hackerNewsEntry } from './hacker-news.ts';
import type { RankingEntry } from './ranking.ts';
import { redditHotEntry } from './reddit-hot.ts';
import { trendingRankingEntry } from './trending-score.ts';
import { redditBestEntry, wilsonEntry } from './wilson.ts';

export const rankingCatalog: readonly RankingEntry[] = [
  dampedMeanRankingEntry,
  wilsonEntry,
  hackerNewsEntry,
  redditHotEntry,
  redditBestEntry,
  trendingRankingEntry,
];

/** @throws LikewiseError `unknown-ranking` with the nearest name */
export const rankingEntry = (name: string): RankingEntry => entryNamed('ranking', rankingCatalog, name);
