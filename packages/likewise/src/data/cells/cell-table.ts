/** A table, whatever its format, as blocks of cells: the one thing that readers of ratings, items and edges see. */
import type { ByteSource } from './byte-source.ts';
import type { Encoding } from './text-encoding.ts';

/** The cells of one column in some rows: row r is bytes[bounds[first + r·stride] … bounds[first + r·stride + 1]). */
export interface CellSlice {
  readonly bytes: Uint8Array;
  readonly bounds: Int32Array;
  readonly first: number;
  readonly stride: number;
}

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
