/** What the twins share: pieces of row-major matrices, summed in float64. */

/** Row r, a view. */
export function rowAt(matrix: Float32Array, r: number, length: number): Float32Array {
  return matrix.subarray(r * length, (r + 1) * length);
}

export function dot(a: Float32Array | Float64Array, b: Float32Array | Float64Array): number {
  let sum = 0;
  for (let f = 0; f < a.length; f++) sum += a[f] * b[f];
  return sum;
}

/** target += scale · vector. */
export function addScaled(target: Float64Array, scale: number, vector: Float32Array | Float64Array): void {
  for (let f = 0; f < target.length; f++) target[f] += scale * vector[f];
}

/** Lower half of matrix += scale · v vᵀ. */
export function addOuter(matrix: Float64Array, scale: number, v: Float32Array): void {
  for (let f = 0; f < v.length; f++) {
    const scaled = scale * v[f];
    for (let g = 0; g <= f; g++) matrix[f * v.length + g] += scaled * v[g];
  }
}
