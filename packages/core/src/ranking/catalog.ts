/** Every ranking of single items. Command line and docs read this list. */
import { unknownName } from '../options.ts';
import { dampedMeanRankingEntry } from './damped-mean-score.ts';
import { hackerNewsEntry } from './hacker-news.ts';
import type { RankingEntry } from './ranking.ts';
import { redditBestEntry } from './reddit-best.ts';
import { redditHotEntry } from './reddit-hot.ts';
import { trendingRankingEntry } from './trending-score.ts';
import { wilsonEntry } from './wilson.ts';

export const rankingCatalog: readonly RankingEntry[] = [
  dampedMeanRankingEntry,
  wilsonEntry,
  hackerNewsEntry,
  redditHotEntry,
  redditBestEntry,
  trendingRankingEntry,
];

/** @throws LikewiseError `unknown-ranking` with the nearest name */
export function rankingEntry(name: string): RankingEntry {
  const entry = rankingCatalog.find((known) => known.name === name);
  if (entry !== undefined) return entry;
  throw unknownName(
    'unknown-ranking',
    `unknown ranking "${name}"`,
    name,
    rankingCatalog.map((known) => known.name),
  );
}
