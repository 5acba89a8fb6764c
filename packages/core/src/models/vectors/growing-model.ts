/** Models of vectors that take an item after training, by a vector that fits what users gave it; vectors of users stay as they are. */
import { type Id, IdMap } from '../../data/id-map.ts';
import { LikewiseError } from '../../errors.ts';
import { withRow } from '../../matrix/dense.ts';
import { withColumn } from '../../matrix/sparse.ts';
import type { FoldInRow } from '../answering/user-row.ts';
import type { ItemHistory, NewItems } from '../contract/model.ts';
import { VectorModel, type VectorState } from './vector-model.ts';

/** What is found of an item by the users who met it. */
export interface NewItem<State> {
  /** The known ones among them; indexes are users, ascending. */
  readonly met: FoldInRow;
  /** [factors]. */
  readonly vector: Float32Array;
  /** `undefined` in models without. */
  readonly bias: number | undefined;
  /** Parts of the state that hold something of each item, beside id and vector, with one item more. */
  readonly grown: Partial<State>;
}

export abstract class GrowingModel<State extends VectorState = VectorState, Settings extends object = object>
  extends VectorModel<State, Settings>
  implements NewItems
{
  /** `undefined` where none of the users is known, or none of them teaches. @throws LikewiseError `invalid-value` */
  protected abstract newItem(users: ItemHistory): NewItem<State> | undefined;

  /**
   * The item's vector by who met it and the value each gave, then its bias where the model has one. `undefined` when none of them is
   * known, in models of likes also when no value is above 0. @throws LikewiseError `invalid-value`; `negative-weight` in models of likes
   */
  foldInItem(users: ItemHistory): Float32Array | undefined {
    const item = this.newItem(users);
    return item && (item.bias === undefined ? item.vector : Float32Array.of(...item.vector, item.bias));
  }

  /**
   * A new model that also knows one more item; vectors of users stay as they are, this model too. `undefined` like `foldInItem`.
   * @throws LikewiseError `known-item` where the model has the item; as `foldInItem`
   */
  withItem(item: Id, users: ItemHistory): this | undefined {
    if (this.items.indexOf(item) !== undefined)
      throw new LikewiseError('known-item', `${this.name}: the model already has item ${item}; train again to change it.`, { item });
    const found = this.newItem(users);
    if (found === undefined) return undefined;
    const { items, seen, itemFactors, addedItems = 0 } = this.state;
    return this.with({
      items: new IdMap([...items.ids, item]),
      seen: withColumn(seen, found.met),
      itemFactors: withRow(itemFactors, found.vector),
      addedItems: addedItems + 1,
      ...found.grown,
    } as Partial<State>);
  }
}
