/** Checks of a saved state before a model trusts it. */
import { LikewiseError } from '../../errors.ts';
import type { ModelState } from '../contract/state.ts';
import type { LinearState } from './item-weights-model.ts';

/** @throws LikewiseError `invalid-state` where matrices and ids do not fit each other. */
export function checkedLinearState(model: string, given: ModelState): LinearState {
  const state = given as LinearState;
  const { users, items, seen, weights } = state;
  for (const [name, matrix, rows, columns] of [
    ['seen', seen, users.size, items.size],
    ['weights', weights, items.size, items.size],
  ] as const) {
    if (matrix?.rows === rows && matrix.columns === columns && matrix.values !== undefined) continue;
    const came = matrix === undefined ? 'none' : `${matrix.rows} × ${matrix.columns}`;
    throw new LikewiseError('invalid-state', `${model}: ${name} must be ${rows} × ${columns}; got ${came}. The model file is damaged.`, {
      name,
    });
  }
  return state;
}
