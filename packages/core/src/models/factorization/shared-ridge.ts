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
  const normal = new Float64Array(size * size);
  const right = new Float64Array(size);
  for (let entry = 0; entry < entries; entry++) {
    const row = rowAt(entry);
    const target = targetAt(entry);
    for (let f = 0; f < size; f++) {
      right[f] += target * row[f];
      for (let g = 0; g <= f; g++) normal[f * size + g] += row[f] * row[g];
    }
  }
  for (let f = 0; f < size; f++) {
    normal[f * size + f] += penaltyAt(f);
    for (let g = 0; g < f; g++) normal[g * size + f] = normal[f * size + g];
  }
  return choleskySolve(choleskyFactor(normal, size), right, size);
}
