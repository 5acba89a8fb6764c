/** Arguments of the kernels of implicit ALS. */
import type { RowsAgainst } from './rows.ts';

/** Normal equations of the rows of x against y, see `alsDirect`. */
export type AlsSystem = [...rowsAgainst: RowsAgainst, gram: Float32Array, penalties: Float32Array, unobserved: number, factors: number];

export interface AlsKernels {
  /**
   * Half-step of implicit feedback, exact. Row r of x becomes the solution of
   * (G + Σ_e w_e y_e y_eᵀ + penalty_r I) x = Σ_e (w_e + unobserved) y_e + priorShare · penalty_r · prior_r, with w_e = value_e ≥ 0
   * (confidence above the unobserved weight), G = unobserved · YᵀY, full symmetric [factors × factors]. A row without entries becomes
   * 0. priors: as x, not read where priorShare is 0. Fails at a row whose matrix is not positive definite. Scratch: see `alsScratchBytes`.
   */
  alsDirect: [...alsSystem: AlsSystem, priors: Float32Array, priorShare: number];
  /** The same system without prior, `steps` steps of conjugate gradient from the present x. */
  alsConjugateGradient: [...alsSystem: AlsSystem, steps: number];
  /** The same system without prior, one pass of exact solves over blocks of `block` coordinates, a multiple of 4, from the present x (iALS++). */
  alsBlock: [...alsSystem: AlsSystem, block: number];
  /**
   * objectiveParts[chunk] += Σ_e (w_e + unobserved)(1 − x·y_e)² − unobserved (x·y_e)² over the rows of the chunk, plus x G xᵀ and
   * Σ penalty_r‖x_r‖²: what these rows add to the objective; Float64 [chunks].
   */
  alsObjective: [...alsSystem: AlsSystem, objectiveParts: Float64Array];
}
