/**
 * One moment for everyone: what came before trains, what came after tests, so nothing is learned from the future.
 * max(train.timestamps) < min(test.timestamps): interactions of one moment go to one side together.
 */
import type { Interactions } from '../data/interactions.ts';
import { foldByParts, requireShare, requireTimestamps, type ShareOption, type Split, TEST, TRAIN, trainSize } from './split.ts';
import { type ShareEntry, shareEntry } from './split-entry.ts';

/** The share that trains is met as nearly as equal times allow. */
export type TimeSplitOptions = ShareOption;

/** @throws LikewiseError `invalid-option`, `missing-timestamps`, `empty-part` (all of one moment) */
export function timeSplit(interactions: Interactions, { share = 0.8 }: TimeSplitOptions = {}): Split {
  const name = `time:${share}`;
  requireShare(name, share);
  const timestamps = requireTimestamps(name, interactions);
  const sorted = timestamps.slice().sort();
  const from = nearestChange(sorted, trainSize(share, sorted.length));
  const moment = from < sorted.length ? sorted[from] : Number.POSITIVE_INFINITY;
  const parts = Uint8Array.from(timestamps, (time) => (time >= moment ? TEST : TRAIN));
  return { name, folds: [foldByParts(name, interactions, parts)] };
}

/** The position nearest to `cut` where the sorted times change, the earlier of two; `length` when they never do. */
function nearestChange(sorted: Float64Array, cut: number): number {
  for (let away = 0; away < sorted.length; away++) {
    for (const at of [cut - away, cut + away]) if (at > 0 && at < sorted.length && sorted[at - 1] < sorted[at]) return at;
  }
  return sorted.length;
}

export const timeEntry: ShareEntry<'time'> = shareEntry(
  'time',
  'one moment for everyone: this part of the interactions came before it and trains, the rest tests',
  timeSplit,
);
