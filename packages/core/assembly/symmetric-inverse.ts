/**
 * Inverse of a large symmetric positive definite matrix in float64, by block sweeps. See `sweepPivot` in
 * src/kernels/signatures.
 *
 * The upper triangle stands in tiles of SIDE × SIDE, each of one piece. Panels are packed in strips of four columns, so that
 * the register tile of 4 × 4 reads both its factors from front to back.
 */
import { get, rowAt, set } from './arrays';
import { SET, SUBTRACT, tile } from './tile';

/** Rows of a tile. */
const SIDE: i32 = 64;
/** Bytes of a row of a tile, of a strip of four columns, of a tile. */
const ROW: usize = 512;
const STRIP: usize = 2048;
const TILE: usize = 32768;
/** A pivot at or below this part of its diagonal entry is rounding noise: the matrix counts as singular. */
const SINGULAR: f64 = 1e-14;

function tileAt(tiles: usize, along: i32, row: i32, column: i32): usize {
  return tiles + <usize>(((row * (2 * along - row + 1)) >> 1) + column - row) * TILE;
}

export function sweepPivot(
  tiles: usize, diagonal: usize, along: i32, step: i32, packed: usize, begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  const own = tileAt(tiles, along, step, step);
  mirror(own);
  for (let p = 0; p < SIDE; p++) {
    const row = rowAt(own, p, ROW);
    const pivot = get<f64>(row, p);
    if (!(pivot > get<f64>(diagonal, step * SIDE + p) * SINGULAR)) return step * SIDE + p + 1;
    const inverse = 1 / pivot;
    for (let r = 0; r < SIDE; r++) {
      if (r == p) continue;
      const to = rowAt(own, r, ROW);
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
  mirror(own);
  for (let q = 0; q < SIDE; q++) for (let p = 0; p < SIDE; p++) store<f64>(packedAt(packed, q, p), -get<f64>(own, q * SIDE + p));
  return 0;
}

/** What stands above the diagonal also stands below it. */
function mirror(square: usize): void {
  for (let r = 1; r < SIDE; r++)
    for (let c = 0; c < r; c++) set<f64>(square, r * SIDE + c, get<f64>(square, c * SIDE + r));
}

/** Where entry (row, column) of a packed panel stands. */
function packedAt(panel: usize, row: i32, column: i32): usize {
  return panel + <usize>(column >> 2) * STRIP + ((<usize>row) << 5) + ((<usize>(column & 3)) << 3);
}

export function sweepPanels(
  tiles: usize, along: i32, step: i32, packed: usize, left: usize, right: usize, begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  for (let other = begin; other < end; other++) {
    if (other == step) continue;
    const from = rowAt(left, other, TILE);
    const to = rowAt(right, other, TILE);
    const below = other < step;
    const own = below ? tileAt(tiles, along, other, step) : tileAt(tiles, along, step, other);
    for (let r = 0; r < SIDE; r++) {
      for (let c = 0; c < SIDE; c += 2) {
        const value = v128.load(own + ((<usize>(r * SIDE + c)) << 3));
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
        tile<f64>(true, SET, packed + <usize>(p >> 2) * STRIP, 32, from + <usize>(c >> 2) * STRIP, 32, SIDE, at, 32);
        for (let i = p; i < p + 4; i++)
          for (let j = c; j < c + 4; j++) set<f64>(own, below ? j * SIDE + i : i * SIDE + j, get<f64>(at, (i - p) * 4 + j - c));
      }
    }
  }
  return 0;
}

export function sweepTiles(
  tiles: usize, along: i32, step: i32, left: usize, right: usize, begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  for (let row = begin; row < end; row++) {
    if (row == step) continue;
    for (let column = row; column < along; column++) {
      if (column != step) updateTile(tileAt(tiles, along, row, column), rowAt(left, row, TILE), rowAt(right, column, TILE));
    }
  }
  return 0;
}

/** target −= Σ_p left_p · right_p. */
function updateTile(target: usize, left: usize, right: usize): void {
  for (let r: usize = 0; r < 16; r++)
    for (let c: usize = 0; c < 16; c++)
      tile<f64>(true, SUBTRACT, left + r * STRIP, 32, right + c * STRIP, 32, SIDE, target + r * 4 * ROW + (c << 5), ROW);
}
