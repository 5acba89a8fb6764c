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
  #iso = true;
  /** Of dates whose order is open: what the first part is, and the second. */
  readonly #dates = new Set<number>();
  readonly #parts: readonly [Set<number>, Set<number>] = [new Set(), new Set()];
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
    // Most files need no second look at each time.
    const usual = found.written === 'seconds' && this.#smallest >= startOf(FIRST_YEAR) && this.#largest < startOf(LAST_YEAR);
    return { ...found, warnings: usual ? warnings : [...warnings, ...oddYears(found.seconds)] };
  }

  #finished(values: Float64Array, order: DateOrder | undefined, ambiguous: () => never): Reading {
    if (this.#kind === 'moments') return { seconds: values, written: this.#iso ? 'ISO 8601' : 'dates' };
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
    if (moment !== undefined) {
      if (this.#iso && !/^\d{4}-|^\d{8}T/.test(text)) this.#iso = false;
      return moment;
    }
    return this.#measured(number as number);
  }

  #measured(value: number): number {
    if (value > this.#largest) this.#largest = value;
    if (value < this.#smallest) this.#smallest = value;
    return value;
  }

  #open({ first, second, year, time }: OpenDate, row: number): number {
    const date = (year * 100 + first) * 100 + second;
    if (!this.#dates.has(date)) this.#newDate(date, row);
    return date * OPEN_DAY + time;
  }

  #newDate(date: number, row: number): void {
    const [year, first, second] = partsOf(date);
    if (dayOf(year, first, second) === undefined && dayOf(year, second, first) === undefined)
      this.#refuse(row, 'be a date of the calendar', 'correct the cell');
    this.#dates.add(date);
    const [firsts, seconds] = this.#parts;
    firsts.add(first);
    seconds.add(second);
    if (isDays(firsts) && isDays(seconds))
      this.#refuse(row, 'be written with day and month in the order of the lines before', 'write all dates alike, such as 2016-06-24');
  }

  #ordered(values: Float64Array, stated: DateOrder | undefined, ambiguous: () => never): Reading {
    const [firsts, seconds] = this.#parts;
    const told: DateOrder | undefined = isDays(firsts) ? 'day-first' : isDays(seconds) ? 'month-first' : undefined;
    // A file of one month is likelier than one of the same day in every month.
    const likely = isOneMonth(firsts, seconds) ? 'month-first' : isOneMonth(seconds, firsts) ? 'day-first' : undefined;
    const order = told ?? stated ?? likely ?? ambiguous();
    const starts = new Map<number, number | undefined>();
    for (const date of this.#dates) {
      const [year, first, second] = partsOf(date);
      starts.set(date, order === 'day-first' ? dayOf(year, second, first) : dayOf(year, first, second));
    }
    for (let row = 0; row < values.length; row++) {
      if (Number.isNaN(values[row])) continue;
      const start = starts.get(Math.floor(values[row] / OPEN_DAY));
      values[row] =
        start === undefined ? this.#refuse(row, 'be a date of the calendar', 'correct the cell') : start + (values[row] % OPEN_DAY);
    }
    const against = stated !== undefined && stated !== order ? [`dates were read ${order}: the column has days above 12 there`] : [];
    if (told === undefined && stated === undefined) {
      const part = order === 'month-first' ? 'first' : 'second';
      against.push(`dates were read ${order}, because their ${part} part is always the same; --dates says otherwise`);
    }
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

/** Year, first and second part of a date whose order is open. */
const partsOf = (date: number): readonly [number, number, number] => [Math.floor(date / 1e4), Math.floor(date / 100) % 100, date % 100];
const isDays = (parts: ReadonlySet<number>): boolean => Math.max(...parts) > 12;
/** One month, and several days of it. */
const isOneMonth = (months: ReadonlySet<number>, days: ReadonlySet<number>): boolean => months.size === 1 && days.size >= 3;

function oddYears(seconds: Float64Array): string[] {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let row = 0; row < seconds.length; row++) {
    if (seconds[row] < first) first = seconds[row];
    if (seconds[row] > last) last = seconds[row];
  }
  const [from, to] = [startOf(FIRST_YEAR), startOf(LAST_YEAR)];
  const told = (odd: (time: number) => boolean, where: string): string => {
    const count = seconds.reduce((sum, time) => sum + Number(odd(time)), 0);
    return `${counted(count, 'timestamp lies', 'timestamps lie')} ${where}; are they times? --columns leaves the column out`;
  };
  const warnings: string[] = [];
  if (first < from) warnings.push(told((time) => time < from, `before ${FIRST_YEAR}, the first at ${moment(first)}`));
  if (last >= to) warnings.push(told((time) => time >= to, `after ${LAST_YEAR - 1}, the last at ${moment(last)}`));
  return warnings;
}
