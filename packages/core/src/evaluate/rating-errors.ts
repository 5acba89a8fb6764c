/** prediction − rating for every test row. */
import type { Interactions } from '../data/interactions.ts';
import type { StopSignal } from '../kernels/kernels.ts';
import { can, type RatingPredictor } from '../models/contract/model.ts';

/** Rows between two looks at the signal. */
const BLOCK = 16384;

/**
 * A row that the model cannot predict (`undefined`, or not a finite number) gets the mean of the training ratings, so that no
 * model wins by staying silent; `unpredicted` counts them. A model that knows contexts is told that of the row.
 */
export async function ratingErrors(
  model: RatingPredictor,
  train: Interactions,
  test: Interactions,
  { signal, onRows }: { readonly signal?: StopSignal | undefined; readonly onRows?: (done: number) => void | Promise<void> } = {},
): Promise<{ readonly errors: Float64Array; readonly unpredicted: number }> {
  const { pointers, indexes, values } = test.userItems;
  const mean = train.userItems.values.reduce((sum, value) => sum + value, 0) / train.size;
  const errors = new Float64Array(test.size);
  let unpredicted = 0;
  for (let user = 0; user < test.users.size; user++) {
    for (let e = pointers[user]; e < pointers[user + 1]; e++) {
      if (e % BLOCK === 0) {
        signal?.throwIfAborted();
        await onRows?.(e);
      }
      const [id, item] = [test.users.ids[user], test.items.ids[indexes[e]]];
      const prediction = can(model, 'context') ? model.predict(id, item, model.contextAt(test, e)) : model.predict(id, item);
      const known = prediction !== undefined && Number.isFinite(prediction);
      if (!known) unpredicted++;
      errors[e] = (known ? prediction : mean) - values[e];
    }
  }
  return { errors, unpredicted };
}
