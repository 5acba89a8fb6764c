/** Any file as named columns of text: edges, votes, logs, item files. */
import { LikewiseError } from '@likewise/core';
import { type CellTable, cellText, type OpenOptions } from '../cells/cell-table.ts';
import { withCells } from '../cells/open-cells.ts';

export interface ReadTableOptions extends Pick<OpenOptions, 'delimiter' | 'encoding' | 'signal' | 'header' | 'prepare'> {}

export interface TextTable {
  /** What messages call the file. */
  readonly file: string;
  readonly header: boolean;
  /** Names of the columns; "column 1" … without a header. */
  readonly names: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly delimiter: string | undefined;
  /** Lines for stderr about how the bytes were read, where there is anything to tell. */
  readonly notes?: readonly string[] | undefined;
  /** "line 5": where a row, counted from 0, stands in the file, for messages. */
  where(row: number): string;
}

/**
 * All rows as text; blanks around a cell go unless they stand in quotes.
 * @param options `header: 'known-names'` for edge lists, whose first line is data unless all its names are known.
 * @throws LikewiseError as `readInteractions` does.
 */
export const readTable = (paths: string | readonly string[], options: ReadTableOptions = {}): Promise<TextTable> =>
  withCells(paths, options, async (table) => {
    const { file, header, width, delimiter } = table;
    const rows: string[][] = [];
    for await (const { rows: count, slices } of table.blocks())
      for (let row = 0; row < count; row++) rows.push(slices.map((slice) => cellText(slice, row)));
    requireRows(table, rows.length);
    const names = Array.from({ length: width }, (_, position) => table.names?.[position] || `column ${position + 1}`);
    const notes = table.notes().map((note) => `${file}: ${note}`);
    return { file, header, names, rows, delimiter, notes, where: (row) => table.where(row).text };
  });

/** @throws LikewiseError `no-rows` */
export function requireRows({ file, names }: CellTable, rows: number): void {
  if (rows > 0) return;
  throw new LikewiseError('no-rows', `${file} holds a header only (${names?.join(', ')}) and no row; give at least one.`, { file });
}
