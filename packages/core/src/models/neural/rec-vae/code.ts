/** From likes to the code that scores items, as the network does it when it answers. */
import { type DenseMatrix, rowOf } from '../../../matrix/dense.ts';
import { codeFunctions } from '../../autoencoders/activation.ts';
import { addProduct } from '../../autoencoders/add-product.ts';

/** What is added to the variance of a row before it is divided by its root. */
export const VARIANCE_FLOOR = 0.1;

export interface RecVAEEncoder {
  /** First layer; [items × hidden]; 0 for items without a like. */
  readonly encoder: DenseMatrix;
  /** Weights of the layers after it, one below the other; [(layers − 1) · hidden × hidden]. */
  readonly deeper: DenseMatrix;
  /** Of every layer; [layers × hidden]. */
  readonly biases: DenseMatrix;
  readonly gains: DenseMatrix;
  readonly shifts: DenseMatrix;
  /** [hidden × factors] */
  readonly code: DenseMatrix;
  /** [factors] */
  readonly codeBias: Float32Array;
}

/** The mean of the code. Training's users and new ones go the same way. */
export function meanOfCode({ encoder, deeper, biases, gains, shifts, code, codeBias }: RecVAEEncoder, items: Uint32Array): Float32Array {
  const hidden = encoder.columns;
  const length = 1 / Math.sqrt(items.length);
  /** Sum of the outputs of all layers so far. */
  const all = new Float64Array(hidden);
  let output = new Float64Array(hidden);
  for (let layer = 0; layer < biases.rows; layer++) {
    const sums = Float64Array.from(rowOf(biases, layer));
    if (layer === 0)
      for (const item of items) {
        const row = rowOf(encoder, item);
        for (let f = 0; f < hidden; f++) sums[f] += length * row[f];
      }
    else {
      addProduct(sums, output, deeper, (layer - 1) * hidden);
      for (let f = 0; f < hidden; f++) sums[f] += all[f];
    }
    output = normed(sums.map(codeFunctions.swish), rowOf(gains, layer), rowOf(shifts, layer));
    for (let f = 0; f < hidden; f++) all[f] += output[f];
  }
  const mean = Float64Array.from(codeBias);
  addProduct(mean, output, code);
  return Float32Array.from(mean);
}

function normed(x: Float64Array, gains: Float32Array, shifts: Float32Array): Float64Array<ArrayBuffer> {
  const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
  const variance = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length;
  const inverse = 1 / Math.sqrt(variance + VARIANCE_FLOOR);
  return Float64Array.from(x, (value, f) => (value - mean) * inverse * gains[f] + shifts[f]);
}
