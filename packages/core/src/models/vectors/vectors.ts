/** What every factorization model shares: padding, random start, scores by dot product, cosines. */
import type { IdMap } from '../../data/id-map.ts';
import { paddedFactors } from '../../kernels/kernels.ts';
import { seededRandom } from '../../math/random.ts';
import { type DenseMatrix, dotRow, rowOf } from '../../matrix/dense.ts';
import type { SparsePattern } from '../../matrix/sparse.ts';
import { bestItems } from '../answering/recommend.ts';
import type { ScoredItem } from '../contract/model.ts';

/**
 * Fills `out` [rows × rowLength] with independent normal numbers of the standard deviation in the first `factors`
 * coordinates of each row. A row's start depends on seed, stream and the rows before it, not on threads; `places` says where
 * each row stands, if not in order.
 */
export function fillNormal(
  out: Float32Array,
  factors: number,
  deviation: number,
  seed: number,
  stream: string,
  rowLength: number = paddedFactors(factors),
  places?: Uint32Array,
): void {
  const random = seededRandom(seed, stream);
  for (let row = 0; row * rowLength < out.length; row++) {
    const start = (places?.[row] ?? row) * rowLength;
    for (let f = 0; f < factors; f++) out[start + f] = deviation * random.normal();
  }
}

/** Zeros the vector of every row without an entry: nothing was learned about it. */
export function clearUnrated({ columns, values }: DenseMatrix, { rows, pointers }: SparsePattern): void {
  for (let row = 0; row < rows; row++) if (pointers[row] === pointers[row + 1]) values.fill(0, row * columns, (row + 1) * columns);
}

/** Score of every item, [items]; NaN for an item whose vector is 0, of which training saw nothing. */
export function scoresOf(vector: Float32Array, itemFactors: DenseMatrix, known: Uint8Array): Float32Array {
  const scores = new Float32Array(itemFactors.rows);
  for (let i = 0; i < scores.length; i++) scores[i] = known[i] === 1 ? dotRow(vector, itemFactors, i) : Number.NaN;
  return scores;
}

/**
 * The n items nearest to an item by the cosine of their vectors, in [−1, 1]; 0 where a vector is 0, never NaN.
 * `lengths` are those of the rows of `itemFactors`.
 */
export function similarByCosine(
  items: IdMap,
  itemFactors: DenseMatrix,
  lengths: Float64Array,
  itemIndex: number,
  n: number,
): readonly ScoredItem[] {
  const vector = rowOf(itemFactors, itemIndex);
  const cosines = new Float32Array(itemFactors.rows);
  for (let i = 0; i < cosines.length; i++) {
    const product = lengths[itemIndex] * lengths[i];
    if (product > 0) cosines[i] = Math.max(-1, Math.min(1, dotRow(vector, itemFactors, i) / product));
  }
  const self = new Uint8Array(itemFactors.rows);
  self[itemIndex] = 1;
  return bestItems(items, cosines, n, self);
}
