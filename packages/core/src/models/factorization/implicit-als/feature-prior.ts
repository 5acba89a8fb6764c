/**
 * What features say of a row before anyone met it: p = Wᵀf. A row's penalty λ[(1 − ρ)‖x‖² + ρ‖x − p‖²] draws it there. W is the
 * ridge regression of the vectors learned so far on the features, each row counting with its λ:
 *   minimize Σ_rows λ ‖x − Wᵀf‖² + featureRegularization · mean λ · ‖W‖²
 * over the rows that have interactions; f ends with a constant 1. Its normal matrix never changes and is factored once.
 */

import { LikewiseError } from '../../../errors.ts';
import { paddedFactors } from '../../../kernels/kernels.ts';
import { choleskyInPlace, choleskySolve } from '../../../matrix/cholesky.ts';
import type { SparseRows } from '../../../matrix/sparse.ts';
import type { ImplicitALSOptions } from './options.ts';

export class FeaturePrior {
  /** ρ, in (0, 1). */
  readonly share: number;
  readonly #features: SparseRows;
  readonly #factors: number;
  /** λ of a row with interactions, 0 of one without. */
  readonly #penalties: Float64Array;
  readonly #ridge: number;
  readonly #factored: Float64Array;
  /** W transposed: a row a factor; [factors × features]. */
  readonly #weights: Float64Array;

  /** `pointers`: of the interactions. @throws LikewiseError `not-positive-definite` */
  constructor(
    features: SparseRows,
    penalties: Float32Array,
    pointers: Uint32Array,
    share: number,
    { factors, featureRegularization }: ImplicitALSOptions,
  ) {
    this.#features = features;
    this.#factors = factors;
    this.share = share;
    this.#penalties = Float64Array.from(penalties, (penalty, row) => (pointers[row + 1] > pointers[row] ? penalty : 0));
    const learned = this.#penalties.filter((penalty) => penalty > 0);
    this.#ridge = (featureRegularization * learned.reduce((sum, penalty) => sum + penalty, 0)) / Math.max(learned.length, 1);
    this.#factored = this.#normalMatrix();
    this.#weights = new Float64Array(factors * features.columns);
  }

  /** W from the vectors x [rows × padded]. */
  update(x: Float32Array): void {
    const { columns, pointers, indexes, values } = this.#features;
    const [factors, padded] = [this.#factors, paddedFactors(this.#factors)];
    this.#weights.fill(0);
    for (let row = 0; row < this.#penalties.length; row++) {
      for (let e = pointers[row]; e < pointers[row + 1]; e++) {
        const scaled = this.#penalties[row] * values[e];
        for (let f = 0; f < factors; f++) this.#weights[f * columns + indexes[e]] += scaled * x[row * padded + f];
      }
    }
    for (let f = 0; f < factors; f++) {
      const right = this.#weights.subarray(f * columns, (f + 1) * columns);
      right.set(choleskySolve(this.#factored, right, columns));
    }
  }

  /** out = the prior of every row, or only of rows without interactions; [rows × padded]. */
  fill(out: Float32Array, which: 'all' | 'cold'): void {
    const { pointers } = this.#features;
    const [factors, padded] = [this.#factors, paddedFactors(this.#factors)];
    for (let row = 0; row < this.#penalties.length; row++) {
      if (which === 'cold' && (this.#penalties[row] > 0 || pointers[row] === pointers[row + 1])) continue;
      for (let f = 0; f < factors; f++) out[row * padded + f] = this.#at(row, f);
    }
  }

  /** What the prior adds to the objective beyond λ‖x‖². */
  cost(x: Float32Array): number {
    const [factors, padded] = [this.#factors, paddedFactors(this.#factors)];
    let sum = 0;
    for (let row = 0; row < this.#penalties.length; row++) {
      for (let f = 0; f < factors; f++) {
        const prior = this.#at(row, f);
        sum += this.#penalties[row] * prior * (prior - 2 * x[row * padded + f]);
      }
    }
    for (const weight of this.#weights) sum += this.#ridge * weight ** 2;
    return this.share * sum;
  }

  #at(row: number, factor: number): number {
    const { columns, pointers, indexes, values } = this.#features;
    let sum = 0;
    for (let e = pointers[row]; e < pointers[row + 1]; e++) sum += this.#weights[factor * columns + indexes[e]] * values[e];
    return sum;
  }

  #normalMatrix(): Float64Array {
    const { columns, pointers, indexes, values } = this.#features;
    const matrix = new Float64Array(columns * columns);
    for (let row = 0; row < this.#penalties.length; row++) {
      for (let e = pointers[row]; e < pointers[row + 1]; e++) {
        const scaled = this.#penalties[row] * values[e];
        for (let g = e; g < pointers[row + 1]; g++) matrix[indexes[g] * columns + indexes[e]] += scaled * values[g];
      }
    }
    for (let f = 0; f < columns; f++) matrix[f * columns + f] += this.#ridge;
    if (choleskyInPlace(matrix, columns)) return matrix;
    throw new LikewiseError(
      'not-positive-definite',
      'implicitALS.fit: the map from features to vectors has no unique solution; increase featureRegularization or regularization.',
    );
  }
}
