/** Hidden layers after training, in plain TypeScript: what one user and one item bring to the output, and the slope of that. */
import type { Activation } from '../../kernels/neural-program.ts';
import { activationFunctions } from '../../kernels/reference/activations.ts';

/** How many numbers the layers hold: [in × out] weights, then [out] biases, of each. */
export function layersLength(widths: readonly number[]): number {
  let length = 0;
  for (let k = 1; k < widths.length; k++) length += (widths[k - 1] + 1) * widths[k];
  return length;
}

/** One layer: y = x · weights + biases. */
interface Layer {
  readonly inputs: number;
  readonly outputs: number;
  /** [inputs × outputs] */
  readonly weights: Float32Array;
  readonly biases: Float32Array;
}

export interface Output {
  readonly value: number;
  /** What the output gains by each number before the first activation; [width of the first layer]. */
  readonly slope: Float64Array;
}

/** The first layer is a sum of what the user brings and what the item brings, so that each half is computed once. */
export class Layers {
  readonly widths: readonly number[];
  readonly #layers: readonly Layer[];
  readonly #factors: number;
  readonly #function: (x: number) => number;
  readonly #slope: (x: number, y: number) => number;
  readonly #before: readonly Float64Array[];
  readonly #after: readonly Float64Array[];

  /** @param widths 2 · factors, hidden layers, 1 */
  constructor(values: Float32Array, widths: readonly number[], activation: Activation) {
    this.widths = widths;
    let at = 0;
    const next = (length: number): Float32Array => {
      at += length;
      return values.subarray(at - length, at);
    };
    this.#layers = widths.slice(1).map((outputs, k) => {
      const inputs = widths[k];
      const weights = next(inputs * outputs);
      return { inputs, outputs, weights, biases: next(outputs) };
    });
    this.#factors = widths[0] / 2;
    [this.#function, this.#slope] = activationFunctions[activation];
    const hidden = this.#layers.slice(0, -1);
    this.#before = hidden.map(({ outputs }) => new Float64Array(outputs));
    this.#after = hidden.map(({ outputs }) => new Float64Array(outputs));
  }

  /** Layer k, from 0: [inputs × outputs] weights and [outputs] biases. */
  layer(k: number): { readonly weights: Float32Array; readonly biases: Float32Array } {
    return this.#layers[k];
  }

  /** What a user embedding brings to the first layer; [width of the first layer]. */
  ofUser(embedding: ArrayLike<number>): Float32Array {
    return this.#brought(embedding, 0, undefined);
  }
  /** What an item embedding brings, biases with it; [width of the first layer]. */
  ofItem(embedding: ArrayLike<number>): Float32Array {
    return this.#brought(embedding, this.#factors, this.#layers[0].biases);
  }
  #brought(embedding: ArrayLike<number>, from: number, biases: Float32Array | undefined): Float32Array {
    const { outputs, weights } = this.#layers[0];
    const sums = Float64Array.from(biases ?? new Float32Array(outputs));
    for (let f = 0; f < this.#factors; f++) {
      const row = (from + f) * outputs;
      for (let k = 0; k < outputs; k++) sums[k] += embedding[f] * weights[row + k];
    }
    return Float32Array.from(sums);
  }

  output(user: Float32Array, item: Float32Array): number {
    for (let k = 0; k < user.length; k++) this.#before[0][k] = user[k] + item[k];
    for (let l = 1; l < this.#layers.length; l++) {
      const { outputs, weights, biases } = this.#layers[l];
      const [x, y] = [this.#before[l - 1], this.#after[l - 1]];
      for (let j = 0; j < x.length; j++) y[j] = this.#function(x[j]);
      if (l === this.#layers.length - 1) {
        let sum = biases[0];
        for (let j = 0; j < y.length; j++) sum += y[j] * weights[j];
        return sum;
      }
      const sums = this.#before[l];
      sums.set(biases);
      for (let j = 0; j < y.length; j++) {
        const value = y[j];
        // Half of all numbers after a relu.
        if (value === 0) continue;
        for (let k = 0, row = j * outputs; k < outputs; k++) sums[k] += value * weights[row + k];
      }
    }
    return 0;
  }

  outputAndSlope(user: Float32Array, item: Float32Array): Output {
    const value = this.output(user, item);
    const last = this.#layers.length - 1;
    let back = Float64Array.from(this.#layers[last].weights);
    for (let l = last - 1; l >= 0; l--) {
      const [x, y] = [this.#before[l], this.#after[l]];
      for (let j = 0; j < back.length; j++) back[j] *= this.#slope(x[j], y[j]);
      if (l > 0) back = this.#pulled(l, back);
    }
    return { value, slope: back };
  }

  /** The slope by the user's embedding, from that by what it brings to the first layer; added to `out`, times `factor`. */
  addUserSlope(slope: Float64Array, factor: number, out: Float64Array): void {
    const { outputs, weights } = this.#layers[0];
    for (let f = 0; f < this.#factors; f++) {
      let sum = 0;
      for (let k = 0; k < outputs; k++) sum += slope[k] * weights[f * outputs + k];
      out[f] += factor * sum;
    }
  }

  /** Slope by the inputs of layer l from that by its outputs. */
  #pulled(l: number, slope: Float64Array): Float64Array<ArrayBuffer> {
    const { inputs, outputs, weights } = this.#layers[l];
    return Float64Array.from({ length: inputs }, (_, j) => {
      let sum = 0;
      for (let k = 0; k < outputs; k++) sum += slope[k] * weights[j * outputs + k];
      return sum;
    });
  }
}
