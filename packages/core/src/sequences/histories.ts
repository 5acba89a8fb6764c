/** Everyone's items in the order in which they met them: what sequence models learn from. */
import type { Interactions } from '../data/interactions.ts';
import { teachingPart } from '../data/likes.ts';
import { timeOrder } from './time-order.ts';

/** Ordered histories of all users, one after the other. */
export interface Histories {
  /** Where each user's history begins, and where the last one ends; [users + 1]. */
  readonly pointers: Uint32Array;
  /** Item indexes, oldest first; [events]. */
  readonly items: Uint32Array;
  /** Seconds since 1970-01-01 UTC, never falling within a history; [events]. */
  readonly timestamps: Float64Array;
}

/**
 * What teaches, in order: events whose weight is 0 are seen, and are no step of anybody's way.
 * @throws LikewiseError `missing-timestamps` unless every interaction has a time
 */
export function orderedHistories(owner: string, interactions: Interactions): Histories {
  const taught = teachingPart(interactions);
  const order = timeOrder(owner, taught, 'take a model that needs no order, such as item-knn or popular');
  const timestamps = taught.timestamps as Float64Array;
  return {
    pointers: taught.userItems.pointers,
    items: order.map((entry) => taught.userItems.indexes[entry]),
    timestamps: Float64Array.from(order, (entry) => timestamps[entry]),
  };
}

/** What to tell where nobody met two items. */
export const nothingFollows = (owner: string): string =>
  `${owner}: nobody met two items one after the other, so nothing is learned of what follows what; take popular, or check the times and the users.`;
