/** Tables as text: CSV, TSV and lines of JSON. */
import { csvLine } from '../../words/csv.ts';
import type { Cell, Table, TableFormat } from './table.ts';

/** Long enough that a write costs little beside what it writes. */
const blockCharacters = 1 << 16;

/** The text in blocks. Numbers have the digits that read back as the same double. */
export function* textOf({ columns, rows }: Table, format: Exclude<TableFormat, 'parquet'>): Generator<string> {
  const delimiter = format === 'tsv' ? '\t' : ',';
  const lineOf =
    format === 'jsonl'
      ? (row: number) => `${JSON.stringify(Object.fromEntries(columns.map(({ name, kind, at }) => [name, jsonOf(at(row), kind)])))}\n`
      : (row: number) =>
          csvLine(
            columns.map(({ at }) => written(at(row))),
            delimiter,
          );
  let block = format === 'jsonl' ? '' : csvLine(columns.map(({ name }) => name), delimiter); // biome-ignore format: one line
  for (let row = 0; row < rows; row++) {
    block += lineOf(row);
    if (block.length < blockCharacters) continue;
    yield block;
    block = '';
  }
  yield block;
}

const written = (cell: Cell): string | number => (cell === undefined || Number.isNaN(cell) ? '' : cell);
const jsonOf = (cell: Cell, kind: string): string | number | null =>
  cell === undefined || Number.isNaN(cell) ? null : kind === 'integer' ? Number(cell) : cell;
