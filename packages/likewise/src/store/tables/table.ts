/** Tables that are written to files: what they hold, and in which format by the ending of the path. */
import { LikewiseError } from '@likewise/core';

/** `undefined` and NaN are empty cells. */
export type Cell = string | number | undefined;

export interface TableColumn {
  readonly name: string;
  /** `integer`: numbers within ±2^53, or texts that spell such; `float`: what a Float32 holds; `number`: what a double holds. */
  readonly kind: 'text' | 'integer' | 'float' | 'number';
  readonly at: (row: number) => Cell;
}

export interface Table {
  readonly rows: number;
  readonly columns: readonly TableColumn[];
}

export type TableFormat = 'csv' | 'tsv' | 'jsonl' | 'parquet';

const endings: Readonly<Record<string, TableFormat>> = { csv: 'csv', tsv: 'tsv', jsonl: 'jsonl', ndjson: 'jsonl', parquet: 'parquet' };

/** @throws LikewiseError `unknown-ending` */
export function tableFormat(path: string): { readonly format: TableFormat; readonly packed: boolean } {
  const [, ending = '', gz] = /\.([a-z]+)(\.gz)?$/i.exec(path) ?? [];
  const format = Object.hasOwn(endings, ending.toLowerCase()) ? endings[ending.toLowerCase()] : undefined;
  if (format !== undefined && (format !== 'parquet' || gz === undefined)) return { format, packed: gz !== undefined };
  const must = 'the name must end in .csv, .tsv, .jsonl, each also with .gz, or in .parquet, which says how it is written';
  throw new LikewiseError('unknown-ending', `cannot write ${path}: ${must}.`, { path });
}

/** Whether all ids are whole numbers in their own spelling, so that a column of numbers holds them and gives them back. */
export function kindOfIds(ids: Iterable<string | number>): 'integer' | 'text' {
  for (const id of ids) if (!Number.isSafeInteger(Number(id)) || String(Number(id)) !== String(id)) return 'text';
  return 'integer';
}
