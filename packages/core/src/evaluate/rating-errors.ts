/** prediction − rating for every test row, and what stands in where a model has no prediction. */
import type { Interactions } from '../data/interactions.ts';
import type { StopSignal } from '../kernels/kernels.ts';
import { columnCounts } from '../matrix/sparse.ts';
import { can, type RatingPredictor } from '../models/contract/model.ts';

/** Rows between two looks at the signal. */
const BLOCK = 16384;
/** A deviation of so many ratings counts half. */
const DAMPING = 10;

/** Test rows that a model could not predict, by what training never saw; `silent`: it saw both, and the model has no answer all the same. */
export interface Unpredicted {
  readonly newUser: number;
  readonly newItem: number;
  /** User and item both. */
  readonly newBoth: number;
  readonly silent: number;
}

export interface RatingErrors {
  /** [test rows]. */
  readonly errors: Float64Array;
  /** 1 for each row that the model predicted itself; [test rows]. */
  readonly predicted: Uint8Array;
  readonly unpredicted: Unpredicted;
}

/**
 * A row that the model cannot predict (`undefined`, or not a finite number) gets the mean of the training ratings and, of the user and
 * the item, how far those that training saw deviate from it: the same for every model, so that no model wins by staying silent, or by
 * what it says of ids it never met. A model that knows contexts is told that of the row.
 */
export async function ratingErrors(
  model: RatingPredictor,
  train: Interactions,
  test: Interactions,
  { signal, onRows }: { readonly signal?: StopSignal | undefined; readonly onRows?: (done: number) => void | Promise<void> } = {},
): Promise<RatingErrors> {
  const { pointers, indexes, values } = test.userItems;
  const standIn = standInOf(train);
  const errors = new Float64Array(test.size);
  const predicted = new Uint8Array(test.size);
  const unpredicted = { newUser: 0, newItem: 0, newBoth: 0, silent: 0 };
  for (let user = 0; user < test.users.size; user++) {
    for (let e = pointers[user]; e < pointers[user + 1]; e++) {
      if (e % BLOCK === 0) {
        signal?.throwIfAborted();
        await onRows?.(e);
      }
      const [id, item] = [test.users.ids[user], test.items.ids[indexes[e]]];
      const prediction = can(model, 'context') ? model.predict(id, item, model.contextAt(test, e)) : model.predict(id, item);
      if (prediction !== undefined && Number.isFinite(prediction)) {
        predicted[e] = 1;
        errors[e] = prediction - values[e];
      } else {
        unpredicted[standIn.reason(user, indexes[e])]++;
        errors[e] = standIn.rating(user, indexes[e]) - values[e];
      }
    }
  }
  return { errors, predicted, unpredicted };
}

/** r̄ + d_u + d_i, d = Σ(r − r̄)/(n + 10) over the training ratings of the user, of the item; 0 where there is none. */
function standInOf(train: Interactions): {
  rating(user: number, item: number): number;
  reason(user: number, item: number): keyof Unpredicted;
} {
  const { pointers, indexes, values, columns, rows } = train.userItems;
  const mean = values.reduce((sum, value) => sum + value, 0) / train.size;
  const ofUser = new Float64Array(rows);
  const ofItem = new Float64Array(columns);
  for (let user = 0; user < rows; user++) {
    for (let e = pointers[user]; e < pointers[user + 1]; e++) {
      ofUser[user] += values[e] - mean;
      ofItem[indexes[e]] += values[e] - mean;
    }
    ofUser[user] /= pointers[user + 1] - pointers[user] + DAMPING;
  }
  const counts = columnCounts(train.userItems);
  for (let item = 0; item < columns; item++) ofItem[item] /= counts[item] + DAMPING;
  return {
    rating: (user, item) => mean + ofUser[user] + ofItem[item],
    reason(user, item) {
      const newUser = pointers[user + 1] === pointers[user];
      const newItem = counts[item] === 0;
      return newUser ? (newItem ? 'newBoth' : 'newUser') : newItem ? 'newItem' : 'silent';
    },
  };
}
