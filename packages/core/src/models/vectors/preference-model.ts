/**
 * A fitted factorization of likes: score(u,i) = b_u + b_i + x_u · y_i, for ranking only. Models of that form differ in how the numbers
 * were found and in how those of a new user or item are.
 */
import { rowOf, withValue } from '../../matrix/dense.ts';
import { positivePart } from '../answering/positives.ts';
import { type FoldInRow, foldInColumn, foldInRow } from '../answering/user-row.ts';
import type { History, ItemHistory, NewUser } from '../contract/model.ts';
import type { Shape } from '../contract/state-shapes.ts';
import { GrowingModel, type NewItem } from './growing-model.ts';
import { type Biases, biasedShapes, type UserVector, type VectorState } from './vector-model.ts';

export interface PreferenceState extends VectorState {
  /** b_u; [users]; 0 in models that only rank. */
  readonly userBias: Float32Array;
  /** b_i; [items]. */
  readonly itemBias: Float32Array;
}

export abstract class PreferenceModel<Settings extends object = object> extends GrowingModel<PreferenceState, Settings> {
  /** Shapes of the parts, for files. */
  static shapes(state: PreferenceState, { factors }: { readonly factors: number }): Record<string, Shape> {
    return biasedShapes(state, factors);
  }

  /** A new user's x, then b; [factors + 1]; from at least one known item, each with a value above 0. */
  protected abstract solve(liked: FoldInRow): Float32Array;

  /** A new item's y, then b; [factors + 1]; from at least one known user who likes it, among those who met it; indexes are users. */
  protected abstract solveItem(liked: FoldInRow, met: FoldInRow): Float32Array;

  /**
   * The user's vector, then their bias; [factors + 1]. `undefined` when no item is known or no value is above 0.
   * @throws LikewiseError `invalid-value`, `negative-weight`
   */
  foldIn(history: History): Float32Array | undefined {
    const row = foldInRow(this.items, history, (itemIndex) => this.knownItems[itemIndex] === 1);
    const liked = positivePart(this.about.factory, 'item', this.items, row);
    return liked && this.solve(liked);
  }

  protected override newItem(users: ItemHistory): NewItem<PreferenceState> | undefined {
    const met = foldInColumn(this.users, users, (userIndex) => this.knowsUser(userIndex));
    const liked = positivePart(this.about.factory, 'user', this.users, met);
    if (met === undefined || liked === undefined) return undefined;
    const solved = this.solveItem(liked, met);
    const { itemFactors, itemBias } = this.state;
    const bias = solved[itemFactors.columns];
    return { met, vector: solved.subarray(0, itemFactors.columns), bias, grown: { itemBias: withValue(itemBias, bias) } };
  }

  protected override newVector({ ratings }: NewUser): UserVector | undefined {
    const folded = this.foldIn(ratings);
    return folded && Float32Array.of(...folded, 1);
  }

  protected override trainedVector(userIndex: number): UserVector {
    const { userFactors, userBias } = this.state;
    return Float32Array.of(...rowOf(userFactors, userIndex), userBias[userIndex], 1);
  }

  protected override biases(): Biases {
    const { userBias, itemBias } = this.state;
    return { ofUser: (userIndex) => userBias[userIndex], ofItem: (itemIndex) => itemBias[itemIndex] };
  }
}
