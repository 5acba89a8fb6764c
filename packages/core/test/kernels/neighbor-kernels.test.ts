/** All pairs of similar rows: the fast kernel against the readable one and against a loop over pairs; bits of the threads. */
import { describe, expect, test } from 'vitest';
import { interactionsFromColumns } from '../../src/data/interactions.ts';
import type { Kernels } from '../../src/kernels/kernels.ts';
import { loadKernels } from '../../src/kernels/load-kernels.ts';
import { referenceKernels } from '../../src/kernels/reference/reference.ts';
import { addShared, type Measure, measures, type PairSums, similarityOf } from '../../src/kernels/similarity.ts';
import { seededRandom } from '../../src/math/random.ts';
import type { SparseRows } from '../../src/matrix/sparse.ts';
import { type NeighborLists, nearestRows } from '../../src/models/neighborhoods/all-pairs.ts';
import { namedIds } from '../../testkit/index.ts';

/** Ratings 1…5 less 3, some rows constant, some empty; popular columns first. */
function matrix(rows: number, columns: number, entries: number): SparseRows {
  const random = seededRandom(rows + columns, 'pairs');
  const userIndexes = Uint32Array.from({ length: entries }, () => random.integer(rows - 2));
  const itemIndexes = Uint32Array.from({ length: entries }, () => Math.floor(columns * random.uniform() ** 2));
  const values = Float32Array.from(userIndexes, (row) => (row % 7 === 0 ? 1 : random.integer(5) - 2));
  return interactionsFromColumns({ users: namedIds('u', rows), items: namedIds('i', columns), userIndexes, itemIndexes, values }).userItems;
}

const rules = { minOverlap: 2, shrinkage: 3 };

async function nearest(kernels: Kernels, byRow: SparseRows, measure: Measure, length: number, plain = false, onlyPositive = true) {
  const facts = Float32Array.from({ length: byRow.rows }, (_, row) => {
    const count = byRow.pointers[row + 1] - byRow.pointers[row];
    return measure === measures.jaccard ? count : count === 0 ? 0 : 1 / Math.sqrt(count);
  });
  const how = { measure, facts, onlyPositive, ...(plain ? { minOverlap: 1, shrinkage: 0 } : rules) };
  return { facts, lists: await nearestRows('test', byRow, how, length, kernels, undefined) };
}

/** By a loop over all pairs. */
function direct(byRow: SparseRows, facts: Float32Array, measure: Measure, row: number): [number, number][] {
  const counted = measure === measures.count || measure === measures.jaccard;
  const own = new Map<number, number>();
  for (let e = byRow.pointers[row]; e < byRow.pointers[row + 1]; e++) own.set(byRow.indexes[e], byRow.values[e]);
  const found: [number, number][] = [];
  for (let other = 0; other < byRow.rows; other++) {
    if (other === row) continue;
    const shared = new Map<number, PairSums>();
    for (let e = byRow.pointers[other]; e < byRow.pointers[other + 1]; e++) {
      const x = own.get(byRow.indexes[e]);
      if (x !== undefined) addShared(shared, other, counted ? 1 : x, counted ? 1 : byRow.values[e]);
    }
    const sums = shared.get(other);
    if (sums === undefined) continue;
    const score = Math.fround(similarityOf(measure, sums, facts[row], facts[other], rules));
    if (score > 0) found.push([other, score]);
  }
  return found.sort((a, b) => b[1] - a[1] || a[0] - b[0]);
}

/** The same neighbors with similarities to 1e-5; near-equal ones may stand in another order. */
function expectSame(actual: NeighborLists, expected: NeighborLists): void {
  expect([...actual.listPointers]).toEqual([...expected.listPointers]);
  let worst = 0;
  actual.listSimilarities.forEach((score, k) => {
    worst = Math.max(worst, Math.abs(score - expected.listSimilarities[k]) / Math.max(1, Math.abs(score)));
  });
  expect(worst).toBeLessThan(1e-5);
  const same = actual.listRows.filter((row, k) => row === expected.listRows[k]).length;
  expect(same).toBeGreaterThanOrEqual(0.97 * actual.listRows.length);
}

describe.each(Object.entries(measures))('%s', (_name, measure) => {
  // Dense enough for groups, sparse enough to walk touched rows again, and too small for groups.
  test.each([
    [130, 60, 2500],
    [400, 150, 1500],
    [9, 5, 20],
  ])('%i × %i: the kernel keeps what the reference keeps; any threads, same bits', async (rows, columns, entries) => {
    const byRow = matrix(rows, columns, entries);
    for (const [length, plain, onlyPositive] of [
      [7, false, true],
      [20, true, true],
      [rows, false, false],
    ] as const) {
      const expected = (await nearest(referenceKernels, byRow, measure, length, plain, onlyPositive)).lists;
      const one = (await nearest(await loadKernels({ threads: 1 }), byRow, measure, length, plain, onlyPositive)).lists;
      expectSame(one, expected);
      for (const threads of [2, 3])
        expect((await nearest(await loadKernels({ threads, eager: true }), byRow, measure, length, plain, onlyPositive)).lists).toEqual(
          one,
        );
    }
  });

  test('the reference keeps the best of a loop over all pairs', async () => {
    const byRow = matrix(90, 30, 900);
    const { facts, lists } = await nearest(referenceKernels, byRow, measure, 5);
    if (measure === measures.dot) return; // knows no overlap: the loop below asks for it
    for (let row = 0; row < byRow.rows; row++) {
      const kept = [...lists.listRows.subarray(lists.listPointers[row], lists.listPointers[row + 1])];
      expect(kept).toEqual(
        direct(byRow, facts, measure, row)
          .slice(0, 5)
          .map(([other]) => other),
      );
    }
  });
});

test('lists that cannot fit are refused with an estimate and a remedy, before anything is allocated', async () => {
  const pointers = new Uint32Array(1_000_001);
  const byRow: SparseRows = { rows: 1_000_000, columns: 1, pointers, indexes: new Uint32Array(0), values: new Float32Array(0) };
  const how = { measure: measures.cosine, facts: new Float32Array(1), onlyPositive: true, ...rules };
  await expect(nearestRows('userKNN', byRow, how, 1e9, referenceKernels, undefined)).rejects.toMatchObject({
    code: 'too-large',
    message: expect.stringMatching(/lists of 999999 similar rows for each of 1000000 need 14901\.\d GiB.*set listLength to at most 268/),
  });
  const named = { ...how, lengthOption: 'neighbors' };
  await expect(nearestRows('itemRegression', byRow, named, 1e9, referenceKernels, undefined)).rejects.toMatchObject({
    message: expect.stringMatching(/set neighbors to at most 268/),
    data: { fitting: 268, neighbors: 999999 },
  });
});

test('one long row among many short ones, and more rows than a group can number', async () => {
  const random = seededRandom(3, 'skew');
  const rows = 70_000;
  const userIndexes = Uint32Array.from({ length: 9000 }, (_, k) => (k < 400 ? rows - 1 : random.integer(rows)));
  const itemIndexes = Uint32Array.from({ length: 9000 }, (_, k) => (k < 400 ? k : random.integer(400)));
  const byRow = interactionsFromColumns({ users: namedIds('u', rows), items: namedIds('i', 400), userIndexes, itemIndexes }).userItems;
  const expected = (await nearest(referenceKernels, byRow, measures.count, 3, true)).lists;
  expectSame((await nearest(await loadKernels({ threads: 1 }), byRow, measures.count, 3, true)).lists, expected);
});
