/** Rows of a linear Gaussian model: the fast kernel against the readable one; moments of the draws; bits of the threads. */
import { describe, expect, test } from 'vitest';
import { float32, type Kernels } from '../../src/kernels/kernels.ts';
import { loadKernels } from '../../src/kernels/load-kernels.ts';
import { referenceKernels } from '../../src/kernels/reference/reference.ts';
import { gaussianScratchBytes } from '../../src/kernels/scratch.ts';
import { seededRandom } from '../../src/math/random.ts';

const counts = [0, 1, 5, 900, 40, 0, 131];
const columns = 300;

interface Draw {
  readonly draw?: 0 | 1;
  readonly fixed?: number;
  readonly seed?: number;
  readonly rows?: readonly number[];
}

async function solved(
  kernels: Kernels,
  factors: number,
  { draw = 0, fixed = -1, seed = 3, rows = counts }: Draw = {},
): Promise<Float32Array> {
  const random = seededRandom(9);
  const normals = (length: number) => Float32Array.from({ length }, () => random.normal());
  const pointers = new Uint32Array(rows.length + 1);
  rows.forEach((count, row) => {
    pointers[row + 1] = pointers[row] + count;
  });
  const entries = pointers[rows.length];
  const half = normals(factors * factors);
  const prior = new Float32Array(factors * factors);
  for (let f = 0; f < factors; f++) {
    for (let g = 0; g < factors; g++)
      for (let h = 0; h < factors; h++) prior[f * factors + g] += (half[h * factors + f] * half[h * factors + g]) / factors;
    prior[f * factors + f] += 0.5;
  }
  const session = await kernels.open(
    {
      pointers,
      indexes: Uint32Array.from({ length: entries }, () => random.integer(columns)),
      targets: normals(entries),
      x: float32(rows.length * factors),
      y: normals(columns * factors),
      prior,
      priorRight: normals(factors),
      penalties: Float32Array.from(rows, (count) => 0.1 * count),
      penalized: Float32Array.from({ length: factors }, (_, f) => (f % 3 === 0 ? 0 : 1)),
    },
    { scratchBytes: gaussianScratchBytes(factors) },
  );
  const a = session.arrays;
  await session.run(
    'gaussianRows',
    [a.pointers, a.indexes, a.targets, a.x, a.y, a.prior, a.priorRight, a.penalties, a.penalized, 1.7, fixed, factors, draw, seed],
    { rows: rows.length, grain: 1 },
  );
  const x = a.x.slice();
  session.close();
  return x;
}

describe.each([4, 12, 20, 64])('%i factors', (factors) => {
  test.each<Draw>([{}, { fixed: 1 }, { draw: 1 }, { draw: 1, fixed: 3 }])(
    '%o agrees with the reference to 1e-4; any threads, same bits',
    async (options) => {
      const expected = await solved(referenceKernels, factors, options);
      const one = await solved(await loadKernels({ threads: 1 }), factors, options);
      let worst = 0;
      one.forEach((value, at) => {
        worst = Math.max(worst, Math.abs(value - expected[at]) / Math.max(1, Math.abs(expected[at])));
      });
      expect(worst).toBeLessThan(1e-4);
      for (const threads of [2, 3]) expect(await solved(await loadKernels({ threads }), factors, options)).toEqual(one);
      if (options.fixed !== undefined) for (let row = 0; row < counts.length; row++) expect(one[row * factors + options.fixed]).toBe(1);
    },
  );
});

test('draws have the mean of the solution and the covariance of the inverse', async () => {
  const factors = 4;
  const kernels = await loadKernels({ threads: 1 });
  // 20,000 rows alike: without entries all share prior and right-hand side.
  const draws = await solved(kernels, factors, { draw: 1, rows: new Array(20_000).fill(0) });
  const mean = new Float64Array(factors);
  for (let k = 0; k < draws.length; k++) mean[k % factors] += draws[k] / 20_000;
  const again = await solved(kernels, factors, { draw: 1, rows: new Array(20_000).fill(0), seed: 4 });
  const other = new Float64Array(factors);
  for (let k = 0; k < again.length; k++) other[k % factors] += again[k] / 20_000;
  let variance = 0;
  for (let row = 0; row < 20_000; row++) variance += (draws[row * factors] - mean[0]) ** 2 / 20_000;
  // Two independent means differ by a few standard errors at most.
  for (let f = 0; f < factors; f++) expect(Math.abs(mean[f] - other[f])).toBeLessThan(0.06);
  const expected = await solved(referenceKernels, factors, { draw: 1, rows: new Array(20_000).fill(0) });
  let referenceVariance = 0;
  for (let row = 0; row < 20_000; row++) referenceVariance += (expected[row * factors] - mean[0]) ** 2 / 20_000;
  expect(Math.abs(variance / referenceVariance - 1)).toBeLessThan(0.01);
  expect(variance).toBeGreaterThan(0.2);
});

test('a row without a solution is named', async () => {
  const kernels = await loadKernels({ threads: 1 });
  const session = await kernels.open(
    {
      pointers: Uint32Array.of(0, 1, 2),
      indexes: Uint32Array.of(0, 0),
      targets: Float32Array.of(1, 1),
      x: float32(8),
      y: Float32Array.of(1, 2, 3, 4),
      prior: float32(16),
      priorRight: float32(4),
      penalties: Float32Array.of(1, 0),
      penalized: Float32Array.of(1, 1, 1, 1),
    },
    { scratchBytes: gaussianScratchBytes(4) },
  );
  const a = session.arrays;
  const args = [a.pointers, a.indexes, a.targets, a.x, a.y, a.prior, a.priorRight, a.penalties, a.penalized, 1, -1, 4, 0, 0] as const;
  await expect(session.run('gaussianRows', [...args], { rows: 2 })).rejects.toMatchObject({
    code: 'not-positive-definite',
    data: { row: 1 },
  });
});

test('random starts agree with the reference, have the deviation asked for, and leave padding alone', async () => {
  const started = async (kernels: Kernels) => {
    const session = await kernels.open({ out: float32(4000 * 8) });
    await session.run('normalRows', [session.arrays.out, 6, 8, 0.5, 77], { rows: 4000 });
    const out = session.arrays.out.slice();
    session.close();
    return out;
  };
  const one = await started(await loadKernels({ threads: 1 }));
  const expected = await started(referenceKernels);
  expect(one.every((value, at) => Math.abs(value - expected[at]) < 1e-5)).toBe(true);
  expect(await started(await loadKernels({ threads: 3, eager: true }))).toEqual(one);
  expect(one.every((value, at) => at % 8 < 6 || value === 0)).toBe(true);
  const drawn = one.filter((_, at) => at % 8 < 6);
  expect(Math.sqrt(drawn.reduce((sum, value) => sum + value * value, 0) / drawn.length)).toBeCloseTo(0.5, 1);
});
