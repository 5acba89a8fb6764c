/**
 * The register tile under the rank-n update, the Cholesky factor and the scan for the best columns: four rows by eight (or four)
 * columns of BᵀB. Eight 128-bit sums stay in registers; larger tiles spill, smaller ones wait for loads.
 */
import { rowAt } from './arrays';
import { multiplyAdd } from './vector';

/** What the products do to the target. */
export const SET: i32 = 0;
export const ADD: i32 = 1;
export const SUBTRACT: i32 = 2;

/**
 * target[i][j], i < 4, j < 8, or 4 where not `wide`: set to, raised or lowered by Σ_p left_p[i] · right_p[j] over `depth` rows. Strides
 * in bytes; `wide` and `mode` are constants at every call.
 */
// @ts-ignore: decorator
@inline export function tile(
  wide: bool, mode: i32, left: usize, leftStride: usize, right: usize, rightStride: usize, depth: i32, target: usize, targetStride: usize,
): void {
  let s00 = f32x4.splat(0);
  let s01 = s00, s10 = s00, s11 = s00, s20 = s00, s21 = s00, s30 = s00, s31 = s00;
  for (const last = left + <usize>depth * leftStride; left != last; left += leftStride) {
    const b0 = v128.load(right);
    const b1 = wide ? v128.load(right, 16) : b0;
    let a = v128.load32_splat(left);
    s00 = multiplyAdd(a, b0, s00);
    if (wide) s01 = multiplyAdd(a, b1, s01);
    a = v128.load32_splat(left, 4);
    s10 = multiplyAdd(a, b0, s10);
    if (wide) s11 = multiplyAdd(a, b1, s11);
    a = v128.load32_splat(left, 8);
    s20 = multiplyAdd(a, b0, s20);
    if (wide) s21 = multiplyAdd(a, b1, s21);
    a = v128.load32_splat(left, 12);
    s30 = multiplyAdd(a, b0, s30);
    if (wide) s31 = multiplyAdd(a, b1, s31);
    right += rightStride;
  }
  finish(wide, mode, target, s00, s01);
  finish(wide, mode, target + targetStride, s10, s11);
  finish(wide, mode, target + 2 * targetStride, s20, s21);
  finish(wide, mode, target + 3 * targetStride, s30, s31);
}

// @ts-ignore: decorator
@inline function finish(wide: bool, mode: i32, to: usize, low: v128, high: v128): void {
  v128.store(to, mode == SET ? low : mode == ADD ? f32x4.add(v128.load(to), low) : f32x4.sub(v128.load(to), low));
  if (wide) v128.store(to, mode == SET ? high : mode == ADD ? f32x4.add(v128.load(to, 16), high) : f32x4.sub(v128.load(to, 16), high), 16);
}

/**
 * Upper triangle of target += Σ_p b_p b_pᵀ over the `depth` rows b_p of `panel`, each `size` long (a multiple of 4).
 * Up to four columns left of the diagonal are written too; nobody reads them. Strides in bytes.
 */
export function rankUpdate(panel: usize, depth: i32, panelStride: usize, size: i32, target: usize, targetStride: usize): void {
  for (let row = 0; row < size; row += 4) tilesOfRow(ADD, panel, depth, panelStride, row, size, target, targetStride);
}

/** The tiles of four rows of target ± Σ_p b_p b_pᵀ, from the diagonal on. */
// @ts-ignore: decorator
@inline export function tilesOfRow(
  mode: i32, panel: usize, depth: i32, stride: usize, row: i32, size: i32, target: usize, targetStride: usize,
): void {
  const left = panel + ((<usize>row) << 2);
  const to = rowAt(target, row, targetStride);
  const whole = size & ~7;
  for (let column = row & ~7; column < whole; column += 8) {
    const offset = (<usize>column) << 2;
    tile(true, mode, left, stride, panel + offset, stride, depth, to + offset, targetStride);
  }
  const offset = (<usize>whole) << 2;
  if (whole < size) tile(false, mode, left, stride, panel + offset, stride, depth, to + offset, targetStride);
}

/** Rows of `size` floats that fit a first-level cache beside the target. */
// @ts-ignore: decorator
@inline export function panelDepth(size: i32): i32 {
  return size >= 96 ? 48 : size >= 48 ? 64 : 128;
}
