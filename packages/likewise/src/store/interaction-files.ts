/** Interactions saved as files that `readInteractions` gives back: CSV, TSV, JSONL, each also packed, and Parquet. */
import { type ContextColumn, type Id, type Interactions, LikewiseError } from '@likewise/core';
import { kindOfIds, type Table, type TableColumn } from './tables/table.ts';
import { type FileOfBytes, tableFile, writeTogether } from './tables/write-tables.ts';

export interface SaveOptions {
  readonly signal?: AbortSignal | undefined;
  /** What is written for a user and an item. @default their ids */
  readonly userOf?: ((userIndex: number) => Id) | undefined;
  readonly itemOf?: ((itemIndex: number) => Id) | undefined;
}

/**
 * Writes the interactions whole or not at all; resolves when they are on the disk, and gives the bytes. Rows stand in the order of their
 * source, by which events of one moment are told apart. The scale of ratings is not kept: state it on reading where it is wider than the
 * ratings are.
 * @throws LikewiseError `unknown-ending`, `duplicate-name`, `no-duckdb`, and as `checkWritable`
 * @example await saveInteractions('train.parquet', train); const { interactions } = await readInteractions('train.parquet');
 */
export async function saveInteractions(path: string, interactions: Interactions, options: SaveOptions = {}): Promise<number> {
  const [bytes] = await writeTogether([interactionsFile(path, () => interactions, options)], options.signal);
  return bytes;
}

/** The same as a file to be written with others. `part` is asked for when it is written. */
export const interactionsFile = (path: string, part: () => Interactions, options: SaveOptions = {}): FileOfBytes =>
  tableFile(path, () => tableOf(part(), options), options);

function tableOf(interactions: Interactions, { userOf, itemOf }: SaveOptions): Table {
  const { users, items, userItems, valueKind, timestamps, context, size } = interactions;
  const order = rowOrder(interactions);
  const userIndexes = new Uint32Array(size);
  for (let user = 0; user < userItems.rows; user++) userIndexes.fill(user, userItems.pointers[user], userItems.pointers[user + 1]);
  const ids = (name: string, indexes: Uint32Array, idOf: (index: number) => Id, count: number): TableColumn => {
    const written = Array.from({ length: count }, (_, index) => String(idOf(index)));
    return { name, kind: kindOfIds(written), at: (row) => written[indexes[order[row]]] };
  };
  const columns: TableColumn[] = [
    ids('user', userIndexes, userOf ?? ((user) => users.ids[user]), users.size),
    ids('item', userItems.indexes, itemOf ?? ((item) => items.ids[item]), items.size),
  ];
  if (valueKind !== 'none') columns.push({ name: valueKind, kind: 'float', at: (row) => shortest(userItems.values[order[row]]) });
  if (timestamps !== undefined) columns.push({ name: 'timestamp', kind: kindOfTimes(timestamps), at: (row) => timestamps[order[row]] });
  for (const [name, column] of context) {
    if (columns.some((other) => other.name.toLowerCase() === name.toLowerCase()))
      throw new LikewiseError(
        'duplicate-name',
        `two columns would be called "${name}"; leave that column of the data out with --columns.`,
        {
          name,
        },
      );
    columns.push(contextColumn(name, column, order));
  }
  return { rows: size, columns };
}

function contextColumn(name: string, column: ContextColumn, order: Uint32Array): TableColumn {
  if (column.kind === 'number') return { name, kind: 'number', at: (row) => column.values[order[row]] };
  return { name, kind: 'text', at: (row) => column.levels[column.codes[order[row]]] };
}

const kindOfTimes = (times: Float64Array): 'integer' | 'number' =>
  times.every((time) => Number.isNaN(time) || Number.isSafeInteger(time)) ? 'integer' : 'number';

/** Entries as their rows stood in the source. */
function rowOrder({ size, sourceOrder }: Interactions): Uint32Array {
  if (sourceOrder === undefined) return new Uint32Array(size).map((_, entry) => entry);
  const last = sourceOrder.reduce((most, place) => Math.max(most, place), 0);
  const entryAt = new Int32Array(last + 1).fill(-1);
  for (let entry = 0; entry < size; entry++) entryAt[sourceOrder[entry]] = entry;
  return Uint32Array.from(entryAt.filter((entry) => entry >= 0));
}

const known = new Map<number, number>();
/** The fewest digits that are read as this Float32: 0.1, not 0.10000000149. */
function shortest(value: number): number {
  const found = known.get(value);
  if (found !== undefined) return found;
  let digits = 6;
  while (Math.fround(Number(value.toPrecision(digits))) !== value) digits++;
  const short = Number(value.toPrecision(digits));
  if (known.size < 10_000) known.set(value, short);
  return short;
}
