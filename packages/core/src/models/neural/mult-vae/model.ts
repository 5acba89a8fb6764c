/** What a fitted mult-vae can be asked. */
import type { DenseMatrix } from '../../../matrix/dense.ts';
import type { OnnxExportable, OnnxGraph } from '../../../onnx/graph.ts';
import { LikesModel, type LikesState } from '../../autoencoders/likes-model.ts';
import type { Shape } from '../../contract/state-shapes.ts';
import { vectorShapes } from '../../vectors/vector-model.ts';
import { lastUnits, type VAELayer, type VAELayers } from './code.ts';
import { multVAEGraph } from './onnx.ts';
import type { MultVAEOptions } from './options.ts';

/** Item vectors and biases are the weights of the last layer, user vectors what comes before it. */
export interface MultVAEState extends LikesState {
  /** First layer: [items × hidden], or [items × factors] without hidden units; 0 for items without a like. */
  readonly encoder: DenseMatrix;
  readonly encoderBias: Float32Array;
  /** From the hidden units to the code, [hidden × factors]; empty where there are none. */
  readonly code: DenseMatrix;
  readonly codeBias: Float32Array;
  /** From the code to the last hidden units, [factors × hidden]; empty where the decoder has none. */
  readonly decoder: DenseMatrix;
  readonly decoderBias: Float32Array;
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
export class MultVAEModel extends LikesModel<MultVAEState, MultVAEOptions> implements OnnxExportable {
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
      curve: 'curve',
    };
  }

  /** For other runtimes; see onnx.ts. */
  onnxGraph(): OnnxGraph {
    return multVAEGraph(layersOf(this.state), this.state, this.settings, this.knownItems);
  }

  protected encoded(items: Uint32Array): Float32Array {
    return lastUnits(layersOf(this.state), items, this.settings);
  }
}
