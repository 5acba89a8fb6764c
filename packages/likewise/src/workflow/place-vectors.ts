/** Vectors as points of a plane: by principal axes, or by UMAP. */
import { type DenseMatrix, LikewiseError, principalAxes, seededRandom } from '@likewise/core';
import { yieldToEventLoop } from './yield-to-event-loop.ts';

export interface Places {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Share of the variance that each axis keeps; of principal axes. */
  readonly kept?: readonly number[] | undefined;
}

/** Two principal axes; where vectors have one coordinate, y is 0. */
export function placedByPCA(vectors: DenseMatrix): Places {
  const { places, kept } = principalAxes(vectors, { components: 2 });
  const axis = (k: number): Float64Array =>
    Float64Array.from({ length: places.rows }, (_, row) => (k < places.columns ? places.values[row * places.columns + k] : 0));
  return { x: axis(0), y: axis(1), kept: [...kept] };
}

export interface UMAPOptions {
  /** Of each point, in whose neighborhood it is to stay; integer ≥ 2; at most one less than there are points. @default 15 */
  readonly neighbors?: number | undefined;
  readonly seed?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** What is used of umap-js, an optional dependency. */
interface UMAP {
  initializeFit(rows: readonly (readonly number[])[]): number;
  step(): number;
  getEmbedding(): number[][];
}
type UMAPClass = new (options: object) => UMAP;

/**
 * By cosine. Distances between far groups say little; the same seed gives the same map.
 * Source: McInnes, Healy, Melville: UMAP, 2018, arXiv:1802.03426; by umap-js.
 * @throws LikewiseError `no-umap` where it is not installed; `empty-data` for fewer than 4 points; the reason of the signal
 */
export async function placedByUMAP(
  vectors: DenseMatrix,
  { neighbors = 15, seed = 0, signal, onProgress }: UMAPOptions = {},
): Promise<Places> {
  const { rows, columns, values } = vectors;
  if (rows < 4) throw new LikewiseError('empty-data', `UMAP needs at least 4 points; got ${rows}. Take pca.`, { points: rows });
  const { UMAP } = await loadUMAP();
  const random = seededRandom(seed, 'umap');
  const umap = new UMAP({
    nComponents: 2,
    nNeighbors: Math.min(neighbors, rows - 1),
    random: () => random.uniform(),
    distanceFn: cosineDistance,
  });
  const epochs = umap.initializeFit(Array.from({ length: rows }, (_, row) => [...values.subarray(row * columns, (row + 1) * columns)]));
  const yieldNow = yieldToEventLoop();
  for (let epoch = 0; epoch < epochs; epoch++) {
    signal?.throwIfAborted();
    umap.step();
    onProgress?.(epoch + 1, epochs);
    await yieldNow();
  }
  const places = umap.getEmbedding();
  return { x: Float64Array.from(places, ([x]) => x), y: Float64Array.from(places, ([, y]) => y) };
}

/** Not written into the import itself: bundlers would take it into every program. @throws LikewiseError `no-umap` */
export async function loadUMAP(library = 'umap-js'): Promise<{ readonly UMAP: UMAPClass }> {
  try {
    return await import(/* webpackIgnore: true */ /* @vite-ignore */ library);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new LikewiseError('no-umap', 'umap-js is not installed; install it with npm install umap-js, or take pca.', {});
  }
}

function cosineDistance(a: readonly number[], b: readonly number[]): number {
  let [product, ofA, ofB] = [0, 0, 0];
  for (let c = 0; c < a.length; c++) {
    product += a[c] * b[c];
    ofA += a[c] * a[c];
    ofB += b[c] * b[c];
  }
  return ofA === 0 || ofB === 0 ? 1 : Math.max(0, 1 - product / Math.sqrt(ofA * ofB));
}
