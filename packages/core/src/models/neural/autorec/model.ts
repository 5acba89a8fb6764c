/** What a fitted autorec can be asked. */
import { type DenseMatrix, rowOf, withRow } from '../../../matrix/dense.ts';
import type { FoldInRow } from '../../answering/user-row.ts';
import type { CurvePoint, ShowsTraining } from '../../contract/learning-curve.ts';
import type { Shape } from '../../contract/state-shapes.ts';
import { type EntityVector, RatingModel, type RatingState } from '../../vectors/rating-model.ts';
import { ridge } from '../../vectors/ridge.ts';
import { codeOf } from './code.ts';
import type { AutoRecOptions } from './options.ts';

/**
 * r̂ = m + b + w · code, m the center of the row. In the item form codes are item vectors, m − μ item biases, and (w, b) the users' vectors
 * and biases; in the user form it is the other way round.
 */
export interface AutoRecState extends RatingState {
  /** V; [users × factors] in the item form, [items × factors] in the user form. */
  readonly encoder: DenseMatrix;
  /** [factors] */
  readonly encoderBias: Float32Array;
  /** How training went, epoch by epoch. */
  readonly curve: readonly CurvePoint[];
}

/** A fitted model. No method changes it; treat the arrays in `state` as read-only. */
export class AutoRecModel extends RatingModel<AutoRecState, AutoRecOptions> implements ShowsTraining {
  static override shapes(state: AutoRecState, settings: AutoRecOptions): Record<string, Shape> {
    const columns = settings.form === 'item' ? state.users.size : state.items.size;
    return {
      ...RatingModel.shapes(state, settings),
      encoder: [columns, settings.factors],
      encoderBias: [settings.factors],
      curve: 'curve',
    };
  }

  /** RMSE of every epoch, in points of the scale. */
  get curve(): readonly CurvePoint[] {
    return this.state.curve;
  }

  protected solve(row: FoldInRow): EntityVector {
    return this.settings.form === 'user' ? this.#encoded(row) : this.#decoded(row, this.state.itemFactors, this.state.itemBias);
  }

  protected solveItem(row: FoldInRow): EntityVector {
    return this.settings.form === 'item' ? this.#encoded(row) : this.#decoded(row, this.state.userFactors, this.state.userBias);
  }

  /** Training learned no weights of an item that came after it: it says nothing of who rated it. */
  protected override otherItemParts(): Partial<AutoRecState> {
    return this.settings.form === 'user' ? { encoder: withRow(this.state.encoder) } : {};
  }

  #encoded(row: FoldInRow): EntityVector {
    return codeOf(this.state, row, this.settings);
  }

  /** The weights w and bias that minimize training's objective over these ratings, the codes held fixed. */
  #decoded({ indexes, values }: FoldInRow, codes: DenseMatrix, biases: Float32Array): EntityVector {
    const { columns: factors } = codes;
    const row = new Float64Array(factors + 1).fill(1);
    const solved = ridge(
      factors + 1,
      indexes.length,
      (e) => {
        row.set(rowOf(codes, indexes[e]));
        return row;
      },
      (e) => values[e] - this.state.meanRating - biases[indexes[e]],
      // A trace of it keeps few ratings solvable where there is no penalty.
      (f) => Math.max(f < factors ? this.settings.regularization / 2 : 0, 1e-6 * indexes.length),
    );
    return { bias: solved[factors], vector: Float32Array.from(solved.subarray(0, factors)) };
  }
}
