/** A file of any known format, opened as a table of cells. */
import { openBytes } from './byte-source.ts';
import type { CellTable, OpenOptions } from './cell-table.ts';
import { delimitedTable } from './delimited-table.ts';
import { isJsonLines, jsonLinesTable } from './json-lines-table.ts';
import { isParquet, parquetTable } from './parquet-table.ts';
import { textSource } from './text-encoding.ts';

/**
 * Opens the file, hands its table to `read`, and closes it.
 * @throws LikewiseError when the file cannot be read, or is of no format we know; and what `read` throws
 */
export async function withCells<T>(path: string, options: OpenOptions, read: (table: CellTable) => Promise<T>): Promise<T> {
  const table = await openCells(path, options);
  try {
    return await read(table);
  } finally {
    await table.close();
  }
}

async function openCells(path: string, options: OpenOptions): Promise<CellTable> {
  const source = await openBytes(path, options);
  try {
    if (isParquet(source)) return await parquetTable(source, options);
    const plain = textSource(source, options.encoding);
    const text = options.prepare?.(plain) ?? plain;
    return isJsonLines(text) ? jsonLinesTable(text) : delimitedTable(text, options);
  } catch (error) {
    source.close();
    throw error;
  }
}
