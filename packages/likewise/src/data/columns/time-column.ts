/** A column of moments under construction; the column as a whole tells in which unit and which order they are written. */

import { counted, moment } from '../../words/numbers.ts';
import { type CellSlice, cellText } from '../cells/cell-table.ts';
import { numberIn, plainNumber, unitsPerSecond } from '../cells/cell-values.ts';
import type { RefuseCell } from './columns.ts';
import { growingFloat64 } from './growing.ts';
import { dayOf, digitsAsMoments, type OpenDate, openDate, SPREADSHEET_DAYS, spreadsheetSeconds, writtenMoment } from './written-moments.ts';

export type DateOrder = 'day-first' | 'month-first';

export interface Moments {
  /** Since 1970-01-01 UTC, NaN where the cell was empty; `undefined` when every cell was. */
  readonly seconds: Float64Array | undefined;
  /** How they were written: seconds, milliseconds, ISO 8601, YYYYMMDD, day/month/year … */
  readonly written: string;
  /** What a reader should look at, a sentence each. */
  readonly warnings: readonly string[];
}

interface Reading {
  readonly seconds: Float64Array;
  readonly written: string;
  readonly warnings?: readonly string[];
}

/** A date whose order is open, in one number: (year·100 + first)·100 + second, then the seconds of the day. */
const OPEN_DAY = 1e5;
/** Before this year nobody logged what people do on computers. */
const FIRST_YEAR = 1980;
const LAST_YEAR = 2100;
const startOf = (year: number): number => Date.UTC(year, 0) / 1000;

export class TimeColumn {
  readonly #refuse: RefuseCell;
  readonly #values = growingFloat64();
  #largest = 0;
  #smallest = Number.POSITIVE_INFINITY;
  #kind: 'numbers' | 'moments' | 'open dates' | undefined;
  /** Of dates whose order is open: whether the first part is above 12 somewhere, and the second. */
  #aboveTwelve: [boolean, boolean] = [false, false];
  /** Cells that were empty. */
  empty = 0;

  constructor(refuse: RefuseCell) {
    this.#refuse = refuse;
  }

  append(slice: CellSlice, rows: number): void {
    const { bytes, bounds, first, stride } = slice;
    for (let row = 0; row < rows; ) {
      const values = this.#values.room(rows - row);
      for (let k = 0; k < values.length; k++, row++) {
        const start = bounds[first + row * stride];
        const end = bounds[first + row * stride + 1];
        if (start === end) {
          this.empty++;
          values[k] = Number.NaN;
          continue;
        }
        const value = plainNumber(bytes, start, end);
        if (Number.isNaN(value) || (this.#kind !== undefined && this.#kind !== 'numbers'))
          values[k] = this.#read(cellText(slice, row), row);
        else {
          this.#kind = 'numbers';
          values[k] = this.#measured(value);
        }
      }
    }
  }

  /** One cell as text. */
  add(text: string, row: number): void {
    if (text === '') this.empty++;
    this.#values.add(text === '' ? Number.NaN : this.#read(text, row));
  }

  /**
   * @param order of day and month where both are possible everywhere
   * @throws what `ambiguous` makes of two dates of which nobody can tell the month; `row` given to `refuse` counts from the start here
   */
  finish(order: DateOrder | undefined, ambiguous: () => never): Moments {
    const known = this.#values.length - this.empty;
    const values = this.#values.join();
    if (known === 0) return { seconds: undefined, written: '', warnings: [] };
    const { warnings = [], ...found } = this.#finished(values, order, ambiguous);
    return { ...found, warnings: [...warnings, ...oddYears(found.seconds)] };
  }

  #finished(values: Float64Array, order: DateOrder | undefined, ambiguous: () => never): Reading {
    if (this.#kind === 'moments') return { seconds: values, written: 'ISO 8601' };
    return this.#kind === 'numbers' ? this.#fromNumbers(values) : this.#ordered(values, order, ambiguous);
  }

  #read(text: string, row: number): number {
    // Digits alone may be a date or a Unix time: the column as a whole tells.
    const digits = this.#kind !== 'moments' && /^\d+$/.test(text);
    const moment = digits ? undefined : writtenMoment(text);
    const open = digits || moment !== undefined ? undefined : openDate(text);
    const number = moment === undefined && open === undefined ? numberIn(text) : undefined;
    const kind = moment !== undefined ? 'moments' : open !== undefined ? 'open dates' : number !== undefined ? 'numbers' : undefined;
    if (kind === undefined) {
      const remedy = 'correct the cell and write all times alike, or leave the column out with --columns';
      return this.#refuse(row, 'be a Unix time or an ISO 8601 date or time', remedy);
    }
    if (this.#kind !== undefined && this.#kind !== kind) {
      const before = { numbers: 'as a number', moments: 'as 2016-06-24', 'open dates': 'as 24/6/2016' }[this.#kind];
      this.#refuse(row, `be written as in the lines before (${before})`, 'write all times alike');
    }
    this.#kind = kind;
    if (open !== undefined) return this.#open(open, row);
    if (kind === 'moments') return moment as number;
    return this.#measured(number as number);
  }

  #measured(value: number): number {
    if (value > this.#largest) this.#largest = value;
    if (value < this.#smallest) this.#smallest = value;
    return value;
  }

  #open({ first, second, year, time }: OpenDate, row: number): number {
    if (dayOf(year, first, second) === undefined && dayOf(year, second, first) === undefined)
      this.#refuse(row, 'be a date of the calendar', 'correct the cell');
    if (first > 12) this.#aboveTwelve[0] = true;
    if (second > 12) this.#aboveTwelve[1] = true;
    if (this.#aboveTwelve[0] && this.#aboveTwelve[1])
      this.#refuse(row, 'be written with day and month in the order of the lines before', 'write all dates alike, such as 2016-06-24');
    return ((year * 100 + first) * 100 + second) * OPEN_DAY + time;
  }

  #ordered(values: Float64Array, stated: DateOrder | undefined, ambiguous: () => never): Reading {
    const [dayFirst, monthFirst] = this.#aboveTwelve;
    const order = dayFirst ? 'day-first' : monthFirst ? 'month-first' : (stated ?? ambiguous());
    for (let row = 0; row < values.length; row++) {
      const date = Math.floor(values[row] / OPEN_DAY);
      if (Number.isNaN(date)) continue;
      const [first, second] = [Math.floor(date / 100) % 100, date % 100];
      const [month, day] = order === 'day-first' ? [second, first] : [first, second];
      const start = dayOf(Math.floor(date / 1e4), month, day);
      values[row] =
        start === undefined ? this.#refuse(row, 'be a date of the calendar', 'correct the cell') : start + (values[row] % OPEN_DAY);
    }
    const against = stated !== undefined && stated !== order ? [`dates were read ${order}: the column has days above 12 there`] : [];
    return { seconds: values, written: order === 'day-first' ? 'day/month/year' : 'month/day/year', warnings: against };
  }

  #fromNumbers(values: Float64Array): Reading {
    const [from, to] = [this.#smallest, this.#largest];
    if (from >= 1.9e7 && to < 2.1e13) {
      const seconds = digitsAsMoments(values);
      if (seconds !== undefined) return { seconds, written: to < 1e8 ? 'YYYYMMDD' : 'YYYYMMDDhhmmss' };
    }
    if (from >= SPREADSHEET_DAYS[0] && to <= SPREADSHEET_DAYS[1]) {
      const [first, last] = [from, to].map((days) => moment(spreadsheetSeconds(days)).slice(0, 10));
      const told = `times between ${from} and ${to} were read as days since 1900, as spreadsheets count them (${first} to ${last}); if they are seconds, write them as Unix times`;
      return { seconds: values.map(spreadsheetSeconds), written: 'days since 1900', warnings: [told] };
    }
    const units = unitsPerSecond(to);
    const written = { 1: 'seconds', 1e3: 'milliseconds', 1e6: 'microseconds', 1e9: 'nanoseconds' }[units];
    if (units !== 1) for (let row = 0; row < values.length; row++) values[row] /= units;
    // Of the same years in a smaller unit: each is read by its own size.
    const mixed = units !== 1 && from > 1e8 && unitsPerSecond(from) !== units;
    if (!mixed) return { seconds: values, written };
    let others = 0;
    for (let row = 0; row < values.length; row++) {
      const value = Math.round(values[row] * units);
      const own = unitsPerSecond(value);
      if (Number.isNaN(value) || own === units || value < 1e8) continue;
      others++;
      values[row] = value / own;
    }
    return {
      seconds: values,
      written,
      warnings: [
        `${counted(others, 'timestamp is', 'timestamps are')} in a larger unit than the other ${written} by their size, and so they were read`,
      ],
    };
  }
}

function oddYears(seconds: Float64Array): string[] {
  let [early, late, first, last] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const [from, to] = [startOf(FIRST_YEAR), startOf(LAST_YEAR)];
  for (const time of seconds) {
    if (time < from) early++;
    else if (time >= to) late++;
    if (time < first) first = time;
    if (time > last) last = time;
  }
  const warnings: string[] = [];
  const doubt = 'are they times? --columns leaves the column out';
  if (early > 0)
    warnings.push(`${counted(early, 'timestamp lies', 'timestamps lie')} before ${FIRST_YEAR}, the first at ${moment(first)}; ${doubt}`);
  if (late > 0)
    warnings.push(`${counted(late, 'timestamp lies', 'timestamps lie')} after ${LAST_YEAR - 1}, the last at ${moment(last)}; ${doubt}`);
  return warnings;
}
