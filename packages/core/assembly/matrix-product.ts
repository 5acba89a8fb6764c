/**
 * Products of row-major float32 matrices of any size, set to a target or added to it. Strides in bytes. Columns go in fours: where a width
 * is no multiple of 4, the up to three numbers after it in each row of b and of the target are computed with too, so rows must have
 * room for them (a width of 1 is the exception: its numbers stand close). Every number of the target is one sum over the depth in a fixed order.
 */
import { addScaledRow, dotRow, scaledRow, zeroRow } from './rows';
import { sumLanes4 } from './vector';

/** Rows of b that a pass takes, so that what it reads again stays in the cache; bytes of eight columns of them, packed. */
const DEPTH: i32 = 128;
export const PACK_BYTES: usize = <usize>DEPTH * 32;
/** Fewer rows of a are not worth packing b for. */
const WORTH_PACKING: i32 = 32;

// @ts-ignore: decorator
@inline function finish(to: usize, sum: v128, add: bool): void {
  v128.store(to, add ? f32x4.add(v128.load(to), sum) : sum);
}

/** c[i][j] (+)= Σ_p a[i][p] · b[p][j] for four rows and eight (or four) columns; a[i][p] stands at a + i · row + p · step. */
// @ts-ignore: decorator
@inline function tile4(wide: bool, a: usize, row: usize, step: usize, b: usize, bStride: usize, depth: i32, c: usize, cStride: usize, add: bool): void {
  let s00 = f32x4.splat(0);
  let s01 = s00, s10 = s00, s11 = s00, s20 = s00, s21 = s00, s30 = s00, s31 = s00;
  const second = a + row, third = second + row, fourth = third + row;
  const end = <usize>depth * step;
  for (let p: usize = 0; p != end; p += step) {
    const b0 = v128.load(b), b1 = wide ? v128.load(b, 16) : b0;
    let x = v128.load32_splat(a + p);
    s00 = f32x4.add(s00, f32x4.mul(x, b0));
    if (wide) s01 = f32x4.add(s01, f32x4.mul(x, b1));
    x = v128.load32_splat(second + p);
    s10 = f32x4.add(s10, f32x4.mul(x, b0));
    if (wide) s11 = f32x4.add(s11, f32x4.mul(x, b1));
    x = v128.load32_splat(third + p);
    s20 = f32x4.add(s20, f32x4.mul(x, b0));
    if (wide) s21 = f32x4.add(s21, f32x4.mul(x, b1));
    x = v128.load32_splat(fourth + p);
    s30 = f32x4.add(s30, f32x4.mul(x, b0));
    if (wide) s31 = f32x4.add(s31, f32x4.mul(x, b1));
    b += bStride;
  }
  finish(c, s00, add);
  if (wide) finish(c + 16, s01, add);
  finish(c + cStride, s10, add);
  if (wide) finish(c + cStride + 16, s11, add);
  finish(c + 2 * cStride, s20, add);
  if (wide) finish(c + 2 * cStride + 16, s21, add);
  finish(c + 3 * cStride, s30, add);
  if (wide) finish(c + 3 * cStride + 16, s31, add);
}

/** The same of one row. */
// @ts-ignore: decorator
@inline function tile1(wide: bool, a: usize, step: usize, b: usize, bStride: usize, depth: i32, c: usize, add: bool): void {
  let s0 = f32x4.splat(0), s1 = s0;
  for (const end = a + <usize>depth * step; a != end; a += step) {
    const x = v128.load32_splat(a);
    s0 = f32x4.add(s0, f32x4.mul(x, v128.load(b)));
    if (wide) s1 = f32x4.add(s1, f32x4.mul(x, v128.load(b, 16)));
    b += bStride;
  }
  finish(c, s0, add);
  if (wide) finish(c + 16, s1, add);
}

/** All rows against eight (or four) columns of b. */
// @ts-ignore: decorator
@inline function strip(
  wide: bool, c: usize, cStride: usize, rows: i32, a: usize, row: usize, step: usize, b: usize, bStride: usize, depth: i32, add: bool,
): void {
  let i = 0;
  for (; i + 4 <= rows; i += 4) tile4(wide, a + <usize>i * row, row, step, b, bStride, depth, c + <usize>i * cStride, cStride, add);
  for (; i < rows; i++) tile1(wide, a + <usize>i * row, step, b, bStride, depth, c + <usize>i * cStride, add);
}

/** c (+)= a · b with a[i][p] at a + i · row + p · step; `pack`: PACK_BYTES of working memory. */
// @ts-ignore: decorator
@inline function product(
  c: usize, cStride: usize, rows: i32, columns: i32, a: usize, row: usize, step: usize, b: usize, bStride: usize, depth: i32, add: bool, pack: usize,
): void {
  const packing = rows >= WORTH_PACKING && bStride > 32;
  for (let p = 0; p < depth; p += DEPTH) {
    const deep = min(DEPTH, depth - p), adding = add || p > 0;
    const left = a + <usize>p * step, right = b + <usize>p * bStride;
    let j = 0;
    for (; j + 8 <= ((columns + 3) & ~3); j += 8) {
      const at = (<usize>j) << 2;
      if (packing) {
        packed(pack, right + at, bStride, deep);
        strip(true, c + at, cStride, rows, left, row, step, pack, 32, deep, adding);
      } else strip(true, c + at, cStride, rows, left, row, step, right + at, bStride, deep, adding);
    }
    const at = (<usize>j) << 2;
    if (j < columns) strip(false, c + at, cStride, rows, left, row, step, right + at, bStride, deep, adding);
  }
  if (depth == 0 && !add) for (let i = 0; i < rows; i++) zeroRow(c + <usize>i * cStride, (<usize>columns) << 2);
}

function packed(to: usize, b: usize, stride: usize, depth: i32): void {
  for (const end = to + ((<usize>depth) << 5); to != end; to += 32) {
    v128.store(to, v128.load(b));
    v128.store(to, v128.load(b, 16), 16);
    b += stride;
  }
}

/** c (+)= a · b; [rows × columns], a: [rows × depth], b: [depth × columns]. */
export function matrixProduct(
  c: usize, cStride: usize, rows: i32, columns: i32, a: usize, aStride: usize, b: usize, bStride: usize, depth: i32, add: bool, pack: usize,
): void {
  if (columns > 1) return product(c, cStride, rows, columns, a, aStride, 4, b, bStride, depth, add, pack);
  // A single column stands close: a row of a is as long.
  for (let i = 0; i < rows; i++) {
    const to = c + <usize>i * cStride, sum = dotRow(a + <usize>i * aStride, b, (<usize>depth) << 2);
    store<f32>(to, add ? load<f32>(to) + sum : sum);
  }
}

/** c (+)= aᵀ · b; a: [depth × rows]. */
export function matrixProductTN(
  c: usize, cStride: usize, rows: i32, columns: i32, a: usize, aStride: usize, b: usize, bStride: usize, depth: i32, add: bool, pack: usize,
): void {
  if (columns > 1) return product(c, cStride, rows, columns, a, 4, aStride, b, bStride, depth, add, pack);
  const bytes = (<usize>rows) << 2;
  if (!add) zeroRow(c, bytes);
  for (let p = 0; p < depth; p++) addScaledRow(c, load<f32>(b + <usize>p * bStride), a + <usize>p * aStride, bytes);
}

/** c (+)= a · bᵀ; a: [rows × depth], b: [columns × depth]. Vectors go along the depth, four rows by two columns. */
export function matrixProductNT(
  c: usize, cStride: usize, rows: i32, columns: i32, a: usize, aStride: usize, b: usize, bStride: usize, depth: i32, add: bool,
): void {
  if (depth == 1 && bStride == 4) {
    for (let i = 0; i < rows; i++) {
      const to = c + <usize>i * cStride, factor = load<f32>(a + <usize>i * aStride);
      if (add) addScaledRow(to, factor, b, (<usize>columns) << 2);
      else scaledRow(to, factor, b, (<usize>columns) << 2);
    }
    return;
  }
  let i = 0;
  for (; i + 4 <= rows; i += 4) {
    const left = a + <usize>i * aStride, to = c + <usize>i * cStride;
    let j = 0;
    for (; j + 2 <= columns; j += 2) tileNT(left, aStride, b + <usize>j * bStride, bStride, depth, to + ((<usize>j) << 2), cStride, add);
    if (j < columns) for (let r = 0; r < 4; r++) single(to + <usize>r * cStride + ((<usize>j) << 2), left + <usize>r * aStride, b + <usize>j * bStride, depth, add);
  }
  for (; i < rows; i++) {
    for (let j = 0; j < columns; j++) single(c + <usize>i * cStride + ((<usize>j) << 2), a + <usize>i * aStride, b + <usize>j * bStride, depth, add);
  }
}

// @ts-ignore: decorator
@inline function single(to: usize, a: usize, b: usize, depth: i32, add: bool): void {
  const sum = dotRow(a, b, (<usize>depth) << 2);
  store<f32>(to, add ? load<f32>(to) + sum : sum);
}

// @ts-ignore: decorator
@inline function tileNT(a: usize, aStride: usize, b: usize, bStride: usize, depth: i32, c: usize, cStride: usize, add: bool): void {
  let s00 = f32x4.splat(0);
  let s01 = s00, s10 = s00, s11 = s00, s20 = s00, s21 = s00, s30 = s00, s31 = s00;
  const second = a + aStride, third = second + aStride, fourth = third + aStride, other = b + bStride;
  const whole = (<usize>(depth & ~3)) << 2, rest = depth & 3;
  let p: usize = 0;
  for (; p != whole; p += 16) {
    const b0 = v128.load(b + p), b1 = v128.load(other + p);
    let x = v128.load(a + p);
    s00 = f32x4.add(s00, f32x4.mul(x, b0));
    s01 = f32x4.add(s01, f32x4.mul(x, b1));
    x = v128.load(second + p);
    s10 = f32x4.add(s10, f32x4.mul(x, b0));
    s11 = f32x4.add(s11, f32x4.mul(x, b1));
    x = v128.load(third + p);
    s20 = f32x4.add(s20, f32x4.mul(x, b0));
    s21 = f32x4.add(s21, f32x4.mul(x, b1));
    x = v128.load(fourth + p);
    s30 = f32x4.add(s30, f32x4.mul(x, b0));
    s31 = f32x4.add(s31, f32x4.mul(x, b1));
  }
  if (rest > 0) {
    // What stands after the depth may be anything: it is taken out on both sides.
    const mask = i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(rest));
    const b0 = v128.and(v128.load(b + p), mask), b1 = v128.and(v128.load(other + p), mask);
    let x = v128.and(v128.load(a + p), mask);
    s00 = f32x4.add(s00, f32x4.mul(x, b0));
    s01 = f32x4.add(s01, f32x4.mul(x, b1));
    x = v128.and(v128.load(second + p), mask);
    s10 = f32x4.add(s10, f32x4.mul(x, b0));
    s11 = f32x4.add(s11, f32x4.mul(x, b1));
    x = v128.and(v128.load(third + p), mask);
    s20 = f32x4.add(s20, f32x4.mul(x, b0));
    s21 = f32x4.add(s21, f32x4.mul(x, b1));
    x = v128.and(v128.load(fourth + p), mask);
    s30 = f32x4.add(s30, f32x4.mul(x, b0));
    s31 = f32x4.add(s31, f32x4.mul(x, b1));
  }
  const upper = sumLanes4(s00, s01, s10, s11), lower = sumLanes4(s20, s21, s30, s31);
  pair(c, upper, add);
  pair(c + cStride, v128.shuffle<f64>(upper, upper, 1, 1), add);
  pair(c + 2 * cStride, lower, add);
  pair(c + 3 * cStride, v128.shuffle<f64>(lower, lower, 1, 1), add);
}

/** (Σ, Σ) into two numbers that stand close: lanes 0 and 1. */
// @ts-ignore: decorator
@inline function pair(to: usize, sums: v128, add: bool): void {
  v128.store64_lane(to, add ? f32x4.add(v128.load64_zero(to), sums) : sums, 0);
}
