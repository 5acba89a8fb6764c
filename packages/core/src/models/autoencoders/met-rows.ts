/** The part of a matrix that training meets: nothing is drawn, or moved, for ids without an entry. */
import type { DenseMatrix } from '../../matrix/dense.ts';
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
  const counts = columnCounts(whole);
  const columns = Uint32Array.from(counts.keys()).filter((column) => counts[column] > 0);
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

/** Rows back to where they stand in the whole; 0 in the others. */
export function inPlace(values: Float32Array, width: number, places: Uint32Array, rows: number): DenseMatrix {
  const whole = new Float32Array(rows * width);
  places.forEach((place, row) => {
    whole.set(values.subarray(row * width, (row + 1) * width), place * width);
  });
  return { rows, columns: width, values: whole };
}
