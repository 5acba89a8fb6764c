/** A file of any known format, or several of one table, opened as a table of cells. */
import { openBytes } from './byte-source.ts';
import type { CellTable, OpenOptions } from './cell-table.ts';
import { delimitedTable } from './delimited-table.ts';
import { joinedTable } from './joined-table.ts';
import { isJson, jsonTable } from './json-table.ts';
import { withLineFeeds } from './line-ends.ts';
import { isParquet, parquetTable } from './parquet-table.ts';
import { filesAt } from './parts.ts';
import { type TextSource, textSource } from './text-encoding.ts';

/**
 * Opens the file, hands its table to `read`, and closes it. Several files, a folder of parts, or a pattern such as `parts/*.csv` are one table.
 * @throws LikewiseError when a file cannot be read, or is of no format we know, or has other columns than those before; and what `read` throws
 */
export async function withCells<T>(
  paths: string | readonly string[],
  options: OpenOptions,
  read: (table: CellTable) => Promise<T>,
): Promise<T> {
  const found = await filesAt(paths);
  const [{ path, name, hive }] = found.parts;
  const single = found.parts.length === 1 && hive.size === 0;
  const table = single ? await openTable(path, options, name) : await joinedTable(found, options, openTable);
  try {
    return await read(table);
  } finally {
    await table.close();
  }
}

async function openTable(path: string, options: OpenOptions, name: string): Promise<CellTable> {
  const source = await openBytes(path, options, name);
  try {
    const table = isParquet(source) ? await parquetTable(source, options) : textTable(textSource(source, options.encoding), options);
    const close = async (): Promise<void> => {
      await table.close();
      source.close();
    };
    return { ...table, close };
  } catch (error) {
    source.close();
    throw error;
  }
}

function textTable(plain: TextSource, options: OpenOptions): CellTable {
  const lines = withLineFeeds(plain);
  const recognised = options.recognise?.(lines);
  if (recognised !== undefined) return recognised;
  const text = options.prepare?.(lines) ?? lines;
  return isJson(text, options.ragged) ? jsonTable(text, options.fields, options.ragged) : delimitedTable(text, options);
}
