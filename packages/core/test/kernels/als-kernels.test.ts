/** The fast ALS kernels against the readable ones, and the same bits for any number of threads. */
import { describe, expect, test } from 'vitest';
import { loadKernels } from '../../src/kernels/load-kernels.ts';
import { referenceKernels } from '../../src/kernels/reference/reference.ts';
import { type AlsKernel, distance, problem, solve, sums } from './problems.ts';

const one = await loadKernels({ threads: 1 });
const two = await loadKernels({ threads: 2, eager: true });
const three = await loadKernels({ threads: 3, eager: true });

/** Rows without, with one, with few and with very many entries. */
const counts = [0, 1, 5, 3000, 40, 0, 7, 130, 200, 3, 64, 65];
const columns = 3200;

test('this host runs the WebAssembly kernels, with the threads asked for', () => {
  expect([one, two, three].map(({ name, threads }) => ({ name, threads }))).toEqual([
    { name: 'wasm', threads: 1 },
    { name: 'wasm', threads: 2 },
    { name: 'wasm', threads: 3 },
  ]);
});

describe.each([4, 8, 12, 20, 64, 100, 128])('%i factors', (factors) => {
  const given = problem(factors, counts, columns);

  // float32 sums of up to 3,000 terms against float64 ones: 1e-4 of the largest value is generous for a well-conditioned system.
  test.each<[AlsKernel, number]>([
    ['alsDirect', 0],
    ['alsConjugateGradient', 1],
    ['alsConjugateGradient', 3],
    ['alsBlock', 4],
    ['alsBlock', 16],
    ['alsBlock', 128],
  ])('%s (%i) agrees with the reference to 1e-4; 1, 2 and 3 threads give the same bits', async (kernel, parameter) => {
    const block = Math.min(parameter, factors);
    const options = { parameter: kernel === 'alsBlock' ? block : parameter };
    const expected = await solve(referenceKernels, kernel, given, options);
    const actual = await solve(one, kernel, given, options);
    expect(distance(actual, expected)).toBeLessThan(1e-4);
    expect(await solve(two, kernel, given, options)).toEqual(actual);
    expect(await solve(three, kernel, given, options)).toEqual(actual);
  });

  test('gram and alsObjective agree with the reference to 1e-5', async () => {
    const expected = await sums(referenceKernels, given, 5);
    const actual = await sums(one, given, 5);
    // Below the diagonal nothing is promised.
    for (const parts of [expected.gram, actual.gram]) {
      for (let i = 0; i < parts.length; i++) if (i % factors < Math.floor(i / factors) % factors) parts[i] = 0;
    }
    expect(distance(actual.gram, expected.gram)).toBeLessThan(1e-5);
    expect(distance(actual.objectiveParts, expected.objectiveParts)).toBeLessThan(1e-5);
    expect((await sums(three, given, 5)).objectiveParts).toEqual(actual.objectiveParts);
  });
});

test('a system of one unknown by hand: (0.5·4 + 2·4 + 1) x = (2 + 0.5)·2', async () => {
  // One column y = (2, 0, 0, 0), w = 2, unobserved 0.5, penalty 1: x = 5 / 11.
  const given = {
    ...problem(4, [1], 1),
    weights: Float32Array.of(2),
    y: Float32Array.of(2, 0, 0, 0),
    gram: Float32Array.of(2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
    penalties: Float32Array.of(1),
  };
  for (const kernel of ['alsDirect', 'alsConjugateGradient', 'alsBlock'] as const) {
    const x = await solve(one, kernel, given, { parameter: 4 });
    expect(x[0], kernel).toBeCloseTo(5 / 11, 6);
    expect(
      Array.from(x.subarray(1), Math.abs).every((value) => value < 1e-6),
      kernel,
    ).toBe(true);
  }
});

test.each([4, 12, 64])('alsDirect with a prior, %i factors: agrees with the reference; a share of 0 changes no bit', async (factors) => {
  const given = problem(factors, counts, columns);
  const priors = problem(factors, counts, columns, 77).x;
  const without = await solve(one, 'alsDirect', given);
  expect(await solve(one, 'alsDirect', given, { priors, priorShare: 0 })).toEqual(without);
  const actual = await solve(one, 'alsDirect', given, { priors, priorShare: 0.7 });
  expect(distance(actual, await solve(referenceKernels, 'alsDirect', given, { priors, priorShare: 0.7 }))).toBeLessThan(1e-4);
  expect(distance(actual, without)).toBeGreaterThan(1e-3);
  expect(await solve(three, 'alsDirect', given, { priors, priorShare: 0.7 })).toEqual(actual);
});

test('working memory ends where alsScratchBytes says', async () => {
  // Two rows so long that they are not gathered, on 3 threads: a kernel that wrote past its part would disturb another thread.
  const given = problem(64, [3000, 3100, 2999, 3100, 1, 2500], columns, 9);
  for (const kernel of ['alsDirect', 'alsConjugateGradient', 'alsBlock'] as const) {
    const expected = await solve(one, kernel, given, { parameter: 16, grain: 1 });
    expect(await solve(three, kernel, given, { parameter: 16, grain: 1 }), kernel).toEqual(expected);
  }
});
