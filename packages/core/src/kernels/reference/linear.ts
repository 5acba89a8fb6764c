/** What item-to-item models are made of, in plain TypeScript. Arguments: `signatures.ts`. */
import type { KernelArguments } from '../signatures/signatures.ts';

export function coOccurrences(args: KernelArguments['coOccurrences'], begin: number, end: number): number {
  const [itemPointers, entries, entryUsers, pointers, indexes, values, columns, first, products] = args;
  for (let row = begin; row < end; row++) {
    const sums = products.subarray(row * columns, (row + 1) * columns).fill(0);
    for (let t = itemPointers[first + row]; t < itemPointers[first + row + 1]; t++)
      for (let e = entries[t]; e < pointers[entryUsers[t] + 1]; e++) sums[indexes[e]] += values[entries[t]] * values[e];
  }
  return 0;
}

/** Most passes over what has a weight between two over everything. */
const ACTIVE_PASSES = 5;

/** Float64, unlike the fast kernel's float32. */
export function elasticNetRows(args: KernelArguments['elasticNetRows'], begin: number, end: number): number {
  const [gram, stride, columns, sparsity, penalty, nonNegative, sweeps, tolerance, first, weights] = args;
  for (let row = begin; row < end; row++) {
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
  }
  return 0;
}

export function productTopN(args: KernelArguments['productTopN'], begin: number, end: number): number {
  const [leftPointers, leftIndexes, leftValues, pointers, indexes, values, scales, columns, n, bestColumns, bestScores] = args;
  for (let row = begin; row < end; row++) {
    const sums = new Float64Array(columns);
    for (let t = leftPointers[row]; t < leftPointers[row + 1]; t++)
      for (let e = pointers[leftIndexes[t]]; e < pointers[leftIndexes[t] + 1]; e++) sums[indexes[e]] += leftValues[t] * values[e];
    const scores = Float32Array.from(sums, (sum, c) => (c !== row && sum * scales[c] > 0 ? sum * scales[c] : Number.NEGATIVE_INFINITY));
    writeBest(scores, row, n, bestColumns, bestScores);
  }
  return 0;
}

export function denseTopN(args: KernelArguments['denseTopN'], begin: number, end: number): number {
  const [pointers, indexes, values, weights, stride, columns, known, seenPointers, seenIndexes, n, bestColumns, bestScores] = args;
  for (let row = begin; row < end; row++) {
    const sums = new Float64Array(columns);
    for (let e = pointers[row]; e < pointers[row + 1]; e++)
      for (let c = 0; c < columns; c++) sums[c] += values[e] * weights[indexes[e] * stride + c];
    writeBest(eligible(sums, known, seenIndexes.subarray(seenPointers[row], seenPointers[row + 1])), row, n, bestColumns, bestScores);
  }
  return 0;
}

export function sparseTopN(args: KernelArguments['sparseTopN'], begin: number, end: number): number {
  const [
    pointers,
    indexes,
    values,
    weightPointers,
    weightIndexes,
    weights,
    columns,
    known,
    seenPointers,
    seenIndexes,
    n,
    bestColumns,
    bestScores,
  ] = args;
  for (let row = begin; row < end; row++) {
    const sums = new Float64Array(columns);
    for (let e = pointers[row]; e < pointers[row + 1]; e++)
      for (let w = weightPointers[indexes[e]]; w < weightPointers[indexes[e] + 1]; w++) sums[weightIndexes[w]] += values[e] * weights[w];
    writeBest(eligible(sums, known, seenIndexes.subarray(seenPointers[row], seenPointers[row + 1])), row, n, bestColumns, bestScores);
  }
  return 0;
}

function eligible(sums: Float64Array, known: Uint8Array, seen: Uint32Array): Float32Array {
  const scores = Float32Array.from(sums, (sum, c) => (known[c] === 1 ? sum : Number.NEGATIVE_INFINITY));
  for (const c of seen) scores[c] = Number.NEGATIVE_INFINITY;
  return scores;
}

/** The n largest finite scores, ties by lower column. */
function writeBest(scores: Float32Array, row: number, n: number, bestColumns: Int32Array, bestScores: Float32Array): void {
  const ranked = Array.from(scores.keys())
    .filter((c) => scores[c] > Number.NEGATIVE_INFINITY)
    .sort((a, b) => scores[b] - scores[a] || a - b);
  for (let k = 0; k < n; k++) {
    bestColumns[row * n + k] = ranked[k] ?? -1;
    bestScores[row * n + k] = k < ranked.length ? scores[ranked[k]] : Number.NEGATIVE_INFINITY;
  }
}
