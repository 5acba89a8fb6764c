/** Only users and items that are met often enough, as published protocols cut their data: once, or again until all are (a k-core). */
import { LikewiseError } from '../errors.ts';
import { requireOption } from '../options.ts';
import { among } from './among.ts';
import type { Interactions } from './interactions.ts';
import { parseCondition, positiveMask } from './likes.ts';

export interface LeastCounts {
  /** Fewest interactions of a user; integer ≥ 0. @default 0 */
  readonly users?: number | undefined;
  /** Fewest interactions of an item; integer ≥ 0. @default 0 */
  readonly items?: number | undefined;
  /** Counts again without what was left out, until nothing more is: a k-core where both counts are k. @default false */
  readonly repeat?: boolean | undefined;
  /** Only interactions that meet this condition count, such as ">=4"; the others stay where user and item do. */
  readonly positive?: string | undefined;
}

/**
 * Interactions of users and items that are met at least so often; the others leave the id maps too, so that no list holds them.
 * @throws LikewiseError `invalid-option`; `empty-data` where nobody is left; `invalid-condition`, `missing-ratings`, `no-positives`
 * @example atLeast(ratings, { users: 5, items: 5, repeat: true }) // the 5-core
 */
export function atLeast(
  interactions: Interactions,
  { users: ofUser = 0, items: ofItem = 0, repeat = false, positive }: LeastCounts,
): Interactions {
  for (const [name, count] of Object.entries({ users: ofUser, items: ofItem }))
    requireOption('atLeast', name, { kind: 'integer', default: 0, min: 0, meaning: '' }, count);
  const counted = positive === undefined ? undefined : positiveMask(interactions, parseCondition(positive));
  const { userItems, users, items } = interactions;
  const { pointers, indexes } = userItems;
  const [keptUsers, keptItems] = [new Uint8Array(users.size).fill(1), new Uint8Array(items.size).fill(1)];
  for (let again = true; again; ) {
    const [userCounts, itemCounts] = [new Uint32Array(users.size), new Uint32Array(items.size)];
    for (let user = 0; user < users.size; user++) {
      if (keptUsers[user] === 0) continue;
      for (let e = pointers[user]; e < pointers[user + 1]; e++) {
        if (keptItems[indexes[e]] === 0 || counted?.[e] === 0) continue;
        userCounts[user]++;
        itemCounts[indexes[e]]++;
      }
    }
    const left = [leave(keptUsers, userCounts, ofUser), leave(keptItems, itemCounts, ofItem)];
    again = repeat && left.includes(true);
  }
  const left = among(interactions, keptUsers, keptItems);
  if (left !== undefined) return left;
  throw new LikewiseError(
    'empty-data',
    `atLeast: nobody is left where users need ${ofUser} interactions and items ${ofItem}; lower the counts.`,
    { users: ofUser, items: ofItem },
  );
}

/** Whether any of those kept is met too seldom; it is no longer kept. */
function leave(kept: Uint8Array, counts: Uint32Array, least: number): boolean {
  let any = false;
  for (let k = 0; k < kept.length; k++) {
    if (kept[k] === 0 || counts[k] >= least) continue;
    kept[k] = 0;
    any = true;
  }
  return any;
}
