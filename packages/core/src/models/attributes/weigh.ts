/** Occurrences of terms → weights of unit length, by tf-idf or BM25. */

import { portableLog } from '../../math/portable.ts';
import type { SparseRows } from '../../matrix/sparse.ts';

export interface WeighingOptions {
  readonly weighting: 'tf-idf' | 'bm25' | 'count';
  readonly idf: 'smooth' | 'plain';
  readonly sublinear: boolean;
  readonly k1: number;
  readonly b: number;
}

/**
 * Each row times its weights, then over its length: Σ x² = 1, or no entry.
 * @param counts occurrences, > 0
 * @param documents N: items that have the field
 */
export function weighed(
  { rows, columns, pointers, indexes, values: counts }: SparseRows,
  documents: number,
  o: WeighingOptions,
): SparseRows {
  const df = new Uint32Array(columns);
  for (const column of indexes) df[column]++;
  const idf = Float64Array.from(df, (items) => inverseFrequency(items, documents, o));
  const lengths = new Float64Array(rows);
  let total = 0;
  for (let row = 0; row < rows; row++) {
    for (let e = pointers[row]; e < pointers[row + 1]; e++) lengths[row] += counts[e];
    total += lengths[row];
  }
  const meanLength = total / Math.max(1, documents);
  const values = new Float32Array(indexes.length);
  for (let row = 0; row < rows; row++) {
    const saturation = o.k1 * (1 - o.b + (o.b * lengths[row]) / meanLength);
    const weights = new Float64Array(pointers[row + 1] - pointers[row]);
    let squares = 0;
    weights.forEach((_, k) => {
      const e = pointers[row] + k;
      weights[k] = idf[indexes[e]] * termFrequency(counts[e], saturation, o);
      squares += weights[k] ** 2;
    });
    weights.forEach((weight, k) => {
      values[pointers[row] + k] = weight / Math.sqrt(squares);
    });
  }
  return { rows, columns, pointers, indexes, values };
}

/** Smooth: as if one more item had every term. */
function inverseFrequency(df: number, documents: number, { weighting, idf }: WeighingOptions): number {
  if (weighting === 'count') return 1;
  if (weighting === 'bm25') return portableLog(1 + (documents - df + 0.5) / (df + 0.5));
  return (idf === 'smooth' ? portableLog((1 + documents) / (1 + df)) : portableLog(documents / df)) + 1;
}

function termFrequency(count: number, saturation: number, { weighting, sublinear, k1 }: WeighingOptions): number {
  if (weighting === 'bm25') return (count * (k1 + 1)) / (count + saturation);
  return sublinear ? 1 + portableLog(count) : count;
}
