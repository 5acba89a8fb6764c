/** A table whose rows each hold several pairs, as a table with one row a pair. */
import { type CellBlock, type CellTable, cellText, SAMPLE_ROWS } from '../../cells/cell-table.ts';
import { numberIn, plainNumber } from '../../cells/cell-values.ts';
import { slicesOf } from '../../cells/text-slices.ts';
import { Origins } from './origins.ts';

/** A row of the table that is unfolded. */
interface RowCells {
  text(column: number): string;
  /** NaN where the cell is no plain number; `text` tells more. */
  number(column: number): number;
}

export interface Unfolding {
  /** Columns of the new table; their names tell their roles. */
  readonly names: readonly string[];
  /** Adds the cells of the new rows that come of a row, counted from 0. */
  unfold(cells: RowCells, row: number, into: string[]): void;
  /** After the last of so many rows. */
  ended?(rows: number): void;
  /** What is said of the file, as far as it is read. */
  notes(): readonly string[];
}

export function unfoldedTable(table: CellTable, { names, unfold, ended, notes }: Unfolding): CellTable {
  const width = names.length;
  const origins = new Origins();
  const first: string[] = [];
  for (const [row, cells] of table.sample.entries()) {
    if (first.length >= SAMPLE_ROWS * width) break;
    unfold({ text: (column) => cells[column] ?? '', number: (column) => numberIn(cells[column] ?? '') ?? Number.NaN }, row, first);
  }
  const rows = Math.min(SAMPLE_ROWS, first.length / width);
  return {
    ...table,
    delimiter: undefined,
    header: false,
    names,
    width,
    sample: Array.from({ length: rows }, (_, row) => first.slice(row * width, (row + 1) * width)),
    estimatedRows: undefined,
    notes: () => [...notes(), ...table.notes()],
    where: (row) => table.where(origins.of(row)),
    async *blocks(): AsyncGenerator<CellBlock> {
      let row = 0;
      for await (const { rows: count, slices } of table.blocks()) {
        const cells: string[] = [];
        let r = 0;
        const inBlock: RowCells = {
          text: (column) => cellText(slices[column], r),
          number: (column) => {
            const { bytes, bounds, first: from, stride } = slices[column];
            return plainNumber(bytes, bounds[from + r * stride], bounds[from + r * stride + 1]);
          },
        };
        for (; r < count; r++) {
          const before = cells.length;
          unfold(inBlock, row++, cells);
          origins.push((cells.length - before) / width);
        }
        if (cells.length > 0) yield { rows: cells.length / width, slices: slicesOf(cells, width) };
      }
      ended?.(row);
    },
  };
}
