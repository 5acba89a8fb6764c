/** The prior of the rows of an axis, drawn given the rows: Normal–Wishart (Salakhutdinov, Mnih 2008, equation 14). */
import type { Random } from '../../../math/random.ts';
import { choleskyFactor, solveLowerTransposed } from '../../../matrix/cholesky.ts';
import { identity } from '../../../matrix/dense.ts';
import { multivariateNormalByPrecision, wishart } from '../../../matrix/wishart.ts';

export interface RowDistribution {
  /** Λ over the free coordinates; [size × size]. */
  readonly precision: Float64Array;
  /** Λ m; [size]. */
  readonly right: Float64Array;
}

/**
 * Λ ~ Wishart(W*, ν*), m ~ N(m*, (β* Λ)⁻¹) given the coordinates `free` of the listed rows of x [rows × width]; prior mean
 * 0 of strength β₀, W₀ = I, ν₀ = size.
 */
export function drawRowDistribution(
  x: Float32Array,
  width: number,
  rows: Uint32Array,
  free: readonly number[],
  priorStrength: number,
  random: Random,
): RowDistribution {
  const size = free.length;
  const count = rows.length;
  const mean = new Float64Array(size);
  for (let k = 0; k < count; k++) for (let f = 0; f < size; f++) mean[f] += x[rows[k] * width + free[f]];
  for (let f = 0; f < size; f++) mean[f] /= count;
  // W*⁻¹ = I + Σ (x − x̄)(x − x̄)ᵀ + (β₀ n / (β₀ + n)) x̄ x̄ᵀ
  const inverseScale = new Float64Array(size * size);
  const centered = new Float64Array(size);
  for (let k = 0; k < count; k++) {
    const row = rows[k] * width;
    for (let f = 0; f < size; f++) centered[f] = x[row + free[f]] - mean[f];
    for (let f = 0, at = 0; f < size; f++, at += size) {
      const factor = centered[f];
      for (let g = 0; g <= f; g++) inverseScale[at + g] += factor * centered[g];
    }
  }
  const shrink = (priorStrength * count) / (priorStrength + count);
  for (let f = 0; f < size; f++) {
    for (let g = 0; g <= f; g++) {
      inverseScale[f * size + g] += shrink * mean[f] * mean[g] + (f === g ? 1 : 0);
      inverseScale[g * size + f] = inverseScale[f * size + g];
    }
  }
  // With W*⁻¹ = C Cᵀ, C⁻ᵀ is a square root of W*.
  const root = solveLowerTransposed(choleskyFactor(inverseScale, size), identity(size), size, size);
  const precision = wishart(random, root, size, size + count);
  const strength = priorStrength + count;
  const lower = choleskyFactor(
    precision.map((entry) => entry * strength),
    size,
  );
  const center = multivariateNormalByPrecision(
    random,
    mean.map((entry) => (entry * count) / strength),
    lower,
  );
  const right = new Float64Array(size);
  for (let f = 0; f < size; f++) for (let g = 0; g < size; g++) right[f] += precision[f * size + g] * center[g];
  return { precision, right };
}
