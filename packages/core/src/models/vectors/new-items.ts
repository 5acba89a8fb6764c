/** New items of a rating factorization: the mirror of a new person, people held fixed. */
import { type Id, IdMap } from '../../data/id-map.ts';
import { withRow, withValue } from '../../matrix/dense.ts';
import { withColumn } from '../../matrix/sparse.ts';
import { type FoldInRow, foldInColumn } from '../answering/user-row.ts';
import type { ItemHistory, NewItems } from '../contract/model.ts';
import { BiasedFactorModel, type BiasedState, type PersonSide } from './biased-model.ts';
import { refuseKnownItem } from './grown.ts';

/** An item's side of a prediction: b_i and q_i. */
export type ItemSide = PersonSide;

/** Models whose objective, given everyone's side, says what a new item's is. */
export abstract class NewItemModel<S extends BiasedState> extends BiasedFactorModel<S> implements NewItems {
  /** Bias and vector from at least one rating of people known from training; row indexes are users. */
  protected abstract solveItem(row: FoldInRow): ItemSide;

  /** The item's vector, then its bias; [factors + 1]. `undefined` where none of the users is known. @throws LikewiseError `invalid-value` */
  foldInItem(users: ItemHistory): Float32Array | undefined {
    const row = this.#rowOf(users);
    if (row === undefined) return undefined;
    const { bias, vector } = this.solveItem(row);
    return Float32Array.of(...vector, bias);
  }

  /**
   * A new model that also knows one more item; everyone's side stays as it is, this model too. `undefined` like `foldInItem`.
   * @throws LikewiseError `known-item` where the model has the item; `invalid-value`
   */
  withItem(item: Id, users: ItemHistory): this | undefined {
    refuseKnownItem(this, item);
    const row = this.#rowOf(users);
    if (row === undefined) return undefined;
    const { bias, vector } = this.solveItem(row);
    const { state } = this;
    const Same = this.constructor as new (state: S) => this;
    return new Same({
      ...state,
      ...this.otherItemParts(),
      items: new IdMap([...this.items.ids, item]),
      seen: withColumn(state.seen, row),
      addedItems: (state.addedItems ?? 0) + 1,
      itemBias: withValue(state.itemBias, bias),
      itemFactors: withRow(state.itemFactors, vector),
    });
  }

  /** Parts of the state with a row an item, beside bias and vector: with one row more. */
  protected otherItemParts(): Partial<S> {
    return {};
  }

  #rowOf(users: ItemHistory): FoldInRow | undefined {
    return foldInColumn(this.users, users, (userIndex) => this.knows(userIndex));
  }
}
