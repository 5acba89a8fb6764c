/** A model scored by the product of a user's vector and an item's, with a bias of the item alone. */
import type { NewUser } from '../contract/model.ts';
import { type Biases, type UserVector, VectorModel, type VectorState } from './vector-model.ts';

export interface ItemBiasState extends VectorState {
  /** [items] */
  readonly itemBias: Float32Array;
}

export abstract class ItemBiasModel<State extends ItemBiasState, Settings extends object> extends VectorModel<State, Settings> {
  protected override newVector({ ratings }: NewUser): UserVector | undefined {
    const folded = this.foldIn(ratings);
    return folded && this.productVector(folded);
  }

  protected override trainedVector(userIndex: number): UserVector {
    return this.productVector(super.trainedVector(userIndex));
  }

  /** In the layout of `biases`: no bias of the user, once that of the item. */
  protected override productVector(vector: UserVector): UserVector {
    return vector.length === this.state.userFactors.columns ? Float32Array.of(...vector, 0, 1) : vector;
  }

  protected override biases(): Biases {
    return { ofUser: () => 0, ofItem: (itemIndex) => this.state.itemBias[itemIndex] };
  }
}
