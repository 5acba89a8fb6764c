/** Pairwise ranking and logistic factorization: the fast kernels against the readable ones, alike on any number of threads. */
import { describe, expect, test } from 'vitest';
import { float32, float64, type Kernels } from '../../src/kernels/kernels.ts';
import { loadKernels } from '../../src/kernels/load-kernels.ts';
import { referenceKernels } from '../../src/kernels/reference/reference.ts';
import { seededRandom } from '../../src/math/random.ts';
import { shuffle } from '../../src/math/sampling.ts';
import { transpose } from '../../src/matrix/sparse.ts';
import { NOBODY, pairGrid } from '../../src/models/factorization/bpr/pair-grid.ts';
import { distance } from './problems.ts';

/** Item 5 and user 7 have nothing; user 0 has everything else. */
function pattern(users: number, items: number) {
  const random = seededRandom(3);
  const pointers = new Uint32Array(users + 1);
  const indexes: number[] = [];
  for (let user = 0; user < users; user++) {
    for (let item = 0; item < items; item++) {
      if (item !== 5 && user !== 7 && (user === 0 || random.uniform() < 8 / (8 + item))) indexes.push(item);
    }
    pointers[user + 1] = indexes.length;
  }
  const values = Float32Array.from(indexes, () => 1 + random.integer(3));
  return { rows: users, columns: items, pointers, indexes: Uint32Array.from(indexes), values };
}
const large = pattern(90, 140);
const small = pattern(12, 9);

/** Three epochs from the same start. */
async function ranked(kernels: Kernels, pairs: typeof large, factors: number, candidates: number, popular: number) {
  const grid = pairGrid(pairs, transpose(pairs).matrix, factors, 7);
  const { groups: side, packs, packSize, groupSize } = grid;
  const random = seededRandom(5);
  const normals = (length: number) => Float32Array.from({ length }, () => 0.3 * random.normal());
  const session = await kernels.open(
    {
      packCounts: grid.packCounts,
      blockPointers: grid.blockPointers,
      pairUsers: grid.pairUsers,
      pairItems: grid.pairItems,
      deal: Uint32Array.from({ length: side * packs }, (_, pack) => pack),
      p: normals(side * groupSize * factors),
      q: normals(side * packs * packSize * factors),
      biases: float32(side * packs * packSize),
      rates: Float32Array.of(0.05, 0.04, 0.999, 0.998, 0.997, 0.996),
      sums: float64(side * side * 3),
    },
    { scratchBytes: groupSize * Math.ceil((packs * packSize) / 32) * 4 },
  );
  const a = session.arrays;
  for (let epoch = 0; epoch < 3; epoch++) {
    shuffle(random, a.deal);
    const layout = [a.deal, side, packs, packSize, groupSize, a.packCounts, a.blockPointers, a.pairUsers, a.pairItems] as const;
    await session.run('bprEpoch', [...layout, a.p, a.q, a.biases, a.rates, candidates, popular, factors, epoch + 11, a.sums], {
      rows: side * side,
      grain: 1,
      meetAt: Array.from({ length: side }, (_, d) => d * side),
    });
  }
  const result = { p: a.p.slice(), q: a.q.slice(), biases: a.biases.slice(), sums: a.sums.slice() };
  session.close();
  return result;
}

async function logistic(kernels: Kernels, factors: number) {
  const { matrix: byItem } = transpose(large);
  const random = seededRandom(8);
  const normals = (length: number) => Float32Array.from({ length }, () => 0.2 * random.normal());
  const session = await kernels.open(
    {
      pointers: byItem.pointers,
      indexes: byItem.indexes,
      weights: byItem.values,
      x: normals(large.columns * factors),
      y: normals(large.rows * factors),
      squares: float32(large.columns * factors),
      choices: Uint32Array.from({ length: large.rows - 1 }, (_, row) => (row < 7 ? row : row + 1)),
      sums: float64(512),
    },
    { scratchBytes: factors * 4 },
  );
  const a = session.arrays;
  for (let step = 0; step < 3; step++) {
    const entries = [a.pointers, a.indexes, a.weights, a.x, a.y, a.squares, a.choices, a.choices.length] as const;
    await session.run('logisticRows', [...entries, 3, 0.3, 0.5, factors - 1, factors - 2, factors, step + 4, a.sums], {
      rows: large.columns,
      grain: 9,
    });
  }
  const result = { x: a.x.slice(), squares: a.squares.slice(), sums: a.sums.slice() };
  session.close();
  return result;
}

async function sameEverywhere<R extends Record<string, Float32Array | Float64Array>>(
  work: (kernels: Kernels) => Promise<R>,
  within: number,
) {
  const expected = await work(referenceKernels);
  const one = await work(await loadKernels({ threads: 1 }));
  for (const [name, values] of Object.entries(one)) expect(distance(values, expected[name]), name).toBeLessThan(within);
  for (const threads of [2, 3]) expect(await work(await loadKernels({ threads }))).toEqual(one);
}

describe.each([
  ['large', large, 4],
  ['large', large, 20],
  ['small', small, 8],
] as const)('bprEpoch on %s data, %i', (_, pairs, factors) => {
  test.each([
    [1, 0],
    [1, 1],
    [3, 0],
    [2, 1],
  ])('%i candidates, popular %i: within 1e-4 of the reference, the same bits for any number of threads', (candidates, popular) =>
    // float32 against float64 after some hundred steps a vector; a margin near 0 may be counted on the other side.
    sameEverywhere((kernels) => ranked(kernels, pairs, factors, candidates, popular), 1e-4),
  );
});

test('bprEpoch takes every pair once, except where the user has every item that could be drawn', async () => {
  const { sums } = await ranked(referenceKernels, large, 4, 1, 0);
  let samples = 0;
  for (let at = 2; at < sums.length; at += 3) samples += sums[at];
  expect(samples).toBe(large.indexes.length - (large.pointers[1] - large.pointers[0]));
});

test.each([8, 20])('logisticRows with %i factors: within 1e-4 of the reference, the same bits for any number of threads', (factors) =>
  sameEverywhere((kernels) => logistic(kernels, factors), 1e-4),
);

test('the grid holds every pair once, in the block of its user group and pack', () => {
  for (const pairs of [large, small]) {
    const { matrix: byItem } = transpose(pairs);
    const grid = pairGrid(pairs, byItem, 8, 2);
    const numbered = new Set<string>();
    for (let block = 0; block + 1 < grid.blockPointers.length; block++) {
      for (let pair = grid.blockPointers[block]; pair < grid.blockPointers[block + 1]; pair++) {
        const [user, item] = [grid.pairUsers[pair], grid.pairItems[pair]];
        expect(Math.floor(user / grid.groupSize) * grid.groups * grid.packs + Math.floor(item / grid.packSize)).toBe(block);
        numbered.add(`${user} ${item}`);
      }
    }
    expect(numbered.size).toBe(pairs.indexes.length);
    for (let user = 0; user < pairs.rows; user++) {
      for (let e = pairs.pointers[user]; e < pairs.pointers[user + 1]; e++)
        expect(numbered).toContain(`${grid.userNumbers[user]} ${grid.itemNumbers[pairs.indexes[e]]}`);
    }
    expect(grid.itemNumbers[5]).toBe(NOBODY);
    expect(grid.userNumbers[7]).toBe(NOBODY);
    expect(new Set(grid.userNumbers).size).toBe(pairs.rows);
    expect(grid.packCounts.reduce((sum, count) => sum + count, 0)).toBe(pairs.columns - 1);
  }
});
