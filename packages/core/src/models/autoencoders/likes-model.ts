/** What a network that encodes likes can be asked: item vectors and biases are the weights of its last layer, user vectors what comes before. */
import { positivePart } from '../answering/positives.ts';
import { foldInRow } from '../answering/user-row.ts';
import type { CurvePoint, ShowsTraining } from '../contract/learning-curve.ts';
import type { History, NewUser } from '../contract/model.ts';
import { type Biases, type UserVector, VectorModel, type VectorState } from '../vectors/vector-model.ts';

export interface LikesState extends VectorState {
  readonly itemBias: Float32Array;
  /** How training went, epoch by epoch. */
  readonly curve: readonly CurvePoint[];
}

export abstract class LikesModel<State extends LikesState, Settings extends object>
  extends VectorModel<State, Settings>
  implements ShowsTraining
{
  /** Means over users of −log likelihood and divergence of every epoch, and NDCG@100 of what is held out. */
  get curve(): readonly CurvePoint[] {
    return this.state.curve;
  }

  /** The units before the last layer, of items that are known. */
  protected abstract encoded(items: Uint32Array): Float32Array;

  /** The units before the last layer. `undefined` when no item is known or no value is above 0. @throws LikewiseError `invalid-value`, `negative-weight` */
  foldIn(history: History): Float32Array | undefined {
    const row = foldInRow(this.items, history, (itemIndex) => this.knownItems[itemIndex] === 1);
    const liked = positivePart(this.about.factory, 'item', this.items, row);
    return liked && this.encoded(liked.indexes);
  }

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
