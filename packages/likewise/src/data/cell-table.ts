/** Any table, whatever its format, as blocks of cells: the one thing that readers of ratings, items and edges see. */
import { LikewiseError } from '@likewise/core';
import { type ByteSource, openBytes } from './byte-source.ts';
import type { CellSlice } from './columns.ts';
import { delimitedTable } from './delimited-table.ts';
import { jsonLinesTable } from './json-lines-table.ts';
import { parquetTable } from './parquet-table.ts';
import type { Encoding } from './text-encoding.ts';

export type Format = 'delimited' | 'jsonl' | 'parquet';

/** Rows of cells, valid until the next block is asked for. */
export interface CellBlock {
  readonly rows: number;
  /** One slice a column. */
  readonly slices: readonly CellSlice[];
  /** Ragged tables only: cells of each row; the cells stand one after the other in `slices[0]`. */
  readonly counts?: readonly number[] | undefined;
}

export interface CellTable {
  /** What messages call the file. */
  readonly file: string;
  readonly format: Format;
  /** `undefined` unless delimited. */
  readonly delimiter: string | undefined;
  readonly header: boolean;
  /** Column names; `undefined` without a header. */
  readonly names: readonly string[] | undefined;
  readonly width: number;
  /** Some rows from the start, as text. */
  readonly sample: readonly (readonly string[])[];
  /** Mean bytes of a row of the sample, to estimate how many rows there are; `undefined` where unknown. */
  readonly rowBytes: number | undefined;
  readonly source: ByteSource;
  readonly compressed: boolean;
  /** Encoding as far as the rows read so far tell. */
  encoding(): Encoding;
  /** "line 5" or "row 5": where a data row, counted from 0, stands in the file. */
  where(row: number): { readonly text: string; readonly line: number };
  /** All rows, once. */
  blocks(): AsyncGenerator<CellBlock>;
  /** Gives up what is open when `blocks` is not read to its end; harmless afterwards. */
  close(): Promise<void>;
}

export interface OpenOptions {
  readonly delimiter?: string | undefined;
  readonly encoding?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called after each block with the bytes unpacked so far. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
  /** Rows may differ in width (baskets). */
  readonly ragged?: boolean | undefined;
  /** The first line is a header only where all its names are known (edge lists, baskets); `true` or `false` settle it. */
  readonly header?: 'known-names' | boolean | undefined;
  /** Rewrites the bytes before anything looks at them. */
  readonly prepare?: ((source: ByteSource) => ByteSource) | undefined;
}

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
