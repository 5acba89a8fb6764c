/** Factorizations of ratings in which a user, and an item, is the solution of regularized least squares on the ratings given. */
import type { Id } from '../../data/id-map.ts';
import { rowOf } from '../../matrix/dense.ts';
import type { SparseRows } from '../../matrix/sparse.ts';
import { checkedMost, explanationOf, inPieces } from '../answering/explanation.ts';
import { type FoldInRow, rowOfUser } from '../answering/user-row.ts';
import type { Explainer, ExplainOptions, Explains, Explanation, UserQuery } from '../contract/model.ts';
import type { Shape } from '../contract/state-shapes.ts';
import { type EntityVector, RatingModel, type RatingState, ratingParts } from './rating-model.ts';
import { solveRatingRow } from './rating-row.ts';
import type { Axis } from './rating-rows.ts';
import { diagonalPrior, precisionFactor, sensitivityOf } from './ridge.ts';
import { biasedShapes } from './vector-model.ts';

export abstract class RidgeModel<State extends RatingState = RatingState, Settings extends object = object> extends RatingModel<
  State,
  Settings
> {
  /** Whether b_u and b_i are learned. */
  protected abstract readonly biased: boolean;
  /** Whether p and q have no coordinate below 0. */
  protected readonly nonNegative: boolean = false;
  /** λ of a user, or an item, with so many ratings. */
  protected abstract penaltyOf(axis: Axis, ratings: number): number;

  protected solve(row: FoldInRow): EntityVector {
    return this.#solved('user', row);
  }

  protected solveItem(row: FoldInRow): EntityVector {
    return this.#solved('item', row);
  }

  #solved(axis: Axis, { indexes, values }: FoldInRow): EntityVector {
    const targets = values.map((rating) => rating - this.state.meanRating);
    const penalty = this.penaltyOf(axis, indexes.length);
    return solveRatingRow({ axis, biases: this.biased, indexes, targets, penalty }, this.state, this.nonNegative);
  }
}

export interface RidgeState extends RatingState {
  /** What training users gave. */
  readonly seen: SparseRows;
}

/**
 * Linear in the ratings: with ỹ = (q, 1) of an item beside (p, b_u) of a user, and A = Σ_e ỹ_e ỹ_eᵀ + λ I over the user's ratings r_e, a score is exactly a sum
 * over them:
 *   score(u,i) = μ + b_i + Σ_e (r_e − μ − b_e) ỹ_e · A⁻¹ ỹ_i.
 */
export abstract class ExplainedRidgeModel<Settings extends object = object> extends RidgeModel<RidgeState, Settings> implements Explains {
  /**
   * What each rating of the user adds to the predicted rating before clipping, by how far it lies from what everyone gives that
   * item (μ + b_e); "everyone" is μ + b_i. Contributions add up to the score.
   */
  explain(user: UserQuery, item: Id): Explanation | undefined {
    return this.explainer(user)?.explain(item);
  }

  explainer(user: UserQuery, options?: ExplainOptions): Explainer | undefined {
    const most = checkedMost(options);
    const { meanRating, itemBias, itemFactors } = this.state;
    const row = rowOfUser(user, this.state, (index) => this.knownItems[index] === 1);
    if (row === undefined) return undefined;
    const { indexes, values } = row;
    const extended = new Float64Array(itemFactors.columns + (this.biased ? 1 : 0)).fill(1);
    const size = extended.length;
    const itemAt = (index: number): Float64Array => {
      extended.set(rowOf(itemFactors, index));
      return extended;
    };
    const penalty = this.penaltyOf('user', indexes.length);
    const factor = precisionFactor(
      size,
      indexes.length,
      (e) => itemAt(indexes[e]),
      diagonalPrior(size, () => penalty),
    );
    return inPieces(factor, (lower, item) => {
      const itemIndex = this.items.indexOf(item);
      if (itemIndex === undefined || this.knownItems[itemIndex] === 0) return undefined;
      const solved = sensitivityOf(lower, itemAt(itemIndex), -1);
      const shares = Float64Array.from(indexes, (index, e) => dot(itemAt(index), solved) * (values[e] - meanRating - itemBias[index]));
      return explanationOf(this.items, row, shares, meanRating + itemBias[itemIndex], most);
    });
  }
}

function dot(row: Float64Array, solved: Float64Array): number {
  let sum = 0;
  for (let f = 0; f < row.length; f++) sum += row[f] * solved[f];
  return sum;
}

/** Shapes of the parts, for files. */
export const ridgeShapes = (state: RidgeState, factors: number): Record<string, Shape> => ({
  ...biasedShapes(state, factors),
  ...ratingParts,
  'seen.values': [state.seen?.indexes?.length ?? 0],
});
