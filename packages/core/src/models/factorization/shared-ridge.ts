/** One row of regularized least squares, in float64: how people and items absent from training get their vector. */
import { choleskyFactor, choleskySolve } from '../../math/cholesky.ts';

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
  const prior = new Float64Array(size * size);
  for (let f = 0; f < size; f++) prior[f * size + f] = penaltyAt(f);
  return ridgeWithPrior(size, entries, rowAt, targetAt, { prior, priorRight: new Float64Array(size), precision: 1, fixed: -1 });
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

/** The most likely vector under a normal prior; what `ridge` is with a diagonal prior around 0. @throws LikewiseError `not-positive-definite` */
export function ridgeWithPrior(
  size: number,
  entries: number,
  rowAt: (entry: number) => ArrayLike<number>,
  targetAt: (entry: number) => number,
  { prior, priorRight, precision, fixed }: RowPrior,
): Float64Array {
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
  return choleskySolve(choleskyFactor(normal, size), right, size);
}

/**
 * The weight of each target in x · `toward`, x the ridge solution with one penalty for all coordinates: row_e · (Σ row rowᵀ + penalty
 * I)⁻¹ toward; [entries]. `rowAt(e)` may reuse one array. @throws LikewiseError `not-positive-definite`
 */
export function ridgeShares(
  entries: number,
  rowAt: (entry: number) => ArrayLike<number>,
  penalty: number,
  toward: Float64Array,
): Float64Array {
  const size = toward.length;
  const normal = new Float64Array(size * size);
  for (let f = 0; f < size; f++) normal[f * size + f] = penalty;
  for (let entry = 0; entry < entries; entry++) {
    const row = rowAt(entry);
    for (let f = 0; f < size; f++) for (let g = 0; g <= f; g++) normal[f * size + g] += row[f] * row[g];
  }
  const solved = choleskySolve(choleskyFactor(normal, size), toward, size);
  return Float64Array.from({ length: entries }, (_, entry) => {
    const row = rowAt(entry);
    let sum = 0;
    for (let f = 0; f < size; f++) sum += row[f] * solved[f];
    return sum;
  });
}
