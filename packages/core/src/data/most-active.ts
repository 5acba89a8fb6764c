/** The users and items with most interactions: a smaller, denser part of large data, as courses and quick trials take it. */
import { LikewiseError } from '../errors.ts';
import { columnCounts } from '../matrix/sparse.ts';
import { requireOption } from '../options.ts';
import { among } from './among.ts';
import type { Interactions } from './interactions.ts';

export interface MostActiveOptions {
  /** How many users stay; integer ≥ 1. @default all */
  readonly users?: number | undefined;
  /** How many items stay; integer ≥ 1. @default all */
  readonly items?: number | undefined;
}

/**
 * Interactions of the users with most interactions, with the items with most interactions. Both are counted on the whole data before
 * either is cut, and of equal counts those of lower index stay. The others leave the id maps. Errors on such a part are lower than on
 * everyone, and a user may be left with few interactions, or none.
 * @throws LikewiseError `invalid-option`; `empty-data` where no user of the one has met an item of the other
 * @example mostActive(ratings, { users: 10_000, items: 2_000 })
 */
export function mostActive(interactions: Interactions, { users, items }: MostActiveOptions): Interactions {
  for (const [name, count] of Object.entries({ users, items }))
    if (count !== undefined) requireOption('mostActive', name, { kind: 'integer', default: 1, min: 1, meaning: '' }, count);
  const { pointers } = interactions.userItems;
  const keptUsers = marked(activityOrder(pointers.subarray(1).map((end, user) => end - pointers[user])), users);
  const keptItems = marked(activityOrder(columnCounts(interactions.userItems)), items);
  const left = among(interactions, keptUsers, keptItems);
  if (left !== undefined) return left;
  const problem = `none of the ${users} most active users has met any of the ${items} items with most interactions`;
  throw new LikewiseError('empty-data', `mostActive: ${problem}; take more of either.`, { users, items });
}

/** Indexes by falling counts, ties by index. */
export const activityOrder = (counts: Uint32Array): Uint32Array =>
  Uint32Array.from(counts.keys()).sort((a, b) => counts[b] - counts[a] || a - b);

function marked(order: Uint32Array, count = order.length): Uint8Array {
  const marks = new Uint8Array(order.length);
  for (const index of order.subarray(0, count)) marks[index] = 1;
  return marks;
}
