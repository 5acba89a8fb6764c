/** Products of sparse and dense matrices, in plain TypeScript and float64. */
import type { KernelArguments } from '../signatures/signatures.ts';

export function sparseProduct(args: KernelArguments['sparseProduct'], begin: number, end: number): number {
  const [pointers, indexes, values, y, shifts, offset, factors, products] = args;
  for (let row = begin; row < end; row++) {
    const product = Float64Array.from(offset, (value) => -shifts[row] * value);
    for (let e = pointers[row]; e < pointers[row + 1]; e++)
      for (let f = 0; f < factors; f++) product[f] += values[e] * y[indexes[e] * factors + f];
    products.set(product, row * factors);
  }
  return 0;
}

export function gramDouble(args: KernelArguments['gramDouble'], begin: number, end: number, chunk: number): number {
  const [y, factors, partials] = args;
  const base = chunk * factors * factors;
  for (let row = begin; row < end; row++)
    for (let f = 0; f < factors; f++)
      for (let g = f; g < factors; g++) partials[base + f * factors + g] += y[row * factors + f] * y[row * factors + g];
  return 0;
}

export function turnRows(args: KernelArguments['turnRows'], begin: number, end: number): number {
  const [x, matrix, factors, turned] = args;
  for (let row = begin; row < end; row++) {
    const sums = new Float64Array(factors);
    for (let f = 0; f < factors; f++) for (let g = 0; g < factors; g++) sums[g] += x[row * factors + f] * matrix[f * factors + g];
    turned.set(sums, row * factors);
  }
  return 0;
}
