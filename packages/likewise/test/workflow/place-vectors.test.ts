/** Vectors as points of a plane. */
import { seededRandom } from '@likewise/core';
import { expect, test } from 'vitest';
import { loadUMAP, placedByPCA, placedByUMAP } from '../../src/workflow/place-vectors.ts';

/** Two bundles of directions, ten vectors each. */
function bundles(columns: number) {
  const random = seededRandom(1);
  const rows = Array.from({ length: 20 }, (_, r) =>
    Array.from({ length: columns }, (_c, c) => (c % 2 === (r < 10 ? 0 : 1) ? 1 : 0) + 0.1 * random.normal()),
  );
  return { rows: 20, columns, values: Float32Array.from(rows.flat()) };
}
const meanOf = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;

test('PCA: the first axis parts the bundles and keeps most of the variance', () => {
  const { x, y, kept } = placedByPCA(bundles(6));
  expect(Math.sign(meanOf(x.subarray(0, 10)))).toBe(-Math.sign(meanOf(x.subarray(10))));
  expect([y.length, (kept?.[0] ?? 0) > 0.8]).toEqual([20, true]);
  // One coordinate makes a line.
  expect(placedByPCA(bundles(1)).y).toEqual(new Float64Array(20));
});

test('UMAP: bundles stay together; progress is told up to its end', async () => {
  const told: [number, number][] = [];
  const { x, y, kept } = await placedByUMAP(bundles(6), { neighbors: 5, onProgress: (done, total) => told.push([done, total]) });
  const distance = (a: number, b: number) => Math.hypot(x[a] - x[b], y[a] - y[b]);
  for (let p = 0; p < 20; p++) {
    const nearest = Array.from({ length: 20 }, (_, other) => other).filter((other) => other !== p).sort((a, b) => distance(p, a) - distance(p, b))[0]; // biome-ignore format: one line
    expect(nearest < 10).toBe(p < 10);
  }
  expect(kept).toBeUndefined();
  expect(told.at(-1)?.[0]).toBe(told.at(-1)?.[1]);
});

test('UMAP is stopped by its signal, and refuses fewer than four points and a library that is not there', async () => {
  const stop = new AbortController();
  const stopped = placedByUMAP(bundles(4), { signal: stop.signal, onProgress: () => stop.abort(new Error('enough')) });
  await expect(stopped).rejects.toThrow('enough');
  await expect(placedByUMAP({ rows: 3, columns: 1, values: Float32Array.of(1, 2, 3) })).rejects.toThrow(
    'UMAP needs at least 4 points; got 3. Take pca.',
  );
  await expect(loadUMAP('umap-js-that-is-not-there')).rejects.toMatchObject({
    code: 'no-umap',
    message: expect.stringContaining('npm install umap-js'),
  });
});
