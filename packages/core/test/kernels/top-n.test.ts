/** The pruned scan against the readable one: same columns, same order, whatever the norms. */
import { describe, expect, test } from 'vitest';
import { float32, int32, type Kernels } from '../../src/kernels/kernels.ts';
import { loadKernels } from '../../src/kernels/load-kernels.ts';
import { packPanels } from '../../src/kernels/panels.ts';
import { referenceKernels } from '../../src/kernels/reference/reference.ts';
import { topNScratchBytes } from '../../src/kernels/scratch.ts';
import { randomMatrix, uniforms } from './problems.ts';

const one = await loadKernels({ threads: 1 });
const two = await loadKernels({ threads: 2, eager: true });
const three = await loadKernels({ threads: 3, eager: true });
const under = [
  { name: 'reference', kernels: referenceKernels },
  { name: '1 thread', kernels: one },
  { name: '3 threads', kernels: three },
];

interface Task {
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly columns: number;
  readonly factors: number;
  readonly n: number;
  readonly listed: readonly number[];
  /** Columns that each row has already. */
  readonly seen: readonly (readonly number[])[];
  readonly exclude?: 0 | 1;
}

async function lists(kernels: Kernels, task: Task): Promise<{ columns: number[][]; scores: Float32Array }> {
  const { x, columns, factors, n, listed, seen, exclude = 1 } = task;
  const { packed, norms, columnOf, positionOf } = packPanels(task.y, columns, factors);
  const pointers = new Uint32Array(seen.length + 1);
  seen.forEach((row, r) => {
    pointers[r + 1] = pointers[r] + row.length;
  });
  const session = await kernels.open(
    {
      rows: Uint32Array.from(listed),
      x,
      packed,
      norms,
      columnOf,
      positionOf,
      pointers,
      indexes: Uint32Array.from(seen.flat()),
      bestColumns: int32(listed.length * n),
      bestScores: float32(listed.length * n),
    },
    { scratchBytes: topNScratchBytes(columns, factors) },
  );
  const a = session.arrays;
  const patterns = [a.pointers, a.indexes, exclude, factors, n, a.bestColumns, a.bestScores] as const;
  await session.run('topN', [a.rows, a.x, a.packed, a.norms, a.columnOf, a.positionOf, columns, ...patterns], {
    rows: listed.length,
    grain: 3,
  });
  const best = listed.map((_, l) => Array.from(a.bestColumns.subarray(l * n, (l + 1) * n)));
  const scores = a.bestScores.slice();
  session.close();
  return { columns: best, scores };
}

/** Small whole numbers: every product and sum is exact in float32, so all kernels must agree to the last slot, ties too. */
function wholeNumbers(length: number, most: number, seed: number): Float32Array {
  const next = uniforms(seed);
  return Float32Array.from({ length }, () => Math.floor(next() * (2 * most + 1)) - most);
}

/** A task with many ties, a long tail of norms (so that pruning bites) and seen columns. */
function taskOf(factors: number, columns: number, n: number, seed: number): Task {
  const rows = 23;
  const next = uniforms(seed);
  const y = wholeNumbers(columns * factors, 1, seed + 1);
  for (let c = 0; c < columns; c++) {
    const size = c % 50 === 7 ? 6 : c % 5 === 0 ? 2 : 1;
    for (let f = 0; f < factors; f++) y[c * factors + f] *= size;
  }
  const seen = Array.from({ length: rows }, () => Array.from({ length: columns }, (_, c) => c).filter(() => next() < 0.3));
  return { x: wholeNumbers(rows * factors, 2, seed + 2), y, columns, factors, n, seen, listed: [...Array(rows).keys()].reverse() };
}

describe.each([4, 8, 12, 20, 64, 100])('%i factors', (factors) => {
  test.each([
    [1, 1],
    [7, 3],
    [8, 10],
    [255, 10],
    [257, 1],
    [1500, 20],
  ])('%i columns, n = %i: the same lists as the reference, ties and all, seen left out or kept', async (columns, n) => {
    const task = taskOf(factors, columns, n, factors + columns);
    for (const exclude of [1, 0] as const) {
      const expected = await lists(referenceKernels, { ...task, exclude });
      for (const kernels of [one, two, three]) expect(await lists(kernels, { ...task, exclude })).toEqual(expected);
    }
  });

  test('scores of real vectors agree to 1e-5, and 1, 2, 3 threads give the same bits', async () => {
    const columns = 900;
    const task = { ...taskOf(factors, columns, 10, 5), x: randomMatrix(23 * factors, 1, 6), y: randomMatrix(columns * factors, 1, 7) };
    const expected = await lists(referenceKernels, task);
    const actual = await lists(one, task);
    actual.scores.forEach((score, i) => {
      expect(Math.abs(score - expected.scores[i])).toBeLessThan(1e-5 * factors);
    });
    expect(await lists(two, task)).toEqual(actual);
    expect(await lists(three, task)).toEqual(actual);
  });
});

describe.each(under)('$name', ({ kernels }) => {
  // Columns (1, 0), (2, 0), (2, 0), (−3, 0), (0, 5) against x = (1, 0): scores 1, 2, 2, −3, 0.
  const y = Float32Array.of(1, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, -3, 0, 0, 0, 0, 5, 0, 0);
  const task: Task = { x: Float32Array.of(1, 0, 0, 0), y, columns: 5, factors: 4, n: 3, listed: [0], seen: [[]] };

  test('best first, ties by lower column', async () => {
    expect(await lists(kernels, task)).toEqual({ columns: [[1, 2, 0]], scores: Float32Array.of(2, 2, 1) });
  });

  test('a seen column gives its place to the next', async () => {
    expect((await lists(kernels, { ...task, seen: [[1, 4]] })).columns).toEqual([[2, 0, 3]]);
    expect((await lists(kernels, { ...task, seen: [[1, 4]], exclude: 0 })).columns).toEqual([[1, 2, 0]]);
  });

  test('n larger than what is there: unused slots −1 and −Infinity', async () => {
    const { columns, scores } = await lists(kernels, { ...task, n: 7, seen: [[0]] });
    expect(columns).toEqual([[1, 2, 4, 3, -1, -1, -1]]);
    expect([...scores]).toEqual([2, 2, 0, -3, -Infinity, -Infinity, -Infinity]);
  });

  test('everything seen: an empty list; the next row starts clean', async () => {
    const both = { ...task, x: Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0), listed: [0, 1], seen: [[0, 1, 2, 3, 4], []] };
    expect((await lists(kernels, both)).columns).toEqual([
      [-1, -1, -1],
      [1, 2, 0],
    ]);
  });

  test('a vector of zeros: lowest columns first', async () => {
    expect((await lists(kernels, { ...task, x: new Float32Array(4) })).columns).toEqual([[0, 1, 2]]);
  });
});
