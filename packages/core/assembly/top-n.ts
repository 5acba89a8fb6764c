/**
 * Exact scan for the n best columns of many rows. See `topN` in src/kernels/signatures.ts.
 *
 * Four rows meet eight columns in a register tile; scores of one group of columns go to a small buffer; only scores that
 * reach a row's n-th best leave the SIMD path. Columns stand in the order of falling norm, so |x · y| ≤ ‖x‖ ‖y‖ ends the
 * scan of a row as soon as nothing further can enter its list.
 */
import { dot, multiplyAdd } from './vector';

/** Columns scored between two looks at the lists. */
export const GROUP: i32 = 256;
const ROWS: i32 = 4;
const NOTHING: f32 = -Infinity;

export function topN(
  rows: usize, x: usize, packed: usize, norms: usize, columnOf: usize, positionOf: usize, columns: i32,
  pointers: usize, indexes: usize, exclude: i32, factors: i32, n: i32, bestColumns: usize, bestScores: usize,
  begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  const bytes = (<usize>factors) << 2;
  const groupBytes = (<usize>GROUP) << 2;
  const scores = scratch;
  const tile = scores + groupBytes * ROWS;
  const lengths = tile + bytes * ROWS;
  // One byte a column, bit r: row r of the tile has it already.
  const seen = lengths + 16;
  memory.fill(seen, 0, <usize>columns);
  // |float32 dot product| ≤ (1 + slack) ‖x‖ ‖y‖, rounding of products, sums and norms included.
  const slack: f64 = 1 + <f64>(factors + 16) * 1.2e-7;

  for (let listed = begin; listed < end; listed += ROWS) {
    const count = min(ROWS, end - listed);
    for (let r = 0; r < count; r++) {
      const row = load<u32>(rows + ((<usize>(listed + r)) << 2));
      interleave(x + <usize>row * bytes, tile + ((<usize>r) << 2), factors);
      store<f32>(lengths + ((<usize>r) << 2), sqrt<f32>(dot(x + <usize>row * bytes, x + <usize>row * bytes, bytes)));
      if (exclude != 0) mark(pointers, indexes, positionOf, row, seen, 1 << r);
      clear(bestColumns, bestScores, listed + r, n);
    }
    for (let r = count; r < ROWS; r++) for (let f = 0; f < factors; f++) store<f32>(tile + ((<usize>(f * ROWS + r)) << 2), 0);

    let open = (1 << count) - 1;
    for (let first = 0; first < columns; first += GROUP) {
      const largest = <f64>load<f32>(norms + ((<usize>first) << 2)) * slack;
      for (let r = 0; r < count; r++) {
        const least = load<f32>(bestScores + ((<usize>((listed + r) * n + n - 1)) << 2));
        // Strictly below: an equal score with a lower column would still enter.
        if (<f64>load<f32>(lengths + ((<usize>r) << 2)) * largest < <f64>least) open &= ~(1 << r);
      }
      if (open == 0) break;
      const size = min(GROUP, columns - first);
      const group = packed + <usize>first * bytes;
      if (count == 1) scoreGroupOfOne(tile, group, (size + 7) & ~7, scores, bytes);
      else scoreGroup(tile, group, (size + 7) & ~7, scores, groupBytes, bytes);
      for (let r = 0; r < count; r++) {
        if ((open & (1 << r)) == 0) continue;
        const list = (<usize>((listed + r) * n)) << 2;
        enterGroup(
          scores + <usize>r * groupBytes, size, columnOf + ((<usize>first) << 2), seen + <usize>first, 1 << r,
          bestColumns + list, bestScores + list, n,
        );
      }
    }
    if (exclude != 0) {
      for (let r = 0; r < count; r++) {
        mark(pointers, indexes, positionOf, load<u32>(rows + ((<usize>(listed + r)) << 2)), seen, 0);
      }
    }
  }
  return 0;
}

/** Coordinate f of one row goes to every fourth place: the tile reads four rows side by side. */
// @ts-ignore: decorator
@inline
function interleave(row: usize, to: usize, factors: i32): void {
  for (let f = 0; f < factors; f++) {
    store<f32>(to, load<f32>(row));
    row += 4;
    to += 16;
  }
}

/** Sets a bit at the position of each column of the row; bit 0 clears the whole byte. */
// @ts-ignore: decorator
@inline
function mark(pointers: usize, indexes: usize, positionOf: usize, row: u32, seen: usize, bit: i32): void {
  let at = indexes + ((<usize>load<u32>(pointers + ((<usize>row) << 2))) << 2);
  const end = indexes + ((<usize>load<u32>(pointers + ((<usize>row) << 2), 4)) << 2);
  for (; at < end; at += 4) {
    const to = seen + <usize>load<u32>(positionOf + ((<usize>load<u32>(at)) << 2));
    store<u8>(to, bit == 0 ? 0 : load<u8>(to) | bit);
  }
}

function clear(bestColumns: usize, bestScores: usize, listed: i32, n: i32): void {
  for (let k = 0; k < n; k++) {
    const slot = (<usize>(listed * n + k)) << 2;
    store<i32>(bestColumns + slot, -1);
    store<f32>(bestScores + slot, NOTHING);
  }
}

/** scores[r][c] = row r of the tile · column c, for the `size` columns at `packed` (a multiple of 8). */
function scoreGroup(tile: usize, packed: usize, size: i32, scores: usize, groupBytes: usize, bytes: usize): void {
  const tileEnd = tile + bytes * ROWS;
  let b = packed;
  for (let c = 0; c < size; c += 8) {
    let s00 = f32x4.splat(0);
    let s01 = s00, s10 = s00, s11 = s00, s20 = s00, s21 = s00, s30 = s00, s31 = s00;
    for (let a = tile; a < tileEnd; a += 16) {
      const b0 = v128.load(b);
      const b1 = v128.load(b, 16);
      let v = v128.load32_splat(a);
      s00 = multiplyAdd(v, b0, s00);
      s01 = multiplyAdd(v, b1, s01);
      v = v128.load32_splat(a, 4);
      s10 = multiplyAdd(v, b0, s10);
      s11 = multiplyAdd(v, b1, s11);
      v = v128.load32_splat(a, 8);
      s20 = multiplyAdd(v, b0, s20);
      s21 = multiplyAdd(v, b1, s21);
      v = v128.load32_splat(a, 12);
      s30 = multiplyAdd(v, b0, s30);
      s31 = multiplyAdd(v, b1, s31);
      b += 32;
    }
    let to = scores + ((<usize>c) << 2);
    v128.store(to, s00);
    v128.store(to, s01, 16);
    to += groupBytes;
    v128.store(to, s10);
    v128.store(to, s11, 16);
    to += groupBytes;
    v128.store(to, s20);
    v128.store(to, s21, 16);
    to += groupBytes;
    v128.store(to, s30);
    v128.store(to, s31, 16);
  }
}

/**
 * As scoreGroup for the tile's first row alone, in the same order of additions: the same bits. Sixteen columns at once,
 * so that an addition need not wait for the one before it.
 */
function scoreGroupOfOne(tile: usize, packed: usize, size: i32, scores: usize, bytes: usize): void {
  const tileEnd = tile + bytes * ROWS;
  const panel = bytes << 3;
  let b = packed;
  let c = 0;
  for (; c + 16 <= size; c += 16) {
    let s0 = f32x4.splat(0);
    let s1 = s0, s2 = s0, s3 = s0;
    for (let a = tile; a < tileEnd; a += 16) {
      const v = v128.load32_splat(a);
      s0 = multiplyAdd(v, v128.load(b), s0);
      s1 = multiplyAdd(v, v128.load(b, 16), s1);
      s2 = multiplyAdd(v, v128.load(b + panel), s2);
      s3 = multiplyAdd(v, v128.load(b + panel, 16), s3);
      b += 32;
    }
    b += panel;
    const to = scores + ((<usize>c) << 2);
    v128.store(to, s0);
    v128.store(to, s1, 16);
    v128.store(to, s2, 32);
    v128.store(to, s3, 48);
  }
  if (c == size) return;
  let s0 = f32x4.splat(0);
  let s1 = s0;
  for (let a = tile; a < tileEnd; a += 16) {
    const v = v128.load32_splat(a);
    s0 = multiplyAdd(v, v128.load(b), s0);
    s1 = multiplyAdd(v, v128.load(b, 16), s1);
    b += 32;
  }
  v128.store(scores + ((<usize>c) << 2), s0);
  v128.store(scores + ((<usize>c) << 2), s1, 16);
}

/** Enters what belongs into one row's list: best first, ties by lower column. */
function enterGroup(
  scores: usize, size: i32, columnOf: usize, seen: usize, bit: i32, bestColumns: usize, bestScores: usize, n: i32,
): void {
  const last = (<usize>(n - 1)) << 2;
  let least = load<f32>(bestScores + last);
  let bar = f32x4.splat(least);
  for (let c = 0; c < size; c += 8) {
    const at = scores + ((<usize>c) << 2);
    if (!v128.any_true(v128.or(f32x4.ge(v128.load(at), bar), f32x4.ge(v128.load(at, 16), bar)))) continue;
    for (let z = c, stop = min(c + 8, size); z < stop; z++) {
      const score = load<f32>(scores + ((<usize>z) << 2));
      if (!(score >= least) || score == NOTHING || (load<u8>(seen + <usize>z) & bit) != 0) continue;
      const column = load<i32>(columnOf + ((<usize>z) << 2));
      if (score == least && column > load<i32>(bestColumns + last)) continue;
      enter(score, column, bestColumns, bestScores, n);
      least = load<f32>(bestScores + last);
    }
    bar = f32x4.splat(least);
  }
}

/** Moves what is worse down by one and puts the new one in its place; the last one falls out. */
// @ts-ignore: decorator
@inline
export function enter(score: f32, column: i32, bestColumns: usize, bestScores: usize, n: i32): void {
  let slot = (<usize>(n - 1)) << 2;
  for (; slot > 0; slot -= 4) {
    const other = load<f32>(bestScores + slot - 4);
    if (other > score || (other == score && load<i32>(bestColumns + slot - 4) < column)) break;
    store<f32>(bestScores + slot, other);
    store<i32>(bestColumns + slot, load<i32>(bestColumns + slot - 4));
  }
  store<f32>(bestScores + slot, score);
  store<i32>(bestColumns + slot, column);
}
