/** What item-to-item models are made of, in plain TypeScript. */
import type { KernelArguments } from '../signatures/kernel-arguments.ts';
import { TILE_SIDE, tileStart } from '../tiles.ts';
import { eachRow, type Twin } from './rows.ts';
import { writeBest } from './top-n.ts';

export const coOccurrences: Twin<'coOccurrences'> = eachRow(
  ([itemPointers, places, placeUsers, pointers, indexes, values, columns, first, products], row) => {
    const sums = products.subarray(row * columns, (row + 1) * columns).fill(0);
    for (let t = itemPointers[first + row]; t < itemPointers[first + row + 1]; t++)
      for (let e = places[t]; e < pointers[placeUsers[t] + 1]; e++) sums[indexes[e]] += values[places[t]] * values[e];
  },
);

/** Most passes over what has a weight between two over everything. */
const ACTIVE_PASSES = 5;

/** Float64, unlike the fast kernel's float32. */
export const elasticNetRows: Twin<'elasticNetRows'> = eachRow(
  ([gram, stride, columns, sparsity, penalty, nonNegative, sweeps, tolerance, first, weights], row) => {
    const target = first + row;
    const gramOf = (k: number): Float32Array => gram.subarray(k * stride, k * stride + columns);
    const rest = Float64Array.from(gramOf(target));
    const w = new Float64Array(columns);
    // What explains most goes first.
    const all = Array.from({ length: columns }, (_, k) => k)
      .filter((k) => k !== target && gramOf(k)[k] > 0)
      .sort((a, b) => gramOf(target)[b] - gramOf(target)[a] || a - b);
    const pass = (list: readonly number[]): number => {
      let moved = 0;
      for (const k of list) {
        const column = gramOf(k);
        const pull = rest[k] + column[k] * w[k];
        const size = Math.max(0, Math.abs(pull) - sparsity) / (column[k] + penalty);
        const next = pull > 0 ? size : nonNegative === 1 ? 0 : -size;
        const change = next - w[k];
        if (change === 0) continue;
        w[k] = next;
        moved = Math.max(moved, Math.abs(change));
        for (let c = 0; c < columns; c++) rest[c] -= change * column[c];
      }
      return moved;
    };
    let left = sweeps;
    while (left-- > 0 && pass(all) > tolerance) {
      const active = all.filter((k) => w[k] !== 0);
      for (let again = 0; again < ACTIVE_PASSES && left-- > 0 && pass(active) > tolerance; again++);
    }
    weights.fill(0, row * stride, (row + 1) * stride);
    weights.set(w, row * stride);
  },
);

export const productTopN: Twin<'productTopN'> = eachRow(
  ([leftPointers, leftIndexes, leftValues, pointers, indexes, values, scales, columns, n, bestColumns, bestScores], row) => {
    const sums = new Float64Array(columns);
    for (let t = leftPointers[row]; t < leftPointers[row + 1]; t++)
      for (let e = pointers[leftIndexes[t]]; e < pointers[leftIndexes[t] + 1]; e++) sums[indexes[e]] += leftValues[t] * values[e];
    const scores = Float32Array.from(sums, (sum, c) => (c !== row && sum * scales[c] > 0 ? sum * scales[c] : Number.NEGATIVE_INFINITY));
    writeBest(scores, row, n, bestColumns, bestScores);
  },
);

// Block sweeps that invert a symmetric matrix. Sweeping rows K turns (A_KK, A_KJ, A_IJ) into (−D, D A_KJ, A_IJ − A_IK D A_KJ), D = A_KK⁻¹.

/** A pivot at or below this part of its diagonal entry is rounding noise. */
const SINGULAR = 1e-14;
const SQUARE = TILE_SIDE ** 2;

/** Place of (row, column) in a packed panel: strips of four columns. */
const packedAt = (row: number, column: number): number => (column >> 2) * 4 * TILE_SIDE + row * 4 + (column & 3);

export function sweepPivot(args: KernelArguments['sweepPivot'], _begin: number, _end: number): number {
  const [tiles, diagonal, along, step, packed] = args;
  const base = tileStart(along, step, step);
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

export const sweepPanels: Twin<'sweepPanels'> = eachRow(([tiles, along, step, packed, left, right], other) => {
  if (other === step) return;
  const below = other < step;
  const base = below ? tileStart(along, other, step) : tileStart(along, step, other);
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
});

export const sweepTiles: Twin<'sweepTiles'> = eachRow(([tiles, along, step, left, right], row) => {
  for (let column = row; column < along; column++) {
    if (row === step || column === step) continue;
    const base = tileStart(along, row, column);
    for (let r = 0; r < TILE_SIDE; r++) {
      for (let c = 0; c < TILE_SIDE; c++) {
        let sum = 0;
        for (let p = 0; p < TILE_SIDE; p++) sum += left[row * SQUARE + packedAt(p, r)] * right[column * SQUARE + packedAt(p, c)];
        tiles[base + r * TILE_SIDE + c] -= sum;
      }
    }
  }
});
