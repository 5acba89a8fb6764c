/**
 * One moment for everyone: what came before trains, what came after tests, so nothing is learned from the future.
 * max(train.timestamps) < min(test.timestamps): interactions of one moment go to one side together.
 */
import type { Interactions } from '../data/interactions.ts';
import { foldByMask, requireShare, requireTimestamps, type Split, trainSize } from './split.ts';

export interface TimeSplitOptions {
  /** Part of the interactions that trains, as near as equal times allow; > 0 and < 1. @default 0.8 */
  readonly share?: number | undefined;
}

/** @throws LikewiseError `invalid-option`, `missing-timestamps`, `empty-part` (all of one moment) */
export function timeSplit(interactions: Interactions, { share = 0.8 }: TimeSplitOptions = {}): Split {
  const name = `time:${share}`;
  requireShare(name, share);
  const timestamps = requireTimestamps(name, interactions);
  const sorted = timestamps.slice().sort();
  const from = nearestChange(sorted, trainSize(share, sorted.length));
  const moment = from < sorted.length ? sorted[from] : Number.POSITIVE_INFINITY;
  const inTest = Uint8Array.from(timestamps, (time) => (time >= moment ? 1 : 0));
  return { name, folds: [foldByMask(name, interactions, inTest)] };
}

/** The position nearest to `cut` where the sorted times change, the earlier of two; `length` when they never do. */
function nearestChange(sorted: Float64Array, cut: number): number {
  for (let away = 0; away < sorted.length; away++) {
    for (const at of [cut - away, cut + away]) if (at > 0 && at < sorted.length && sorted[at - 1] < sorted[at]) return at;
  }
  return sorted.length;
}
