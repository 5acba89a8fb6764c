/** Symmetric positive definite systems, upper triangle, row-major float64. */

/**
 * A = RᵀR; R replaces the upper triangle of A [size × size]. False where A is not positive definite: a pivot at or below
 * 1e-12 of its diagonal entry counts as zero, because rounding alone can leave that much.
 */
export function choleskyInPlace(a: Float64Array, size: number): boolean {
  for (let p = 0; p < size; p++) {
    const diagonal = a[p * size + p];
    for (let c = p; c < size; c++) {
      let sum = a[p * size + c];
      for (let k = 0; k < p; k++) sum -= a[k * size + p] * a[k * size + c];
      a[p * size + c] = sum;
    }
    const pivot = a[p * size + p];
    if (!(pivot > diagonal * 1e-12)) return false;
    const inverse = 1 / Math.sqrt(pivot);
    for (let c = p; c < size; c++) a[p * size + c] *= inverse;
  }
  return true;
}

/** Solves RᵀR x = b with R from `choleskyInPlace`; x replaces b [size]. */
export function solveCholesky(r: Float64Array, b: Float64Array, size: number): void {
  for (let f = 0; f < size; f++) {
    for (let k = 0; k < f; k++) b[f] -= r[k * size + f] * b[k];
    b[f] /= r[f * size + f];
  }
  for (let f = size - 1; f >= 0; f--) {
    for (let k = f + 1; k < size; k++) b[f] -= r[f * size + k] * b[k];
    b[f] /= r[f * size + f];
  }
}
