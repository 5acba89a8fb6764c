/** A layer outside of kernels, with the same bits on every host. */
import type { DenseMatrix } from '../../matrix/dense.ts';

/**
 * sums += x · weights, of rows begin … begin + x.length − 1 of the weights; rows are added in their order, four at a time, which halves the
 * time.
 */
export function addProduct(sums: Float64Array, x: Float64Array, { values, columns }: DenseMatrix, begin = 0): void {
  const whole = x.length & ~3;
  for (let k = 0; k < whole; k += 4) {
    const [a, b, c, d] = [x[k], x[k + 1], x[k + 2], x[k + 3]];
    const first = (begin + k) * columns;
    const [second, third, fourth] = [first + columns, first + 2 * columns, first + 3 * columns];
    for (let f = 0; f < columns; f++)
      sums[f] = sums[f] + a * values[first + f] + b * values[second + f] + c * values[third + f] + d * values[fourth + f];
  }
  for (let k = whole; k < x.length; k++) {
    const row = (begin + k) * columns;
    for (let f = 0; f < columns; f++) sums[f] += x[k] * values[row + f];
  }
}
