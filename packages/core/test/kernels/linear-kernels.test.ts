/** Kernels of item-to-item models: the fast ones against the readable ones, against results by hand, and the bits of the threads. */
import { describe, expect, test } from 'vitest';
import { float32, float64, int32, type KernelArray, type Kernels, uint32 } from '../../src/kernels/kernels.ts';
import { loadKernels } from '../../src/kernels/load-kernels.ts';
import { referenceKernels } from '../../src/kernels/reference/reference.ts';
import { TILE_SIDE, tiledLength, tileStart, tilesAlong } from '../../src/kernels/tiles.ts';
import { transpose } from '../../src/matrix/sparse.ts';
import { distance, problem, randomMatrix } from './problems.ts';

const COLUMNS = 301;
const STRIDE = 304;
/** Items whose regressions are solved. */
const TARGETS = 13;
const matrix = (() => {
  const counts = Array.from({ length: 90 }, (_, r) => (r % 7 === 0 ? 0 : 3 + ((r * 37) % 80)));
  const { pointers, indexes, weights } = problem(4, counts, COLUMNS);
  return { rows: counts.length, columns: COLUMNS, pointers, indexes, values: weights };
})();
const { matrix: byItem, order } = transpose(matrix);
/** Full Gram matrix in float64. */
const gram = (() => {
  const sums = new Float64Array(COLUMNS * COLUMNS);
  for (let u = 0; u < matrix.rows; u++)
    for (let e = matrix.pointers[u]; e < matrix.pointers[u + 1]; e++)
      for (let f = matrix.pointers[u]; f < matrix.pointers[u + 1]; f++)
        sums[matrix.indexes[e] * COLUMNS + matrix.indexes[f]] += matrix.values[e] * matrix.values[f];
  return sums;
})();

type Work = (kernels: Kernels) => Promise<KernelArray[]>;

const products: Work = async (kernels) => {
  const rows = 120;
  const session = await kernels.open({
    itemPointers: byItem.pointers,
    entries: order,
    entryUsers: byItem.indexes,
    pointers: matrix.pointers,
    indexes: matrix.indexes,
    values: matrix.values,
    products: float64(rows * COLUMNS),
  });
  const a = session.arrays;
  a.products.fill(7); // blocks are used again
  await session.run('coOccurrences', [a.itemPointers, a.entries, a.entryUsers, a.pointers, a.indexes, a.values, COLUMNS, 100, a.products], {
    rows,
    grain: 16,
  });
  const result = [a.products.slice()];
  session.close();
  return result;
};

const SIZE = 150; // two tiles and a part
const along = tilesAlong(SIZE);
/** Gram of the first columns, plus 3 on the diagonal. */
const entry = (i: number, j: number): number => (i < SIZE && j < SIZE ? gram[i * COLUMNS + j] + (i === j ? 3 : 0) : i === j ? 1 : 0);
const inverse: Work = async (kernels) => {
  const square = TILE_SIDE ** 2;
  const session = await kernels.open({
    tiles: float64(tiledLength(along)),
    diagonal: Float64Array.from({ length: along * TILE_SIDE }, (_, i) => entry(i, i)),
    packed: float64(square),
    left: float64(along * square),
    right: float64(along * square),
  });
  const a = session.arrays;
  for (let i = 0; i < along; i++) {
    for (let j = i; j < along; j++) {
      const base = tileStart(along, i, j);
      for (let r = 0; r < TILE_SIDE; r++)
        for (let c = i === j ? r : 0; c < TILE_SIDE; c++) a.tiles[base + r * TILE_SIDE + c] = entry(i * TILE_SIDE + r, j * TILE_SIDE + c);
    }
  }
  for (let step = 0; step < along; step++) {
    await session.run('sweepPivot', [a.tiles, a.diagonal, along, step, a.packed], { rows: 1 });
    await session.run('sweepPanels', [a.tiles, along, step, a.packed, a.left, a.right], { rows: along, grain: 1 });
    await session.run('sweepTiles', [a.tiles, along, step, a.left, a.right], { rows: along, grain: 1 });
  }
  const result = [a.tiles.slice()];
  session.close();
  return result;
};

const elasticNet =
  (nonNegative: number, sweeps: number): Work =>
  async (kernels) => {
    const padded = new Float32Array(COLUMNS * STRIDE);
    for (let i = 0; i < COLUMNS; i++) for (let j = 0; j < COLUMNS; j++) padded[i * STRIDE + j] = gram[i * COLUMNS + j];
    const session = await kernels.open({ gram: padded, weights: float32(TARGETS * STRIDE) }, { scratchBytes: 12 * STRIDE });
    const a = session.arrays;
    a.weights.fill(7);
    await session.run('elasticNetRows', [a.gram, STRIDE, COLUMNS, 2, 5, nonNegative, sweeps, 1e-5, 100, a.weights], {
      rows: TARGETS,
      grain: 4,
    });
    const result = [a.weights.slice()];
    session.close();
    return result;
  };

const walks: Work = async (kernels) => {
  const n = 9;
  const session = await kernels.open(
    {
      leftPointers: byItem.pointers,
      leftIndexes: byItem.indexes,
      leftValues: byItem.values,
      pointers: matrix.pointers,
      indexes: matrix.indexes,
      values: matrix.values,
      scales: randomMatrix(COLUMNS, 1, 4).map(Math.abs),
      bestColumns: int32(COLUMNS * n),
      bestScores: float32(COLUMNS * n),
    },
    { scratchBytes: 12 * COLUMNS + 16 },
  );
  const a = session.arrays;
  await session.run(
    'productTopN',
    [a.leftPointers, a.leftIndexes, a.leftValues, a.pointers, a.indexes, a.values, a.scales, COLUMNS, n, a.bestColumns, a.bestScores],
    { rows: COLUMNS, grain: 16 },
  );
  const result = [a.bestColumns.slice(), a.bestScores.slice()];
  session.close();
  return result;
};

const known = Uint8Array.from({ length: COLUMNS }, (_, c) => (c % 11 === 3 ? 0 : 1));
const lists =
  (kind: 'dense' | 'sparse', exclude: number, n: number): Work =>
  async (kernels) => {
    const { pointers, indexes, values } = matrix;
    const dense = new Float32Array(COLUMNS * STRIDE);
    const flat = randomMatrix(COLUMNS * COLUMNS, 1, 8);
    for (let i = 0; i < COLUMNS; i++)
      for (let j = 0; j < COLUMNS; j++) if ((i + j) % 3 === 0) dense[i * STRIDE + j] = flat[i * COLUMNS + j];
    const weightPointers = new Uint32Array(COLUMNS + 1);
    const weightIndexes: number[] = [];
    for (let i = 0; i < COLUMNS; i++) {
      for (let j = 0; j < COLUMNS; j++) if (dense[i * STRIDE + j] !== 0) weightIndexes.push(j);
      weightPointers[i + 1] = weightIndexes.length;
    }
    const sparse = Float32Array.from(weightIndexes);
    for (let i = 0; i < COLUMNS; i++)
      for (let w = weightPointers[i]; w < weightPointers[i + 1]; w++) sparse[w] = dense[i * STRIDE + weightIndexes[w]];
    const session = await kernels.open(
      {
        pointers,
        indexes,
        values,
        dense,
        sparse,
        weightPointers,
        weightIndexes: Uint32Array.from(weightIndexes),
        known,
        nothing: uint32(matrix.rows + 1),
        bestColumns: int32(matrix.rows * n),
        bestScores: float32(matrix.rows * n),
      },
      { scratchBytes: 12 * STRIDE },
    );
    const a = session.arrays;
    const run = { rows: matrix.rows, grain: 8 };
    const row = [a.pointers, a.indexes, a.values] as const;
    const out = [a.known, exclude === 1 ? a.pointers : a.nothing, a.indexes, n, a.bestColumns, a.bestScores] as const;
    if (kind === 'dense') await session.run('denseTopN', [...row, a.dense, STRIDE, COLUMNS, ...out], run);
    else await session.run('sparseTopN', [...row, a.weightPointers, a.weightIndexes, a.sparse, COLUMNS, ...out], run);
    const result = [a.bestColumns.slice(), a.bestScores.slice()];
    session.close();
    return result;
  };

/** Largest difference from the reference, relative to the largest value; 0 = the same bits. */
const works: readonly (readonly [string, Work, number])[] = [
  ['coOccurrences', products, 0],
  ['the sweeps of an inverse', inverse, 1e-12],
  ['elasticNetRows, non-negative', elasticNet(1, 60), 2e-4],
  ['elasticNetRows, any sign', elasticNet(0, 60), 2e-4],
  ['productTopN', walks, 0],
  ['denseTopN', lists('dense', 1, 7), 0],
  ['denseTopN with seen columns, n beyond the columns', lists('dense', 0, 310), 0],
  ['sparseTopN', lists('sparse', 1, 7), 0],
  ['sparseTopN with seen columns, n beyond the columns', lists('sparse', 0, 310), 0],
];

describe.each(works)('%s', (_, work, tolerance) => {
  test('the fast kernel gives what the readable one gives', async () => {
    const expected = await work(referenceKernels);
    const actual = await work(await loadKernels({ threads: 1 }));
    actual.forEach((array, k) => {
      if (tolerance === 0) expect(array).toEqual(expected[k]);
      else expect(distance(array, expected[k])).toBeLessThan(tolerance);
    });
  });

  test.each([2, 3])('%d threads give the bits of one', async (threads) => {
    expect(await work(await loadKernels({ threads, eager: true }))).toEqual(await work(await loadKernels({ threads: 1 })));
  });
});

describe.each([
  ['reference', async () => referenceKernels],
  ['wasm', () => loadKernels({ threads: 1 })],
] as const)('%s kernels against the definitions', (_, kernelsOf) => {
  test('coOccurrences is the upper triangle of XᵀX', async () => {
    const [rows] = await products(await kernelsOf());
    const expected = rows.map((_, at) => {
      const i = 100 + Math.floor(at / COLUMNS);
      return at % COLUMNS < i ? 0 : gram[i * COLUMNS + (at % COLUMNS)];
    });
    expect(distance(rows, expected)).toBeLessThan(1e-13);
  });

  test('the swept matrix times the matrix is −1 on the diagonal, 0 elsewhere', async () => {
    const [tiles] = await inverse(await kernelsOf());
    const swept = (i: number, j: number): number => {
      const [low, high] = i < j ? [i, j] : [j, i];
      const base = tileStart(along, Math.floor(low / TILE_SIDE), Math.floor(high / TILE_SIDE));
      return tiles[base + (low % TILE_SIDE) * TILE_SIDE + (high % TILE_SIDE)];
    };
    for (let i = 0; i < SIZE; i += 7)
      for (let j = 0; j < SIZE; j += 5) {
        let sum = 0;
        for (let k = 0; k < SIZE; k++) sum += swept(i, k) * entry(k, j);
        expect(Math.abs(sum + (i === j ? 1 : 0)), `${i}, ${j}`).toBeLessThan(1e-9);
      }
  });

  test('a matrix that is not positive definite is refused at its row', async () => {
    const kernels = await kernelsOf();
    const session = await kernels.open({ tiles: float64(TILE_SIDE ** 2), diagonal: float64(TILE_SIDE), packed: float64(TILE_SIDE ** 2) });
    const { tiles, diagonal, packed } = session.arrays;
    for (let i = 0; i < TILE_SIDE; i++) {
      tiles[i * (TILE_SIDE + 1)] = 1;
      diagonal[i] = 1;
    }
    tiles[4 * TILE_SIDE + 5] = 1; // rows 4 and 5 are alike
    await expect(session.run('sweepPivot', [tiles, diagonal, 1, 0, packed], { rows: 1 })).rejects.toMatchObject({
      code: 'not-positive-definite',
      data: { row: 5 },
    });
    session.close();
  });

  test.each([1, 0])('elastic net meets its conditions of optimality (nonNegative %d)', async (nonNegative) => {
    const [weights] = await elasticNet(nonNegative, 200)(await kernelsOf());
    let used = 0;
    for (let r = 0; r < TARGETS; r += 3) {
      const target = 100 + r;
      const w = weights.subarray(r * STRIDE, r * STRIDE + COLUMNS);
      expect(w[target]).toBe(0);
      for (let k = 0; k < COLUMNS; k++) {
        if (k === target || gram[k * COLUMNS + k] === 0) continue;
        let slope = gram[target * COLUMNS + k] - 5 * w[k];
        for (let l = 0; l < COLUMNS; l++) slope -= gram[k * COLUMNS + l] * w[l];
        // −slope must be balanced by λ₁ where a weight stands, and stay within it where none does.
        if (w[k] !== 0) used++;
        if (w[k] !== 0) expect(Math.abs(slope - 2 * Math.sign(w[k])), `item ${target}, weight ${k}`).toBeLessThan(0.02);
        else if (nonNegative === 1) expect(slope).toBeLessThan(2.02);
        else expect(Math.abs(slope)).toBeLessThan(2.02);
        if (nonNegative === 1) expect(w[k]).toBeGreaterThanOrEqual(0);
      }
    }
    expect(used).toBeGreaterThan(20);
  });
});
