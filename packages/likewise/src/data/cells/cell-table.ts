/** A table, whatever its format, as blocks of cells: the one thing that readers of ratings, items and edges see. */
import type { ByteOptions } from './byte-source.ts';
import type { Encoding } from './encoding-names.ts';
import type { TextSource } from './text-encoding.ts';

/** The cells of one column in some rows: row r is bytes[bounds[first + r·stride] … bounds[first + r·stride + 1]), in UTF-8. */
export interface CellSlice {
  readonly bytes: Buffer;
  readonly bounds: Int32Array;
  readonly first: number;
  readonly stride: number;
}

export const cellText = ({ bytes, bounds, first, stride }: CellSlice, row: number): string =>
  bytes.toString('utf8', bounds[first + row * stride], bounds[first + row * stride + 1]);

/** So many rows, at most, tell what a file is like. */
export const SAMPLE_ROWS = 200;

type FormatName = 'delimited' | 'jsonl' | 'parquet';

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
  readonly format: FormatName;
  /** `undefined` unless delimited. */
  readonly delimiter: string | undefined;
  readonly header: boolean;
  /** Column names; `undefined` without a header. */
  readonly names: readonly string[] | undefined;
  readonly width: number;
  /** Some rows from the start, as text. */
  readonly sample: readonly (readonly string[])[];
  /** Rows by the size of the file and the mean length of a row of its beginning; `undefined` where unknown. */
  readonly estimatedRows: number | undefined;
  /** Size on disk; `undefined` for standard input. */
  readonly fileBytes: number | undefined;
  readonly compressed: boolean;
  /** What users are called where nothing in the file names them: `line` by their place in it, `number` by one that another file may use for others. */
  readonly usersBy?: 'line' | 'number' | undefined;
  /** Encoding of the file as far as the rows read so far tell. */
  encoding(): Encoding;
  /**
   * Sentences about how the bytes were read, as far as they are read: lines that are no rows, parts that were joined; a guess that may be
   * wrong begins with "warning: ".
   */
  notes(): readonly string[];
  /** "line 5" or "row 5": where a data row, counted from 0, stands in the file. */
  where(row: number): { readonly text: string; readonly line: number };
  /** All rows, once. */
  blocks(): AsyncGenerator<CellBlock>;
  /** Gives up what is open when `blocks` is not read to its end; harmless afterwards. */
  close(): Promise<void>;
}

export interface OpenOptions extends ByteOptions {
  /** Separator: one or more characters, or tab, comma, semicolon, pipe, space. */
  readonly delimiter?: string | undefined;
  /** utf-8, latin-1, utf-16 or another that TextDecoder knows: gbk, shift_jis, windows-1251 … */
  readonly encoding?: string | undefined;
  /** Rows may differ in width (baskets). */
  readonly ragged?: boolean | undefined;
  /**
   * Whether the first line of delimited text is a header: `known-names` where all its names are known (edge lists, baskets), or a judge of
   * the first rows. Left out: by known names, or by cells that differ in kind from the column below.
   */
  readonly header?: 'known-names' | boolean | ((sample: CellTable['sample']) => boolean) | undefined;
  /** Takes text whose lines are no rows of cells. */
  readonly recognise?: ((source: TextSource) => CellTable | undefined) | undefined;
  /** Fields of JSON records that other files of the same table have. */
  readonly fields?: readonly string[] | undefined;
  /** Rewrites the text before anything looks at it. */
  readonly prepare?: ((source: TextSource) => TextSource) | undefined;
}
