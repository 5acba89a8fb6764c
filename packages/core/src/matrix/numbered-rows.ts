/** Rows that have entries, numbered anew: nothing is drawn, or moved, for ids without one. */
import type { DenseMatrix } from './dense.ts';

export interface NumberedRows {
  /** Where each stands in the whole; ascending. */
  readonly places: Uint32Array;
  /** Its number among them, −1 for a row without entries; [rows of the whole]. */
  readonly numberOf: Int32Array;
}

/** @param counts entries of each row of the whole */
export function numberedRows(counts: ArrayLike<number>): NumberedRows {
  let size = 0;
  const numberOf = Int32Array.from(counts, (count) => (count > 0 ? size++ : -1));
  return { numberOf, places: Uint32Array.from(numberOf.keys()).filter((place) => numberOf[place] >= 0) };
}

/** Rows of `values`, [places × width], back to where they stand in the whole; 0 in the others; [rows × width]. */
export function inPlace(values: Float32Array, width: number, places: Uint32Array, rows: number): DenseMatrix {
  const whole = new Float32Array(rows * width);
  places.forEach((place, row) => {
    whole.set(values.subarray(row * width, (row + 1) * width), place * width);
  });
  return { rows, columns: width, values: whole };
}
