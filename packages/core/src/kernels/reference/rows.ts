/**
 * What the twins share: rows one after the other, pieces of row-major matrices, summed in float64, and repeatable numbers from counters,
 * which stand in for a generator where work is split among threads.
 */
import type { KernelName } from '../kernels.ts';
import type { KernelArguments } from '../signatures/kernel-arguments.ts';

/** A kernel on plain arrays: rows [begin, end) of chunk `chunk`; returns 0, or r + 1 where row r failed. */
export type Twin<K extends KernelName> = (args: KernelArguments[K], begin: number, end: number, chunk: number) => number;

/** The kernel that does the same for each row; `false` says that the row failed. */
export function eachRow<K extends KernelName>(
  // biome-ignore lint/suspicious/noConfusingVoidType: most kernels cannot fail.
  one: (args: KernelArguments[K], row: number, chunk: number) => false | void,
): Twin<K> {
  return (args, begin, end, chunk) => {
    for (let row = begin; row < end; row++) if (one(args, row, chunk) === false) return row + 1;
    return 0;
  };
}

/** Row r, a view. */
export function rowAt(matrix: Float32Array, r: number, length: number): Float32Array {
  return matrix.subarray(r * length, (r + 1) * length);
}

export function dot(a: Float32Array | Float64Array, b: Float32Array | Float64Array): number {
  let sum = 0;
  for (let f = 0; f < a.length; f++) sum += a[f] * b[f];
  return sum;
}

/** target += scale · vector. */
export function addScaled(target: Float64Array, scale: number, vector: Float32Array | Float64Array): void {
  for (let f = 0; f < target.length; f++) target[f] += scale * vector[f];
}

/** Lower half of matrix += scale · v vᵀ. */
export function addOuter(matrix: Float64Array, scale: number, v: Float32Array): void {
  for (let f = 0; f < v.length; f++) {
    const scaled = scale * v[f];
    for (let g = 0; g <= f; g++) matrix[f * v.length + g] += scaled * v[g];
  }
}

/** 32 well-mixed bits of two words (MurmurHash3's finaliser; Appleby 2011); as in assembly/random.ts. */
export function mix(seed: number, counter: number): number {
  let h = Math.imul(counter, 0x9e3779b1) ^ seed;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Box and Muller, 1958, as in assembly/random.ts. */
export function normal(seed: number, counter: number): number {
  const radius = (mix(seed, counter * 2) + 1) / 4294967296;
  const turn = (mix(seed ^ 0x5bd1e995, counter * 2 + 1) * 2 * Math.PI) / 4294967296;
  return Math.sqrt(-2 * Math.log(radius)) * Math.cos(turn);
}
