/**
 * Ties between users in alternating least squares: Σ_uv w_uv ‖x_u − x_v‖² in the objective. Given the others, row u is drawn to
 * c_u = Σ_v w_uv x_v / (λ_u + Σ_v w_uv) with the penalty λ_u + Σ_v w_uv: ridge regression around c_u, which is ridge regression
 * around 0 of what is left of the targets. All rows move at once from where the others stood (Jacobi); since
 * ‖x_u + x_v‖² ≥ 0, the objective never rises by that.
 */
import type { SparseRows } from '../../matrix/sparse.ts';

export class Ties {
  readonly #weights: SparseRows;
  readonly #used: number;
  readonly #width: number;

  /** @param weights symmetric, [users × users] @param used coordinates of a row that are drawn @param width coordinates of a row */
  constructor(weights: SparseRows, used: number, width: number) {
    this.#weights = weights;
    this.#used = used;
    this.#width = width;
  }

  /** λ_u + Σ_v w_uv; [users]. */
  penalties(own: Float32Array): Float32Array {
    const { pointers, values } = this.#weights;
    return own.map((penalty, user) => {
      let sum = penalty;
      for (let e = pointers[user]; e < pointers[user + 1]; e++) sum += values[e];
      return sum;
    });
  }

  /** c_u; [users × width]; 0 where nobody is tied. */
  centers(x: Float32Array, penalties: Float32Array): Float32Array {
    const { pointers, indexes, values, rows } = this.#weights;
    const centers = new Float32Array(x.length);
    const sum = new Float64Array(this.#used);
    for (let user = 0; user < rows; user++) {
      if (pointers[user] === pointers[user + 1]) continue;
      sum.fill(0);
      for (let e = pointers[user]; e < pointers[user + 1]; e++) {
        const from = indexes[e] * this.#width;
        for (let f = 0; f < sum.length; f++) sum[f] += values[e] * x[from + f];
      }
      for (let f = 0; f < sum.length; f++) centers[user * this.#width + f] = sum[f] / penalties[user];
    }
    return centers;
  }

  /** out_e = target_e − c_u · y_i. */
  lessCenters(out: Float32Array, targets: Float32Array, centers: Float32Array, rows: SparseRows, y: Float32Array): void {
    for (let user = 0; user < rows.rows; user++) {
      const center = user * this.#width;
      for (let e = rows.pointers[user]; e < rows.pointers[user + 1]; e++) {
        const item = rows.indexes[e] * this.#width;
        let sum = 0;
        for (let f = 0; f < this.#used; f++) sum += centers[center + f] * y[item + f];
        out[e] = targets[e] - sum;
      }
    }
  }

  /** Σ w_uv ‖x_u − x_v‖² over pairs. */
  tension(x: Float32Array): number {
    const { pointers, indexes, values, rows } = this.#weights;
    let sum = 0;
    for (let user = 0; user < rows; user++) {
      for (let e = pointers[user]; e < pointers[user + 1]; e++) {
        for (let f = 0; f < this.#used; f++) sum += values[e] * (x[user * this.#width + f] - x[indexes[e] * this.#width + f]) ** 2;
      }
    }
    return sum / 2;
  }
}
