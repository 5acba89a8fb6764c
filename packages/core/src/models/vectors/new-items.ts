/** New items of a rating factorization: the mirror of a new person, people held fixed. */
import { type Id, IdMap } from '../../data/id-map.ts';
import { withRow, withValue } from '../../matrix/dense.ts';
import { withColumn } from '../../matrix/sparse.ts';
import { type FoldInRow, foldInRow } from '../answering/user-row.ts';
import type { NewItems } from '../contract/model.ts';
import { BiasedFactorModel, type BiasedState, type PersonSide } from './biased-model.ts';
import { type People, refuseKnownItem } from './grown.ts';

/** An item's side of a prediction: b_i and q_i. */
export type ItemSide = PersonSide;

/** Models whose objective, given everyone's side, says what a new item's is. */
export abstract class NewItemModel<S extends BiasedState> extends BiasedFactorModel<S> implements NewItems {
  /** Bias and vector from at least one rating of people known from training; row indexes are users. */
  protected abstract solveItem(row: FoldInRow): ItemSide;

  /** The item's bias, then its vector; [1 + factors]. `undefined` where none of the people is known. @throws LikewiseError `invalid-value` */
  foldInItem(people: People): Float32Array | undefined {
    const row = this.#rowOf(people);
    if (row === undefined) return undefined;
    const { bias, vector } = this.solveItem(row);
    return Float32Array.of(bias, ...vector);
  }

  /**
   * A new model that also knows one more item; everyone's side stays as it is, this model too. `undefined` like `foldInItem`.
   * @throws LikewiseError `known-item` where the model has the item; `invalid-value`
   */
  withItem(item: Id, people: People): this | undefined {
    refuseKnownItem(this, item);
    const row = this.#rowOf(people);
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

  #rowOf(people: People): FoldInRow | undefined {
    return foldInRow(this.users, people, (userIndex) => this.knows(userIndex));
  }
}
