/** Arguments of the kernels that learn weights between items in closed form or one item at a time. */
import type { BestColumns, Entries } from './rows.ts';

type Left = [leftPointers: Uint32Array, leftIndexes: Uint32Array, leftValues: Float32Array];
type Gram = [gram: Float32Array, stride: number, columns: number];
type ElasticNet = [sparsity: number, penalty: number, nonNegative: number, sweeps: number, tolerance: number];
type Places = [itemPointers: Uint32Array, places: Uint32Array, placeUsers: Uint32Array];

export interface ItemWeightKernels {
  /**
   * Gram matrix of a sparse matrix, upper triangle: products_r[c] = Σ_u v_u,i v_u,c for c ≥ i = first + r; float64 [rows × columns].
   * Rows of the entries are users; `places` and `placeUsers` list, for each item (itemPointers), where its entries stand among them
   * and whose they are, as `transpose` gives them.
   */
  coOccurrences: [...places: Places, ...entries: Entries, columns: number, first: number, products: Float64Array];
  /**
   * Inverse of a symmetric positive definite matrix in float64 by block sweeps: for step = 0 … along − 1 one after the other
   * sweepPivot (1 row), sweepPanels and sweepTiles (`along` rows each) leave the negative inverse. `tiles`: the upper triangle in
   * tiles of 64 × 64, `along` of them along a side, row-major, tile (i, j) at i(2 along − i + 1)/2 + j − i (`tiles.ts`); of a
   * diagonal tile the upper half is read. `diagonal`: the matrix's own, [64 along]; packed: [64 × 64]. Fails at a row whose pivot is
   * not above 1e-14 of it.
   */
  sweepPivot: [tiles: Float64Array, diagonal: Float64Array, along: number, step: number, packed: Float64Array];
  /** Packs S, the rows of the pivot, into `left` and D⁻¹S into `right` and the tiles; left, right: [along × 64 × 64], strips of four columns. */
  sweepPanels: [tiles: Float64Array, along: number, step: number, packed: Float64Array, left: Float64Array, right: Float64Array];
  /** tile(i, j) −= left_iᵀ right_j for j ≥ i = row, both not the pivot's. */
  sweepTiles: [tiles: Float64Array, along: number, step: number, left: Float64Array, right: Float64Array];
  /**
   * Elastic net of item j = first + r on all others: weights_r minimizes ½ wᵀGw − G_j·w + penalty/2 ‖w‖² + sparsity ‖w‖₁ with
   * w_j = 0, and w ≥ 0 where nonNegative = 1, by coordinate descent from 0, largest G_jk first; it ends after a pass over all columns
   * that moves no weight by more than `tolerance`, or after `sweeps` passes. gram: [columns × stride], stride a multiple of 4;
   * weights: [rows × stride]. Items of length 0 get and give nothing. Scratch: 12 · stride bytes.
   */
  elasticNetRows: [...gram: Gram, ...elasticNet: ElasticNet, first: number, weights: Float32Array];
  /**
   * The n largest scales_c · Σ_e left_e value_{index_e, c} above 0 of each row r, c ≠ r: a sparse matrix times another, each row
   * cut to its best. Scratch: 12 · columns bytes.
   */
  productTopN: [...left: Left, ...entries: Entries, scales: Float32Array, columns: number, ...bestColumns: BestColumns];
}
