/** Alternating least squares of implicit feedback, readable: float64 sums, one loop a formula. */
import { choleskyInPlace, choleskySolve } from '../../matrix/cholesky.ts';
import type { AlsSystem } from '../signatures/als.ts';
import type { KernelArguments } from '../signatures/kernel-arguments.ts';
import { addOuter, addScaled, dot, rowAt } from './vectors.ts';

export function alsDirect(args: KernelArguments['alsDirect'], begin: number, end: number): number {
  const [pointers, indexes, weights, x, y, gram, penalties, unobserved, factors, priors, priorShare] = args;
  const matrix = new Float64Array(factors * factors);
  const right = new Float64Array(factors);
  for (let r = begin; r < end; r++) {
    if (emptied(pointers, x, r, factors)) continue;
    matrix.set(gram);
    right.fill(0);
    for (let e = pointers[r]; e < pointers[r + 1]; e++) {
      const vector = rowAt(y, indexes[e], factors);
      addOuter(matrix, weights[e], vector);
      addScaled(right, weights[e] + unobserved, vector);
    }
    for (let f = 0; f < factors; f++) matrix[f * factors + f] += penalties[r];
    if (priorShare > 0) addScaled(right, priorShare * penalties[r], rowAt(priors, r, factors));
    if (!choleskyInPlace(matrix, factors)) return r + 1;
    x.set(choleskySolve(matrix, right, factors), r * factors);
  }
  return 0;
}

export function alsConjugateGradient(args: KernelArguments['alsConjugateGradient'], begin: number, end: number): number {
  const [pointers, , , x, , , , , factors, steps] = args;
  for (let r = begin; r < end; r++) {
    if (emptied(pointers, x, r, factors)) continue;
    const solution = Float64Array.from(rowAt(x, r, factors));
    const residual = negativeGradient(args, r, solution);
    const direction = residual.slice();
    let square = dot(residual, residual);
    for (let step = 0; step < steps && square > SOLVED; step++) {
      const image = timesMatrix(args, r, direction);
      const curvature = dot(direction, image);
      if (!(curvature > 0)) return r + 1;
      const length = square / curvature;
      addScaled(solution, length, direction);
      addScaled(residual, -length, image);
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
  for (let r = begin; r < end; r++) {
    if (emptied(pointers, x, r, factors)) continue;
    const solution = Float64Array.from(rowAt(x, r, factors));
    for (let start = 0; start < factors; start += block) {
      const size = Math.min(block, factors - start);
      const matrix = new Float64Array(size * size);
      for (let f = 0; f < size; f++) {
        for (let g = 0; g <= f; g++) matrix[f * size + g] = gram[(start + f) * factors + start + g];
        matrix[f * size + f] += penalties[r];
      }
      for (let e = pointers[r]; e < pointers[r + 1]; e++)
        addOuter(matrix, weights[e], rowAt(y, indexes[e], factors).subarray(start, start + size));
      const slope = negativeGradient(args, r, solution).subarray(start, start + size);
      if (!choleskyInPlace(matrix, size)) return r + 1;
      addScaled(solution.subarray(start, start + size), 1, choleskySolve(matrix, slope, size));
    }
    x.set(solution, r * factors);
  }
  return 0;
}

export function alsObjective(args: KernelArguments['alsObjective'], begin: number, end: number, chunk: number): number {
  const [pointers, indexes, weights, x, y, gram, penalties, unobserved, factors, objectiveParts] = args;
  let sum = 0;
  for (let r = begin; r < end; r++) {
    const own = rowAt(x, r, factors);
    for (let e = pointers[r]; e < pointers[r + 1]; e++) {
      const score = dot(own, rowAt(y, indexes[e], factors));
      sum += (weights[e] + unobserved) * (1 - score) ** 2 - unobserved * score ** 2;
    }
    for (let f = 0; f < factors; f++) sum += own[f] * dot(rowAt(gram, f, factors), own);
    sum += penalties[r] * dot(own, own);
  }
  objectiveParts[chunk] += sum;
  return 0;
}

/** A row without entries has the solution 0, whatever the solver and its start. */
function emptied(pointers: Uint32Array, x: Float32Array, r: number, factors: number): boolean {
  if (pointers[r] !== pointers[r + 1]) return false;
  rowAt(x, r, factors).fill(0);
  return true;
}

/** b − A v of row r. */
function negativeGradient(args: SystemArguments, r: number, v: Float64Array): Float64Array {
  const [pointers, indexes, weights, , y, , , unobserved, factors] = args;
  const slope = timesMatrix(args, r, v).map((value) => -value);
  for (let e = pointers[r]; e < pointers[r + 1]; e++) addScaled(slope, weights[e] + unobserved, rowAt(y, indexes[e], factors));
  return slope;
}

/** A v of row r, without forming A. */
function timesMatrix(
  [pointers, indexes, weights, , y, gram, penalties, , factors]: SystemArguments,
  r: number,
  v: Float64Array,
): Float64Array {
  const image = v.map((value, f) => dot(v, rowAt(gram, f, factors)) + penalties[r] * value);
  for (let e = pointers[r]; e < pointers[r + 1]; e++) {
    const vector = rowAt(y, indexes[e], factors);
    addScaled(image, weights[e] * dot(v, vector), vector);
  }
  return image;
}
type SystemArguments = readonly [...AlsSystem, ...unknown[]];
