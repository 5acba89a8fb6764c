/** What a fitted gradient-mf can be asked. */
import { rowOf } from '../../../matrix/dense.ts';
import type { FoldInRow } from '../../answering/user-row.ts';
import { type EntityVector, RatingModel, type RatingState } from '../../vectors/rating-model.ts';
import { ridge } from '../../vectors/ridge.ts';
import type { GradientMFOptions } from './options.ts';

export interface GradientMFState extends RatingState {
  /** How training ended: the steps behind the vectors, and the RMSE on what was held out. */
  readonly training: { readonly steps: number; readonly validationRmse: number | null };
}

/** A fitted model. No method changes it; treat the arrays in `state` as read-only. */
export class GradientMFModel extends RatingModel<GradientMFState, GradientMFOptions> {
  /** The mean of its ratings is the item's bias. */
  protected solveItem(row: FoldInRow): EntityVector {
    const { userFactors, userBias } = this.state;
    const { normalization, biases } = this.settings;
    const count = row.indexes.length;
    const mean = normalization === 'none' ? 0 : row.values.reduce((sum, rating) => sum + rating, 0) / count;
    const vector = ridge(
      userFactors.columns,
      count,
      (e) => rowOf(userFactors, row.indexes[e]),
      (e) => row.values[e] - mean - (biases ? userBias[row.indexes[e]] : 0),
      () => this.#penalty(count),
    );
    return { bias: mean, vector: Float32Array.from(vector) };
  }

  protected solve(row: FoldInRow): EntityVector {
    const { itemFactors, itemBias } = this.state;
    const { columns: factors } = itemFactors;
    const { biases } = this.settings;
    const count = row.indexes.length;
    const item = new Float64Array(factors + 1);
    const penalty = this.#penalty(count);
    const solved = ridge(
      factors + 1,
      count,
      (e) => {
        item.set(rowOf(itemFactors, row.indexes[e]));
        item[factors] = biases ? 1 : 0;
        return item;
      },
      (e) => row.values[e] - itemBias[row.indexes[e]],
      (f) => (f < factors ? penalty : biases ? 1e-9 : 1),
    );
    return { bias: solved[factors], vector: Float32Array.from(solved.subarray(0, factors)) };
  }

  /** Of the row's squared errors, which J halves or averages; a trace of it keeps rows of few ratings solvable. */
  #penalty(count: number): number {
    const { regularization, loss } = this.settings;
    const { indexes } = this.state.seen;
    return Math.max(loss === 'sum' ? regularization : (regularization * indexes.length) / 2, 1e-6 * count);
  }
}
