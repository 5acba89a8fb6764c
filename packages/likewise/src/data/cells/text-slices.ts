/** Cells given as text, as slices over one buffer. */
import type { CellSlice } from './cell-table.ts';

/** Row by row, `width` cells a row. */
export function slicesOf(cells: readonly string[], width: number): readonly CellSlice[] {
  const bytes = Buffer.from(cells.join(''));
  const bounds = new Int32Array(2 * cells.length);
  let at = 0;
  for (let cell = 0; cell < cells.length; cell++) {
    bounds[2 * cell] = at;
    at += Buffer.byteLength(cells[cell]);
    bounds[2 * cell + 1] = at;
  }
  return Array.from({ length: width }, (_, column) => ({ bytes, bounds, first: 2 * column, stride: 2 * width }));
}
