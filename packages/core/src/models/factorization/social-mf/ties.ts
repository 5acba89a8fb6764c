/**
 * Ties between users in alternating least squares: Σ_uv w_uv ‖x_u − x_v‖² in the objective, w = β (T + Tᵀ). Given the others, row u is
 * drawn to c_u = Σ_v w_uv x_v / (λ_u + Σ_v w_uv) with the penalty λ_u + Σ_v w_uv: ridge regression around c_u, which is ridge regression
 * around 0 of what is left of the targets. All rows move at once from where the others stood (Jacobi), so that no order matters; since
 * ‖x_u + x_v‖² ≥ 0, the objective never rises by that.
 */
import type { SparseRows } from '../../../matrix/sparse.ts';
import { bothWays } from '../../friends/friends.ts';
import type { RatingRows } from '../../vectors/rating-rows.ts';

export class Ties {
  readonly #weights: SparseRows;
  readonly #session: RatingRows;
  readonly #used: number;
  readonly #targets: Float32Array;

  /**
   * The session's penalties of users become λ_u + Σ_v w_uv.
   * @param trust [users × users]; T are its rows divided by their sums
   * @param strength β
   * @param used coordinates of a row that are drawn
   */
  constructor(trust: SparseRows, strength: number, session: RatingRows, used: number) {
    const { userPenalties, userTargets } = session.arrays;
    const shares = new Float32Array(trust.values.length);
    forRows(trust, (from, to) => {
      const sum = sumOf(trust.values, from, to);
      for (let e = from; e < to; e++) shares[e] = (strength * trust.values[e]) / sum;
    });
    this.#weights = bothWays({ ...trust, values: shares }, (there, back) => there + back);
    this.#session = session;
    this.#used = used;
    this.#targets = userTargets.slice();
    forRows(this.#weights, (from, to, user) => {
      userPenalties[user] = sumOf(this.#weights.values, from, to, userPenalties[user]);
    });
  }

  /** The half-step of the users around where the others draw them. */
  async solveUsers(): Promise<void> {
    const { userRows, userTargets } = this.#session.arrays;
    const centers = this.#centers();
    this.#takeFromTargets(centers);
    await this.#session.solve('user');
    for (let at = 0; at < centers.length; at++) userRows[at] += centers[at];
    userTargets.set(this.#targets);
  }

  /** Σ w_uv ‖x_u − x_v‖² over pairs. */
  tension(): number {
    const { indexes, values } = this.#weights;
    const { userRows } = this.#session.arrays;
    const { width } = this.#session;
    let sum = 0;
    forRows(this.#weights, (from, to, user) => {
      for (let e = from; e < to; e++)
        for (let f = 0; f < this.#used; f++) sum += values[e] * (userRows[user * width + f] - userRows[indexes[e] * width + f]) ** 2;
    });
    return sum / 2;
  }

  /** c_u; [users × width]; 0 where nobody is tied. */
  #centers(): Float32Array {
    const { indexes, values } = this.#weights;
    const { userRows, userPenalties } = this.#session.arrays;
    const { width } = this.#session;
    const centers = new Float32Array(userRows.length);
    const sum = new Float64Array(this.#used);
    forRows(this.#weights, (from, to, user) => {
      sum.fill(0);
      for (let e = from; e < to; e++) for (let f = 0; f < sum.length; f++) sum[f] += values[e] * userRows[indexes[e] * width + f];
      if (userPenalties[user] > 0) for (let f = 0; f < sum.length; f++) centers[user * width + f] = sum[f] / userPenalties[user];
    });
    return centers;
  }

  /** Of each target is left what c_u · y_i does not say. */
  #takeFromTargets(centers: Float32Array): void {
    const { userPointers, userIndexes, userTargets, itemRows } = this.#session.arrays;
    const { width } = this.#session;
    for (let user = 0; user + 1 < userPointers.length; user++) {
      for (let e = userPointers[user]; e < userPointers[user + 1]; e++) {
        let sum = 0;
        for (let f = 0; f < this.#used; f++) sum += centers[user * width + f] * itemRows[userIndexes[e] * width + f];
        userTargets[e] = this.#targets[e] - sum;
      }
    }
  }
}

function forRows({ rows, pointers }: SparseRows, visit: (from: number, to: number, row: number) => void): void {
  for (let row = 0; row < rows; row++) visit(pointers[row], pointers[row + 1], row);
}

function sumOf(values: Float32Array, from: number, to: number, start = 0): number {
  let sum = start;
  for (let e = from; e < to; e++) sum += values[e];
  return sum;
}
