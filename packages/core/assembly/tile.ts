/**
 * The register tile under the rank-n update, the Cholesky factor, the inverse and the scan for the best columns: four rows by eight (or
 * four) columns. Eight 128-bit sums stay in registers; larger tiles spill, smaller ones wait for loads.
 */
import { rowAt } from './arrays';

/** What the products do to the target. */
export const SET: i32 = 0;
export const ADD: i32 = 1;
export const SUBTRACT: i32 = 2;

/**
 * target[i][j], i < 4, j < 8, or 4 where not `wide` (half as many of float64): set to, raised or lowered by Σ_p left_p[i] · right_p[j] over
 * `depth` rows. Strides in bytes; `wide` and `mode` are constants at every call.
 */
// @ts-ignore: decorator
@inline export function tile<T>(
  wide: bool, mode: i32, left: usize, leftStride: usize, right: usize, rightStride: usize, depth: i32, target: usize, targetStride: usize,
): void {
  let s00 = v128.splat<T>(0);
  let s01 = s00, s10 = s00, s11 = s00, s20 = s00, s21 = s00, s30 = s00, s31 = s00;
  for (const last = left + <usize>depth * leftStride; left != last; left += leftStride) {
    const b0 = v128.load(right);
    const b1 = wide ? v128.load(right, 16) : b0;
    let a = v128.load_splat<T>(left);
    s00 = v128.add<T>(s00, v128.mul<T>(a, b0));
    if (wide) s01 = v128.add<T>(s01, v128.mul<T>(a, b1));
    a = v128.load_splat<T>(left, sizeof<T>());
    s10 = v128.add<T>(s10, v128.mul<T>(a, b0));
    if (wide) s11 = v128.add<T>(s11, v128.mul<T>(a, b1));
    a = v128.load_splat<T>(left, 2 * sizeof<T>());
    s20 = v128.add<T>(s20, v128.mul<T>(a, b0));
    if (wide) s21 = v128.add<T>(s21, v128.mul<T>(a, b1));
    a = v128.load_splat<T>(left, 3 * sizeof<T>());
    s30 = v128.add<T>(s30, v128.mul<T>(a, b0));
    if (wide) s31 = v128.add<T>(s31, v128.mul<T>(a, b1));
    right += rightStride;
  }
  finish<T>(wide, mode, target, s00, s01);
  finish<T>(wide, mode, target + targetStride, s10, s11);
  finish<T>(wide, mode, target + 2 * targetStride, s20, s21);
  finish<T>(wide, mode, target + 3 * targetStride, s30, s31);
}

// @ts-ignore: decorator
@inline function finish<T>(wide: bool, mode: i32, to: usize, low: v128, high: v128): void {
  v128.store(to, merged<T>(mode, to, low));
  if (wide) v128.store(to, merged<T>(mode, to + 16, high), 16);
}

// @ts-ignore: decorator
@inline function merged<T>(mode: i32, at: usize, sum: v128): v128 {
  return mode == SET ? sum : mode == ADD ? v128.add<T>(v128.load(at), sum) : v128.sub<T>(v128.load(at), sum);
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
    tile<f32>(true, mode, left, stride, panel + offset, stride, depth, to + offset, targetStride);
  }
  const offset = (<usize>whole) << 2;
  if (whole < size) tile<f32>(false, mode, left, stride, panel + offset, stride, depth, to + offset, targetStride);
}

/** Rows of `size` floats that fit a first-level cache beside the target. */
export function panelDepth(size: i32): i32 {
  return size >= 96 ? 48 : size >= 48 ? 64 : 128;
}
