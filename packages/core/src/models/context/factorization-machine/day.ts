/**
 * The day of each interaction as a context column: people rate in sittings, and what holds on a day holds for all they rate on it.
 *
 * Source: Rendle, Zhang, Koren: On the Difficulty of Evaluating Baselines, 2019, arXiv:1905.01395 (timeSVD++ flipped).
 */

import type { CategoryColumn, ContextColumn } from '../../../data/interaction-columns.ts';
import type { Interactions } from '../../../data/interactions.ts';
import { LikewiseError } from '../../../errors.ts';
import { requireTrainingTimes } from '../../contract/requirements.ts';

/** Name of the column, and of its value in a question: "2026-11-25". */
export const DAY = 'day';
const DAY_SECONDS = 86_400;
/** Beyond it `Date` has no days. */
const LAST_SECOND = 8.64e12;

/** Day in UTC; `undefined` where the time is not known. */
export function dayOf(seconds: number): string | undefined {
  if (!(Math.abs(seconds) <= LAST_SECOND)) return undefined;
  return new Date(Math.floor(seconds / DAY_SECONDS) * DAY_SECONDS * 1000).toISOString().slice(0, -'T00:00:00.000Z'.length);
}

/** The context columns and the day. @throws LikewiseError `missing-timestamps`; `invalid-option` where a column is named "day" already */
export function withDay(train: Interactions): ReadonlyMap<string, ContextColumn> {
  const timestamps = requireTrainingTimes('factorizationMachine: with day', train);
  if (train.context.has(DAY)) {
    throw new LikewiseError('invalid-option', `factorizationMachine: the data has a context column "${DAY}" already; leave day out.`, {
      option: DAY,
    });
  }
  return new Map([...train.context, [DAY, dayColumn(timestamps)]]);
}

function dayColumn(timestamps: Float64Array): CategoryColumn {
  const numbers = timestamps.map((seconds) => (dayOf(seconds) === undefined ? Number.NaN : Math.floor(seconds / DAY_SECONDS)));
  const days = [...new Set(numbers.filter((day) => !Number.isNaN(day)))].sort((a, b) => a - b);
  const codeOf = new Map(days.map((day, code) => [day, code]));
  return {
    kind: 'category',
    levels: days.map((day) => dayOf(day * DAY_SECONDS) as string),
    codes: Uint32Array.from(numbers, (day) => codeOf.get(day) ?? days.length),
  };
}
