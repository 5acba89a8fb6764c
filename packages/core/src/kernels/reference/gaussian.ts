/** Rows of a linear Gaussian model, in plain TypeScript and float64. */
import { mix } from '../mix.ts';
import type { KernelArguments } from '../signatures/signatures.ts';
import { choleskyInPlace, solveCholesky } from './cholesky.ts';

export function gaussianRows(args: KernelArguments['gaussianRows'], begin: number, end: number): number {
  const [pointers, indexes, targets, x, y, prior, priorRight, penalties, penalized, precision, fixed, factors, draw, seed] = args;
  for (let row = begin; row < end; row++) {
    const solution = x.subarray(row * factors, (row + 1) * factors);
    if (pointers[row] === pointers[row + 1] && draw === 0) {
      solution.fill(0);
      if (fixed >= 0) solution[fixed] = 1;
      continue;
    }
    const matrix = new Float64Array(factors * factors);
    const right = Float64Array.from(priorRight);
    for (let f = 0; f < factors; f++) {
      for (let g = f; g < factors; g++) matrix[f * factors + g] = matrix[g * factors + f] = prior[f * factors + g];
      matrix[f * factors + f] += penalties[row] * penalized[f];
    }
    for (let e = pointers[row]; e < pointers[row + 1]; e++) {
      const vector = y.subarray(indexes[e] * factors, (indexes[e] + 1) * factors);
      for (let f = 0; f < factors; f++) {
        right[f] += precision * targets[e] * vector[f];
        for (let g = 0; g < factors; g++) matrix[f * factors + g] += precision * vector[f] * vector[g];
      }
    }
    if (fixed >= 0) {
      for (let f = 0; f < factors; f++) {
        right[f] -= matrix[f * factors + fixed];
        matrix[f * factors + fixed] = matrix[fixed * factors + f] = 0;
      }
      matrix[fixed * factors + fixed] = 1;
      right[fixed] = 1;
    }
    if (!choleskyInPlace(matrix, factors)) return row + 1;
    solveCholesky(matrix, right, factors);
    if (draw !== 0) {
      const noise = Float64Array.from({ length: factors }, (_, f) => (f === fixed ? 0 : normal(seed, row * factors + f)));
      for (let f = factors - 1; f >= 0; f--) {
        for (let g = f + 1; g < factors; g++) noise[f] -= matrix[f * factors + g] * noise[g];
        noise[f] /= matrix[f * factors + f];
        right[f] += noise[f];
      }
    }
    solution.set(right);
  }
  return 0;
}

export function squaredErrors(args: KernelArguments['squaredErrors'], begin: number, end: number, chunk: number): number {
  const [pointers, indexes, targets, x, y, factors, sums] = args;
  for (let row = begin; row < end; row++) {
    for (let e = pointers[row]; e < pointers[row + 1]; e++) {
      let error = targets[e];
      for (let f = 0; f < factors; f++) error -= x[row * factors + f] * y[indexes[e] * factors + f];
      sums[chunk] += error * error;
    }
  }
  return 0;
}

export function normalRows(args: KernelArguments['normalRows'], begin: number, end: number): number {
  const [out, factors, rowLength, deviation, seed] = args;
  for (let row = begin; row < end; row++) {
    for (let f = 0; f < factors; f++) out[row * rowLength + f] = deviation * normal(seed, row * factors + f);
  }
  return 0;
}

/** Box and Muller, 1958, as `normal` in assembly/normal.ts. */
export function normal(seed: number, counter: number): number {
  const radius = (mix(seed, counter * 2) + 1) / 4294967296;
  const turn = (mix(seed ^ 0x5bd1e995, counter * 2 + 1) * 2 * Math.PI) / 4294967296;
  return Math.sqrt(-2 * Math.log(radius)) * Math.cos(turn);
}
