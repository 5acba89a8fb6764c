/** What a fitted svd can be asked. */
import type { FoldInRow } from '../../answering/user-row.ts';
import { foldInSVD } from '../../vectors/rating-fold-in.ts';
import { type EntityVector, RatingModel, type RatingState } from '../../vectors/rating-model.ts';
import type { SVDOptions } from './options.ts';

/** A fitted model. No method changes it; treat the arrays in `state` as read-only. */
export class SVDModel extends RatingModel<RatingState, SVDOptions> {
  protected solve(row: FoldInRow): EntityVector {
    const { biases, regularization, userBiasRegularization, userRegularization } = this.settings;
    return foldInSVD(this.state, row, {
      biasPenalty: biases ? (userBiasRegularization ?? regularization) : undefined,
      vectorPenalty: userRegularization ?? regularization,
      bounds: this.bounds,
    });
  }

  protected solveItem(row: FoldInRow): EntityVector {
    const { biases, regularization, itemBiasRegularization, itemRegularization } = this.settings;
    const { meanRating, userBias, userFactors } = this.state;
    return foldInSVD({ meanRating, itemBias: userBias, itemFactors: userFactors }, row, {
      biasPenalty: biases ? (itemBiasRegularization ?? regularization) : undefined,
      vectorPenalty: itemRegularization ?? regularization,
      bounds: this.bounds,
    });
  }
}
