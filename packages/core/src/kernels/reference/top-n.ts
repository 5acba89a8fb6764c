/** The n best columns of each row, readable: every score, then a sort. */
import { PANEL } from '../panels.ts';
import { eachRow, type Twin } from './rows.ts';

export const topN: Twin<'topN'> = eachRow(
  ([rows, x, packed, , columnOf, , columns, pointers, indexes, exclude, factors, n, bestColumns, bestScores], listed) => {
    const row = rows[listed];
    const scores = new Float32Array(columnOf.length).fill(Number.NEGATIVE_INFINITY);
    for (let p = 0; p < columns; p++) {
      const base = Math.floor(p / PANEL) * factors * PANEL + (p % PANEL);
      let sum = 0;
      for (let f = 0; f < factors; f++) sum += x[row * factors + f] * packed[base + f * PANEL];
      scores[columnOf[p]] = sum;
    }
    if (exclude !== 0) for (let e = pointers[row]; e < pointers[row + 1]; e++) scores[indexes[e]] = Number.NEGATIVE_INFINITY;
    writeBest(scores, listed, n, bestColumns, bestScores);
  },
);

export const denseTopN: Twin<'denseTopN'> = eachRow(
  ([pointers, indexes, values, weights, stride, columns, known, seenPointers, seenIndexes, n, bestColumns, bestScores], row) => {
    const sums = new Float64Array(columns);
    for (let e = pointers[row]; e < pointers[row + 1]; e++)
      for (let c = 0; c < columns; c++) sums[c] += values[e] * weights[indexes[e] * stride + c];
    writeBest(eligible(sums, known, seenIndexes.subarray(seenPointers[row], seenPointers[row + 1])), row, n, bestColumns, bestScores);
  },
);

export const sparseTopN: Twin<'sparseTopN'> = eachRow(
  ([pointers, indexes, values, weightPointers, weightIndexes, weights, columns, known, seenPointers, seenIndexes, ...best], row) => {
    const sums = new Float64Array(columns);
    for (let e = pointers[row]; e < pointers[row + 1]; e++)
      for (let w = weightPointers[indexes[e]]; w < weightPointers[indexes[e] + 1]; w++) sums[weightIndexes[w]] += values[e] * weights[w];
    writeBest(eligible(sums, known, seenIndexes.subarray(seenPointers[row], seenPointers[row + 1])), row, ...best);
  },
);

function eligible(sums: Float64Array, known: Uint8Array, seen: Uint32Array): Float32Array {
  const scores = Float32Array.from(sums, (sum, c) => (known[c] === 1 ? sum : Number.NEGATIVE_INFINITY));
  for (const c of seen) scores[c] = Number.NEGATIVE_INFINITY;
  return scores;
}

/** The n largest finite scores, ties by lower column. */
export function writeBest(scores: Float32Array, row: number, n: number, bestColumns: Int32Array, bestScores: Float32Array): void {
  const ranked = Array.from(scores.keys())
    .filter((c) => scores[c] > Number.NEGATIVE_INFINITY)
    .sort((a, b) => scores[b] - scores[a] || a - b);
  for (let k = 0; k < n; k++) {
    bestColumns[row * n + k] = ranked[k] ?? -1;
    bestScores[row * n + k] = k < ranked.length ? scores[ranked[k]] : Number.NEGATIVE_INFINITY;
  }
}
