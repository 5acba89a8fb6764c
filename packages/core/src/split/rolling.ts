/**
 * Windows of time one after the other, the last of them ending with the data: all that came before a window trains, what falls into it
 * tests, what comes later is not there yet. As a model that is trained anew at each window would have fared.
 */
import type { Interactions } from '../data/interactions.ts';
import { LikewiseError } from '../errors.ts';
import { foldByParts, LEFT_OUT, requireTimestamps, type Split, TEST, TRAIN } from './split.ts';
import { ruleOfPositives, type SplitEntry } from './split-entry.ts';
import { isoDay, lengthOf } from './windows.ts';

export interface RollingSplitOptions {
  /** Length of a window: a number and h, d or w (hours, days, weeks), such as "7d". */
  readonly window: string;
  /** Number of windows; integer ≥ 1. */
  readonly windows: number;
}

/** @throws LikewiseError `invalid-option`, `missing-timestamps`; `empty-part` where a window, or the time before the first, is empty */
export function rollingSplit(interactions: Interactions, { window, windows }: RollingSplitOptions): Split {
  const name = `rolling:${window}x${windows}`;
  const seconds = lengthOf(window);
  if (seconds === undefined || !Number.isSafeInteger(windows) || windows < 1) {
    const must = 'the window must be a length such as 7d, 12h or 2w, and the number of windows an integer ≥ 1';
    throw new LikewiseError('invalid-option', `split ${name}: ${must}; got ${window} and ${windows}.`, { option: 'window', value: window });
  }
  const timestamps = requireTimestamps(name, interactions);
  const end = timestamps.reduce((latest, time) => Math.max(latest, time), Number.NEGATIVE_INFINITY) + 1;
  const folds = Array.from({ length: windows }, (_, w) => {
    const [from, to] = [end - (windows - w) * seconds, end - (windows - w - 1) * seconds];
    const parts = Uint8Array.from(timestamps, (time) => (time >= to ? LEFT_OUT : time >= from ? TEST : TRAIN));
    return foldByParts(`${name}, window ${w + 1} from ${isoDay(from)}`, interactions, parts, { window: { from, to } });
  });
  return { name, folds };
}

export const rollingEntry: SplitEntry<`rolling:${string}x${number}` | `rolling:${string} x ${number}`> = {
  name: 'rolling',
  usage: 'rolling:7dx6',
  meaning:
    'windows of this length (h, d, w) up to the end of the data, here 6 of 7 days: all before a window trains, what falls into it tests',
  parse(argument = '') {
    const found = /^(\S+?)\s*[x×]\s*(\d+)$/.exec(argument.trim());
    const windows = Number(found?.[2]);
    if (found === null || lengthOf(found[1]) === undefined || windows < 1) {
      const must = 'write the length of a window and how many there are, as in rolling:7dx6 (h, d and w are hours, days and weeks)';
      throw new LikewiseError('invalid-split', `split rolling: ${must}; got "${argument}".`, { split: 'rolling', argument });
    }
    return ruleOfPositives(`rolling:${found[1]}x${windows}`, (data) => rollingSplit(data, { window: found[1], windows }));
  },
};
