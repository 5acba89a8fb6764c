/** The file of a model without what the clock wrote into it: two trainings of one kind give the same bytes. */
import type { CurvePoint } from '../src/models/contract/learning-curve.ts';
import type { Model } from '../src/models/contract/model.ts';
import { encodeModel } from '../src/persist/model-file.ts';

export function learnedBits({ name, abilities, users, items, state }: Model): Uint8Array {
  const curve = state['curve'] as readonly CurvePoint[] | undefined;
  return encodeModel({
    name,
    abilities,
    users,
    items,
    state: curve === undefined ? state : { ...state, curve: curve.map((point) => ({ ...point, seconds: 0 })) },
  });
}
