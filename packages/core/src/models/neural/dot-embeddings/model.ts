/** What fitted dot-embeddings can be asked. */
import type { FoldInRow } from '../../answering/user-row.ts';
import type { CurvePoint, ShowsTraining } from '../../contract/learning-curve.ts';
import type { Shape } from '../../contract/state-shapes.ts';
import type { BiasSettings, NetworkSettings } from '../../networks/settings.ts';
import { foldInSVD, type SVDFoldIn } from '../../vectors/rating-fold-in.ts';
import { type EntityVector, RatingModel, type RatingState } from '../../vectors/rating-model.ts';

export interface DotEmbeddingsState extends RatingState {
  /** How training went, epoch by epoch. */
  readonly curve: readonly CurvePoint[];
}

/** A fitted model. No method changes it; treat the arrays in `state` as read-only. */
export class DotEmbeddingsModel extends RatingModel<DotEmbeddingsState, NetworkSettings & BiasSettings> implements ShowsTraining {
  static override shapes(state: DotEmbeddingsState, settings: { readonly factors: number }): Record<string, Shape> {
    return { ...RatingModel.shapes(state, settings), curve: 'curve' };
  }

  /** Training and validation error of every epoch, for plotting. */
  get curve(): readonly CurvePoint[] {
    return this.state.curve;
  }

  protected solve(row: FoldInRow): EntityVector {
    return foldInSVD(this.state, row, this.#objective(row));
  }

  protected solveItem(row: FoldInRow): EntityVector {
    const { meanRating, userBias, userFactors } = this.state;
    return foldInSVD({ meanRating, itemBias: userBias, itemFactors: userFactors }, row, this.#objective(row));
  }

  /** Penalties a rating, in squared points of the scale: training has them in parts of it where the output is squeezed. */
  #objective({ indexes }: FoldInRow): SVDFoldIn {
    const { biases, regularization, biasRegularization, rows } = this.settings;
    const { bounds } = this;
    const unit = bounds === undefined ? 1 : (bounds.high - bounds.low) ** 2;
    const share = unit * (rows === 'all' ? this.seen.indexes.length / indexes.length : 1);
    return { biasPenalty: biases ? share * biasRegularization : undefined, vectorPenalty: share * regularization, bounds };
  }
}
