/** How runs are cut, and that a run cut into chunks does what one call over all rows does: every row, once, with its chunk's number. */
import { describe, expect, test } from 'vitest';
import { chunkBounds, phaseEnds } from '../../src/kernels/chunks.ts';
import { float64, type RunOptions } from '../../src/kernels/kernels.ts';
import { loadKernels } from '../../src/kernels/load-kernels.ts';
import { reference, referenceKernels } from '../../src/kernels/reference/reference.ts';
import fc from '../../testkit/properties.ts';
import { uniforms } from './problems.ts';

/** Pointers of rows with up to `most` entries, three of four empty: costs far apart. */
function pointersOf(rows: number, most: number, seed: number): Uint32Array {
  const next = uniforms(seed);
  const pointers = new Uint32Array(rows + 1);
  for (let row = 0; row < rows; row++) pointers[row + 1] = pointers[row] + (next() < 0.75 ? 0 : Math.floor(next() * most));
  return pointers;
}

const cuts = fc.record({
  rows: fc.integer({ min: 0, max: 3000 }),
  grain: fc.option(fc.integer({ min: 1, max: 700 }), { nil: undefined }),
  maxChunks: fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined }),
  most: fc.option(fc.constantFrom(1, 50, 5000), { nil: undefined }),
  seed: fc.nat(),
  meetAt: fc.option(fc.uniqueArray(fc.integer({ min: 0, max: 3200 }), { maxLength: 20 }), { nil: undefined }),
});
type Cuts = typeof cuts extends fc.Arbitrary<infer C> ? C : never;
const optionsOf = ({ rows, grain, maxChunks, most, seed, meetAt }: Cuts): RunOptions => ({
  rows,
  ...(grain !== undefined && { grain }),
  ...(maxChunks !== undefined && { maxChunks }),
  ...(most !== undefined && { costs: pointersOf(rows, most, seed) }),
  ...(meetAt !== undefined && { meetAt: meetAt.sort((a, b) => a - b) }),
});

describe('chunks', () => {
  test('cover all rows in order, each chunk some of them, and are cut where threads meet', () => {
    fc.assert(
      fc.property(cuts, (given) => {
        const options = optionsOf(given);
        const bounds = [...chunkBounds(options)];
        expect([bounds[0], bounds.at(-1)]).toEqual([0, given.rows]);
        for (let chunk = 0; chunk + 1 < bounds.length; chunk++) expect(bounds[chunk + 1]).toBeGreaterThan(bounds[chunk]);
        const meetings = (given.meetAt ?? []).filter((row) => row > 0 && row < given.rows);
        expect(bounds).toEqual(expect.arrayContaining(meetings));
        expect(phaseEnds(Uint32Array.from(bounds), options).map((end) => bounds[end])).toEqual([...meetings, given.rows]);
        expect([...chunkBounds(options)]).toEqual(bounds);
      }),
      { numRuns: 500 },
    );
  });

  test('are at most maxChunks, of no more rows than asked, and of similar cost', () => {
    fc.assert(
      fc.property(cuts, ({ meetAt: _, ...given }) => {
        const options = optionsOf({ ...given, meetAt: undefined });
        const bounds = chunkBounds(options);
        const { rows, maxChunks = Number.POSITIVE_INFINITY } = given;
        expect(bounds.length - 1).toBeLessThanOrEqual(maxChunks);
        const { costs } = options;
        const spent = (begin: number, end: number): number => (costs === undefined ? 0 : costs[end] - costs[begin] + 8 * (end - begin));
        const most = Math.max(2048, spent(0, rows) / Math.min(maxChunks, 256));
        for (let chunk = 0; chunk + 1 < bounds.length; chunk++) {
          const [begin, end] = [bounds[chunk], bounds[chunk + 1]];
          // The row that fills a chunk may be a long one.
          if (costs !== undefined) expect(chunk + 1 === maxChunks || spent(begin, end - 1) < most).toBe(true);
          else expect(end - begin).toBeLessThanOrEqual(Math.max(given.grain ?? 256, Math.ceil(rows / maxChunks)));
        }
      }),
      { numRuns: 500 },
    );
  });
});

const under = [
  { name: 'reference', kernels: referenceKernels },
  { name: '1 thread', kernels: await loadKernels({ threads: 1 }) },
  { name: '2 threads', kernels: await loadKernels({ threads: 2, eager: true }) },
  { name: '3 threads', kernels: await loadKernels({ threads: 3, eager: true }) },
];

describe.each(under)('$name: a run cut into chunks', ({ kernels }) => {
  const factors = 4;
  /** Numbers that no sum of these tests rounds. */
  const whole = (length: number, seed: number): Float32Array => {
    const next = uniforms(seed);
    return Float32Array.from({ length }, () => Math.floor(next() * 64) - 32);
  };
  const options: readonly [string, (rows: number) => Omit<RunOptions, 'rows'>][] = [
    ['a row a chunk', () => ({ grain: 1 })],
    ['seven rows a chunk', () => ({ grain: 7 })],
    ['at most five chunks', () => ({ grain: 1, maxChunks: 5 })],
    ['by cost', (rows) => ({ costs: pointersOf(rows, 3000, rows) })],
    ['in phases', (rows) => ({ grain: 16, meetAt: [1, 2, 30, 31, rows - 1] })],
    ['as it comes', () => ({})],
  ];

  test.each(options)('%s takes each row once: a step that does not repeat itself', async (_name, cut) => {
    for (const rows of [1, 2, 31, 256, 257, 1000]) {
      const given = { values: whole(rows * factors, 1), gradients: whole(rows * factors, 2), velocities: whole(rows * factors, 3) };
      const session = await kernels.open(given);
      const a = session.arrays;
      await session.run('momentumStep', [a.values, a.gradients, a.velocities, 0.25, 0.5, factors], { rows, ...cut(rows) });
      reference.momentumStep([given.values, given.gradients, given.velocities, 0.25, 0.5, factors], 0, rows, 0);
      expect(a.values).toEqual(given.values);
      expect(a.velocities).toEqual(given.velocities);
      session.close();
    }
  });

  test.each(options)('%s adds up to the sum over all rows, every chunk in its own place', async (_name, cut) => {
    for (const rows of [1, 31, 257, 1000]) {
      const pointers = pointersOf(rows, 9, rows + 5);
      pointers[rows]++; // the last row has an entry
      const size = pointers[rows];
      const next = uniforms(rows);
      const indexes = Uint32Array.from({ length: size }, () => Math.floor(next() * 10));
      const [targets, x, y] = [whole(size, 4), whole(rows * factors, 5), whole(10 * factors, 6)];
      const run = { rows, ...cut(rows) };
      const bounds = chunkBounds(run);
      const session = await kernels.open({ pointers, indexes, targets, x, y, sums: float64(bounds.length) });
      const a = session.arrays;
      await session.run('squaredErrors', [a.pointers, a.indexes, a.targets, a.x, a.y, factors, a.sums], run);
      const expected = new Float64Array(1);
      reference.squaredErrors([pointers, indexes, targets, x, y, factors, expected], 0, rows, 0);
      expect(a.sums.reduce((sum, part) => sum + part, 0)).toBe(expected[0]);
      for (let chunk = 0; chunk + 1 < bounds.length; chunk++) {
        const part = new Float64Array(1);
        reference.squaredErrors([pointers, indexes, targets, x, y, factors, part], bounds[chunk], bounds[chunk + 1], 0);
        expect(a.sums[chunk]).toBe(part[0]);
      }
      session.close();
    }
  });
});
