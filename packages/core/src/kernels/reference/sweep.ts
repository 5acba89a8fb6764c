/** Block sweeps that invert a symmetric matrix, in plain TypeScript. Sweeping rows K turns (A_KK, A_KJ, A_IJ) into (−D, D A_KJ, A_IJ − A_IK D A_KJ), D = A_KK⁻¹. */
import type { KernelArguments } from '../signatures/signatures.ts';
import { TILE_SIDE, tileStart } from '../tiles.ts';

/** A pivot at or below this part of its diagonal entry is rounding noise. */
const SINGULAR = 1e-14;
const SQUARE = TILE_SIDE ** 2;

/** Place of (row, column) in a packed panel: strips of four columns. */
const packedAt = (row: number, column: number): number => (column >> 2) * 4 * TILE_SIDE + row * 4 + (column & 3);

export function sweepPivot(args: KernelArguments['sweepPivot'], _begin: number, _end: number): number {
  const [tiles, diagonal, side, step, packed] = args;
  const base = tileStart(side, step, step);
  const d = tiles.subarray(base, base + SQUARE);
  const at = (r: number, c: number): number => r * TILE_SIDE + c;
  const mirror = (): void => {
    for (let r = 0; r < TILE_SIDE; r++) for (let c = 0; c < r; c++) d[at(r, c)] = d[at(c, r)];
  };
  mirror();
  for (let p = 0; p < TILE_SIDE; p++) {
    const pivot = d[at(p, p)];
    if (!(pivot > diagonal[step * TILE_SIDE + p] * SINGULAR)) return step * TILE_SIDE + p + 1;
    for (let r = 0; r < TILE_SIDE; r++) {
      if (r === p) continue;
      const factor = d[at(r, p)] / pivot;
      for (let c = 0; c < TILE_SIDE; c++) d[at(r, c)] -= factor * d[at(p, c)];
      d[at(r, p)] = factor;
    }
    for (let c = 0; c < TILE_SIDE; c++) d[at(p, c)] /= pivot;
    d[at(p, p)] = -1 / pivot;
  }
  mirror();
  for (let r = 0; r < TILE_SIDE; r++) for (let c = 0; c < TILE_SIDE; c++) packed[packedAt(r, c)] = -d[at(r, c)];
  return 0;
}

export function sweepPanels(args: KernelArguments['sweepPanels'], begin: number, end: number): number {
  const [tiles, side, step, packed, left, right] = args;
  for (let other = begin; other < end; other++) {
    if (other === step) continue;
    const below = other < step;
    const base = below ? tileStart(side, other, step) : tileStart(side, step, other);
    // Row p of the pivot, column c of the other: transposed where the other stands above.
    const place = (p: number, c: number): number => base + (below ? c * TILE_SIDE + p : p * TILE_SIDE + c);
    const panel = other * SQUARE;
    for (let p = 0; p < TILE_SIDE; p++) for (let c = 0; c < TILE_SIDE; c++) left[panel + packedAt(p, c)] = tiles[place(p, c)];
    for (let p = 0; p < TILE_SIDE; p++) {
      for (let c = 0; c < TILE_SIDE; c++) {
        let sum = 0;
        for (let q = 0; q < TILE_SIDE; q++) sum += packed[packedAt(q, p)] * left[panel + packedAt(q, c)];
        right[panel + packedAt(p, c)] = sum;
        tiles[place(p, c)] = sum;
      }
    }
  }
  return 0;
}

export function sweepTiles(args: KernelArguments['sweepTiles'], begin: number, end: number): number {
  const [tiles, side, step, left, right] = args;
  for (let row = begin; row < end; row++) {
    for (let column = row; column < side; column++) {
      if (row === step || column === step) continue;
      const base = tileStart(side, row, column);
      for (let r = 0; r < TILE_SIDE; r++) {
        for (let c = 0; c < TILE_SIDE; c++) {
          let sum = 0;
          for (let p = 0; p < TILE_SIDE; p++) sum += left[row * SQUARE + packedAt(p, r)] * right[column * SQUARE + packedAt(p, c)];
          tiles[base + r * TILE_SIDE + c] -= sum;
        }
      }
    }
  }
  return 0;
}
