/** What a fitted rec-vae can be asked. */
import { LikesModel, type LikesState } from '../../autoencoders/likes-model.ts';
import type { Shape } from '../../contract/state-shapes.ts';
import { vectorShapes } from '../../vectors/vector-model.ts';
import { meanOfCode, type RecVAEEncoder } from './code.ts';
import type { RecVAEOptions } from './options.ts';

/** Item vectors and biases are the decoder, user vectors the means of codes. */
export interface RecVAEState extends LikesState, RecVAEEncoder {}

/** A fitted model. No method changes it; treat the arrays in `state` as read-only. */
export class RecVAEModel extends LikesModel<RecVAEState, RecVAEOptions> {
  static shapes(state: RecVAEState, { factors, hidden, layers }: RecVAEOptions): Record<string, Shape> {
    return {
      ...vectorShapes(state, factors),
      itemBias: [state.items.size],
      encoder: [state.items.size, hidden],
      deeper: [(layers - 1) * hidden, hidden],
      biases: [layers, hidden],
      gains: [layers, hidden],
      shifts: [layers, hidden],
      code: [hidden, factors],
      codeBias: [factors],
      curve: 'curve',
    };
  }

  protected encoded(items: Uint32Array): Float32Array {
    return meanOfCode(this.state, items);
  }
}
