/** One check of the numbers of every model file, before a model restores itself and trusts them: finite, and of a size to reckon with. */

import type { ModelState } from '../models/contract/state.ts';
import { arraysOf, invalidState } from '../models/contract/state-shapes.ts';

/** Products of two such float32 numbers, summed over any vector, still are numbers; the largest that a model writes is a precision of 1e20. */
const LARGEST = 1e18;
const LARGEST_FLOAT64 = 1e21;

/** Every array holds finite numbers of usual size, and no count or index lies below 0. @throws LikewiseError `invalid-state` */
export function checkStateNumbers(model: string, state: ModelState): void {
  for (const [key, part] of Object.entries(state)) {
    for (const [name, values] of arraysOf(key, part)) {
      if (!(values instanceof Float32Array || values instanceof Float64Array)) continue;
      const largest = values instanceof Float32Array ? LARGEST : LARGEST_FLOAT64;
      const at = values.findIndex((value) => !(Math.abs(value) <= largest));
      if (at >= 0) throw invalidState(model, name, `numbers of at most ${largest} in size`, `${values[at]} at place ${at}`);
    }
    if (!numbersAreFinite(part)) throw invalidState(model, key, 'finite numbers', 'one that is not');
  }
  const { addedItems } = state;
  if (addedItems === undefined) return;
  if (!Number.isInteger(addedItems) || (addedItems as number) < 0 || (addedItems as number) > state.items.size)
    throw invalidState(model, 'addedItems', `a count of at most ${state.items.size}`, JSON.stringify(addedItems));
}

/** JSON can write 1e999, which is read as Infinity. */
function numbersAreFinite(part: unknown): boolean {
  if (typeof part === 'number') return Math.abs(part) <= LARGEST;
  if (typeof part !== 'object' || part === null || ArrayBuffer.isView(part) || 'rows' in part || 'indexOf' in part) return true;
  return Object.values(part).every(numbersAreFinite);
}
