/** What a fitted Bayesian factorization can be asked: means over its samples, and how far they are apart. */
import type { Id } from '../../../data/id-map.ts';
import { normalMixtureInterval } from '../../../math/normal-mixture.ts';
import { seededRandom } from '../../../math/random.ts';
import { type DenseMatrix, rowOf } from '../../../matrix/dense.ts';
import { checkedMost, explanationOf, inPieces } from '../../answering/explanation.ts';
import { type FoldInRow, rowOfUser } from '../../answering/user-row.ts';
import type { Explainer, ExplainOptions, Explains, Explanation, Uncertain, UserQuery } from '../../contract/model.ts';
import { type EntityVector, RatingModel } from '../../vectors/rating-model.ts';
import { type Axis, oneAt } from '../../vectors/rating-rows.ts';
import type { RidgeState } from '../../vectors/ridge-model.ts';
import type { ChainSamples } from './chain.ts';
import { conditionalFactors, conditionalRow, conditionalShares, type SampledRows } from './conditional.ts';
import type { BayesianPMFOptions } from './options.ts';

/**
 * Vectors hold all samples of all chains one after the other, each of `width` coordinates ([p, b_u, 1, 0 …] and [q, 1, b_i, 0 …]),
 * divided so that their product is the mean over samples; biases and μ are inside, so `userBias` and `itemBias` are 0.
 */
export interface BayesianPMFState extends RidgeState, ChainSamples {}

export class BayesianPMFModel extends RatingModel<BayesianPMFState, BayesianPMFOptions> implements Uncertain, Explains {
  /** Vectors of so many samples are too long for a copy to scan. */
  protected override get ranksByProduct(): boolean {
    return false;
  }

  /**
   * Central interval of the predictive distribution, a mixture over samples of normals of variance 1/α, clipped to the
   * scale; `level` in (0, 1). `undefined` like `predict`. @throws LikewiseError `invalid-option`
   */
  predictInterval(user: Id, item: Id, level = 0.95): { readonly low: number; readonly high: number; readonly mean: number } | undefined {
    const mean = this.predict(user, item);
    const sampled = this.predictSamples(user, item);
    if (mean === undefined || sampled === undefined) return undefined;
    const { low, high } = normalMixtureInterval(sampled, this.state.precisions, level);
    const { min, max } = this.state.ratingScale;
    const inScale = (value: number): number => Math.min(max, Math.max(min, value));
    return { low: inScale(low), high: inScale(high), mean };
  }

  /** Each kept sample's prediction, not clipped, chain after chain: for traces and for intervals of other kinds; [chains · samples]. */
  predictSamples(user: Id, item: Id): Float64Array | undefined {
    const userIndex = this.users.indexOf(user);
    const itemIndex = this.items.indexOf(item);
    if (userIndex === undefined || itemIndex === undefined) return undefined;
    if (!this.knowsUser(userIndex) || this.knownItems[itemIndex] === 0) return undefined;
    const { userFactors, itemFactors, meanRating, width, precisions } = this.state;
    const samples = precisions.length;
    const x = rowOf(userFactors, userIndex);
    const y = rowOf(itemFactors, itemIndex);
    return Float64Array.from({ length: samples }, (_, s) => {
      let sum = 0;
      for (let f = s * width; f < (s + 1) * width; f++) sum += x[f] * y[f];
      return meanRating + sum * samples;
    });
  }

  /**
   * What each rating of the user adds on average over samples; "everyone" is μ, the item's bias and the prior. Contributions add up to
   * the score of `{ ratings }`, and of a training user but for the chance in the draws of their vector.
   */
  explain(user: UserQuery, item: Id): Explanation | undefined {
    return this.explainer(user)?.explain(item);
  }

  explainer(user: UserQuery, options?: ExplainOptions): Explainer | undefined {
    const most = checkedMost(options);
    const row = rowOfUser(user, this.state, (index) => this.knownItems[index] === 1);
    if (row === undefined) return undefined;
    const given = this.#heldFor('user');
    return inPieces(conditionalFactors(row, given), (factors, item) => {
      const itemIndex = this.items.indexOf(item);
      if (itemIndex === undefined || this.knownItems[itemIndex] === 0) return undefined;
      const { shares, everyone } = conditionalShares(row, given, factors, itemIndex);
      return explanationOf(this.items, row, shares, everyone, most);
    });
  }

  /** In each sample the conditional mean of the user's vector, given the items and the prior of that sample. */
  protected solve(row: FoldInRow): EntityVector {
    return { bias: 0, vector: conditionalRow(row, this.#heldFor('user')) };
  }

  /**
   * In each sample a draw given the users and the prior of that sample, as training draws, so that intervals hold what is not known of
   * the item. Seeded: the same ratings give the same vector.
   */
  protected solveItem(row: FoldInRow): EntityVector {
    return { bias: 0, vector: conditionalRow(row, this.#heldFor('item'), seededRandom(this.settings.seed, 'new-item')) };
  }

  /** Without biases and the constant 1, which say nothing of taste. */
  protected override comparedVectors(): DenseMatrix {
    const { itemFactors, width } = this.state;
    const values = itemFactors.values.slice();
    for (let at = 0; at < values.length; at += width) values.fill(0, at + this.settings.factors, at + width);
    return { ...itemFactors, values };
  }

  /** What a row of the axis is solved against. */
  #heldFor(axis: Axis): SampledRows {
    const { userFactors, itemFactors, width, meanRating, precisions } = this.state;
    return {
      fixed: axis === 'user' ? itemFactors : userFactors,
      priors: this.state[`${axis}Priors`],
      priorRights: this.state[`${axis}PriorRights`],
      one: oneAt(axis, this.settings),
      width,
      meanRating,
      precisions,
    };
  }
}
