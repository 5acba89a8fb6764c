/** Gradients, steps, bounded least squares and sparse products: the fast kernels against the readable ones; bits of the threads. */
import { describe, expect, test } from 'vitest';
import { float32, float64, type KernelArray, type Kernels, type SessionLayout } from '../../src/kernels/kernels.ts';
import { loadKernels } from '../../src/kernels/load-kernels.ts';
import { referenceKernels } from '../../src/kernels/reference/reference.ts';
import { gaussianScratchBytes } from '../../src/kernels/scratch.ts';
import { distance, problem, randomMatrix, uniforms } from './problems.ts';

const counts = [0, 1, 5, 290, 40, 0, 131, 3];
const columns = 300;

interface Result {
  readonly [name: string]: KernelArray;
}
type Work = (kernels: Kernels, factors: number) => Promise<Result>;

/** Sessions of these tests read back every array. */
async function read<L extends SessionLayout>(
  kernels: Kernels,
  layout: L,
  factors: number,
  work: (session: Awaited<ReturnType<typeof kernels.open<L>>>) => Promise<void>,
  names: readonly (keyof L & string)[],
): Promise<Result> {
  const session = await kernels.open(layout, { scratchBytes: gaussianScratchBytes(factors) });
  await work(session);
  const result = Object.fromEntries(names.map((name) => [name, (session.arrays[name] as KernelArray).slice()]));
  session.close();
  return result;
}

const gradients: Work = (kernels, factors) => {
  const { pointers, indexes, weights: targets, x, y } = problem(factors, counts, columns);
  const penalties = Float32Array.from({ length: factors }, (_, f) => (f === 2 ? 0 : 0.7));
  const layout = { pointers, indexes, targets, x, y, penalties, gradients: float32(x.length), sums: float64(8) };
  return read(
    kernels,
    layout,
    factors,
    ({ arrays: a, run }) =>
      run('factorGradients', [a.pointers, a.indexes, a.targets, a.x, a.y, a.penalties, 1.5, 1, factors, a.gradients, a.sums], {
        rows: counts.length,
        grain: 2,
      }),
    ['gradients', 'sums'],
  );
};

const steps: Work = (kernels, factors) => {
  const length = 41 * factors;
  const matrix = (seed: number) => randomMatrix(length, 1, seed);
  const layout = {
    values: matrix(1),
    slopes: matrix(2),
    moments: matrix(3),
    squares: matrix(4).map((value) => value * value),
    moved: matrix(5),
    velocities: matrix(6),
  };
  return read(
    kernels,
    layout,
    factors,
    async ({ arrays: a, run }) => {
      for (let step = 0; step < 3; step++) {
        await run('adamStep', [a.values, a.slopes, a.moments, a.squares, 0.1, 0.9, 0.999, 1e-7, factors], { rows: 41, grain: 4 });
        await run('momentumStep', [a.moved, a.slopes, a.velocities, 0.05, 0.8, factors], { rows: 41, grain: 4 });
      }
    },
    ['values', 'moments', 'squares', 'moved', 'velocities'],
  );
};

const bounded =
  (fixed: number, lowest: number, fresh: number): Work =>
  (kernels, factors) => {
    const { pointers, indexes, weights: targets, x, y, penalties } = problem(factors, counts, columns);
    const layout = {
      pointers,
      indexes,
      targets,
      x: x.map((value, at) => (at % factors === fixed ? 1 : Math.abs(value))),
      y,
      penalties,
      penalized: new Float32Array(factors).fill(1),
      lowest: new Float32Array(factors).fill(lowest),
    };
    return read(
      kernels,
      layout,
      factors,
      ({ arrays: a, run }) =>
        run('boundedRows', [a.pointers, a.indexes, a.targets, a.x, a.y, a.penalties, a.penalized, a.lowest, fixed, factors, 300, fresh], {
          rows: counts.length,
          grain: 1,
        }),
      ['x'],
    );
  };

const products: Work = (kernels, factors) => {
  const { pointers, indexes, weights: values, y } = problem(factors, counts, columns);
  const random = uniforms(4);
  const shifts = Float32Array.from(counts, (_, row) => (row % 3 === 0 ? 0 : random()));
  const parts = {
    pointers,
    indexes,
    values,
    y,
    shifts,
    offset: randomMatrix(factors, 1, 5),
    matrix: randomMatrix(factors * factors, 1, 6),
    product: float32(counts.length * factors),
    turned: float32(counts.length * factors),
    partials: float64(100 * factors * factors),
  };
  return read(
    kernels,
    parts,
    factors,
    async ({ arrays: a, run }) => {
      await run('sparseProduct', [a.pointers, a.indexes, a.values, a.y, a.shifts, a.offset, factors, a.product], {
        rows: counts.length,
        grain: 1,
      });
      await run('turnRows', [a.product, a.matrix, factors, a.turned], { rows: counts.length, grain: 3 });
      await run('gramDouble', [a.y, factors, a.partials], { rows: columns, grain: 7 });
      // Below the diagonal nobody reads.
      const square = factors * factors;
      for (let at = 0; at < a.partials.length; at++) if (at % factors < Math.floor((at % square) / factors)) a.partials[at] = 0;
    },
    ['product', 'turned', 'partials'],
  );
};

describe.each([
  ['factorGradients', gradients],
  ['adamStep, momentumStep', steps],
  ['boundedRows', bounded(-1, 0, 0)],
  ['boundedRows from 0, one coordinate held', bounded(1, 0, 1)],
  ['boundedRows without bounds', bounded(-1, -1e30, 0)],
  ['sparseProduct, turnRows, gramDouble', products],
] as const)('%s', (_, work) => {
  test.each([4, 12, 52])('%i factors: agrees with the reference; any threads, same bits', async (factors) => {
    const expected = await work(referenceKernels, factors);
    const one = await work(await loadKernels({ threads: 1 }), factors);
    for (const [name, values] of Object.entries(expected)) {
      expect(values.some((value) => value !== 0)).toBe(true);
      expect(distance(one[name], values), name).toBeLessThan(3e-5);
    }
    for (const threads of [2, 3]) expect(await work(await loadKernels({ threads }), factors)).toEqual(one);
  });
});

test('bounded least squares meets the conditions of optimality', async () => {
  const factors = 8;
  const { pointers, indexes, weights, y, penalties } = problem(factors, counts, columns);
  const { x } = await bounded(-1, 0, 1)(await loadKernels({ threads: 1 }), factors);
  let active = 0;
  counts.forEach((count, row) => {
    if (count === 0) return;
    for (let f = 0; f < factors; f++) {
      let slope = penalties[row] * x[row * factors + f];
      let size = Math.abs(slope);
      for (let e = pointers[row]; e < pointers[row + 1]; e++) {
        let error = -weights[e];
        for (let g = 0; g < factors; g++) error += x[row * factors + g] * y[indexes[e] * factors + g];
        slope += error * y[indexes[e] * factors + f];
        size += Math.abs(error * y[indexes[e] * factors + f]);
      }
      // At 0 the objective may only rise inwards; inside it is flat.
      if (x[row * factors + f] === 0) active++;
      expect(slope / size, `row ${row}, coordinate ${f}`).toBeGreaterThan(-1e-4);
      if (x[row * factors + f] > 0) expect(slope / size).toBeLessThan(1e-4);
    }
  });
  expect(active).toBeGreaterThan(5);
});
