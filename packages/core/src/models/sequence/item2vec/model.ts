/** What a fitted item2vec can be asked. */
import { type DenseMatrix, knownRows, rowOf } from '../../../matrix/dense.ts';
import { toldSession } from '../../answering/told-session.ts';
import type { History } from '../../contract/model.ts';
import type { Shape } from '../../contract/state-shapes.ts';
import { falling } from '../../transitions/falling.ts';
import { ItemBiasModel, type ItemBiasState } from '../../vectors/item-bias-model.ts';
import { vectorShapes } from '../../vectors/vector-model.ts';
import type { Item2VecOptions } from './options.ts';

export interface Item2VecState extends ItemBiasState {
  /** v: items as what is known; [items × factors]; `itemFactors` hold w, `itemBias` γ log q_i. */
  readonly inputFactors: DenseMatrix;
}

export class Item2VecModel extends ItemBiasModel<Item2VecState, Item2VecOptions> {
  static shapes(state: Item2VecState, { factors }: Item2VecOptions): Record<string, Shape> {
    const { items } = state;
    return { ...vectorShapes(state, factors), inputFactors: [items.size, factors], itemBias: [items.size] };
  }

  /** h of the session, [factors]; `undefined` when no item is known. @throws LikewiseError `invalid-value`, `negative-weight` */
  foldIn(history: History): Float32Array | undefined {
    const session = toldSession(this.about.factory, this.items, history, {
      learned: (itemIndex) => this.knownItems[itemIndex] === 1,
      gapHours: this.settings.sessionGap,
      most: this.settings.last,
    });
    return session && sessionVector(session, this.state.inputFactors, falling(this.settings.age, session.length));
  }

  protected override findKnownItems(): Uint8Array {
    return knownRows(this.state.inputFactors);
  }

  protected override comparedVectors(): DenseMatrix {
    return this.state.inputFactors;
  }
}

/** h of everyone's newest items; 0 for a user without any; [users × factors]. */
export function sessionVectors(
  items: Uint32Array,
  pointers: Uint32Array,
  inputs: DenseMatrix,
  { last, age }: Item2VecOptions,
): DenseMatrix {
  const depths = falling(age, last);
  const vectors = { rows: pointers.length - 1, columns: inputs.columns, values: new Float32Array((pointers.length - 1) * inputs.columns) };
  for (let user = 0; user < vectors.rows; user++)
    if (pointers[user] < pointers[user + 1])
      rowOf(vectors, user).set(sessionVector(items.subarray(pointers[user], pointers[user + 1]), inputs, depths));
  return vectors;
}

/** Σ_k g_k v_k / Σ_k g_k, the newest item last. */
function sessionVector(session: Uint32Array, inputs: DenseMatrix, depths: ArrayLike<number>): Float32Array {
  const vector = new Float64Array(inputs.columns);
  let sum = 0;
  session.forEach((item, k) => {
    const g = depths[session.length - 1 - k];
    const own = rowOf(inputs, item);
    for (let f = 0; f < vector.length; f++) vector[f] += g * own[f];
    sum += g;
  });
  return Float32Array.from(vector, (value) => value / sum);
}
