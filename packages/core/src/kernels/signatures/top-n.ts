/** Arguments of the kernels that list the best columns of each row. */
import type { BestColumns, Entries, Pattern } from './rows.ts';

/** Columns with known = 0 and, of row r, seenIndexes from seenPointers[r] to seenPointers[r + 1] − 1 are left out. */
type Eligible = [columns: number, known: Uint8Array, seenPointers: Uint32Array, seenIndexes: Uint32Array];

/** Columns packed by `packPanels` in the order `columnOf` (by falling norm), the norm of each. */
type Packed = [packed: Float32Array, norms: Float32Array, columnOf: Uint32Array, positionOf: Uint32Array, columns: number];

export interface TopNKernels {
  /**
   * The n best columns of x_r · y_c for each of the listed rows, seen columns left out (the pattern is [x rows × y rows]; exclude = 0
   * keeps them). `packed` is y. The lists are [listed × n]. Scratch: see `topNScratchBytes`.
   */
  topN: [
    rows: Uint32Array,
    x: Float32Array,
    ...packed: Packed,
    ...pattern: Pattern,
    exclude: number,
    factors: number,
    ...bestColumns: BestColumns,
  ];
  /**
   * The n best columns of Σ_e value_e · weights_{index_e} for each row, summed in float64 in the order of entries. weights:
   * [items × stride], stride a multiple of 4. Scratch: 12 · stride bytes.
   */
  denseTopN: [...entries: Entries, weights: Float32Array, stride: number, ...eligible: Eligible, ...bestColumns: BestColumns];
  /** The same with sparse weights. Scratch: 12 · columns bytes. */
  sparseTopN: [
    ...entries: Entries,
    weightPointers: Uint32Array,
    weightIndexes: Uint32Array,
    weights: Float32Array,
    ...eligible: Eligible,
    ...bestColumns: BestColumns,
  ];
}
