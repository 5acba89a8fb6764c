/** Arguments of the kernels that solve, or step towards, least squares of given values: target_e = value_e for x_r · y_e. */
import type { RowsAgainst } from './rows.ts';

type Penalties = [penalties: Float32Array, penalized: Float32Array];
/** Coordinate `fixed` of a row is held at 1, −1: none. */
type RowShape = [fixed: number, factors: number];
type Moved = [values: Float32Array, gradients: Float32Array];

export interface LeastSquaresKernels {
  /**
   * Row r of x becomes the solution of (prior + penalties_r · diag(penalized) + precision Σ_e y_e y_eᵀ) x = priorRight +
   * precision Σ_e target_e y_e; prior is symmetric [factors × factors], its upper triangle is read. With draw = 1 it becomes
   * a draw from the normal distribution with that mean and the inverse of that matrix as covariance; `seed` makes it
   * repeatable. Coordinate `fixed` of x is held at 1 (−1: none). Without draw a row without entries becomes 0.
   * Fails at a row whose matrix is not positive definite. Scratch: see `gaussianScratchBytes`.
   */
  gaussianRows: [
    ...rowsAgainst: RowsAgainst,
    prior: Float32Array,
    priorRight: Float32Array,
    ...penalties: Penalties,
    precision: number,
    ...rowShape: RowShape,
    draw: number,
    seed: number,
  ];
  /**
   * Row r of x moves towards the minimum of Σ_e (target_e − x·y_e)² + penalties_r Σ_f penalized_f x_f² with x_f ≥ lowest_f, by at
   * most `sweeps` passes of exact steps of one coordinate after the other, from the present x or, with fresh = 1, from 0; it
   * stops where no coordinate moves by more than 1e-6 of the largest. Coordinate `fixed` stays at 1 (−1: none). A row without
   * entries becomes 0. Scratch: as gaussianRows.
   */
  boundedRows: [
    ...rowsAgainst: RowsAgainst,
    ...penalties: Penalties,
    lowest: Float32Array,
    ...rowShape: RowShape,
    sweeps: number,
    fresh: number,
  ];
  /** sums[chunk] += Σ (target_e − x_r · y_e)² over the rows of the chunk; sums: Float64 [chunks]. */
  squaredErrors: [...rowsAgainst: RowsAgainst, factors: number, sums: Float64Array];
  /**
   * gradients_r = scale · Σ_e (x_r · y_e − target_e) y_e + penalties ∘ x_r, coordinate `fixed` of it 0 (−1: none); penalties:
   * [factors]. sums[chunk × 2] += Σ (x_r · y_e − target_e)², then Σ penalties · x_r², over the rows of the chunk; Float64.
   */
  factorGradients: [
    ...rowsAgainst: RowsAgainst,
    penalties: Float32Array,
    scale: number,
    ...rowShape: RowShape,
    gradients: Float32Array,
    sums: Float64Array,
  ];
  /** A step of Adam on rows of `values`; rate = learning rate · √(1 − beta2ᵗ) ÷ (1 − beta1ᵗ) at step t. */
  adamStep: [
    ...moved: Moved,
    moments: Float32Array,
    squares: Float32Array,
    rate: number,
    beta1: number,
    beta2: number,
    epsilon: number,
    factors: number,
  ];
  /** velocities = momentum · velocities + gradients; values −= rate · velocities. */
  momentumStep: [...moved: Moved, velocities: Float32Array, rate: number, momentum: number, factors: number];
}
