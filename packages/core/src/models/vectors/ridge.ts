/** One row of regularized least squares, in float64: how users and items absent from training get their vector. */
import type { Random } from '../../math/random.ts';
import { choleskyFactor, choleskySolve } from '../../matrix/cholesky.ts';
import { multivariateNormalByPrecision } from '../../matrix/wishart.ts';
import { PIECE } from '../answering/explanation.ts';

/**
 * The vector x of `size` coordinates that minimizes Σ_e (target_e − x·row_e)² + Σ_f penalty_f x_f²; `rowAt(e)` may reuse
 * one array. @throws LikewiseError `not-positive-definite` where penalties are 0 and rows too few.
 */
export function ridge(
  size: number,
  entries: number,
  rowAt: (entry: number) => ArrayLike<number>,
  targetAt: (entry: number) => number,
  penaltyAt: (coordinate: number) => number,
): Float64Array {
  return ridgeWithPrior(size, entries, rowAt, targetAt, diagonalPrior(size, penaltyAt));
}

/** Around 0. */
export function diagonalPrior(size: number, penaltyAt: (coordinate: number) => number): RowPrior {
  const prior = new Float64Array(size * size);
  for (let f = 0; f < size; f++) prior[f * size + f] = penaltyAt(f);
  return { prior, priorRight: new Float64Array(size), precision: 1, fixed: -1 };
}

/** A normal prior of precision `prior` [size × size] and `priorRight` = precision · mean [size]; see `gaussianRows` of the kernels. */
export interface RowPrior {
  readonly prior: Float64Array;
  readonly priorRight: Float64Array;
  /** 1 / variance of a target around its prediction. */
  readonly precision: number;
  /** Coordinate held at 1; −1: none. */
  readonly fixed: number;
}

/**
 * The most likely vector under a normal prior, what `ridge` is with a diagonal prior around 0; with `random` a draw around it.
 * @throws LikewiseError `not-positive-definite`
 */
export function ridgeWithPrior(
  size: number,
  entries: number,
  rowAt: (entry: number) => ArrayLike<number>,
  targetAt: (entry: number) => number,
  prior: RowPrior,
  random?: Random,
): Float64Array {
  const { lower, right } = rowPosterior(size, entries, rowAt, targetAt, prior);
  const mode = choleskySolve(lower, right, size);
  if (random === undefined) return mode;
  const drawn = multivariateNormalByPrecision(random, mode, lower);
  if (prior.fixed >= 0) drawn[prior.fixed] = 1;
  return drawn;
}

/** Cholesky factor of the precision, and precision · mean; the fixed coordinate stands apart from the others, around 1. */
function rowPosterior(
  size: number,
  entries: number,
  rowAt: (entry: number) => ArrayLike<number>,
  targetAt: (entry: number) => number,
  { prior, priorRight, precision, fixed }: RowPrior,
): { readonly lower: Float64Array; readonly right: Float64Array } {
  const normal = prior.slice();
  const right = priorRight.slice();
  for (let entry = 0; entry < entries; entry++) {
    const row = rowAt(entry);
    const target = targetAt(entry);
    for (let f = 0; f < size; f++) {
      right[f] += precision * target * row[f];
      for (let g = 0; g <= f; g++) normal[f * size + g] += precision * row[f] * row[g];
    }
  }
  if (fixed >= 0) {
    for (let f = 0; f < size; f++) right[f] -= f < fixed ? normal[fixed * size + f] : normal[f * size + fixed];
    right[fixed] = 1;
  }
  return { lower: factorAround(normal, size, fixed), right };
}

/** Of a matrix whose lower half is set; the fixed coordinate stands apart. @throws LikewiseError `not-positive-definite` */
function factorAround(normal: Float64Array, size: number, fixed: number): Float64Array {
  if (fixed >= 0) {
    for (let f = 0; f < size; f++) {
      normal[f * size + fixed] = 0;
      normal[fixed * size + f] = 0;
    }
    normal[fixed * size + fixed] = 1;
  }
  return choleskyFactor(normal, size);
}

/** The Cholesky factor of `ridgeWithPrior`, in pieces; [size × size]. @throws LikewiseError `not-positive-definite` */
export function* precisionFactor(
  size: number,
  entries: number,
  rowAt: (entry: number) => ArrayLike<number>,
  { prior, precision, fixed }: RowPrior,
): Generator<void, Float64Array, void> {
  const normal = prior.slice();
  const rows = Math.max(1, Math.floor(PIECE / size ** 2));
  for (let from = 0; from < entries; from += rows) {
    if (from > 0) yield;
    addProducts(normal, size, rowAt, from, Math.min(entries, from + rows), precision);
  }
  return factorAround(normal, size, fixed);
}

/** Adds precision · Σ_e row_e row_eᵀ to the lower half. */
function addProducts(
  normal: Float64Array,
  size: number,
  rowAt: (entry: number) => ArrayLike<number>,
  from: number,
  to: number,
  precision: number,
): void {
  for (let entry = from; entry < to; entry++) {
    const row = rowAt(entry);
    for (let f = 0; f < size; f++) {
      const scaled = precision * row[f];
      for (let g = 0; g <= f; g++) normal[f * size + g] += scaled * row[g];
    }
  }
}

/**
 * s of what x · toward is made of, x the vector of `ridgeWithPrior` with this factor: entry e adds precision · target_e · (s · row_e), the
 * prior's mean s · priorRight; a target counts less what the fixed coordinate says of it. [size]
 */
export function sensitivityOf(lower: Float64Array, toward: ArrayLike<number>, fixed: number): Float64Array {
  const direction = Float64Array.from(toward);
  if (fixed >= 0) direction[fixed] = 0;
  return choleskySolve(lower, direction, direction.length);
}
