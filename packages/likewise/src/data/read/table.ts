/** Any file as named columns of text: edges, votes, logs, item files; and baskets, whose rows differ in width. */
import { LikewiseError } from '@likewise/core';
import type { CellTable, OpenOptions } from '../cells/cell-table.ts';
import { openCells } from '../cells/open-cells.ts';
import { decode } from '../cells/text-encoding.ts';

export interface ReadTableOptions extends Pick<OpenOptions, 'delimiter' | 'encoding' | 'signal' | 'header'> {}

export interface TextTable {
  /** What messages call the file. */
  readonly file: string;
  readonly header: boolean;
  /** Names of the columns; "column 1" … without a header. */
  readonly names: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly delimiter: string | undefined;
  /** "line 5": where a row, counted from 0, stands in the file, for messages. */
  where(row: number): string;
}

/**
 * All rows as text; blanks around a cell go unless they stand in quotes.
 * @param options `header: 'known-names'` for edge lists, whose first line is data unless all its names are known.
 * @throws LikewiseError as `readInteractions` does.
 */
export async function readTable(path: string, options: ReadTableOptions = {}): Promise<TextTable> {
  const table = await openCells(path, options);
  try {
    const rows: string[][] = [];
    for await (const { rows: count, slices } of table.blocks()) {
      for (let row = 0; row < count; row++) {
        rows.push(
          slices.map(({ bytes, bounds, first, stride }) =>
            decode(bytes, bounds[first + row * stride], bounds[first + row * stride + 1], table.encoding()),
          ),
        );
      }
    }
    requireRows(table, rows.length);
    return {
      file: table.file,
      header: table.header,
      names: Array.from({ length: table.width }, (_, position) => table.names?.[position] || `column ${position + 1}`),
      rows,
      delimiter: table.delimiter,
      where: (row) => table.where(row).text,
    };
  } finally {
    await table.close();
  }
}

/**
 * One basket a line: its items as text, in the order of the line, empty cells left out. The first line is a basket too.
 * @throws LikewiseError as `readInteractions` does.
 */
export async function readBaskets(path: string, options: Omit<ReadTableOptions, 'header'> = {}): Promise<readonly (readonly string[])[]> {
  const table = await openCells(path, { ...options, ragged: true, header: false });
  if (table.format !== 'delimited') {
    await table.close();
    throw new LikewiseError('not-baskets', `${table.file} is ${table.format}; baskets are one line each, items separated by commas.`, {
      file: table.file,
    });
  }
  try {
    const baskets: string[][] = [];
    for await (const { counts, slices } of table.blocks()) {
      const [{ bytes, bounds, first }] = slices;
      let slot = first;
      for (const cells of counts as readonly number[]) {
        const basket: string[] = [];
        for (let cell = 0; cell < cells; cell++, slot += 2) {
          if (bounds[slot] !== bounds[slot + 1]) basket.push(decode(bytes, bounds[slot], bounds[slot + 1], table.encoding()));
        }
        baskets.push(basket);
      }
    }
    requireRows(table, baskets.length);
    return baskets;
  } finally {
    await table.close();
  }
}

function requireRows(table: CellTable, rows: number): void {
  if (rows > 0) return;
  throw new LikewiseError('no-rows', `${table.file} holds a header only (${table.names?.join(', ')}) and no row; give at least one.`, {
    file: table.file,
  });
}
