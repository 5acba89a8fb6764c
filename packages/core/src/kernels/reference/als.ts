/** Alternating least squares of implicit feedback, readable: float64 sums, one loop a formula. Arguments: `signatures.ts`. */

import type { AlsSystem, KernelArguments } from '../signatures/signatures.ts';
import { choleskyInPlace, solveCholesky } from './cholesky.ts';

export function partialGram([y, factors, partials]: KernelArguments['gram'], begin: number, end: number, chunk: number): number {
  const sums = new Float64Array(factors * factors);
  for (let r = begin; r < end; r++) addOuter(sums, y, r * factors, factors, 1);
  const base = chunk * factors * factors;
  for (let f = 0; f < factors; f++) for (let g = f; g < factors; g++) partials[base + f * factors + g] += sums[f * factors + g];
  return 0;
}

export function alsDirect(args: KernelArguments['alsDirect'], begin: number, end: number): number {
  const [pointers, indexes, weights, x, y, gram, penalties, unobserved, factors, priors, priorShare] = args;
  const matrix = new Float64Array(factors * factors);
  const right = new Float64Array(factors);
  for (let r = begin; r < end; r++) {
    if (emptied(pointers, x, r, factors)) continue;
    matrix.set(gram);
    right.fill(0);
    for (let e = pointers[r]; e < pointers[r + 1]; e++) {
      const column = indexes[e] * factors;
      addOuter(matrix, y, column, factors, weights[e]);
      for (let f = 0; f < factors; f++) right[f] += (weights[e] + unobserved) * y[column + f];
    }
    for (let f = 0; f < factors; f++) matrix[f * factors + f] += penalties[r];
    if (priorShare > 0) for (let f = 0; f < factors; f++) right[f] += priorShare * penalties[r] * priors[r * factors + f];
    if (!choleskyInPlace(matrix, factors)) return r + 1;
    solveCholesky(matrix, right, factors);
    x.set(right, r * factors);
  }
  return 0;
}

export function alsConjugateGradient(args: KernelArguments['alsConjugateGradient'], begin: number, end: number): number {
  const [pointers, , , x, , , , , factors, steps] = args;
  const solution = new Float64Array(factors);
  const residual = new Float64Array(factors);
  const direction = new Float64Array(factors);
  const image = new Float64Array(factors);
  for (let r = begin; r < end; r++) {
    if (emptied(pointers, x, r, factors)) continue;
    for (let f = 0; f < factors; f++) solution[f] = x[r * factors + f];
    negativeGradient(args, r, solution, residual);
    direction.set(residual);
    let square = dot(residual, residual);
    for (let step = 0; step < steps && square > SOLVED; step++) {
      timesMatrix(args, r, direction, image);
      const curvature = dot(direction, image);
      if (!(curvature > 0)) return r + 1;
      const length = square / curvature;
      for (let f = 0; f < factors; f++) {
        solution[f] += length * direction[f];
        residual[f] -= length * image[f];
      }
      const next = dot(residual, residual);
      for (let f = 0; f < factors; f++) direction[f] = residual[f] + (next / square) * direction[f];
      square = next;
    }
    x.set(solution, r * factors);
  }
  return 0;
}
/** ‖b − Ax‖² below which a row is solved as well as float32 can say. */
const SOLVED = 1e-20;

/** Source: Rendle, Krichene, Zhang, Koren: iALS++: Speeding up Matrix Factorization with Subspace Optimization, 2021, arXiv:2110.14044. */
export function alsBlock(args: KernelArguments['alsBlock'], begin: number, end: number): number {
  const [pointers, indexes, weights, x, y, gram, penalties, , factors, block] = args;
  const solution = new Float64Array(factors);
  const residual = new Float64Array(factors);
  for (let r = begin; r < end; r++) {
    if (emptied(pointers, x, r, factors)) continue;
    for (let f = 0; f < factors; f++) solution[f] = x[r * factors + f];
    for (let start = 0; start < factors; start += block) {
      const size = Math.min(block, factors - start);
      const matrix = new Float64Array(size * size);
      for (let f = 0; f < size; f++) {
        for (let g = f; g < size; g++) matrix[f * size + g] = gram[(start + f) * factors + start + g];
        matrix[f * size + f] += penalties[r];
      }
      for (let e = pointers[r]; e < pointers[r + 1]; e++) addOuter(matrix, y, indexes[e] * factors + start, size, weights[e]);
      negativeGradient(args, r, solution, residual);
      const step = residual.slice(start, start + size);
      if (!choleskyInPlace(matrix, size)) return r + 1;
      solveCholesky(matrix, step, size);
      for (let f = 0; f < size; f++) solution[start + f] += step[f];
    }
    x.set(solution, r * factors);
  }
  return 0;
}

export function alsObjective(args: KernelArguments['alsObjective'], begin: number, end: number, chunk: number): number {
  const [pointers, indexes, weights, x, y, gram, penalties, unobserved, factors, errors] = args;
  let sum = 0;
  for (let r = begin; r < end; r++) {
    for (let e = pointers[r]; e < pointers[r + 1]; e++) {
      const score = rowDot(x, r * factors, y, indexes[e] * factors, factors);
      sum += (weights[e] + unobserved) * (1 - score) ** 2 - unobserved * score ** 2;
    }
    for (let f = 0; f < factors; f++) sum += x[r * factors + f] * rowDot(gram, f * factors, x, r * factors, factors);
    sum += penalties[r] * rowDot(x, r * factors, x, r * factors, factors);
  }
  errors[chunk] += sum;
  return 0;
}

/** A row without entries has the solution 0, whatever the solver and its start. */
function emptied(pointers: Uint32Array, x: Float32Array, r: number, factors: number): boolean {
  if (pointers[r] !== pointers[r + 1]) return false;
  x.fill(0, r * factors, (r + 1) * factors);
  return true;
}

/** out = b − A v of row r. */
function negativeGradient(args: SystemArguments, r: number, v: Float64Array, out: Float64Array): void {
  const [pointers, indexes, weights, , y, , , unobserved, factors] = args;
  timesMatrix(args, r, v, out);
  for (let f = 0; f < factors; f++) out[f] = -out[f];
  for (let e = pointers[r]; e < pointers[r + 1]; e++) {
    for (let f = 0; f < factors; f++) out[f] += (weights[e] + unobserved) * y[indexes[e] * factors + f];
  }
}

/** out = A v of row r, without forming A. */
function timesMatrix(args: SystemArguments, r: number, v: Float64Array, out: Float64Array): void {
  const [pointers, indexes, weights, , y, gram, penalties, , factors] = args;
  for (let f = 0; f < factors; f++) out[f] = rowDot(gram, f * factors, v, 0, factors) + penalties[r] * v[f];
  for (let e = pointers[r]; e < pointers[r + 1]; e++) {
    const scaled = weights[e] * rowDot(y, indexes[e] * factors, v, 0, factors);
    for (let f = 0; f < factors; f++) out[f] += scaled * y[indexes[e] * factors + f];
  }
}
type SystemArguments = readonly [...AlsSystem, ...unknown[]];

/** Upper triangle of matrix += scale · v vᵀ, v = values[at … at + size − 1]. */
function addOuter(matrix: Float64Array, values: Float32Array, at: number, size: number, scale: number): void {
  for (let f = 0; f < size; f++) {
    const scaled = scale * values[at + f];
    for (let g = f; g < size; g++) matrix[f * size + g] += scaled * values[at + g];
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  return rowDot(a, 0, b, 0, a.length);
}

function rowDot(a: Float32Array | Float64Array, aStart: number, b: Float32Array | Float64Array, bStart: number, length: number): number {
  let sum = 0;
  for (let f = 0; f < length; f++) sum += a[aStart + f] * b[bStart + f];
  return sum;
}
