/** Seeded half-step problems for the kernel tests. */
import { float32, float64, type KernelArray, type Kernels, type StopSignal } from '../../src/kernels/kernels.ts';
import { alsScratchBytes } from '../../src/kernels/scratch.ts';

/** Uniform numbers in [0, 1), the same on every host. */
export function uniforms(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export function randomMatrix(length: number, scale: number, seed: number): Float32Array {
  const next = uniforms(seed);
  return Float32Array.from({ length }, () => (2 * next() - 1) * scale);
}

export interface Problem {
  readonly rows: number;
  readonly columns: number;
  readonly factors: number;
  readonly pointers: Uint32Array;
  readonly indexes: Uint32Array;
  readonly weights: Float32Array;
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly gram: Float32Array;
  readonly penalties: Float32Array;
  readonly unobserved: number;
}

/** Rows with the given numbers of entries; weights in [0, 4) with some zeros, unobserved weight 0.5. */
export function problem(factors: number, counts: readonly number[], columns: number, seed = 1): Problem {
  const next = uniforms(seed);
  const rows = counts.length;
  const pointers = new Uint32Array(rows + 1);
  counts.forEach((count, r) => {
    pointers[r + 1] = pointers[r] + count;
  });
  const indexes = new Uint32Array(pointers[rows]);
  counts.forEach((count, r) => {
    const chosen = new Set<number>();
    while (chosen.size < count) chosen.add(Math.floor(next() * columns));
    indexes.set(
      [...chosen].sort((a, b) => a - b),
      pointers[r],
    );
  });
  const weights = Float32Array.from(indexes, () => (next() < 0.1 ? 0 : 4 * next()));
  const y = randomMatrix(columns * factors, 1 / Math.sqrt(factors), seed + 1);
  const x = randomMatrix(rows * factors, 1 / Math.sqrt(factors), seed + 2);
  const unobserved = 0.5;
  return {
    rows,
    columns,
    factors,
    pointers,
    indexes,
    weights,
    x,
    y,
    gram: gramOf(y, columns, factors, unobserved),
    penalties: Float32Array.from(counts, (count) => 0.1 * (count + 1)),
    unobserved,
  };
}

/** scale · YᵀY, full. */
export function gramOf(y: Float32Array, rows: number, factors: number, scale: number): Float32Array {
  const sums = new Float64Array(factors * factors);
  for (let r = 0; r < rows; r++) {
    for (let f = 0; f < factors; f++) {
      for (let g = 0; g < factors; g++) sums[f * factors + g] += scale * y[r * factors + f] * y[r * factors + g];
    }
  }
  return Float32Array.from(sums);
}

export type AlsKernel = 'alsDirect' | 'alsConjugateGradient' | 'alsBlock';

export interface SolveOptions {
  /** Steps or block size. */
  readonly parameter?: number;
  readonly priors?: Float32Array;
  readonly priorShare?: number;
  readonly signal?: StopSignal;
  readonly grain?: number;
}

/** New x of a half-step. */
export async function solve(kernels: Kernels, kernel: AlsKernel, given: Problem, options: SolveOptions = {}): Promise<Float32Array> {
  const { rows, factors, unobserved, pointers } = given;
  const { parameter = 3, signal, grain = 2 } = options;
  const longest = pointers.slice(1).reduce((most, end, r) => Math.max(most, end - pointers[r]), 0);
  const { indexes, weights, x, y, gram, penalties } = given;
  const layout = { pointers, indexes, weights, x, y, gram, penalties, priors: options.priors ?? new Float32Array(0) };
  const session = await kernels.open(layout, { scratchBytes: alsScratchBytes(factors, longest) });
  try {
    const a = session.arrays;
    const system = [a.pointers, a.indexes, a.weights, a.x, a.y, a.gram, a.penalties, unobserved, factors] as const;
    const run = { rows, grain, signal };
    if (kernel === 'alsDirect') await session.run(kernel, [...system, a.priors, options.priorShare ?? 0], run);
    else await session.run(kernel, [...system, parameter], run);
    return a.x.slice();
  } finally {
    session.close();
  }
}

/** Parts of a Gram matrix and of the objective, chunk by chunk. */
export async function sums(kernels: Kernels, given: Problem, grain: number): Promise<{ gram: Float32Array; objectiveParts: Float64Array }> {
  const { rows, columns, factors, unobserved, pointers, indexes, weights, x, y, gram, penalties } = given;
  const partials = float32(Math.ceil(columns / grain) * factors * factors);
  const layout = { pointers, indexes, weights, x, y, gram, penalties, partials, objectiveParts: float64(Math.ceil(rows / grain)) };
  const session = await kernels.open(layout, { scratchBytes: alsScratchBytes(factors, columns) });
  const a = session.arrays;
  await session.run('gram', [a.y, factors, a.partials], { rows: columns, grain });
  const system = [a.pointers, a.indexes, a.weights, a.x, a.y, a.gram, a.penalties, unobserved, factors] as const;
  await session.run('alsObjective', [...system, a.objectiveParts], { rows, grain });
  const result = { gram: a.partials.slice(), objectiveParts: a.objectiveParts.slice() };
  session.close();
  return result;
}

/** Largest difference, relative to the largest value of `expected`. */
export function distance(actual: KernelArray, expected: KernelArray): number {
  let largest = 0;
  let difference = 0;
  for (let i = 0; i < expected.length; i++) {
    largest = Math.max(largest, Math.abs(expected[i]));
    const d = Math.abs(actual[i] - expected[i]);
    difference = d > difference || Number.isNaN(d) ? d : difference;
  }
  return difference / (largest || 1);
}
