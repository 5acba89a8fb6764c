/** A ratings file of any format → Interactions, with a report of what was taken for what. */
import { totalmem } from 'node:os';
import {
  type ContextColumn,
  type DuplicatesRule,
  type Interactions,
  interactionsFromColumns,
  LikewiseError,
  type RatingScale,
  type ValueKind,
} from '@likewise/core';
import type { CellSlice, CellTable } from '../cells/cell-table.ts';
import type { Role } from '../cells/column-names.ts';
import { openCells } from '../cells/open-cells.ts';
import { assignRoles, type ColumnRoles } from '../columns/column-roles.ts';
import { IdColumn, OtherColumn, type RefuseCell, TimeColumn, ValueColumn } from '../columns/columns.ts';
import { type ReadReport, reportOf } from './report.ts';

export interface ReadOptions {
  /** Roles of the columns in their order ("user,item,rating,timestamp"; "-" leaves one out), or by name ("user=customer,item=product"). */
  readonly columns?: string | undefined;
  /** Separator: one or more characters, or tab, comma, semicolon, pipe, space. */
  readonly delimiter?: string | undefined;
  /** utf-8, latin-1 or utf-16. */
  readonly encoding?: string | undefined;
  /** What to do with several rows of one pair. @default 'last' */
  readonly duplicates?: DuplicatesRule | undefined;
  /** Ratings outside are refused. */
  readonly scale?: RatingScale | undefined;
  /** Read at most so many rows. */
  readonly limit?: number | undefined;
  readonly signal?: AbortSignal | undefined;
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
 * Reads CSV, TSV, `::`, `|`, `;`, JSONL or Parquet, each also packed as .gz, from a path or "-" (standard input). Ids are
 * texts exactly as written, numbered in natural order; times are seconds. No row is left out: what cannot be read is refused.
 * @throws LikewiseError naming file, line and remedy: `file-not-found`, `not-a-file`, `empty-file`, `no-rows`, `one-column`,
 *   `missing-column`, `unknown-column`, `invalid-cell`, `row-width`, `open-quote`, `damaged-gzip`, `damaged-parquet`,
 *   `binary-file`, `wrong-encoding`, `duplicate-pair`, `too-large`, …
 * @example const { interactions, report } = await readInteractions('ratings.csv');
 */
export async function readInteractions(
  path: string,
  options: ReadOptions = {},
): Promise<{ readonly interactions: Interactions; readonly report: ReadReport }> {
  let bytes = 0;
  const table = await openCells(path, {
    ...options,
    onBytes: (count) => {
      bytes = count;
    },
  });
  try {
    return await readTable(table, options, () => bytes);
  } finally {
    await table.close();
  }
}

async function readTable(table: CellTable, options: ReadOptions, bytesRead: () => number): ReturnType<typeof readInteractions> {
  const { file } = table;
  const { signal, onProgress, limit = Number.POSITIVE_INFINITY, duplicates = 'last' } = options;
  const roles = assignRoles(table, options.columns);
  const { positions } = roles;
  requireMemory(table, roles);
  const users = new IdColumn();
  const items = new IdColumn();
  const valuePosition = positions.rating ?? positions.weight;
  const values = valuePosition === undefined ? undefined : new ValueColumn(positions.rating === undefined ? undefined : options.scale);
  const times = positions.timestamp === undefined ? undefined : new TimeColumn();
  const context = new Map([...roles.context].map(([name, position]) => [name, { position, column: new OtherColumn() }]));

  let rows = 0;
  let current: readonly CellSlice[] | undefined;
  const refuser =
    (role: Role, position: number): RefuseCell =>
    (row, must, remedy) => {
      const { text, line } = table.where(rows + row);
      const name = table.names?.[position];
      const called = name === undefined || name === role ? role : `${role} (column ${name})`;
      const value = current === undefined ? undefined : cellText(current[position], row);
      const got = value === undefined ? '' : `; got ${JSON.stringify(value)}`;
      throw new LikewiseError('invalid-cell', `${file}, ${text}: ${called} must ${must}${got}. Remedy: ${remedy}.`, {
        file,
        line,
        field: role,
        column: name,
        value,
      });
    };
  const refuseUser = refuser('user', positions.user);
  const refuseItem = refuser('item', positions.item);
  const refuseValue =
    valuePosition === undefined ? undefined : refuser(positions.rating === undefined ? 'weight' : 'rating', valuePosition);
  const refuseTime = positions.timestamp === undefined ? undefined : refuser('timestamp', positions.timestamp);

  try {
    for await (const block of table.blocks()) {
      signal?.throwIfAborted();
      const count = Math.min(block.rows, limit - rows);
      const { slices } = block;
      current = slices;
      users.append(slices[positions.user], count, refuseUser);
      items.append(slices[positions.item], count, refuseItem);
      if (refuseValue !== undefined) values?.append(slices[valuePosition as number], count, table.encoding(), refuseValue);
      if (refuseTime !== undefined) times?.append(slices[positions.timestamp as number], count, table.encoding(), refuseTime);
      for (const { position, column } of context.values()) column.append(slices[position], count);
      rows += count;
      onProgress?.({ rows, bytes: bytesRead(), totalBytes: table.compressed ? undefined : table.source.fileBytes });
      if (rows >= limit) break;
    }
    if (rows === 0) {
      throw new LikewiseError(
        'no-rows',
        `${file} holds a header only (${table.names?.join(', ')}) and no row; give at least one interaction.`,
        {
          file,
        },
      );
    }
    // What finish refuses stands anywhere in the file: rows count from its start, and the cell is no longer at hand.
    current = undefined;
    const total = rows;
    rows = 0;
    const encoding = table.encoding();
    const ratings = values?.finish(refuseValue as RefuseCell);
    const clock = times?.finish();
    const { map: userMap, indexes: userIndexes } = users.finish(encoding);
    const { map: itemMap, indexes: itemIndexes } = items.finish(encoding);
    const columns = new Map<string, ContextColumn>();
    const emptyColumns: string[] = [];
    for (const [name, { column }] of context) {
      const finished = column.finish(encoding);
      if (finished === undefined) emptyColumns.push(name);
      else columns.set(name, finished);
    }
    const valueKind: ValueKind = positions.rating !== undefined ? 'rating' : positions.weight !== undefined ? 'weight' : 'none';
    const interactions = withLines(table, () =>
      interactionsFromColumns(
        {
          users: userMap,
          items: itemMap,
          userIndexes,
          itemIndexes,
          values: ratings,
          valueKind,
          ratingScale: valueKind === 'rating' ? options.scale : undefined,
          timestamps: clock?.seconds,
          context: columns,
        },
        { duplicates },
      ),
    );
    const report = reportOf({
      table,
      roles,
      rows: total,
      interactions,
      duplicates,
      decimalComma: values?.comma ?? false,
      emptyTimes: times?.empty ?? 0,
      timeUnit: clock?.seconds === undefined ? undefined : clock.unit,
      mixedTimes: clock?.mixed ?? false,
      emptyColumns,
    });
    return { interactions, report };
  } catch (error) {
    if (error instanceof RangeError && /allocation|array length/i.test(error.message)) throw tooLarge(file, rows);
    throw error;
  }
}

function cellText({ bytes, bounds, first, stride }: CellSlice, row: number): string {
  const text = Buffer.from(bytes.subarray(bounds[first + row * stride], bounds[first + row * stride + 1])).toString('utf8');
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/** The rule "error" of duplicates speaks of rows; people look for lines. */
function withLines(table: CellTable, make: () => Interactions): Interactions {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof LikewiseError) || error.code !== 'duplicate-pair') throw error;
    const places = (error.data['rows'] as number[]).map((row) => table.where(row).line);
    const unit = table.format === 'parquet' ? 'rows' : 'lines';
    throw new LikewiseError(
      'duplicate-pair',
      `${table.file}, ${unit} ${places[0]} and ${places[1]}${places.length > 2 ? ` (and ${places.length - 2} more)` : ''}: the same pair (${error.data['user']}, ${error.data['item']}); take the rows out, or choose --duplicates last, mean or sum.`,
      { ...error.data, file: table.file, lines: places },
    );
  }
}

/** Refuses before the first allocation what cannot fit. */
function requireMemory(table: CellTable, roles: ColumnRoles): void {
  const { fileBytes } = table.source;
  if (fileBytes === undefined || table.compressed || table.rowBytes === undefined) return;
  const rows = fileBytes / table.rowBytes;
  const rowBytes = ROW_BYTES + (roles.positions.timestamp === undefined ? 0 : TIME_BYTES) + CONTEXT_BYTES * roles.context.size;
  const available = process.constrainedMemory?.() || totalmem();
  const limit = Math.min(available, totalmem());
  if (rows * rowBytes > limit || rows >= 2 ** 32) throw tooLarge(table.file, rows, rows * rowBytes, limit);
}

function tooLarge(file: string, rows: number, needed?: number, limit?: number): LikewiseError {
  const estimate =
    needed === undefined
      ? `after ${Math.round(rows).toLocaleString('en-US')} rows`
      : `(about ${Math.round(rows).toLocaleString('en-US')} rows need ${(needed / 1e9).toFixed(1)} GB, this machine has ${((limit as number) / 1e9).toFixed(1)} GB)`;
  return new LikewiseError(
    'too-large',
    `${file} does not fit in memory ${estimate}; read part of it with a limit, leave columns out with --columns, or train on Spark.`,
    {
      file,
      rows: Math.round(rows),
      bytes: needed,
    },
  );
}
