/** Factorization machine over blocks: the fast kernels against the readable ones, and the same bits for any number of threads. */
import { describe, expect, test } from 'vitest';
import { float32, float64, type Kernels } from '../../src/kernels/kernels.ts';
import { loadKernels } from '../../src/kernels/load-kernels.ts';
import { referenceKernels } from '../../src/kernels/reference/reference.ts';
import { seededRandom } from '../../src/math/random.ts';
import type { SparseRows } from '../../src/matrix/sparse.ts';
import type { Block } from '../../src/models/context/factorization-machine/blocks.ts';
import { numbered, sweepTasks } from '../../src/models/context/factorization-machine/layout.ts';

const interactions = 600;
const random = seededRandom(4);

/** A block of `rows` rows, each with an id of its own and some of `shared` features that many rows have. */
function block(rows: number, shared: number): Block {
  const pointers = new Uint32Array(rows + 1);
  const indexes: number[] = [];
  const values: number[] = [];
  for (let row = 0; row < rows; row++) {
    indexes.push(row);
    values.push(1);
    for (let k = 0; k < shared; k++) {
      if (random.uniform() < 0.6) continue;
      indexes.push(rows + k);
      values.push(random.normal());
    }
    pointers[row + 1] = indexes.length;
  }
  const matrix: SparseRows = {
    rows,
    columns: rows + shared,
    pointers,
    indexes: Uint32Array.from(indexes),
    values: Float32Array.from(values),
  };
  const groups = [
    { begin: 0, end: rows, disjoint: true },
    { begin: rows, end: rows + shared, disjoint: false },
  ];
  return { matrix, groups, rowOf: Uint32Array.from({ length: interactions }, () => random.integer(rows)) };
}
const blocks = [block(40, 6), block(30, 9), block(5, 2)];
const numbering = numbered(blocks);
const normals = (length: number): Float32Array => Float32Array.from({ length }, () => random.normal());
const targets = normals(interactions);

function start(factors: number, width: number): Float32Array {
  const features = normals(numbering.features * width).map((value) => 0.3 * value);
  for (let at = 0; at < features.length; at += width) features.fill(0, at + factors + 1, at + width);
  return features;
}

async function opened(kernels: Kernels, features: Float32Array, factors: number, width: number, used: readonly Block[]) {
  const table = sweepTasks(used, numbering, factors);
  const session = await kernels.open(
    {
      tasks: table.tasks,
      rowOf: numbering.rowOf,
      pointers: numbering.pointers,
      indexes: numbering.indexes,
      values: numbering.values,
      featurePointers: numbering.featurePointers,
      featureRows: numbering.featureRows,
      featureValues: numbering.featureValues,
      rowPointers: numbering.rowPointers,
      rowEntries: numbering.rowEntries,
      targets,
      features,
      squares: float32(features.length),
      intercept: float32(2),
      order: Uint32Array.from({ length: interactions }, (_, n) => (n * 7) % interactions),
      seenPointers: Uint32Array.from({ length: 41 }, (_, user) => user * 3),
      seenItems: Uint32Array.from({ length: 120 }, (_, k) => (k % 3) * 9 + (Math.floor(k / 3) % 5)),
      choices: Uint32Array.from({ length: 25 }, (_, k) => k + 3),
      rows: float32(numbering.rows * width),
      biases: float32(numbering.rows),
      records: float32(numbering.rows * 8),
      residuals: float32(interactions * 2),
      priors: Float32Array.from({ length: 6 * width * 2 }, (_, at) => (at % 2 === 0 ? 0.1 : 2)),
      sums: float64(128),
    },
    { scratchBytes: width * 4 },
  );
  return { session, a: session.arrays, table };
}

/** Rows and errors, a sweep, rows and errors again. */
async function swept(kernels: Kernels, factors: number) {
  const width = Math.ceil((factors + 1) / 4) * 4;
  const { session, a, table } = await opened(kernels, starts.get(factors) as Float32Array, factors, width, blocks);
  const refresh = async (intercept: number): Promise<void> => {
    await session.run('machineRows', [a.pointers, a.indexes, a.values, a.features, a.rows, a.biases, factors, width], {
      rows: numbering.rows,
      grain: 7,
    });
    const args = [a.rowOf, blocks.length, interactions, a.rows, a.biases, a.targets, intercept, width, a.residuals, a.sums] as const;
    await session.run('machineErrors', [...args], { rows: interactions, grain: 10, maxChunks: 64 });
  };
  const errors = (): Float32Array => a.residuals.filter((_, at) => at % 2 === 0);
  await refresh(0.2);
  const before = errors();
  await session.run(
    'machineSweep',
    [
      a.tasks,
      blocks.length,
      interactions,
      a.rowOf,
      a.rowPointers,
      a.rowEntries,
      a.featurePointers,
      a.featureRows,
      a.featureValues,
      a.features,
      a.rows,
      a.records,
      a.residuals,
      a.priors,
      1.5,
      0.1,
      factors,
      width,
      99,
    ],
    { rows: table.count, grain: 1, meetAt: table.meetAt },
  );
  const followed = errors();
  await refresh(0.3);
  const result = { before, followed, fresh: errors(), features: a.features.slice(), sums: a.sums.slice() };
  session.close();
  return result;
}

async function trained(kernels: Kernels, factors: number, negatives: number) {
  const width = Math.ceil((factors + 1) / 4) * 4;
  const { session, a } = await opened(kernels, starts.get(factors) as Float32Array, factors, width, blocks);
  for (let epoch = 0; epoch < 2; epoch++)
    await session.run(
      'machineEpoch',
      [
        a.order,
        a.rowOf,
        blocks.length,
        interactions,
        a.pointers,
        a.indexes,
        a.values,
        a.features,
        a.squares,
        a.intercept,
        a.targets,
        a.seenPointers,
        a.seenItems,
        numbering.rowStarts[1],
        a.choices,
        25,
        negatives,
        0.05,
        0.01,
        factors,
        width,
        epoch,
        a.sums,
      ],
      { rows: interactions, grain: 50, meetAt: Array.from({ length: 12 }, (_, k) => k * 50) },
    );
  const result = { features: a.features.slice(), intercept: a.intercept.slice(), sums: a.sums.slice() };
  session.close();
  return result;
}
const starts = new Map([1, 4, 10].map((factors) => [factors, start(factors, Math.ceil((factors + 1) / 4) * 4)]));

function expectClose(got: Record<string, ArrayLike<number>>, expected: Record<string, ArrayLike<number>>, within: number): void {
  for (const [name, values] of Object.entries(expected)) {
    let worst = 0;
    Array.from(values).forEach((value, at) => {
      worst = Math.max(worst, Math.abs(got[name][at] - value) / Math.max(1, Math.abs(value)));
    });
    expect(worst, name).toBeLessThan(within);
  }
}

describe.each([1, 4, 10])('%i factors', (factors) => {
  test('rows, errors and a Gibbs sweep agree with the reference; any threads, same bits', async () => {
    const one = await swept(await loadKernels({ threads: 1 }), factors);
    expectClose(one, await swept(referenceKernels, factors), 2e-3);
    for (const threads of [2, 3]) expect(await swept(await loadKernels({ threads }), factors)).toEqual(one);
  });

  test('the errors that a sweep leaves are those of its features', async () => {
    const { followed, fresh, before } = await swept(await loadKernels({ threads: 1 }), factors);
    expectClose({ followed }, { followed: fresh }, 1e-4);
    expect(Math.max(...fresh.map((error, n) => Math.abs(error - before[n]))), 'the sweep moved something').toBeGreaterThan(0.1);
  });

  test.each([0, 3])('passes of SGD with %i negatives agree with the reference; any threads, same bits', async (negatives) => {
    const one = await trained(await loadKernels({ threads: 1 }), factors, negatives);
    expectClose(one, await trained(referenceKernels, factors, negatives), 1e-3);
    for (const threads of [2, 3]) expect(await trained(await loadKernels({ threads }), factors, negatives)).toEqual(one);
  });
});

test('errors are those of the formula over all pairs of features', async () => {
  const factors = 4;
  const { before } = await swept(await loadKernels({ threads: 1 }), factors);
  const features = starts.get(factors) as Float32Array;
  const width = 8;
  for (const n of [0, 17, 599]) {
    const active: [feature: number, x: number][] = [];
    for (let b = 0; b < blocks.length; b++) {
      const row = numbering.rowOf[b * interactions + n];
      for (let e = numbering.pointers[row]; e < numbering.pointers[row + 1]; e++) active.push([numbering.indexes[e], numbering.values[e]]);
    }
    let predicted = 0.2;
    active.forEach(([j, x], k) => {
      predicted += features[j * width + factors] * x;
      for (const [other, y] of active.slice(k + 1))
        for (let f = 0; f < factors; f++) predicted += features[j * width + f] * features[other * width + f] * x * y;
    });
    expect(Math.abs(targets[n] - predicted - before[n])).toBeLessThan(1e-4);
  }
});

test('a draw has the conditional mean and variance of its coordinate', async () => {
  // The last feature of the last block, drawn last: its neighbours are as the sweep left them, so the conditional can be worked out.
  const factors = 4;
  const width = 8;
  const feature = numbering.features - 1;
  const kernels = await loadKernels({ threads: 1 });
  const table = sweepTasks(blocks, numbering, factors);
  const group = 5;
  const draws: number[] = [];
  let mean = 0;
  let deviation = 0;
  for (let seed = 0; seed < 400; seed++) {
    const { session, a } = await opened(kernels, starts.get(factors) as Float32Array, factors, width, blocks);
    await session.run('machineRows', [a.pointers, a.indexes, a.values, a.features, a.rows, a.biases, factors, width], {
      rows: numbering.rows,
    });
    await session.run('machineErrors', [a.rowOf, 3, interactions, a.rows, a.biases, a.targets, 0, width, a.residuals, a.sums], {
      rows: interactions,
    });
    // Sum of V, then the third block's records, one draw.
    a.tasks.set([0, 2, 0, 0, interactions, 1, 2, 0, numbering.rowStarts[2], numbering.rows, 2, 2, group, feature, feature + 1]);
    if (seed === 0) {
      const old = a.features[feature * width + 2];
      let squares = 0;
      let products = 0;
      for (let n = 0; n < interactions; n++) {
        let x = 0;
        let sum = 0;
        for (let b = 0; b < 3; b++) {
          const row = numbering.rowOf[b * interactions + n];
          for (let e = numbering.pointers[row]; e < numbering.pointers[row + 1]; e++) {
            sum += numbering.values[e] * a.features[numbering.indexes[e] * width + 2];
            if (numbering.indexes[e] === feature) x = numbering.values[e];
          }
        }
        const slope = x * (sum - x * old);
        squares += slope * slope;
        products += slope * (a.residuals[2 * n] + slope * old);
      }
      deviation = 1 / Math.sqrt(1.5 * squares + 2);
      mean = (1.5 * products + 2 * Math.fround(0.1)) * deviation ** 2;
    }
    await session.run(
      'machineSweep',
      [
        a.tasks,
        3,
        interactions,
        a.rowOf,
        a.rowPointers,
        a.rowEntries,
        a.featurePointers,
        a.featureRows,
        a.featureValues,
        a.features,
        a.rows,
        a.records,
        a.residuals,
        a.priors,
        1.5,
        0,
        factors,
        width,
        seed * 7919,
      ],
      { rows: 3, grain: 1 },
    );
    draws.push((a.features[feature * width + 2] - mean) / deviation);
    session.close();
  }
  expect(table.count).toBeGreaterThan(3);
  const average = draws.reduce((sum, z) => sum + z, 0) / draws.length;
  const variance = draws.reduce((sum, z) => sum + z * z, 0) / draws.length;
  expect(Math.abs(average)).toBeLessThan(4 / Math.sqrt(400));
  expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / 400));
});
