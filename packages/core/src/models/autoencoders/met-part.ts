/** The part of a matrix that training meets: nothing is drawn, or moved, for ids without an entry. */
import { numberedRows } from '../../matrix/numbered-rows.ts';
import { columnCounts, filledRows, type SparseRows } from '../../matrix/sparse.ts';

export interface MetPart {
  /** Without empty rows and columns; numbered anew. */
  readonly matrix: SparseRows;
  /** Where each of its rows and columns stands in the whole; ascending. */
  readonly rows: Uint32Array;
  readonly columns: Uint32Array;
}

export function metPart(whole: SparseRows): MetPart {
  const rows = filledRows(whole);
  const columns = numberedRows(columnCounts(whole)).places;
  const matrix = metEntries(whole, rows, columns);
  return { matrix, rows, columns };
}

/** Entries of the kept rows and columns, of which every entry must have one, numbered anew. */
export function metEntries(whole: SparseRows, rows: Uint32Array, columns: Uint32Array): SparseRows {
  const numbers = new Uint32Array(whole.columns);
  columns.forEach((column, number) => {
    numbers[column] = number;
  });
  const pointers = new Uint32Array(rows.length + 1);
  rows.forEach((row, number) => {
    pointers[number + 1] = pointers[number] + whole.pointers[row + 1] - whole.pointers[row];
  });
  const indexes = whole.indexes.map((column) => numbers[column]);
  return { rows: rows.length, columns: columns.length, pointers, indexes, values: whole.values };
}
