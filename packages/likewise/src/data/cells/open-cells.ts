/** A file of any known format, opened as a table of cells. */
import { LikewiseError } from '@likewise/core';
import { type ByteSource, openBytes } from './byte-source.ts';
import type { CellTable, Format, OpenOptions } from './cell-table.ts';
import { delimitedTable } from './delimited-table.ts';
import { jsonLinesTable } from './json-lines-table.ts';
import { parquetTable } from './parquet-table.ts';

/** @throws LikewiseError when the file cannot be read, or is of no format we know. */
export async function openCells(path: string, options: OpenOptions = {}): Promise<CellTable> {
  const opened = await openBytes(path, options);
  const source = options.prepare?.(opened) ?? opened;
  try {
    const format = formatOf(source);
    if (format === 'parquet') return await parquetTable(source, options);
    if (format === 'jsonl') return jsonLinesTable(source, options);
    return delimitedTable(source, options);
  } catch (error) {
    source.close();
    throw error;
  }
}

function formatOf(source: ByteSource): Format {
  const { head, name, path } = source;
  if (head.subarray(0, 4).toString('latin1') === 'PAR1') return 'parquet';
  const start = head.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])) ? 3 : 0;
  const text = head
    .subarray(start, start + 4096)
    .toString('utf8')
    .trimStart();
  const isJsonName = /\.(json|jsonl|ndjson)(\.gz)?$/i.test(path);
  if (text.startsWith('{') && (isJsonName || /^\{\s*("(?:[^"\\]|\\.)*"\s*:|\})/.test(text))) return 'jsonl';
  if (text.startsWith('[') && isJsonName) {
    throw new LikewiseError('json-array', `${name} is one JSON array; write one object a line (JSONL), as jq -c '.[]' does.`, {
      file: name,
    });
  }
  return 'delimited';
}
