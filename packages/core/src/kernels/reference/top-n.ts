/** Exact scan for the n best columns of each row, readable: every score, then a sort. Arguments: `signatures.ts`. */
import { PANEL } from '../panels.ts';
import type { KernelArguments } from '../signatures/signatures.ts';

export function topN(args: KernelArguments['topN'], begin: number, end: number): number {
  const [rows, x, packed, , columnOf, positionOf, columns, pointers, indexes, exclude, factors, n, bestColumns, bestScores] = args;
  const scores = new Float32Array(columns);
  for (let listed = begin; listed < end; listed++) {
    const row = rows[listed];
    for (let p = 0; p < columns; p++) {
      const base = Math.floor(p / PANEL) * factors * PANEL + (p % PANEL);
      let sum = 0;
      for (let f = 0; f < factors; f++) sum += x[row * factors + f] * packed[base + f * PANEL];
      scores[p] = sum;
    }
    const seen = new Set<number>();
    if (exclude !== 0) for (let e = pointers[row]; e < pointers[row + 1]; e++) seen.add(positionOf[indexes[e]]);
    const ranked = Array.from({ length: columns }, (_, p) => p)
      .filter((p) => !seen.has(p))
      .sort((a, b) => scores[b] - scores[a] || columnOf[a] - columnOf[b]);
    for (let k = 0; k < n; k++) {
      bestColumns[listed * n + k] = k < ranked.length ? columnOf[ranked[k]] : -1;
      bestScores[listed * n + k] = k < ranked.length ? scores[ranked[k]] : Number.NEGATIVE_INFINITY;
    }
  }
  return 0;
}
