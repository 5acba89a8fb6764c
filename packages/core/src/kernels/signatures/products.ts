/** Arguments of the kernels that multiply matrices or fill them. */
import type { Entries, Pattern } from './rows.ts';

export interface ProductKernels {
  /** partials[chunk] += upper triangle of Σ_{r in chunk} y_r y_rᵀ; partials: [chunks × factors × factors], zeroed by the caller. */
  gram: [y: Float32Array, factors: number, partials: Float32Array];
  /** The same, summed in float64. Scratch: 32 · factors bytes. */
  gramDouble: [y: Float32Array, factors: number, partials: Float64Array];
  /** sums_r = scales_r · Σ_e y_e. */
  implicitSums: [...pattern: Pattern, y: Float32Array, scales: Float32Array, sums: Float32Array, factors: number];
  /** products_r = Σ_e value_e y_e − shifts_r · offset: a sparse matrix less a matrix of rank one, times y; offset: [factors]. */
  sparseProduct: [
    ...entries: Entries,
    y: Float32Array,
    shifts: Float32Array,
    offset: Float32Array,
    factors: number,
    products: Float32Array,
  ];
  /** turned_r = x_r · matrix; matrix: [factors × factors]; `turned` is not x. */
  turnRows: [x: Float32Array, matrix: Float32Array, factors: number, turned: Float32Array];
  /** The first `factors` of the `rowLength` coordinates of each row become normal numbers around 0; `seed` makes them repeatable. */
  normalRows: [out: Float32Array, factors: number, rowLength: number, deviation: number, seed: number];
}
