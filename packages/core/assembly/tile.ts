/**
 * The register tile under the rank-n update and the Cholesky factor: four rows by eight (or four) columns of
 * target ± BᵀB. Eight 128-bit sums stay in registers; larger tiles spill, smaller ones wait for loads.
 */
import { multiplyAdd } from './vector';

/**
 * target[row … row+3][column … column+7] ± Σ_p b_p[row + i] · b_p[column + j] over the `depth` rows b_p of `panel`.
 * Strides in bytes; `subtract` is a constant at every call.
 */
// @ts-ignore: decorator
@inline
export function tile4x8(
  subtract: bool,
  panel: usize,
  depth: i32,
  panelStride: usize,
  row: usize,
  column: usize,
  target: usize,
  targetStride: usize,
): void {
  let s00 = f32x4.splat(0);
  let s01 = s00, s10 = s00, s11 = s00, s20 = s00, s21 = s00, s30 = s00, s31 = s00;
  let left = panel + (row << 2);
  let right = panel + (column << 2);
  for (let p = 0; p < depth; p++) {
    const b0 = v128.load(right);
    const b1 = v128.load(right, 16);
    let a = v128.load32_splat(left);
    s00 = multiplyAdd(a, b0, s00);
    s01 = multiplyAdd(a, b1, s01);
    a = v128.load32_splat(left, 4);
    s10 = multiplyAdd(a, b0, s10);
    s11 = multiplyAdd(a, b1, s11);
    a = v128.load32_splat(left, 8);
    s20 = multiplyAdd(a, b0, s20);
    s21 = multiplyAdd(a, b1, s21);
    a = v128.load32_splat(left, 12);
    s30 = multiplyAdd(a, b0, s30);
    s31 = multiplyAdd(a, b1, s31);
    left += panelStride;
    right += panelStride;
  }
  let to = target + row * targetStride + (column << 2);
  accumulate(subtract, to, s00);
  accumulate(subtract, to + 16, s01);
  to += targetStride;
  accumulate(subtract, to, s10);
  accumulate(subtract, to + 16, s11);
  to += targetStride;
  accumulate(subtract, to, s20);
  accumulate(subtract, to + 16, s21);
  to += targetStride;
  accumulate(subtract, to, s30);
  accumulate(subtract, to + 16, s31);
}

/** The same, four columns wide: the last columns where their number is no multiple of eight. */
// @ts-ignore: decorator
@inline
export function tile4x4(
  subtract: bool,
  panel: usize,
  depth: i32,
  panelStride: usize,
  row: usize,
  column: usize,
  target: usize,
  targetStride: usize,
): void {
  let s0 = f32x4.splat(0);
  let s1 = s0, s2 = s0, s3 = s0;
  let left = panel + (row << 2);
  let right = panel + (column << 2);
  for (let p = 0; p < depth; p++) {
    const b = v128.load(right);
    s0 = multiplyAdd(v128.load32_splat(left), b, s0);
    s1 = multiplyAdd(v128.load32_splat(left, 4), b, s1);
    s2 = multiplyAdd(v128.load32_splat(left, 8), b, s2);
    s3 = multiplyAdd(v128.load32_splat(left, 12), b, s3);
    left += panelStride;
    right += panelStride;
  }
  let to = target + row * targetStride + (column << 2);
  accumulate(subtract, to, s0);
  to += targetStride;
  accumulate(subtract, to, s1);
  to += targetStride;
  accumulate(subtract, to, s2);
  to += targetStride;
  accumulate(subtract, to, s3);
}

// @ts-ignore: decorator
@inline
function accumulate(subtract: bool, at: usize, sum: v128): void {
  if (subtract) v128.store(at, f32x4.sub(v128.load(at), sum));
  else v128.store(at, f32x4.add(v128.load(at), sum));
}
