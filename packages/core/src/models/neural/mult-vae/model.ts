/** What a fitted mult-vae can be asked. */
import type { DenseMatrix } from '../../../matrix/dense.ts';
import { positivePart } from '../../answering/positives.ts';
import { foldInRow } from '../../answering/user-row.ts';
import type { History, NewUser } from '../../contract/model.ts';
import type { Shape } from '../../contract/state-shapes.ts';
import { type Biases, type UserVector, VectorModel, type VectorState, vectorShapes } from '../../vectors/vector-model.ts';
import { lastUnits, type VAELayer, type VAELayers } from './code.ts';
import type { MultVAEOptions } from './options.ts';
import type { MultVAEPoint } from './training.ts';

/** Item vectors and biases are the weights of the last layer, user vectors what comes before it. */
export interface MultVAEState extends VectorState {
  readonly itemBias: Float32Array;
  /** First layer: [items × hidden], or [items × factors] without hidden units; 0 for items without a like. */
  readonly encoder: DenseMatrix;
  readonly encoderBias: Float32Array;
  /** From the hidden units to the code, [hidden × factors]; empty where there are none. */
  readonly code: DenseMatrix;
  readonly codeBias: Float32Array;
  /** From the code to the last hidden units, [factors × hidden]; empty where the decoder has none. */
  readonly decoder: DenseMatrix;
  readonly decoderBias: Float32Array;
  /** How training went. */
  readonly training: { readonly curve: readonly MultVAEPoint[] };
}

export interface VAEWidths {
  readonly first: number;
  readonly code: readonly [rows: number, columns: number];
  readonly decoder: readonly [rows: number, columns: number];
  readonly last: number;
}

/** Widths of the layers as they are saved; 0 where one is not there. */
export function widthsOf({ hidden, factors, decoder }: MultVAEOptions): VAEWidths {
  const mirrored = hidden > 0 && decoder === 'mirrored';
  const none = [0, 0] as const;
  return {
    first: hidden > 0 ? hidden : factors,
    code: hidden > 0 ? [hidden, factors] : none,
    decoder: mirrored ? [factors, hidden] : none,
    last: mirrored ? hidden : factors,
  };
}

export const layersOf = ({ encoder, encoderBias, code, codeBias, decoder, decoderBias }: SavedLayers): VAELayers => ({
  encoder: { weights: encoder, bias: encoderBias },
  code: layerOf(code, codeBias),
  decoder: layerOf(decoder, decoderBias),
});
type SavedLayers = Pick<MultVAEState, 'encoder' | 'encoderBias' | 'code' | 'codeBias' | 'decoder' | 'decoderBias'>;
const layerOf = (weights: DenseMatrix, bias: Float32Array): VAELayer | undefined => (weights.rows === 0 ? undefined : { weights, bias });

/** A fitted model. No method changes it; treat the arrays in `state` as read-only. */
export class MultVAEModel extends VectorModel<MultVAEState, MultVAEOptions> {
  static shapes(state: MultVAEState, settings: MultVAEOptions): Record<string, Shape> {
    const { first, code, decoder, last } = widthsOf(settings);
    return {
      ...vectorShapes(state, last),
      itemBias: [state.items.size],
      encoder: [state.items.size, first],
      encoderBias: [first],
      code,
      codeBias: [code[1]],
      decoder,
      decoderBias: [decoder[1]],
    };
  }

  /** The units before the last layer. `undefined` when no item is known or no value is above 0. @throws LikewiseError `invalid-value`, `negative-weight` */
  foldIn(history: History): Float32Array | undefined {
    const row = foldInRow(this.items, history, (itemIndex) => this.knownItems[itemIndex] === 1);
    const liked = positivePart(this.about.factory, 'item', this.items, row);
    return liked && lastUnits(layersOf(this.state), liked.indexes, this.settings);
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
