/**
 * Inverse of a large symmetric positive definite matrix in float64, by block sweeps. See `sweepPivot` in
 * src/kernels/signatures.
 *
 * The upper triangle stands in tiles of SIDE × SIDE, each of one piece. Panels are packed in strips of four columns, so that
 * the register tile of 4 × 4 reads both its factors from front to back.
 */
import { get, rowAt, set } from './arrays';

/** Rows of a tile. */
const SIDE: i32 = 64;
/** Bytes of a row of a tile, of a strip of four columns, of a tile. */
const ROW: usize = 512;
const STRIP: usize = 2048;
const TILE: usize = 32768;
/** A pivot at or below this part of its diagonal entry is rounding noise: the matrix counts as singular. */
const SINGULAR: f64 = 1e-14;

// @ts-ignore: decorator
@inline function tileAt(tiles: usize, side: i32, row: i32, column: i32): usize {
  return tiles + <usize>(((row * (2 * side - row + 1)) >> 1) + column - row) * TILE;
}

export function sweepPivot(
  tiles: usize, diagonal: usize, side: i32, step: i32, packed: usize, begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  const tile = tileAt(tiles, side, step, step);
  mirror(tile);
  for (let p = 0; p < SIDE; p++) {
    const row = rowAt(tile, p, ROW);
    const pivot = get<f64>(row, p);
    if (!(pivot > get<f64>(diagonal, step * SIDE + p) * SINGULAR)) return step * SIDE + p + 1;
    const inverse = 1 / pivot;
    for (let r = 0; r < SIDE; r++) {
      if (r == p) continue;
      const to = rowAt(tile, r, ROW);
      const factor = get<f64>(to, p) * inverse;
      const factors = f64x2.splat(factor);
      for (let c: usize = 0; c < ROW; c += 32) {
        v128.store(to + c, f64x2.sub(v128.load(to + c), f64x2.mul(factors, v128.load(row + c))));
        v128.store(to + c, f64x2.sub(v128.load(to + c, 16), f64x2.mul(factors, v128.load(row + c, 16))), 16);
      }
      set<f64>(to, p, factor);
    }
    for (let c: usize = 0; c < ROW; c += 8) store<f64>(row + c, load<f64>(row + c) * inverse);
    set<f64>(row, p, -inverse);
  }
  mirror(tile);
  for (let q = 0; q < SIDE; q++) {
    for (let p = 0; p < SIDE; p++) {
      store<f64>(packedAt(packed, q, p), -load<f64>(rowAt(tile, q, ROW) + ((<usize>p) << 3)));
    }
  }
  return 0;
}

/** What stands above the diagonal also stands below it. */
function mirror(tile: usize): void {
  for (let r = 1; r < SIDE; r++) {
    for (let c = 0; c < r; c++) store<f64>(rowAt(tile, r, ROW) + ((<usize>c) << 3), load<f64>(rowAt(tile, c, ROW) + ((<usize>r) << 3)));
  }
}

/** Where entry (row, column) of a packed panel stands. */
// @ts-ignore: decorator
@inline function packedAt(panel: usize, row: i32, column: i32): usize {
  return panel + <usize>(column >> 2) * STRIP + ((<usize>row) << 5) + ((<usize>(column & 3)) << 3);
}

export function sweepPanels(
  tiles: usize, side: i32, step: i32, packed: usize, left: usize, right: usize, begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  for (let other = begin; other < end; other++) {
    if (other == step) continue;
    const from = rowAt(left, other, TILE);
    const to = rowAt(right, other, TILE);
    const below = other < step;
    const tile = below ? tileAt(tiles, side, other, step) : tileAt(tiles, side, step, other);
    for (let r = 0; r < SIDE; r++) {
      for (let c = 0; c < SIDE; c += 2) {
        const value = v128.load(rowAt(tile, r, ROW) + ((<usize>c) << 3));
        if (below) {
          store<f64>(packedAt(from, c, r), f64x2.extract_lane(value, 0));
          store<f64>(packedAt(from, c + 1, r), f64x2.extract_lane(value, 1));
        } else v128.store(packedAt(from, r, c), value);
      }
    }
    // D⁻¹S, tile of rows p by strip of columns.
    for (let p = 0; p < SIDE; p += 4) {
      for (let c = 0; c < SIDE; c += 4) {
        const at = packedAt(to, p, c);
        memory.fill(at, 0, 128);
        micro(false, packed + <usize>(p >> 2) * STRIP, from + <usize>(c >> 2) * STRIP, at, 32);
        for (let i = 0; i < 4; i++) {
          for (let j = 0; j < 4; j++) {
            const value = load<f64>(at + ((<usize>i) << 5) + ((<usize>j) << 3));
            if (below) store<f64>(tile + <usize>(c + j) * ROW + ((<usize>(p + i)) << 3), value);
            else store<f64>(tile + <usize>(p + i) * ROW + ((<usize>(c + j)) << 3), value);
          }
        }
      }
    }
  }
  return 0;
}

export function sweepTiles(
  tiles: usize, side: i32, step: i32, left: usize, right: usize, begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  for (let row = begin; row < end; row++) {
    if (row == step) continue;
    for (let column = row; column < side; column++) {
      if (column != step) updateTile(tileAt(tiles, side, row, column), rowAt(left, row, TILE), rowAt(right, column, TILE));
    }
  }
  return 0;
}

/** tile −= Σ_p left_p · right_p. */
function updateTile(tile: usize, left: usize, right: usize): void {
  for (let r: usize = 0; r < 16; r++) {
    const to = tile + r * 4 * ROW;
    for (let c: usize = 0; c < 16; c++) micro(true, left + r * STRIP, right + c * STRIP, to + (c << 5), ROW);
  }
}

/** target[i][j] ± Σ_p left[p][i] · right[p][j] for a strip of four columns each; `stride` bytes between rows of the target. */
// @ts-ignore: decorator
@inline function micro(subtract: bool, left: usize, right: usize, target: usize, stride: usize): void {
  let s00 = f64x2.splat(0);
  let s01 = s00, s10 = s00, s11 = s00, s20 = s00, s21 = s00, s30 = s00, s31 = s00;
  const last = left + STRIP;
  while (left < last) {
    const b0 = v128.load(right);
    const b1 = v128.load(right, 16);
    let a = v128.load64_splat(left);
    s00 = f64x2.add(s00, f64x2.mul(a, b0));
    s01 = f64x2.add(s01, f64x2.mul(a, b1));
    a = v128.load64_splat(left, 8);
    s10 = f64x2.add(s10, f64x2.mul(a, b0));
    s11 = f64x2.add(s11, f64x2.mul(a, b1));
    a = v128.load64_splat(left, 16);
    s20 = f64x2.add(s20, f64x2.mul(a, b0));
    s21 = f64x2.add(s21, f64x2.mul(a, b1));
    a = v128.load64_splat(left, 24);
    s30 = f64x2.add(s30, f64x2.mul(a, b0));
    s31 = f64x2.add(s31, f64x2.mul(a, b1));
    left += 32;
    right += 32;
  }
  accumulate(subtract, target, s00);
  accumulate(subtract, target + 16, s01);
  target += stride;
  accumulate(subtract, target, s10);
  accumulate(subtract, target + 16, s11);
  target += stride;
  accumulate(subtract, target, s20);
  accumulate(subtract, target + 16, s21);
  target += stride;
  accumulate(subtract, target, s30);
  accumulate(subtract, target + 16, s31);
}

// @ts-ignore: decorator
@inline function accumulate(subtract: bool, at: usize, sum: v128): void {
  if (subtract) v128.store(at, f64x2.sub(v128.load(at), sum));
  else v128.store(at, f64x2.add(v128.load(at), sum));
}
