/** Rows as a program has them → interactions: every row is checked, and what is not understood is named. */
import { LikewiseError } from '../errors.ts';
import { unknownName } from '../options.ts';
import { type Id, isId, numberIds } from './id-map.ts';
import type { ContextColumn, DuplicatesRule, InteractionColumns, ValueKind } from './interaction-columns.ts';
import { type Interactions, interactionsFromColumns } from './interactions.ts';

/** One interaction as the caller writes it; `null` is as good as left out. */
export interface InteractionRow {
  readonly user: Id;
  readonly item: Id;
  /** A rating, unless `valueKind` says otherwise; or named by what it is: */
  readonly value?: number | null | undefined;
  readonly rating?: number | null | undefined;
  /** Confidence or count of implicit feedback; 0: seen, but not liked. */
  readonly weight?: number | null | undefined;
  /** Seconds since 1970-01-01 UTC, or a Date. */
  readonly timestamp?: number | Date | null | undefined;
  /** Circumstances by name, such as `{ weekday: 'sunday', hour: 7 }`. */
  readonly context?: Readonly<Record<string, string | number | null | undefined>> | null | undefined;
}

export interface RowsOptions extends Pick<InteractionColumns, 'ratingScale' | 'userFeatures' | 'itemFeatures' | 'edges'> {
  /** What `value` is. @default 'rating', or 'none' where no row has a value */
  readonly valueKind?: ValueKind | undefined;
  /** What becomes of several rows of one pair. @default 'sum' of weights, else 'last' */
  readonly duplicates?: DuplicatesRule | undefined;
  /** Kinds of context columns. Not stated: number where all its cells are numbers, category where all are texts. */
  readonly contextKinds?: Readonly<Record<string, ContextColumn['kind']>> | undefined;
}

const valueKeys = ['value', 'rating', 'weight'] as const;
const keys: readonly string[] = ['user', 'item', ...valueKeys, 'timestamp', 'context'];

/**
 * Interactions from rows; ids are numbered by first appearance. Either every row has a value or none has, under one name; a row
 * without a timestamp or a circumstance has none.
 * @throws LikewiseError `invalid-value` for an id that is neither text nor a number, for a value that is no finite number, and for a
 *   time that cannot be seconds; `unknown-field`, `missing-value`, `unknown-context`, and as `interactionsFromColumns`; each names the row
 * @example interactionsFromRows([{ user: 'ann', item: 'tea', rating: 5, timestamp: new Date(), context: { weekday: 'sunday' } }])
 */
export function interactionsFromRows(
  rows: Iterable<InteractionRow>,
  { duplicates, contextKinds = {}, ...parts }: RowsOptions = {},
): Interactions {
  const list = [...rows];
  list.forEach(checkRow);
  const valueKey = valueKeys.find((key) => list.some((row) => isGiven(row[key])));
  const timed = list.some((row) => isGiven(row.timestamp));
  const users = numberIds(list.map((row) => row.user));
  const items = numberIds(list.map((row) => row.item));
  return interactionsFromColumns(
    {
      ...parts,
      users: users.map,
      items: items.map,
      userIndexes: users.indexes,
      itemIndexes: items.indexes,
      values: valueKey && valuesOf(list, valueKey, parts.valueKind),
      valueKind: parts.valueKind ?? (valueKey === 'weight' ? 'weight' : undefined),
      timestamps: timed ? Float64Array.from(list, (row, at) => secondsOf(row, at)) : undefined,
      context: contextOf(list, contextKinds),
    },
    { duplicates },
  );
}

const isGiven = <T>(value: T | null | undefined): value is T => value !== undefined && value !== null;

function checkRow(row: InteractionRow, at: number): void {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) throw refused(row, at, 'a row must be { user, item, … }', row);
  for (const key in row) {
    if (keys.includes(key)) continue;
    const hint = `${where(row, at)}: unknown key "${key}" (circumstances stand in context: { ${key}: … })`;
    throw unknownName('unknown-field', hint, key, keys);
  }
  for (const of of ['user', 'item'] as const)
    if (!isId(row[of])) throw refused(row, at, `${of} must be a text that is not empty, or a number`, row[of]);
}

/** The one value of each row. */
function valuesOf(list: readonly InteractionRow[], key: (typeof valueKeys)[number], valueKind: ValueKind | undefined): Float32Array {
  if (key !== 'value' && valueKind !== undefined && valueKind !== key)
    throw new LikewiseError(
      'invalid-value',
      `interactionsFromRows: rows give a ${key}, but valueKind is ${valueKind}; leave valueKind out.`,
    );
  let without = 0;
  const values = Float32Array.from(list, (row, at) => {
    const other = valueKeys.find((name) => name !== key && isGiven(row[name]));
    if (other !== undefined) throw refused(row, at, `every row must give its value as ${key}, not as ${other}`, row[other]);
    const value: unknown = row[key];
    if (!isGiven(value)) without++;
    else if (typeof value !== 'number' || !Number.isFinite(value)) throw refused(row, at, `${key} must be a finite number`, value);
    return Number(value);
  });
  if (without === 0) return values;
  const message = `interactionsFromRows: ${without} of ${list.length} rows have no ${key}; give one to every row or to none.`;
  throw new LikewiseError('missing-value', message, { rows: list.length, without });
}

/** Seconds end at 1e11, in the year 5138: what is larger counts smaller units. */
const SECONDS_END = 1e11;

function secondsOf(row: InteractionRow, at: number): number {
  const { timestamp } = row;
  if (!isGiven(timestamp)) return Number.NaN;
  const seconds = timestamp instanceof Date ? timestamp.getTime() / 1000 : timestamp;
  if (typeof seconds !== 'number' || !Number.isFinite(seconds))
    throw refused(row, at, 'timestamp must be seconds since 1970-01-01 UTC or a Date, such as new Date("2024-05-01")', timestamp);
  if (Math.abs(seconds) < SECONDS_END) return seconds;
  const [unit, factor] =
    Math.abs(seconds) < 1e14 ? ['milliseconds', '1e3'] : Math.abs(seconds) < 1e17 ? ['microseconds', '1e6'] : ['nanoseconds', '1e9'];
  throw refused(row, at, `timestamp must be in seconds since 1970-01-01 UTC; these look like ${unit}, divide them by ${factor}`, timestamp);
}

type Cell = string | number;

function contextOf(
  list: readonly InteractionRow[],
  kinds: Readonly<Record<string, ContextColumn['kind']>>,
): ReadonlyMap<string, ContextColumn> {
  const columns = new Map<string, (Cell | undefined)[]>();
  list.forEach((row, at) => {
    if (!isGiven(row.context)) return;
    if (typeof row.context !== 'object')
      throw refused(row, at, 'context must be values by name, such as { weekday: "sunday" }', row.context);
    for (const [name, cell] of Object.entries(row.context)) {
      let cells = columns.get(name);
      if (cells === undefined) {
        cells = new Array<Cell | undefined>(list.length).fill(undefined);
        columns.set(name, cells);
      }
      if (!isGiven(cell) || cell === '') continue;
      if (typeof cell !== 'string' && !Number.isFinite(cell))
        throw refused(row, at, `context ${name} must be a text or a finite number`, cell);
      cells[at] = cell;
    }
  });
  for (const name of Object.keys(kinds))
    if (!columns.has(name))
      throw unknownName('unknown-context', `interactionsFromRows: contextKinds: no row has "${name}"`, name, [...columns.keys()]);
  return new Map(
    [...columns].map(([name, cells]) => [name, contextColumn(name, cells, Object.hasOwn(kinds, name) ? kinds[name] : undefined, list)]),
  );
}

function contextColumn(
  name: string,
  cells: readonly (Cell | undefined)[],
  stated: ContextColumn['kind'] | undefined,
  list: readonly InteractionRow[],
): ContextColumn {
  const kind = stated ?? (typeof cells.find((cell) => cell !== undefined) === 'number' ? 'number' : 'category');
  const wrong = cells.findIndex(
    (cell) => cell !== undefined && (kind === 'number' ? typeof cell !== 'number' : stated === undefined && typeof cell !== 'string'),
  );
  if (wrong >= 0) {
    const remedy = stated === undefined ? `, as in the rows before; where it is none, state contextKinds: { ${name}: 'category' }` : '';
    throw refused(list[wrong], wrong, `context ${name} must be a ${kind === 'number' ? 'number' : 'text'}${remedy}`, cells[wrong]);
  }
  if (kind === 'number') return { kind, values: Float64Array.from(cells, (cell) => (cell === undefined ? Number.NaN : Number(cell))) };
  const levels = new Map<string, number>();
  for (const cell of cells) if (cell !== undefined && !levels.has(String(cell))) levels.set(String(cell), levels.size);
  const codes = Uint32Array.from(cells, (cell) => (cell === undefined ? levels.size : (levels.get(String(cell)) as number)));
  return { kind, levels: [...levels.keys()], codes };
}

function where(row: object, at: number): string {
  const told = Object.entries(row).map(([key, value]) => `${key} ${typeof value === 'string' ? value : shown(value)}`);
  return `interactionsFromRows: row ${at + 1} (${told.join(', ')})`;
}

function shown(value: unknown): string {
  if (typeof value === 'string') return `text "${value}"`;
  return typeof value === 'object' && !(value instanceof Date) ? JSON.stringify(value) : String(value);
}

function refused(row: unknown, at: number, wanted: string, came: unknown): LikewiseError {
  const isRow = typeof row === 'object' && row !== null && !Array.isArray(row);
  const place = isRow ? where(row, at) : `interactionsFromRows: row ${at + 1}`;
  return new LikewiseError('invalid-value', `${place}: ${wanted}; got ${shown(came)}.`, { row: at, value: came });
}
