/**
 * Products of row-major float32 matrices of any size, set to a target or added to it. Strides in bytes. Columns go in fours: where a width
 * is no multiple of 4, the up to three numbers after it in each row of b and of the target are computed with too, so rows must have
 * room for them (a width of 1 is the exception: its numbers stand close). Every number of the target is one sum over the depth in a fixed order.
 */
import { addScaledRow, dotRow, scaledRow, zeroRow } from './rows';
import { sumLanes4 } from './vector';

/** Rows of b that a pass takes, so that what it reads again stays in the cache. */
const DEPTH: i32 = 128;
/** Columns of b, and rows of a, that are packed at a time: strips of eight, groups of four. */
const COLUMNS: i32 = 64;
const ROWS: i32 = 64;
/** A line more than a whole number of pages: strips as many pages apart would share a place in the cache. So it is with groups. */
const STRIP_BYTES: usize = <usize>DEPTH * 32 + 64;
const STRIPS_BYTES: usize = (<usize>COLUMNS / 8) * STRIP_BYTES;
export const PACK_BYTES: usize = STRIPS_BYTES + (<usize>ROWS / 4) * (<usize>DEPTH * 16 + 64);
/** Fewer rows of a are not worth packing b for, unless its rows lie far apart: about a page each. */
const WORTH_PACKING: i32 = 32;
const FAR: usize = 2048;

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

/** All rows against eight (or four) columns of b; groups of four rows stand 4 · `group` apart, their rows `row`. */
// @ts-ignore: decorator
@inline function strip(
  wide: bool, c: usize, cStride: usize, rows: i32, a: usize, group: usize, row: usize, step: usize, b: usize, bStride: usize, depth: i32, add: bool,
): void {
  let i = 0;
  for (; i + 4 <= rows; i += 4) tile4(wide, a + <usize>i * group, row, step, b, bStride, depth, c + <usize>i * cStride, cStride, add);
  for (const last = a + <usize>i * group, first = i; i < rows; i++) {
    tile1(wide, last + <usize>(i - first) * row, step, b, bStride, depth, c + <usize>i * cStride, add);
  }
}

/** c (+)= a · b with a[i][p] at a + i · row + p · step; `pack`: PACK_BYTES of working memory. */
function product(
  c: usize, cStride: usize, rows: i32, columns: i32, a: usize, row: usize, step: usize, b: usize, bStride: usize, depth: i32, add: bool, pack: usize,
): void {
  if (depth == 0 && !add) for (let i = 0; i < rows; i++) zeroRow(c + <usize>i * cStride, (<usize>columns) << 2);
  const gathers = step >= FAR && columns >= 32, most = gathers ? ROWS : rows;
  const packs = bStride > 32 && (rows >= WORTH_PACKING || (bStride >= FAR && rows >= 8));
  for (let i = 0; i < rows; i += most) {
    const height = min(most, rows - i);
    for (let p = 0; p < depth; p += DEPTH) {
      const deep = min(DEPTH, depth - p);
      const left = a + <usize>i * row + <usize>p * step, right = b + <usize>p * bStride, to = c + <usize>i * cStride;
      if (gathers) {
        gathered(pack + STRIPS_BYTES, left, step, height, deep);
        columnsOf(to, cStride, height, columns, pack + STRIPS_BYTES, ((<usize>deep) << 2) + 16, 4, 16, right, bStride, deep, add || p > 0, packs, pack);
      } else columnsOf(to, cStride, height, columns, left, row, row, step, right, bStride, deep, add || p > 0, packs, pack);
    }
  }
}

function columnsOf(
  c: usize, cStride: usize, rows: i32, columns: i32, a: usize, group: usize, row: usize, step: usize, b: usize, bStride: usize, depth: i32, add: bool,
  packs: bool, pack: usize,
): void {
  const whole = (columns + 3) & ~7;
  for (let j = 0; j < whole; j += COLUMNS) {
    const width = min(COLUMNS, whole - j);
    if (packs) packed(pack, b + ((<usize>j) << 2), bStride, width, depth);
    for (let k = 0; k < width; k += 8) {
      const at = (<usize>(j + k)) << 2;
      if (packs) strip(true, c + at, cStride, rows, a, group, row, step, pack + <usize>(k >> 3) * STRIP_BYTES, 32, depth, add);
      else strip(true, c + at, cStride, rows, a, group, row, step, b + at, bStride, depth, add);
    }
  }
  const at = (<usize>whole) << 2;
  if (whole < columns) strip(false, c + at, cStride, rows, a, group, row, step, b + at, bStride, depth, add);
}

/** Columns (a multiple of 8) of b in strips of eight; row after row, as memory likes it. */
function packed(to: usize, b: usize, stride: usize, columns: i32, depth: i32): void {
  for (let p = 0; p < depth; p++) {
    const end = b + ((<usize>columns) << 2);
    let at = to;
    for (let from = b; from != end; from += 32) {
      v128.store(at, v128.load(from));
      v128.store(at, v128.load(from, 16), 16);
      at += STRIP_BYTES;
    }
    to += 32;
    b += stride;
  }
}

/** Rows of a that stand side by side, in groups of four: to[group][p][row of the group]. */
function gathered(to: usize, a: usize, step: usize, rows: i32, depth: i32): void {
  const groupBytes = ((<usize>depth) << 4) + 64, whole = rows & ~3;
  for (let p = 0; p < depth; p++) {
    let at = to;
    for (let i = 0; i < whole; i += 4) {
      v128.store(at, v128.load(a + ((<usize>i) << 2)));
      at += groupBytes;
    }
    for (let i = whole; i < rows; i++) store<f32>(at + ((<usize>(i - whole)) << 2), load<f32>(a + ((<usize>i) << 2)));
    to += 16;
    a += step;
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

/** Bytes of b that are met again by every four rows of a before the next: they stay in the first cache beside those. */
const BLOCK_BYTES: usize = 16384;

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
  const block = max(8, <i32>(BLOCK_BYTES / max(bStride, 16)) & ~1);
  for (let first = 0; first < columns; first += block) {
    const end = min(columns, first + block), pairs = end & ~1;
    let i = 0;
    for (; i + 4 <= rows; i += 4) {
      const left = a + <usize>i * aStride, to = c + <usize>i * cStride;
      for (let j = first; j < pairs; j += 2) tileNT(left, aStride, b + <usize>j * bStride, bStride, depth, to + ((<usize>j) << 2), cStride, add);
      if (pairs < end) for (let r = 0; r < 4; r++) single(to + <usize>r * cStride + ((<usize>pairs) << 2), left + <usize>r * aStride, b + <usize>pairs * bStride, depth, add);
    }
    for (; i < rows; i++) {
      for (let j = first; j < end; j++) single(c + <usize>i * cStride + ((<usize>j) << 2), a + <usize>i * aStride, b + <usize>j * bStride, depth, add);
    }
  }
}

/** The same sum as a tile makes it: every number of the target has one order, whatever stands beside it. */
// @ts-ignore: decorator
@inline function single(to: usize, a: usize, b: usize, depth: i32, add: bool): void {
  const whole = (<usize>(depth & ~3)) << 2, rest = depth & 3;
  let sums = f32x4.splat(0);
  let p: usize = 0;
  for (; p != whole; p += 16) sums = f32x4.add(sums, f32x4.mul(v128.load(a + p), v128.load(b + p)));
  if (rest > 0) {
    const mask = i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(rest));
    sums = f32x4.add(sums, f32x4.mul(v128.and(v128.load(a + p), mask), v128.and(v128.load(b + p), mask)));
  }
  const sum = f32x4.extract_lane(sumLanes4(sums, sums, sums, sums), 0);
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
