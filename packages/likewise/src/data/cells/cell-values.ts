/** One cell's bytes or text → a number or a moment. */

const POWERS = Float64Array.from({ length: 23 }, (_, k) => 10 ** k);
const ZERO = 0x30;
const POINT = 0x2e;
const MINUS = 0x2d;

/**
 * Plain decimals such as 4, -2.5, 0.125 (at most 15 digits: exact in a double); NaN for everything else, including the empty
 * cell.
 */
export function plainNumber(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  const negative = bytes[at] === MINUS;
  if (negative) at++;
  // Two integers of 32 bits, first nine digits and the rest: quicker than doubles.
  let high = 0;
  let low = 0;
  let digits = 0;
  let fraction = -1;
  for (; at < end; at++) {
    const digit = bytes[at] - ZERO;
    if (digit >= 0 && digit <= 9) {
      if (digits < 9) high = (high * 10 + digit) | 0;
      else low = (low * 10 + digit) | 0;
      digits++;
    } else if (bytes[at] === POINT && fraction < 0) fraction = digits;
    else return Number.NaN;
  }
  if (digits === 0 || digits > 15) return Number.NaN;
  let value = digits <= 9 ? high : high * POWERS[digits - 9] + low;
  if (fraction >= 0) value /= POWERS[digits - fraction];
  return negative ? -value : value;
}

/** Each digit can be taken in one way only: a cell of a megabyte of digits is looked at once. */
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/** Any decimal number, with exponent too; `undefined` when the text is none (or NaN, or infinite). */
export function numberIn(text: string): number | undefined {
  if (!NUMBER.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

const MOMENT = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|z|UTC|[+-]\d{2}(?::?\d{2})?)?$/;

/** Seconds since 1970-01-01 UTC of an ISO 8601 date or time; without an offset it is UTC; `undefined` when it is none. */
export function momentIn(text: string): number | undefined {
  const parts = MOMENT.exec(text);
  if (parts === null) return undefined;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', offset = ''] = parts;
  const daysInMonth = new Date(Date.UTC(+year, +month, 0)).getUTCDate();
  if (+month < 1 || +month > 12 || +day < 1 || +day > daysInMonth || +hour > 24 || +minute > 59 || +second > 60) return undefined;
  const zone = /^([+-])(\d{2}):?(\d{2})?$/.exec(offset);
  const shift = zone === null ? 0 : (zone[1] === '-' ? -1 : 1) * (+zone[2] * 3600 + +(zone[3] ?? 0) * 60);
  const date = new Date(0);
  date.setUTCFullYear(+year, +month - 1, +day);
  return date.getTime() / 1000 + +hour * 3600 + +minute * 60 + +second + (fraction === '' ? 0 : Number(`0.${fraction}`)) - shift;
}

/** What a sample of cells looks like. */
type CellKind = 'empty' | 'number' | 'moment' | 'text';

export function kindOf(text: string): CellKind {
  if (text === '') return 'empty';
  if (numberIn(text) !== undefined || numberIn(text.replace(',', '.')) !== undefined) return 'number';
  return momentIn(text) === undefined ? 'text' : 'moment';
}

/** Whether a number is plausible as Unix time: 1973 or later in seconds, milliseconds, micro- or nanoseconds. */
export function looksLikeUnixTime(text: string): boolean {
  const value = numberIn(text);
  return value !== undefined && value >= 1e8 && value < 1e19;
}

/** How many of these units make a second, judged by the largest value: seconds end at 1e11 (year 5138). */
export function unitsPerSecond(largest: number): 1 | 1e3 | 1e6 | 1e9 {
  return largest >= 1e17 ? 1e9 : largest >= 1e14 ? 1e6 : largest >= 1e11 ? 1e3 : 1;
}

/** A cell or name as messages show it. */
export const shortened = (text: string, most = 40): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
