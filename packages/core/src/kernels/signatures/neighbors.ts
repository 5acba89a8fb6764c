/** Arguments of the kernels that compare pairs of rows of one sparse matrix. */
import type { Entries } from './rows.ts';

/** The matrix by column, rows ascending. */
type ByColumn = [columnPointers: Uint32Array, columnRows: Uint32Array, columnValues: Float32Array];
/** The `length` best of each row; [rows × length], `counts` of them [rows]. */
type Lists = [length: number, listRows: Uint32Array, listScores: Float32Array, counts: Uint32Array];

export interface NeighborKernels {
  /**
   * Similarities of all pairs of rows; the `length` best of each row are kept. Rows of the run are tiles: tiles[2t] ≥ tiles[2t + 1]
   * are two groups of rows, groups = first row of each group and the end. Tiles that share no group may run together; meet between
   * those that do. The matrix stands by row (the entries) and, group by group, by column (columnRows, columnValues);
   * column c of group g begins at columnPointers[g · (columns + 1) + c]; columnRows holds places in the group, at most 65,536, two in
   * a word. Measures and `facts`: see similarity.ts; those of patterns read no values. signed = 1 keeps similarities below 0 too; 0
   * is never kept. `counts` are 0 and `floors` (least score that is wanted) a tiny number or −Infinity at the
   * start; finish with `sortLists`. Scratch: see `similarPairsScratchBytes`.
   */
  similarPairs: [
    tiles: Uint32Array,
    groups: Uint32Array,
    columns: number,
    ...entries: Entries,
    ...byColumn: ByColumn,
    facts: Float32Array,
    measure: number,
    minOverlap: number,
    shrinkage: number,
    signed: number,
    ...lists: Lists,
    floors: Float32Array,
  ];
  /** Lists of `similarPairs`, each sorted: best first, ties by lower row. */
  sortLists: Lists;
  /**
   * For every pair of rows r > s: Σ (x − y) over the columns they share, x the value of r and y that of s, and how many these are.
   * The matrix stands by row and by column (rows ascending). Triangles without diagonal: pair (r, s) at r (r − 1) / 2 + s; zeros
   * at the start.
   */
  pairDifferences: [...entries: Entries, ...byColumn: ByColumn, differences: Float32Array, overlaps: Uint32Array];
}
