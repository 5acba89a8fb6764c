/** Products of sparse and dense matrices, and rows of normal numbers, in plain TypeScript and float64. */
import type { KernelArguments } from '../signatures/kernel-arguments.ts';
import { addOuter, addScaled, eachRow, normal, rowAt, type Twin } from './rows.ts';

export const gram: (args: KernelArguments['gram'], begin: number, end: number, chunk: number) => number = addGram;
export const gramDouble: (args: KernelArguments['gramDouble'], begin: number, end: number, chunk: number) => number = addGram;

function addGram([y, factors, partials]: KernelArguments['gram' | 'gramDouble'], begin: number, end: number, chunk: number): number {
  const sums = new Float64Array(factors * factors);
  for (let r = begin; r < end; r++) addOuter(sums, 1, rowAt(y, r, factors));
  const base = chunk * factors * factors;
  for (let f = 0; f < factors; f++) for (let g = f; g < factors; g++) partials[base + f * factors + g] += sums[g * factors + f];
  return 0;
}

export const implicitSums: Twin<'implicitSums'> = eachRow(([pointers, indexes, y, scales, sums, factors], row) => {
  const sum = new Float64Array(factors);
  for (let e = pointers[row]; e < pointers[row + 1]; e++) addScaled(sum, scales[row], rowAt(y, indexes[e], factors));
  sums.set(sum, row * factors);
});

export const sparseProduct: Twin<'sparseProduct'> = eachRow(([pointers, indexes, values, y, shifts, offset, factors, products], row) => {
  const product = Float64Array.from(offset, (value) => -shifts[row] * value);
  for (let e = pointers[row]; e < pointers[row + 1]; e++) addScaled(product, values[e], rowAt(y, indexes[e], factors));
  products.set(product, row * factors);
});

export const turnRows: Twin<'turnRows'> = eachRow(([x, matrix, factors, turned], row) => {
  const sum = new Float64Array(factors);
  rowAt(x, row, factors).forEach((value, f) => void addScaled(sum, value, rowAt(matrix, f, factors)));
  turned.set(sum, row * factors);
});

export const normalRows: Twin<'normalRows'> = eachRow(([out, factors, rowLength, deviation, seed], row) => {
  for (let f = 0; f < factors; f++) out[row * rowLength + f] = deviation * normal(seed, row * factors + f);
});
