import { describe, expect, test } from 'vitest';
import { packPanels } from '../../src/kernels/panels.ts';
import { openTopNScan } from '../../src/kernels/top-n-scan.ts';
import { seededRandom } from '../../src/math/random.ts';

/** Vectors with lengths that fall a hundredfold, or all alike; some columns are zeros. */
function problem(columns: number, factors: number, spread: boolean, seed: number) {
  const random = seededRandom(seed, 'top-n-scan');
  const y = Float32Array.from({ length: columns * factors }, (_, k) => {
    const column = Math.floor(k / factors);
    if (column % 7 === 3) return 0;
    return random.normal() * (spread ? 100 ** -(column / columns) : 1);
  });
  return { random, y, vector: () => Float32Array.from({ length: factors }, () => random.normal()) };
}

/** Every score in float32, in the kernel's order of additions, then a sort. */
function expected(y: Float32Array, vector: Float32Array, unwanted: Uint8Array, n: number): number[] {
  const factors = vector.length;
  const score = (column: number) => {
    let sum = 0;
    for (let f = 0; f < factors; f++) sum = Math.fround(sum + Math.fround(vector[f] * y[column * factors + f]));
    return sum;
  };
  const zero = (column: number) => y.subarray(column * factors, (column + 1) * factors).every((value) => value === 0);
  return [...unwanted.keys()]
    .filter((column) => unwanted[column] === 0 && !zero(column))
    .map((column) => ({ column, score: score(column) }))
    .sort((a, b) => b.score - a.score || a.column - b.column)
    .slice(0, n)
    .map(({ column }) => column);
}

describe.each([
  [1, 4, true],
  [8, 4, false],
  [17, 8, true],
  [255, 12, false],
  [600, 64, true],
  [3001, 32, true],
  [3001, 20, false],
])('%i columns × %i factors, lengths that differ: %s', (columns, factors, spread) => {
  test.each([1, 2, 10, 64])('n = %i: the list of a full sort, again and again', (n) => {
    const { random, y, vector } = problem(columns, factors, spread, n);
    const scan = openTopNScan(packPanels(y, columns, factors), columns, factors, 64)!;
    expect(scan, 'this host runs SIMD WebAssembly').toBeDefined();
    for (let turn = 0; turn < 5; turn++) {
      const x = vector();
      const unwanted = Uint8Array.from({ length: columns }, () => (turn > 0 && random.uniform() < 0.3 ? 1 : 0));
      expect([...scan.best(x, unwanted, n)]).toEqual(expected(y, x, unwanted, n));
    }
  });
});

test('equal scores stand in the order of columns', () => {
  const y = new Float32Array(40 * 4).fill(0.5);
  const scan = openTopNScan(packPanels(y, 40, 4), 40, 4, 10)!;
  expect([...scan.best(Float32Array.of(1, 1, 1, 1), new Uint8Array(40), 5)]).toEqual([0, 1, 2, 3, 4]);
});

test('marks may be a view that begins anywhere', () => {
  const { y, vector } = problem(101, 8, true, 2);
  const scan = openTopNScan(packPanels(y, 101, 8), 101, 8, 10)!;
  const x = vector();
  for (const offset of [0, 1, 2, 3, 4]) {
    const unwanted = new Uint8Array(offset + 101 + 3).fill(1).subarray(offset, offset + 101);
    unwanted.fill(0);
    unwanted[100] = 1;
    unwanted[5] = 1;
    expect([...scan.best(x, unwanted, 10)]).toEqual(expected(y, x, unwanted, 10));
  }
});

test('everything unwanted: an empty list', () => {
  const { y, vector } = problem(50, 8, true, 1);
  const scan = openTopNScan(packPanels(y, 50, 8), 50, 8, 10)!;
  expect([...scan.best(vector(), new Uint8Array(50).fill(1), 10)]).toEqual([]);
});
