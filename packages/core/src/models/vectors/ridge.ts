/** One row of regularized least squares, in float64: how users and items absent from training get their vector. */
import type { Random } from '../../math/random.ts';
import { choleskyFactor, choleskySolve } from '../../matrix/cholesky.ts';
import { multivariateNormalByPrecision } from '../../matrix/wishart.ts';

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
  for (let f = 0; f < size; f++) for (let g = 0; g < f; g++) normal[g * size + f] = normal[f * size + g];
  if (fixed >= 0) {
    for (let f = 0; f < size; f++) {
      right[f] -= normal[f * size + fixed];
      normal[f * size + fixed] = 0;
      normal[fixed * size + f] = 0;
    }
    normal[fixed * size + fixed] = 1;
    right[fixed] = 1;
  }
  return { lower: choleskyFactor(normal, size), right };
}

/**
 * What x · toward is made of, x the vector of `ridgeWithPrior`: the weight of each target, [entries], and what the prior's mean adds. A
 * target counts less what the fixed coordinate says of it. @throws LikewiseError `not-positive-definite`
 */
export function sharesWithPrior(
  size: number,
  entries: number,
  rowAt: (entry: number) => ArrayLike<number>,
  prior: RowPrior,
  toward: ArrayLike<number>,
): { readonly weights: Float64Array; readonly ofPrior: number } {
  const { precision, priorRight, fixed } = prior;
  const { lower } = rowPosterior(size, entries, rowAt, () => 0, prior);
  const direction = Float64Array.from(toward);
  if (fixed >= 0) direction[fixed] = 0;
  const solved = choleskySolve(lower, direction, size);
  const dot = (row: ArrayLike<number>): number => {
    let sum = 0;
    for (let f = 0; f < size; f++) sum += row[f] * solved[f];
    return sum;
  };
  return { weights: Float64Array.from({ length: entries }, (_, entry) => precision * dot(rowAt(entry))), ofPrior: dot(priorRight) };
}
