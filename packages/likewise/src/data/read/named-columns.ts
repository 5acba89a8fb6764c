/** Columns of a table of text by what they are called, and their cells as numbers or moments, refused by line and name. */
import { LikewiseError } from '@likewise/core';
import { momentIn, numberIn, unitsPerSecond } from '../cells/cell-values.ts';
import { plainName } from '../cells/column-names.ts';
import type { TextTable } from './table.ts';

/** Names of each role in plain form (lower case, no blanks), the best known first. */
export type ColumnWords = Readonly<Record<string, string>>;

/**
 * Position of the column of each role. `stated` ("ups=likes,time=posted") overrules names.
 * @throws LikewiseError `unknown-column` for a stated name that is no column or role
 */
export function namedColumns(table: TextTable, words: ColumnWords, stated?: string): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const names = table.names.map(plainName);
  for (const [role, known] of Object.entries(words)) {
    const position = known
      .split(/\s+/)
      .map((word) => names.indexOf(word))
      .find((at) => at >= 0);
    if (position !== undefined) found.set(role, position);
  }
  for (const part of stated === undefined ? [] : stated.split(',')) {
    const [role, name = ''] = part.split('=').map((text) => text.trim());
    const position = table.names.indexOf(name) >= 0 ? table.names.indexOf(name) : names.indexOf(plainName(name));
    if (words[role] === undefined || name === '' || position < 0)
      throw new LikewiseError(
        'unknown-column',
        `--columns: "${part}" is no role=column; roles: ${Object.keys(words).join(', ')}; columns of ${table.file}: ${table.names.join(', ')}.`,
        { part },
      );
    found.set(role, position);
  }
  return found;
}

/** The number of each text in the order of their first appearance; `known` grows by the new ones. */
export const numbered = (texts: readonly string[], known: Map<string, number>): Uint32Array =>
  Uint32Array.from(texts, (text) => {
    const number = known.get(text) ?? known.size;
    known.set(text, number);
    return number;
  });

/** Cells as numbers; `empty`: what an empty cell means, where it may be. @throws LikewiseError `bad-cell` */
export function numbersOf(
  table: TextTable,
  position: number,
  must: string,
  allowed: (value: number) => boolean,
  empty?: number | undefined,
): Float64Array {
  return Float64Array.from(table.rows, (row, at) => {
    if (row[position] === '' && empty !== undefined) return empty;
    const value = numberIn(row[position]);
    if (value === undefined || !allowed(value)) refuseCell(table, at, position, must);
    return value as number;
  });
}

export function refuseCell(table: TextTable, row: number, position: number, must: string): never {
  const [field, value] = [table.names[position], table.rows[row][position]];
  throw new LikewiseError('bad-cell', `${table.file}, ${table.where(row)}: ${field} must be ${must}; got "${value}". Correct the cell.`, {
    row,
    field,
    value,
  });
}

const SLASHED = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?$/;

/**
 * Moments in seconds since 1970-01-01 UTC: Unix times, ISO 8601, or 6/24/2016 3:48, whose order of day and month is taken
 * from the column as a whole. What states no offset is UTC.
 * @throws LikewiseError `bad-cell`, `ambiguous-dates`
 */
export function momentsOf(table: TextTable, position: number): { readonly seconds: Float64Array; readonly written: string } {
  const cells = table.rows.map((row) => row[position]);
  const slashed = cells.find((cell) => cell !== '');
  if (slashed !== undefined && SLASHED.test(slashed)) return slashedMoments(table, position, cells);
  let largest = 0;
  let unix = false;
  const seconds = Float64Array.from(cells, (cell, row) => {
    const number = numberIn(cell);
    if (number !== undefined) {
      unix = true;
      largest = Math.max(largest, number);
      return number;
    }
    const moment = momentIn(cell);
    if (moment === undefined) refuseCell(table, row, position, 'a Unix time or an ISO 8601 date or time');
    return moment as number;
  });
  if (!unix) return { seconds, written: 'ISO 8601' };
  const units = unitsPerSecond(largest);
  return { seconds: seconds.map((value) => value / units), written: units === 1 ? 'Unix seconds' : `Unix time, ${units} to a second` };
}

function slashedMoments(table: TextTable, position: number, cells: readonly string[]) {
  const must = 'a date such as 6/24/2016 3:48';
  const parts = cells.map((cell, row) => SLASHED.exec(cell) ?? refuseCell(table, row, position, must));
  const [first, second] = [1, 2].map((at) => parts.some((part) => Number(part[at]) > 12));
  if (first === second)
    throw new LikewiseError(
      'ambiguous-dates',
      `${table.file}: the dates of ${table.names[position]} may be day/month or month/day; write them as 2016-06-24.`,
      { field: table.names[position] },
    );
  const seconds = Float64Array.from(parts, ([, a, b, year, hour = '0', minute = '00', second = '00'], row) => {
    const [month, day] = first ? [b, a] : [a, b];
    const pad = (text: string): string => text.padStart(2, '0');
    const moment = momentIn(`${year}-${pad(month)}-${pad(day)}T${pad(hour)}:${minute}:${pad(second)}Z`);
    return moment ?? refuseCell(table, row, position, must);
  });
  return { seconds, written: first ? 'day/month/year' : 'month/day/year' };
}
