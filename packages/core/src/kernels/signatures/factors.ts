/** Arguments of the kernels of descent, of bounded least squares and of truncated decompositions; conventions as in signatures.ts. */
export interface FactorKernelArguments {
  /**
   * gradients_r = scale · Σ_e (x_r · y_e − target_e) y_e + penalties ∘ x_r, coordinate `fixed` of it 0 (−1: none); penalties:
   * [factors]. sums[chunk × 2] += Σ (x_r · y_e − target_e)², then Σ penalties · x_r², over the rows of the chunk; Float64.
   */
  factorGradients: [
    pointers: Uint32Array,
    indexes: Uint32Array,
    targets: Float32Array,
    x: Float32Array,
    y: Float32Array,
    penalties: Float32Array,
    scale: number,
    fixed: number,
    factors: number,
    gradients: Float32Array,
    sums: Float64Array,
  ];
  /** A step of Adam on rows of `values`; rate = learning rate · √(1 − beta2ᵗ) ÷ (1 − beta1ᵗ) at step t. */
  adamStep: [
    values: Float32Array,
    gradients: Float32Array,
    moments: Float32Array,
    squares: Float32Array,
    rate: number,
    beta1: number,
    beta2: number,
    epsilon: number,
    factors: number,
  ];
  /** velocities = momentum · velocities + gradients; values −= rate · velocities. */
  momentumStep: [values: Float32Array, gradients: Float32Array, velocities: Float32Array, rate: number, momentum: number, factors: number];
  /**
   * Row r of x moves towards the minimum of Σ_e (target_e − x·y_e)² + penalties_r Σ_f penalized_f x_f² with x_f ≥ lowest_f, by at
   * most `sweeps` passes of exact steps of one coordinate after the other, from the present x or, with fresh = 1, from 0; it
   * stops where no coordinate moves by more than 1e-6 of the largest. Coordinate `fixed` stays at 1 (−1: none). A row without
   * entries becomes 0. Scratch: as gaussianRows.
   */
  boundedRows: [
    pointers: Uint32Array,
    indexes: Uint32Array,
    targets: Float32Array,
    x: Float32Array,
    y: Float32Array,
    penalties: Float32Array,
    penalized: Float32Array,
    lowest: Float32Array,
    fixed: number,
    factors: number,
    sweeps: number,
    fresh: number,
  ];
  /** products_r = Σ_e value_e y_e − shifts_r · offset: a sparse matrix less a matrix of rank one, times y; offset: [factors]. */
  sparseProduct: [
    pointers: Uint32Array,
    indexes: Uint32Array,
    values: Float32Array,
    y: Float32Array,
    shifts: Float32Array,
    offset: Float32Array,
    factors: number,
    products: Float32Array,
  ];
  /** As `gram`, summed in float64; partials: [chunks × factors × factors]. Scratch: 32 · factors bytes. */
  gramDouble: [y: Float32Array, factors: number, partials: Float64Array];
  /** turned_r = x_r · matrix; matrix: [factors × factors]; `turned` is not x. */
  turnRows: [x: Float32Array, matrix: Float32Array, factors: number, turned: Float32Array];
}
