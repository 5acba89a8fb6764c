/** Symmetric rank-n update, the heart of exact ALS and of Gram matrices. */
import { tile4x4, tile4x8 } from './tile';

/**
 * Upper triangle of target += Σ_p b_p b_pᵀ over the `depth` rows b_p of `panel`, each `size` long (a multiple of 4).
 * Up to four columns left of the diagonal are written too; nobody reads them. Strides in bytes.
 */
export function rankUpdate(panel: usize, depth: i32, panelStride: usize, size: i32, target: usize, targetStride: usize): void {
  const whole = size & ~7;
  for (let row = 0; row < size; row += 4) {
    for (let column = row & ~7; column < whole; column += 8) {
      tile4x8(false, panel, depth, panelStride, row, column, target, targetStride);
    }
    if (whole < size) tile4x4(false, panel, depth, panelStride, row, whole, target, targetStride);
  }
}

/** Rows of `size` floats that fit a first-level cache beside the target. */
// @ts-ignore: decorator
@inline
export function panelDepth(size: i32): i32 {
  return size >= 96 ? 48 : size >= 48 ? 64 : 128;
}
