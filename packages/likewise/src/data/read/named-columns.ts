/** Columns of a table of text by what they are called, and their cells as numbers or moments, refused by line and name. */
import { LikewiseError } from '@likewise/core';
import { momentIn, numberIn, unitsPerSecond } from '../cells/cell-values.ts';
import { plainName } from '../cells/column-names.ts';
import { statedColumns } from '../columns/stated-columns.ts';
import type { TextTable } from './table.ts';

/** Names of each role in plain form (lower case, no blanks), the best known first. */
export type ColumnWords = Readonly<Record<string, string>>;

/**
 * Position of the column of each role. `stated` ("ups=likes,time=posted", or roles in the order of the columns) overrules names.
 * @throws LikewiseError as `statedColumns`
 */
export function namedColumns({ file, header, names }: TextTable, words: ColumnWords, stated?: string): Map<string, number> {
  const plain = names.map(plainName);
  const found = new Map<string, number>();
  for (const [role, known] of Object.entries(words)) {
    const name = known.split(/\s+/).find((word) => plain.includes(word));
    if (name !== undefined) found.set(role, plain.indexOf(name));
  }
  if (stated === undefined) return found;
  const table = { file, names: header ? names : undefined, width: names.length };
  const { positions } = statedColumns(table, stated, { roles: Object.keys(words) });
  return new Map([...found, ...(Object.entries(positions) as [string, number][])]);
}

/** "ups = likes, time = posted", of the roles that were used. */
export const takenColumns = ({ names }: Pick<TextTable, 'names'>, columns: Iterable<readonly [role: string, position: number]>): string =>
  Array.from(columns, ([role, position]) => `${role} = ${names[position]}`).join(', ');

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
    return value !== undefined && allowed(value) ? value : refuseCell(table, at, position, must);
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
  if (SLASHED.test(cells.find((cell) => cell !== '') ?? '')) return slashedMoments(table, position, cells);
  const numbers = cells.map(numberIn);
  const seconds = Float64Array.from(cells, (cell, row) => {
    const moment = numbers[row] ?? momentIn(cell);
    return moment ?? refuseCell(table, row, position, 'a Unix time or an ISO 8601 date or time');
  });
  const known = numbers.filter((number) => number !== undefined);
  if (known.length === 0) return { seconds, written: 'ISO 8601' };
  const units = unitsPerSecond(known.reduce((largest, number) => Math.max(largest, number), 0));
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
