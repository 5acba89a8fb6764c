/** Alternating least squares of implicit feedback, readable: float64 sums, one loop a formula. */
import { choleskyInPlace, choleskySolve } from '../../matrix/cholesky.ts';
import type { AlsSystem } from '../signatures/als.ts';
import { addOuter, addScaled, dot, eachRow, rowAt, type Twin } from './rows.ts';

export const alsDirect: Twin<'alsDirect'> = eachRow(
  ([pointers, indexes, weights, x, y, gram, penalties, unobserved, factors, priors, priorShare], r) => {
    if (emptied(pointers, x, r, factors)) return;
    const matrix = Float64Array.from(gram);
    const right = new Float64Array(factors);
    for (let e = pointers[r]; e < pointers[r + 1]; e++) {
      const vector = rowAt(y, indexes[e], factors);
      addOuter(matrix, weights[e], vector);
      addScaled(right, weights[e] + unobserved, vector);
    }
    for (let f = 0; f < factors; f++) matrix[f * factors + f] += penalties[r];
    if (priorShare > 0) addScaled(right, priorShare * penalties[r], rowAt(priors, r, factors));
    if (!choleskyInPlace(matrix, factors)) return false;
    x.set(choleskySolve(matrix, right, factors), r * factors);
  },
);

export const alsConjugateGradient: Twin<'alsConjugateGradient'> = eachRow((args, r) => {
  const [pointers, , , x, , , , , factors, steps] = args;
  if (emptied(pointers, x, r, factors)) return;
  const solution = Float64Array.from(rowAt(x, r, factors));
  const residual = negativeGradient(args, r, solution);
  const direction = residual.slice();
  let square = dot(residual, residual);
  for (let step = 0; step < steps && square > SOLVED; step++) {
    const image = timesMatrix(args, r, direction);
    const curvature = dot(direction, image);
    if (!(curvature > 0)) return false;
    const length = square / curvature;
    addScaled(solution, length, direction);
    addScaled(residual, -length, image);
    const next = dot(residual, residual);
    for (let f = 0; f < factors; f++) direction[f] = residual[f] + (next / square) * direction[f];
    square = next;
  }
  x.set(solution, r * factors);
});
/** ‖b − Ax‖² below which a row is solved as well as float32 can say. */
const SOLVED = 1e-20;

/** Source: Rendle, Krichene, Zhang, Koren: iALS++: Speeding up Matrix Factorization with Subspace Optimization, 2021, arXiv:2110.14044. */
export const alsBlock: Twin<'alsBlock'> = eachRow((args, r) => {
  const [pointers, indexes, weights, x, y, gram, penalties, , factors, block] = args;
  if (emptied(pointers, x, r, factors)) return;
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
    if (!choleskyInPlace(matrix, size)) return false;
    addScaled(solution.subarray(start, start + size), 1, choleskySolve(matrix, slope, size));
  }
  x.set(solution, r * factors);
});

export const alsObjective: Twin<'alsObjective'> = eachRow(
  ([pointers, indexes, weights, x, y, gram, penalties, unobserved, factors, objectiveParts], r, chunk) => {
    const own = rowAt(x, r, factors);
    let sum = penalties[r] * dot(own, own);
    for (let e = pointers[r]; e < pointers[r + 1]; e++) {
      const score = dot(own, rowAt(y, indexes[e], factors));
      sum += (weights[e] + unobserved) * (1 - score) ** 2 - unobserved * score ** 2;
    }
    for (let f = 0; f < factors; f++) sum += own[f] * dot(rowAt(gram, f, factors), own);
    objectiveParts[chunk] += sum;
  },
);

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
