/** What a network that encodes likes can be asked: item vectors and biases are the weights of its last layer, user vectors what comes before. */
import { positivePart } from '../answering/positives.ts';
import { foldInRow } from '../answering/user-row.ts';
import type { CurvePoint, ShowsTraining } from '../contract/learning-curve.ts';
import type { History } from '../contract/model.ts';
import { ItemBiasModel, type ItemBiasState } from '../vectors/item-bias-model.ts';

export interface LikesState extends ItemBiasState {
  /** How training went, epoch by epoch. */
  readonly curve: readonly CurvePoint[];
}

export abstract class LikesModel<State extends LikesState, Settings extends object>
  extends ItemBiasModel<State, Settings>
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
}
