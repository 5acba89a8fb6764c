/**
 * Rating factorizations in which a person's side is a ridge regression on their ratings: linear in what they gave, so that a
 * score is exactly a sum over it.
 *
 * With ỹ = (q, 1) the item's side beside a person's (p, b_u), and A = Σ_e ỹ_e ỹ_eᵀ + λ I over their ratings r_e,
 *   score(u,i) = μ + b_i + Σ_e (r_e − μ − b_e) ỹ_e · A⁻¹ ỹ_i.
 */
import type { Id, IdMap } from '../../data/id-map.ts';
import { rowOf } from '../../matrix/dense.ts';
import type { SparseRows } from '../../matrix/sparse.ts';
import { type FoldInRow, rowOfPerson } from '../answering/user-row.ts';
import { checkShapes } from '../contract/check-shapes.ts';
import type { Explains, Explanation, Reason, UserQuery } from '../contract/model.ts';
import type { ModelState } from '../contract/state.ts';
import { type BiasedState, type PersonSide, restoredBiased } from './biased-model.ts';
import { type ItemSide, NewItemModel } from './new-items.ts';
import { diagonalPrior, sharesWithPrior } from './ridge.ts';
import { foldInRidge, peopleFixed } from './ridge-als.ts';

export interface RidgeState extends BiasedState {
  /** What training users gave. */
  readonly seen: SparseRows;
}

export abstract class RidgeModel extends NewItemModel<RidgeState> implements Explains {
  /** Whether b_u and b_i are learned. */
  protected abstract readonly biased: boolean;
  /** λ of a person, or an item, with so many ratings. */
  protected abstract penaltyOf(side: 'user' | 'item', ratings: number): number;

  protected solve(row: FoldInRow): PersonSide {
    return foldInRidge(this.state, row, this.state.meanRating, this.penaltyOf('user', row.indexes.length), this.biased);
  }

  protected solveItem(row: FoldInRow): ItemSide {
    const penalty = this.penaltyOf('item', row.indexes.length);
    return foldInRidge(peopleFixed(this.state), row, this.state.meanRating, penalty, this.biased);
  }

  /**
   * What each rating of the person adds to the predicted rating before clipping, by how far it lies from what everyone gives that
   * item (μ + b_e); "everyone" is μ + b_i. Contributions add up to the score.
   */
  explain(who: UserQuery, item: Id): Explanation | undefined {
    const { meanRating, itemBias, itemFactors } = this.state;
    const itemIndex = this.items.indexOf(item);
    const row = rowOfPerson(who, this.state, (index) => this.rated[index] === 1);
    if (itemIndex === undefined || row === undefined || this.rated[itemIndex] === 0) return undefined;
    const factors = itemFactors.columns;
    const side = new Float64Array(factors + (this.biased ? 1 : 0)).fill(1);
    const sideAt = (index: number): Float64Array => {
      side.set(rowOf(itemFactors, index));
      return side;
    };
    const penalty = this.penaltyOf('user', row.indexes.length);
    const target = Float64Array.from(sideAt(itemIndex));
    const prior = diagonalPrior(target.length, () => penalty);
    const { weights } = sharesWithPrior(target.length, row.indexes.length, (e) => sideAt(row.indexes[e]), prior, target);
    const shares = weights.map((weight, e) => weight * (row.values[e] - meanRating - itemBias[row.indexes[e]]));
    return explanationOf(this.items, row, shares, meanRating + itemBias[itemIndex]);
  }
}

/** Reasons by what the person gave and by what is so for everyone, largest first; they add up to the score. */
export function explanationOf(items: IdMap, { indexes }: FoldInRow, shares: Float64Array, everyone: number): Explanation {
  const because: Reason[] = Array.from(shares, (contribution, e) => ({ item: items.ids[indexes[e]], contribution }));
  if (everyone !== 0) because.push({ attribute: 'everyone', contribution: everyone });
  because.sort((a, b) => b.contribution - a.contribution);
  return { score: because.reduce((sum, { contribution }) => sum + contribution, 0), because };
}

/** @throws LikewiseError `invalid-state` where the parts do not fit each other; `factors` = coordinates of a vector. */
export function restoredRidge(model: string, given: ModelState, factors: number): RidgeState {
  const state = restoredBiased(model, given, factors) as RidgeState;
  checkShapes(model, [['seen.values', state.seen.values, state.seen.indexes.length, undefined]]);
  return state;
}
