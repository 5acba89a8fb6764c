/** Dates and times as people and programs write them, other than as Unix times. */
import { momentIn } from '../cells/cell-values.ts';

/** What a cell says where the order of day and month is open: 6/24/2016, 24.6.2016, 3-4-16. */
export interface OpenDate {
  readonly first: number;
  readonly second: number;
  readonly year: number;
  /** Seconds since midnight. */
  readonly time: number;
}

const CLOCK = String.raw`(?:(?:[T ]+|, ?)(\d{1,2}):(\d{2})(?::(\d{2}(?:[.,]\d{1,9})?))?(?:\s*([AaPp])\.?[Mm]\.?)?)?\s*(?:Z|UTC|GMT)?`;
const OPEN_DATE = new RegExp(String.raw`^(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})${CLOCK}$`);
const YEAR_FIRST = new RegExp(String.raw`^(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})${CLOCK}$`);
const COMPACT = /^(\d{4})(\d{2})(\d{2})(?:[T ]?(\d{2}):?(\d{2})(?::?(\d{2}))?Z?)?$/;

const WEEKDAY = '(?:[A-Za-z]{3,9},? )?';
const OFFSET = String.raw`(?:\s*([+-]\d{2}:?\d{2}))?`;
const DAY_MONTH = new RegExp(String.raw`^${WEEKDAY}(\d{1,2})(?:st|nd|rd|th)?[ -]([A-Za-z]{3,9})\.?,?[ -](\d{4}|\d{2})${CLOCK}${OFFSET}$`);
/** "April 3, 2012", and "04 3, 2012" as Amazon's reviews have it. */
const MONTH_DAY = new RegExp(
  String.raw`^${WEEKDAY}(?:([A-Za-z]{3,9})\.? |(\d{2}) (?=\d{1,2},))(\d{1,2})(?:st|nd|rd|th)?,? (\d{4})${CLOCK}${OFFSET}$`,
);
/** "Tue Apr 03 18:00:09 +0000 2012", as Twitter writes it. */
const YEAR_LAST = /^[A-Za-z]{3} ([A-Za-z]{3}) (\d{1,2}) (\d{2}:\d{2}:\d{2}) ([+-]\d{4}|UTC|GMT) (\d{4})$/;
const months = 'january february march april may june july august september october november december'.split(' ');

/** Two digits of a year: 69 is 1969, 68 is 2068, as in POSIX. */
const fullYear = (text: string): number => (text.length === 4 ? Number(text) : Number(text) + (Number(text) < 69 ? 2000 : 1900));

/** Seconds since midnight; `undefined` for a time that no clock shows. */
function timeOfDay(...[hour = '0', minute = '0', second = '0', half = '']: readonly (string | undefined)[]): number | undefined {
  const hours = half === '' ? Number(hour) : (Number(hour) % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  const [minutes, seconds] = [Number(minute), Number(second.replace(',', '.'))];
  if (hours > 24 || (half !== '' && (Number(hour) < 1 || Number(hour) > 12)) || minutes > 59 || seconds >= 61) return undefined;
  return hours * 3600 + minutes * 60 + seconds;
}

/** Seconds since 1970-01-01 UTC of midnight; `undefined` for a day that no calendar has. */
export function dayOf(year: number, month: number, day: number): number | undefined {
  const pad = (value: number, digits: number): string => String(value).padStart(digits, '0');
  return momentIn(`${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`);
}

/** Seconds since 1970-01-01 UTC of what has one reading: ISO 8601, 2016/6/24 3:48, 20160624T034800Z. */
export function writtenMoment(text: string): number | undefined {
  const iso = momentIn(text);
  if (iso !== undefined) return iso;
  if (/[A-Za-z]{3}/.test(text) || text.includes(', ')) return namedMoment(text.replace(YEAR_LAST, '$2 $1 $5 $3 $4'));
  const [, year, month, day, ...clock] = YEAR_FIRST.exec(text) ?? COMPACT.exec(text) ?? [];
  if (year === undefined) return undefined;
  const [start, time] = [dayOf(Number(year), Number(month), Number(day)), timeOfDay(...clock)];
  return start === undefined || time === undefined ? undefined : start + time;
}

/** 3 April 2012, Apr 3, 2012 6:00 PM, Tue, 03 Apr 2012 18:00:09 +0200: months by their English names or the first three letters of them. */
function namedMoment(text: string): number | undefined {
  const [, day, month, year, ...rest] = DAY_MONTH.exec(text) ?? inDayMonth(MONTH_DAY.exec(text)) ?? [];
  if (day === undefined) return undefined;
  const named = months.findIndex((name) => name === month.toLowerCase() || name.slice(0, 3) === month.toLowerCase()) + 1;
  const start = dayOf(fullYear(year), named === 0 ? Number(month) : named, Number(day));
  const [time, offset = '+0000'] = [timeOfDay(...rest.slice(0, 4)), rest[4]];
  if (start === undefined || time === undefined) return undefined;
  const [, sign, hours, minutes] = /^(.)(\d{2}):?(\d{2})$/.exec(offset) as RegExpExecArray;
  return start + time - Number(`${sign}1`) * (Number(hours) * 3600 + Number(minutes) * 60);
}

/** The same parts with the day before the month. */
const inDayMonth = (parts: RegExpExecArray | null): readonly string[] | undefined =>
  parts === null ? undefined : [parts[0], parts[3], parts[1] ?? parts[2], ...parts.slice(4)];

/** Day and month in an order that the column as a whole tells. */
export function openDate(text: string): OpenDate | undefined {
  const parts = OPEN_DATE.exec(text);
  if (parts === null) return undefined;
  const [, first, , second, year, ...clock] = parts;
  const time = timeOfDay(...clock);
  return time === undefined ? undefined : { first: Number(first), second: Number(second), year: fullYear(year), time };
}

/** Whether a cell is written as a date or a time of a calendar, whichever order day and month have. */
export const isWrittenMoment = (text: string): boolean =>
  openDate(text) !== undefined || (!/^\d+$/.test(text) && writtenMoment(text) !== undefined);

/**
 * Seconds of numbers that are a calendar's digits: 20191231, 201912310748, 20191231074859. `undefined` where one of them is none, and
 * where they are years alone. NaN stays.
 */
export function digitsAsMoments(numbers: Float64Array): Float64Array | undefined {
  const seconds = new Float64Array(numbers.length);
  /** Days come again and again. */
  const days = new Map<number, number>();
  for (let row = 0; row < numbers.length; row++) {
    const value = numbers[row];
    const length = value < 1e8 ? 8 : value < 1e12 ? 12 : 14;
    const known = Number.isNaN(value) ? value : days.get(value);
    if (known !== undefined) seconds[row] = known;
    else if (!(value >= 1900 * 10 ** (length - 4) && value < 2100 * 10 ** (length - 4)) || !Number.isInteger(value)) return undefined;
    else {
      const moment = writtenMoment(String(value));
      if (moment === undefined) return undefined;
      seconds[row] = moment;
      if (length === 8) days.set(value, moment);
    }
  }
  return seconds;
}

/** Days since 1899-12-30, as spreadsheets count: 25569 is 1970-01-01. */
export const spreadsheetSeconds = (days: number): number => Math.round((days - 25_569) * 86_400);
/** Days that spreadsheets write for 1982 to 2064; as seconds they would all lie in the first day of 1970. */
export const SPREADSHEET_DAYS = [30_000, 60_000] as const;
