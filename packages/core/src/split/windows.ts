/** Days and lengths of time as splits write them. */
import { LikewiseError } from '../errors.ts';

const units = { h: 3600, d: 86_400, w: 604_800 } as const;

/** Seconds at the start of a day such as "2019-05-01", UTC; `undefined` where it is none. */
export function dayOf(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const milliseconds = Date.parse(`${text}T00:00:00Z`);
  // February 30 is read as March 1 by some hosts.
  return Number.isNaN(milliseconds) || isoDay(milliseconds / 1000) !== text ? undefined : milliseconds / 1000;
}

/** @throws LikewiseError `invalid-option` */
export function secondsOfDay(split: string, text: string): number {
  const seconds = dayOf(text);
  if (seconds !== undefined) return seconds;
  throw new LikewiseError('invalid-option', `split ${split}: the day must be written as 2019-05-01; got "${text}".`, {
    option: 'day',
    value: text,
  });
}

/** "2019-05-01", UTC. */
export const isoDay = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 10);

/** Seconds of "7d", "12h", "2w"; `undefined` where it is no such length. */
export function lengthOf(text: string): number | undefined {
  const found = /^(\d+(?:\.\d+)?)([hdw])$/.exec(text);
  const seconds = found === null ? 0 : Number(found[1]) * units[found[2] as keyof typeof units];
  return seconds > 0 ? seconds : undefined;
}
