/** What a fitted svd can be asked. */
import type { FoldInRow } from '../../answering/user-row.ts';
import { foldInSVD } from '../../vectors/rating-fold-in.ts';
import { type EntityVector, RatingModel, type RatingState } from '../../vectors/rating-model.ts';
import type { SVDOptions } from './options.ts';

/** A fitted model. No method changes it; treat the arrays in `state` as read-only. */
export class SVDModel extends RatingModel<RatingState, SVDOptions> {
  protected override linked(raw: number): number {
    const bounds = this.#bounds;
    return bounds === undefined ? raw : bounds.low + (bounds.high - bounds.low) / (1 + Math.exp(-raw));
  }

  /** Sums that the sigmoid makes equal ratings of are ranked by item, as they would not be before it. */
  protected override get ranksByProduct(): boolean {
    return this.#bounds === undefined;
  }

  protected solve(row: FoldInRow): EntityVector {
    const { biases, regularization, userBiasRegularization, userRegularization } = this.settings;
    return foldInSVD(this.state, row, {
      biasPenalty: biases ? (userBiasRegularization ?? regularization) : undefined,
      vectorPenalty: userRegularization ?? regularization,
      bounds: this.#bounds,
    });
  }

  protected solveItem(row: FoldInRow): EntityVector {
    const { biases, regularization, itemBiasRegularization, itemRegularization } = this.settings;
    const { meanRating, userBias, userFactors } = this.state;
    return foldInSVD({ meanRating, itemBias: userBias, itemFactors: userFactors }, row, {
      biasPenalty: biases ? (itemBiasRegularization ?? regularization) : undefined,
      vectorPenalty: itemRegularization ?? regularization,
      bounds: this.#bounds,
    });
  }

  /** Scale of the sigmoid; `undefined` where the link is the identity, or all ratings are equal. */
  get #bounds(): { readonly low: number; readonly high: number } | undefined {
    const { min: low, max: high } = this.state.ratingScale;
    return this.settings.link === 'sigmoid' && high > low ? { low, high } : undefined;
  }
}
