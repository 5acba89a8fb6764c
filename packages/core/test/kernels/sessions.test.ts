/** What a session promises whatever the kernel: order, abort, failure, memory, several at once, phases. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { chunkBounds, phaseEnds } from '../../src/kernels/chunks.ts';
import { float32, float64 } from '../../src/kernels/kernels.ts';
import { loadKernels } from '../../src/kernels/load-kernels.ts';
import { referenceKernels } from '../../src/kernels/reference/reference.ts';
import { alsScratchBytes } from '../../src/kernels/scratch.ts';
import { problem, solve, sums } from './problems.ts';

const one = await loadKernels({ threads: 1 });
const two = await loadKernels({ threads: 2, eager: true });
const three = await loadKernels({ threads: 3, eager: true });
const under = [
  { name: 'reference', kernels: referenceKernels },
  { name: '1 thread', kernels: one },
  { name: '2 threads', kernels: two },
  { name: '3 threads', kernels: three },
  { name: 'the default', kernels: await loadKernels() },
];

afterEach(() => {
  vi.unstubAllGlobals();
});

describe.each(under)('$name', ({ kernels }) => {
  test('arrays are copied in, specs start as zeros, and what is given stays untouched', async () => {
    const given = Float32Array.of(1, 2, 3, 4);
    const { arrays, close } = await kernels.open({ given, zeros: float64(3), empty: float32(0) });
    expect([...arrays.given]).toEqual([1, 2, 3, 4]);
    expect([...arrays.zeros]).toEqual([0, 0, 0]);
    expect(arrays.empty.length).toBe(0);
    arrays.given[0] = 9;
    expect(given[0]).toBe(1);
    close();
  });

  test('the lowest failing row is named, and the session works on afterwards', async () => {
    const given = problem(
      8,
      Array.from({ length: 60 }, () => 3),
      50,
    );
    given.gram.fill(0); // three entries cannot carry eight unknowns without a penalty
    for (const row of [17, 18, 40]) given.penalties[row] = 0;
    const { pointers, indexes, weights, x, y, gram, penalties } = given;
    const session = await kernels.open({ pointers, indexes, weights, x, y, gram, penalties }, { scratchBytes: alsScratchBytes(8, 3) });
    const a = session.arrays;
    const run = () =>
      session.run('alsDirect', [a.pointers, a.indexes, a.weights, a.x, a.y, a.gram, a.penalties, 0.5, 8, a.x, 0], { rows: 60, grain: 1 });
    const failure = {
      code: 'not-positive-definite',
      data: { row: 17 },
      message: expect.stringMatching(/row 17 .*increase the regularization/),
    };
    for (let time = 0; time < 5; time++) await expect(run()).rejects.toMatchObject(failure);
    a.penalties.fill(1);
    await run();
    expect(a.x.every(Number.isFinite)).toBe(true);
    session.close();
  });

  test('an aborted signal rejects with its reason before anything runs', async () => {
    const given = problem(8, [5, 5], 20);
    const reason = new Error('enough');
    await expect(solve(kernels, 'alsDirect', given, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  test('no rows: nothing to do', async () => {
    expect((await solve(kernels, 'alsDirect', problem(4, [], 5))).length).toBe(0);
  });

  test('sessions at the same time and one after another do not disturb each other', async () => {
    const problems = [3, 4, 5].map((seed) => problem(16, [4, 100, 0, 30, 8, 250, 17], 300, seed));
    const expected = [];
    for (const given of problems) expected.push(await solve(kernels, 'alsBlock', given, { parameter: 8, grain: 1 }));
    const together = await Promise.all(problems.map((given) => solve(kernels, 'alsBlock', given, { parameter: 8, grain: 1 })));
    expect(together).toEqual(expected);
  });
});

describe.each([
  ['1 thread', one],
  ['2 threads', two],
] as const)('%s, long work', (_name, kernels) => {
  const long = problem(
    128,
    Array.from({ length: 800 }, () => 1500),
    2000,
  );

  test('timers run meanwhile; an abort stops the work soon, and the next run is whole', async () => {
    const controller = new AbortController();
    const reason = new Error('stopped by a timer');
    setTimeout(() => controller.abort(reason), 60);
    const started = performance.now();
    await expect(solve(kernels, 'alsDirect', long, { signal: controller.signal, grain: 4 })).rejects.toBe(reason);
    const stoppedMs = performance.now() - started;
    const small = problem(16, [4, 100, 0, 30], 300);
    expect(await solve(kernels, 'alsDirect', small)).toEqual(await solve(one, 'alsDirect', small));
    const whole = performance.now();
    await solve(kernels, 'alsDirect', long, { grain: 4 });
    // Both are measured on the same busy machine: stopping must cost a part of finishing.
    expect(stoppedMs).toBeLessThan(performance.now() - whole);
  });
});

test('memory taken over from an earlier session starts as zeros, also where it had to grow', async () => {
  const first = await two.open({ x: float32(50_000) });
  first.arrays.x.fill(7);
  first.close();
  await Promise.resolve();
  for (const length of [50_000, 400_000]) {
    const next = await two.open({ given: Float32Array.of(1, 2), x: float32(length), parts: float32(16) });
    expect(next.arrays.x.every((value) => value === 0)).toBe(true);
    next.arrays.x.fill(1);
    await next.run('gram', [next.arrays.x, 4, next.arrays.parts], { rows: length / 4, maxChunks: 1 });
    expect(next.arrays.parts[0]).toBe(length / 4);
    next.close();
    await Promise.resolve();
  }
});

test('a closed session refuses to run', async () => {
  const session = await one.open({ y: float32(8), partials: float32(16) });
  session.close();
  await expect(session.run('gram', [session.arrays.y, 4, session.arrays.partials], { rows: 2 })).rejects.toThrow('closed session');
});

test('an array from outside the session is refused', async () => {
  const session = await one.open({ y: float32(8) });
  await expect(session.run('gram', [session.arrays.y, 4, new Float32Array(16)], { rows: 2 })).rejects.toThrow('of its session');
  session.close();
});

test('more than 4 GiB: a clear error with the estimate, before anything is allocated', async () => {
  const open = one.open({ x: float32(2 ** 30), y: float32(2 ** 29) });
  await expect(open).rejects.toMatchObject({
    code: 'too-large',
    message: expect.stringMatching(/6\.00 GiB.*4 GiB.*fewer factors or fewer rows.*Spark/),
  });
});

test.each([0, -1, 1.5, Number.NaN])('threads: %d is refused', async (threads) => {
  await expect(loadKernels({ threads })).rejects.toMatchObject({ code: 'invalid-option' });
});

test('without SharedArrayBuffer everything runs on one thread, with the same bits', async () => {
  const given = problem(20, [4, 100, 0, 30], 300);
  const expected = await sums(one, given, 3);
  vi.stubGlobal('SharedArrayBuffer', undefined);
  const alone = await loadKernels({ threads: 4 });
  expect(alone.threads).toBe(1);
  expect(await sums(alone, given, 3)).toEqual(expected);
});

describe('phases', () => {
  test('cut chunks, and end after the right one', () => {
    const options = { rows: 10, grain: 4, meetAt: [3, 6, 6, 10, 99] };
    const bounds = chunkBounds(options);
    expect([...bounds]).toEqual([0, 3, 4, 6, 8, 10]);
    expect(phaseEnds(bounds, options)).toEqual([1, 3, 5]);
    expect(phaseEnds(chunkBounds({ rows: 5 }), { rows: 5 })).toEqual([1]);
    expect(phaseEnds(chunkBounds({ rows: 0 }), { rows: 0 })).toEqual([0]);
  });

  test.each([2, 3])('%i threads: what a phase wrote is there for the next, a thousand times', async (threads) => {
    // Row r of x is solved from the vector of row r − 1: only in order does every row come out right.
    const kernels = threads === 2 ? two : three;
    const rows = 1000;
    const factors = 4;
    const chain = problem(
      factors,
      Array.from({ length: rows }, () => 1),
      rows + 1,
    );
    for (let r = 0; r < rows; r++) chain.indexes[r] = r;
    const y = new Float32Array((rows + 1) * factors).fill(0.5);
    const solveChain = async (which: typeof kernels): Promise<Float32Array> => {
      const { pointers, indexes, weights, penalties } = chain;
      const gram = Float32Array.from({ length: 16 }, (_, i) => (i % 5 === 0 ? 1 : 0));
      const session = await which.open({ pointers, indexes, weights, y, gram, penalties }, { scratchBytes: alsScratchBytes(factors, 1) });
      const a = session.arrays;
      const x = a.y.subarray(factors); // row r of x is row r + 1 of y
      const meetAt = Array.from({ length: rows }, (_, r) => r);
      const args = [a.pointers, a.indexes, a.weights, x, a.y, a.gram, a.penalties, 1, factors] as const;
      await session.run('alsDirect', [...args, x, 0], { rows, grain: 1, meetAt });
      const result = a.y.slice();
      session.close();
      return result;
    };
    const expected = await solveChain(one);
    expect(await solveChain(kernels)).toEqual(expected);
  });
});

test('threads are parked, so a program that used them ends by itself', () => {
  const kernels = fileURLToPath(new URL('../../dist/kernels/load-kernels.js', import.meta.url));
  const program = `
    const { loadKernels } = await import(${JSON.stringify(kernels)});
    const session = await (await loadKernels({ threads: 2, eager: true })).open({ y: new Float32Array(4000), g: new Float32Array(16) });
    await session.run('gram', [session.arrays.y, 4, session.arrays.g], { rows: 1000, maxChunks: 1 });
    process.stdout.write('done');`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    timeout: 20_000,
    encoding: 'utf8',
  });
  expect({ stdout, status, stderr }).toEqual({ stdout: 'done', status: 0, stderr: '' });
});
