/** A ratings file of any format → Interactions, with a report of what was taken for what. */
import { totalmem } from 'node:os';
import {
  type ContextColumn,
  type DuplicatesRule,
  type InteractionColumns,
  type Interactions,
  interactionsFromColumns,
  LikewiseError,
  type RatingScale,
  usualDuplicates,
} from '@likewise/core';
import { whole } from '../../words/numbers.ts';
import { type CellSlice, type CellTable, cellText, type OpenOptions } from '../cells/cell-table.ts';
import { shortened } from '../cells/cell-values.ts';
import type { Role } from '../cells/column-names.ts';
import { isListColumn, oneRowAnElement } from '../cells/list-cells.ts';
import { withCells } from '../cells/open-cells.ts';
import { assignRoles, type ColumnRoles } from '../columns/column-roles.ts';
import { type RefuseCell, TextColumn } from '../columns/columns.ts';
import { eventColumn } from '../columns/event-kinds.ts';
import { asRows, openingOf } from '../columns/formats/known-formats.ts';
import type { MatrixOptions } from '../columns/formats/matrix-table.ts';
import { standInWarnings } from '../columns/stand-in-ids.ts';
import { type DateOrder, TimeColumn } from '../columns/time-column.ts';
import { columnsFlag } from '../columns/unsure-roles.ts';
import { type Missing, ValueColumn } from '../columns/value-column.ts';
import { markWarning, valueMark } from '../columns/value-marks.ts';
import { type ReadReport, reportOf } from './report.ts';
import { withoutReturns } from './returned-goods.ts';
import { type SelectionOptions, selectRows } from './selected-rows.ts';

export interface ReadOptions extends Pick<OpenOptions, 'delimiter' | 'encoding' | 'signal'>, SelectionOptions, MatrixOptions {
  /** Roles of the columns in their order ("user,item,rating,timestamp"; "-" leaves one out), or by name ("user=customer,item=product"). */
  readonly columns?: string | undefined;
  /** What to do with several rows of one pair. @default 'sum' of weights, else 'last' */
  readonly duplicates?: DuplicatesRule | undefined;
  /** Ratings outside are refused. */
  readonly scale?: RatingScale | undefined;
  /** Of day and month in dates such as 3/4/2024, where no date of the file tells. */
  readonly dates?: DateOrder | undefined;
  /** Read at most so many rows. */
  readonly limit?: number | undefined;
  readonly onProgress?: ((progress: ReadProgress) => void) | undefined;
}

export interface ReadProgress {
  readonly rows: number;
  /** Bytes read so far, unpacked. */
  readonly bytes: number;
  /** Size of the file; `undefined` for standard input and packed files. */
  readonly totalBytes: number | undefined;
}

/** Bytes that a row takes at the peak, while rows are ordered: indexes, value, order and result. */
const ROW_BYTES = 40;
const TIME_BYTES = 16;
const CONTEXT_BYTES = 8;

/**
 * Reads CSV, TSV, `::`, `|`, `;`, JSONL or Parquet, each also packed as .gz, from a path or "-" (standard input); several files, a folder
 * of parts or a pattern (`parts/*.csv`) are one table. Ids are texts exactly as written, numbered in natural order; times are seconds. No row is left out unless options say so: what cannot be read is
 * refused. `unrated`: with `missing`, the pairs whose rows have no rating, each counting 1.
 * @throws LikewiseError naming file, line and remedy: `file-not-found`, `not-a-file`, `empty-file`, `no-rows`, `one-column`,
 *   `missing-column`, `unknown-column`, `invalid-cell`, `row-width`, `open-quote`, `damaged-gzip`, `damaged-parquet`,
 *   `binary-file`, `wrong-encoding`, `duplicate-pair`, `too-large`, …
 * @example const { interactions, report } = await readInteractions('ratings.csv');
 */
export async function readInteractions(
  paths: string | readonly string[],
  options: ReadOptions = {},
): Promise<{ readonly interactions: Interactions; readonly unrated: Interactions | undefined; readonly report: ReadReport }> {
  let bytes = 0;
  const onBytes = (count: number): void => {
    bytes = count;
  };
  return withCells(paths, { ...options, ...openingOf(options), onBytes }, (table) =>
    // Cells of a matrix that are none give no rows at all.
    interactionsOf(asRows(table, options), options.matrix === undefined ? options : { ...options, missing: undefined }, () => bytes),
  );
}

async function interactionsOf(given: CellTable, options: ReadOptions, bytesRead: () => number): ReturnType<typeof readInteractions> {
  const { file, names } = given;
  const { signal, onProgress, limit = Number.POSITIVE_INFINITY } = options;
  const roles = assignRoles(given, options.columns);
  const table = isListColumn(given, roles.positions.item) ? oneRowAnElement(given, roles.positions.item) : given;
  const { user, item, rating, weight, timestamp } = roles.positions;
  requireMemory(table, roles);

  let rows = 0;
  let slices: readonly CellSlice[] | undefined;
  const refuser =
    (role: Role, position: number): RefuseCell =>
    (row, must, remedy) => {
      const { text, line } = table.where(rows + row);
      const name = names?.[position];
      const called = name === undefined || name === role ? role : `${role} (column ${name})`;
      const value = slices && shortened(cellText(slices[position], row), 60);
      const got = value === undefined ? '' : `; got ${JSON.stringify(value)}`;
      const data = { file, line, field: role, column: name, value };
      // Who has an empty user sees first whether the right column was taken.
      const reading = role === 'user' || role === 'item' ? ` Read as ${columnsFlag(roles.positions, names)}.` : '';
      throw new LikewiseError('invalid-cell', `${file}, ${text}: ${called} must ${must}${got}. Remedy: ${remedy}.${reading}`, data);
    };
  const parts: { readonly position: number; readonly column: { append(slice: CellSlice, rows: number): void } }[] = [];
  const reading = <C extends TextColumn | ValueColumn | TimeColumn>(position: number, column: C): C => {
    parts.push({ position, column });
    return column;
  };
  const missing = options.missing === undefined ? undefined : missingOf(options.missing);
  const ids = (role: 'user' | 'item', position: number): TextColumn =>
    reading(position, new TextColumn(options.skipEmptyIds === true ? undefined : refuser(role, position)));
  const [users, items] = [ids('user', user), ids('item', item)];
  const ratings = rating === undefined ? undefined : reading(rating, new ValueColumn(refuser('rating', rating), { ...options, missing }));
  const weights = weight === undefined ? undefined : reading(weight, new ValueColumn(refuser('weight', weight), { missing }));
  const times = timestamp === undefined ? undefined : reading(timestamp, new TimeColumn(refuser('timestamp', timestamp)));
  const others = [...roles.context].map(([name, position]) => ({ name, column: reading(position, new TextColumn()) }));

  try {
    for await (const block of table.blocks()) {
      signal?.throwIfAborted();
      const count = Math.min(block.rows, limit - rows);
      slices = block.slices;
      for (const { position, column } of parts) column.append(slices[position], count);
      rows += count;
      onProgress?.({ rows, bytes: bytesRead(), totalBytes: table.compressed ? undefined : table.fileBytes });
      if (rows >= limit) break;
    }
    if (rows === 0) {
      const problem = `holds a header only (${names?.join(', ')}) and no row; give at least one interaction`;
      throw new LikewiseError('no-rows', `${file} ${problem}.`, { file });
    }
    // What is refused from here on stands anywhere in the file: rows count from its start, and the cell is no longer at hand.
    slices = undefined;
    const total = rows;
    rows = 0;
    const values = (ratings ?? weights)?.finish();
    const clock = times?.finish(options.dates ?? roles.dates, () =>
      ambiguousDates(file, names?.[timestamp as number] ?? `column ${(timestamp as number) + 1}`),
    );
    const { map: userMap, indexes: userIndexes } = users.ids();
    const { map: itemMap, indexes: itemIndexes } = items.ids();
    const context = new Map<string, ContextColumn>();
    const emptyColumns: string[] = [];
    for (const { name, column } of others) {
      const finished = column.context();
      if (finished === undefined) emptyColumns.push(name);
      else context.set(name, finished);
    }
    const read: InteractionColumns = {
      users: userMap,
      items: itemMap,
      userIndexes,
      itemIndexes,
      values,
      valueKind: ratings !== undefined ? 'rating' : weights !== undefined ? 'weight' : 'none',
      ratingScale: ratings === undefined ? undefined : options.scale,
      timestamps: clock?.seconds,
      context,
    };
    const { columns, rows: kept, unrated, events, notes } = selectRows(file, read, options);
    const duplicates = options.duplicates ?? usualDuplicates(columns.valueKind ?? 'none');
    const merged = withLines(table, kept, () => interactionsFromColumns(columns, { duplicates }));
    const { interactions, returns } = withoutReturns(merged, columns.values, values);
    const report = reportOf({
      table,
      roles,
      rows: total,
      interactions,
      duplicates,
      decimalComma: (ratings ?? weights)?.comma ?? false,
      emptyTimes: times?.empty ?? 0,
      timeUnit: clock?.seconds === undefined ? undefined : clock.written,
      emptyColumns,
      events: events ?? eventColumn(context),
      eventWeights: options.events,
      returns,
      leftOut: notes,
      doubts: [...doubtsOf(columns), ...(clock?.warnings ?? [])],
    });
    return { interactions, unrated: unrated && interactionsFromColumns(unrated), report };
  } catch (error) {
    if (error instanceof RangeError && /allocation|array length/i.test(error.message)) throw tooLarge(file, rows);
    throw error;
  }
}

function missingOf(values: readonly (number | string)[]): Missing {
  const numbers = values.filter((value) => typeof value === 'number').map(Math.fround);
  const texts = values.filter((value) => typeof value === 'string').map((text) => (text === 'empty' ? '' : text));
  return { numbers: new Set(numbers), texts: new Set(texts) };
}

function ambiguousDates(file: string, field: string): never {
  const remedy = 'say which with --dates day-first or --dates month-first';
  throw new LikewiseError('ambiguous-dates', `${file}: the dates of ${field} may all be day/month or month/day; ${remedy}.`, {
    file,
    field,
  });
}

/** What values and ids seem to be and are not taken for. */
function doubtsOf({ users, items, userIndexes, itemIndexes, values, valueKind }: InteractionColumns): string[] {
  const mark = valueKind === 'rating' && values !== undefined ? valueMark(values) : undefined;
  return [
    ...(mark === undefined ? [] : [markWarning(mark, userIndexes.length)]),
    ...standInWarnings('user', users, userIndexes),
    ...standInWarnings('item', items, itemIndexes),
  ];
}

/** The rule "error" of duplicates speaks of rows; people look for lines. `kept`: rows of the file that are left, all where absent. */
function withLines(table: CellTable, kept: Uint32Array | undefined, make: () => Interactions): Interactions {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof LikewiseError) || error.code !== 'duplicate-pair') throw error;
    const places = (error.data['rows'] as number[]).map((row) => table.where(kept?.[row] ?? row).line);
    const unit = table.format === 'parquet' ? 'rows' : 'lines';
    const more = places.length > 2 ? ` (and ${places.length - 2} more)` : '';
    const { user, item } = error.data;
    throw new LikewiseError(
      'duplicate-pair',
      `${table.file}, ${unit} ${places[0]} and ${places[1]}${more}: the same pair (${user}, ${item}); take the rows out, or choose --duplicates last, mean or sum.`,
      { ...error.data, file: table.file, lines: places },
    );
  }
}

/** Refuses before the first allocation what cannot fit. */
function requireMemory({ file, estimatedRows }: CellTable, roles: ColumnRoles): void {
  if (estimatedRows === undefined) return;
  const rowBytes = ROW_BYTES + (roles.positions.timestamp === undefined ? 0 : TIME_BYTES) + CONTEXT_BYTES * roles.context.size;
  const needed = estimatedRows * rowBytes;
  const limit = Math.min(process.constrainedMemory?.() || totalmem(), totalmem());
  if (needed > limit || estimatedRows >= 2 ** 32) throw tooLarge(file, estimatedRows, needed, limit);
}

function tooLarge(file: string, rows: number, needed?: number, limit = 0): LikewiseError {
  const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
  const estimate =
    needed === undefined
      ? `after ${whole(rows)} rows`
      : `(about ${whole(rows)} rows need ${gigabytes(needed)}, this machine has ${gigabytes(limit)})`;
  return new LikewiseError(
    'too-large',
    `${file} does not fit in memory ${estimate}; read part of it with a limit, leave columns out with --columns, or train on Spark.`,
    { file, rows: Math.round(rows), bytes: needed },
  );
}
