/** What a fitted svd-pp can be asked. */
import { type DenseMatrix, dotRow, rowOf, withRow } from '../../../matrix/dense.ts';
import type { FoldInRow } from '../../answering/user-row.ts';
import type { Shape } from '../../contract/state-shapes.ts';
import { foldInSVD } from '../../vectors/rating-fold-in.ts';
import { type EntityVector, RatingModel, type RatingState } from '../../vectors/rating-model.ts';
import { ridge } from '../../vectors/ridge.ts';
import type { SVDPPOptions } from './options.ts';

/** `userFactors` hold p_u + |N(u)|^−½ Σ y_j, which is all that a known user's predictions need. */
export interface SVDPPState extends RatingState {
  /** y_j; [items × factors]. */
  readonly implicitFactors: DenseMatrix;
}

/** A fitted model. No method changes it; treat the arrays in `state` as read-only. */
export class SVDPPModel extends RatingModel<SVDPPState, SVDPPOptions> {
  static override shapes(state: SVDPPState, settings: SVDPPOptions): Record<string, Shape> {
    return { ...RatingModel.shapes(state, settings), implicitFactors: [state.items.size, settings.factors] };
  }

  /** The implicit part is known from the items alone; p and the bias are the exact minimum with all else held fixed. */
  protected solve(row: FoldInRow): EntityVector {
    const { meanRating, itemBias, itemFactors, implicitFactors } = this.state;
    const { columns: factors } = itemFactors;
    const count = row.indexes.length;
    const scale = 1 / Math.sqrt(count);
    const implicit = new Float64Array(factors);
    for (const itemIndex of row.indexes) {
      const y = rowOf(implicitFactors, itemIndex);
      for (let f = 0; f < factors; f++) implicit[f] += y[f] * scale;
    }
    const penalty = Math.max(this.settings.regularization, 1e-9) * count;
    const extended = new Float64Array(factors + 1);
    extended[factors] = 1;
    const solved = ridge(
      factors + 1,
      count,
      (e) => {
        extended.set(rowOf(itemFactors, row.indexes[e]));
        return extended;
      },
      (e) => row.values[e] - meanRating - itemBias[row.indexes[e]] - dotRow(implicit, itemFactors, row.indexes[e]),
      () => penalty,
    );
    return { bias: solved[factors], vector: Float32Array.from(implicit, (sum, f) => sum + solved[f]) };
  }

  /** Bias and q; what having the item says of a user (y) is 0, so nobody else's answers change. */
  protected solveItem(row: FoldInRow): EntityVector {
    const { meanRating, userBias, userFactors } = this.state;
    const { regularization } = this.settings;
    const rules = { biasPenalty: regularization, vectorPenalty: regularization, bounds: undefined };
    return foldInSVD({ meanRating, itemBias: userBias, itemFactors: userFactors }, row, rules);
  }

  protected override otherItemParts(): Partial<SVDPPState> {
    return { implicitFactors: withRow(this.state.implicitFactors) };
  }
}
