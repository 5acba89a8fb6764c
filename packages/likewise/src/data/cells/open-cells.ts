/** A file of any known format, opened as a table of cells. */
import { openBytes } from './byte-source.ts';
import type { CellTable, OpenOptions } from './cell-table.ts';
import { delimitedTable } from './delimited-table.ts';
import { isJson, jsonTable } from './json-table.ts';
import { withLineFeeds } from './line-ends.ts';
import { isParquet, parquetTable } from './parquet-table.ts';
import { type TextSource, textSource } from './text-encoding.ts';

/**
 * Opens the file, hands its table to `read`, and closes it.
 * @throws LikewiseError when the file cannot be read, or is of no format we know; and what `read` throws
 */
export async function withCells<T>(path: string, options: OpenOptions, read: (table: CellTable) => Promise<T>): Promise<T> {
  const source = await openBytes(path, options);
  let table: CellTable | undefined;
  try {
    table = isParquet(source) ? await parquetTable(source, options) : textTable(textSource(source, options.encoding), options);
    return await read(table);
  } finally {
    await table?.close();
    source.close();
  }
}

function textTable(plain: TextSource, options: OpenOptions): CellTable {
  const lines = withLineFeeds(plain);
  const text = options.prepare?.(lines) ?? lines;
  return options.recognise?.(text) ?? (isJson(text) ? jsonTable(text) : delimitedTable(text, options));
}
