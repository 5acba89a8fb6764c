/**
 * Exact scan for the n best columns of many rows. See `topN` in src/kernels/signatures.
 *
 * Four rows meet eight columns in a register tile; scores of one group of columns go to a small buffer; only scores that
 * reach a row's n-th best leave the SIMD path. Columns stand in the order of falling norm, so |x · y| ≤ ‖x‖ ‖y‖ ends the
 * scan of a row as soon as nothing further can enter its list.
 */
import { get, getNext, rowAt, set } from './arrays';
import { SET, tile } from './tile';
import { dot, multiplyAdd } from './vector';

/** Columns scored between two looks at the lists. */
const GROUP: i32 = 256;
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
  const four = scores + groupBytes * ROWS;
  const lengths = four + bytes * ROWS;
  // One byte a column, bit r: row r of the four has it already.
  const seen = lengths + 16;
  memory.fill(seen, 0, <usize>columns);
  // |float32 dot product| ≤ (1 + slack) ‖x‖ ‖y‖, rounding of products, sums and norms included.
  const slack: f64 = 1 + <f64>(factors + 16) * 1.2e-7;

  for (let listed = begin; listed < end; listed += ROWS) {
    const count = min(ROWS, end - listed);
    for (let r = 0; r < count; r++) {
      const row = get<u32>(rows, listed + r);
      interleave(rowAt(x, row, bytes), four + ((<usize>r) << 2), factors);
      set<f32>(lengths, r, sqrt<f32>(dot(rowAt(x, row, bytes), rowAt(x, row, bytes), bytes)));
      if (exclude != 0) mark(pointers, indexes, positionOf, row, seen, 1 << r);
      clear(bestColumns, bestScores, listed + r, n);
    }
    for (let r = count; r < ROWS; r++) for (let f = 0; f < factors; f++) set<f32>(four, f * ROWS + r, 0);

    let open = (1 << count) - 1;
    for (let first = 0; first < columns; first += GROUP) {
      const largest = <f64>get<f32>(norms, first) * slack;
      for (let r = 0; r < count; r++) {
        const least = get<f32>(bestScores, (listed + r) * n + n - 1);
        // Strictly below: an equal score with a lower column would still enter.
        if (<f64>get<f32>(lengths, r) * largest < <f64>least) open &= ~(1 << r);
      }
      if (open == 0) break;
      const size = min(GROUP, columns - first);
      const group = rowAt(packed, first, bytes);
      if (count == 1) scoreGroupOfOne(four, group, (size + 7) & ~7, scores, bytes);
      else scoreGroup(four, group, (size + 7) & ~7, factors, scores, groupBytes);
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
        mark(pointers, indexes, positionOf, get<u32>(rows, listed + r), seen, 0);
      }
    }
  }
  return 0;
}

/** Coordinate f of one row goes to every fourth place: the tile reads four rows side by side. */
function interleave(row: usize, to: usize, factors: i32): void {
  for (let f = 0; f < factors; f++) {
    store<f32>(to, load<f32>(row));
    row += 4;
    to += 16;
  }
}

/** Sets a bit at the position of each column of the row; bit 0 clears the whole byte. */
function mark(pointers: usize, indexes: usize, positionOf: usize, row: u32, seen: usize, bit: i32): void {
  let at = indexes + ((<usize>get<u32>(pointers, row)) << 2);
  const end = indexes + ((<usize>getNext<u32>(pointers, row)) << 2);
  for (; at < end; at += 4) {
    const to = seen + <usize>get<u32>(positionOf, load<u32>(at));
    store<u8>(to, bit == 0 ? 0 : load<u8>(to) | bit);
  }
}

/** Unused slots. */
export function clear(bestColumns: usize, bestScores: usize, listed: i32, n: i32): void {
  for (let slot = listed * n, end = slot + n; slot < end; slot++) {
    set<i32>(bestColumns, slot, -1);
    set<f32>(bestScores, slot, NOTHING);
  }
}

/** scores[r][c] = row r of the tile · column c, for the `size` columns at `packed` (a multiple of 8). */
function scoreGroup(rows: usize, packed: usize, size: i32, factors: i32, scores: usize, groupBytes: usize): void {
  const panel = (<usize>factors) << 5;
  for (let c = 0; c < size; c += 8) {
    tile<f32>(true, SET, rows, 16, packed, 32, factors, scores + ((<usize>c) << 2), groupBytes);
    packed += panel;
  }
}

/**
 * As scoreGroup for the first of the four rows alone, in the same order of additions: the same bits. Sixteen columns at once,
 * so that an addition need not wait for the one before it.
 */
function scoreGroupOfOne(four: usize, packed: usize, size: i32, scores: usize, bytes: usize): void {
  const rowsEnd = four + bytes * ROWS;
  const panel = bytes << 3;
  let b = packed;
  let c = 0;
  for (; c + 16 <= size; c += 16) {
    let s0 = f32x4.splat(0);
    let s1 = s0, s2 = s0, s3 = s0;
    for (let a = four; a < rowsEnd; a += 16) {
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
  for (let a = four; a < rowsEnd; a += 16) {
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
      const score = get<f32>(scores, z);
      if (!(score >= least) || score == NOTHING || (load<u8>(seen + <usize>z) & bit) != 0) continue;
      const column = get<i32>(columnOf, z);
      if (score == least && column > load<i32>(bestColumns + last)) continue;
      enter(score, column, bestColumns, bestScores, n);
      least = load<f32>(bestScores + last);
    }
    bar = f32x4.splat(least);
  }
}

/** Moves what is worse down by one and puts the new one in its place; the last one falls out. */
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
