/** From likes to the numbers that score items, as the network does it when it answers. */
import { type DenseMatrix, rowOf } from '../../../matrix/dense.ts';
import { codeFunctions } from '../../autoencoders/activation.ts';
import { addProduct } from '../../autoencoders/add-product.ts';
import type { MultVAEOptions } from './options.ts';

/** A layer: x · weights + bias; [in × out] and [out]. */
export interface VAELayer {
  readonly weights: DenseMatrix;
  readonly bias: Float32Array;
}

export interface VAELayers {
  /** From items to the first hidden units, or to the code where there are none; 0 for items without a like. */
  readonly encoder: VAELayer;
  /** Layers between it and the last hidden units; the code is the last of the encoder's side. */
  readonly code: VAELayer | undefined;
  readonly decoder: VAELayer | undefined;
}

/** The last hidden units: what item vectors are multiplied with. Training's users and new ones go the same way. */
export function lastUnits(
  { encoder, code, decoder }: VAELayers,
  items: Uint32Array,
  { variational }: Pick<MultVAEOptions, 'variational'>,
): Float32Array {
  const length = 1 / Math.sqrt(items.length);
  const sums = Float64Array.from(encoder.bias);
  for (const item of items) {
    const row = rowOf(encoder.weights, item);
    for (let f = 0; f < sums.length; f++) sums[f] += length * row[f];
  }
  let units: Float64Array = sums;
  if (code !== undefined) units = through(code, units.map(codeFunctions.tanh));
  if (!variational) units = units.map(codeFunctions.tanh);
  if (decoder !== undefined) units = through(decoder, units).map(codeFunctions.tanh);
  return Float32Array.from(units);
}

function through({ weights, bias }: VAELayer, x: Float64Array): Float64Array {
  const sums = Float64Array.from(bias);
  addProduct(sums, x, weights);
  return sums;
}
