/** The order in which each user met their items. */
import type { Interactions } from '../data/interactions.ts';
import { LikewiseError } from '../errors.ts';
import { countedUp } from '../math/sampling.ts';

/**
 * Places in `userItems`, each user's by time, those of one moment as the source has them; cut by the pointers of `userItems`; [interactions].
 * @param remedy what else can be done than to give every row a time
 * @throws LikewiseError `missing-timestamps` unless every interaction has a time
 */
export function timeOrder(owner: string, interactions: Interactions, remedy: string): Uint32Array {
  requireEveryTime(owner, interactions, remedy);
  const { rows, pointers } = interactions.userItems;
  const order = countedUp(interactions.size);
  for (let user = 0; user < rows; user++) sortByTime(interactions, order.subarray(pointers[user], pointers[user + 1]));
  return order;
}

/** The same for one user; entries as they stand where one of theirs has no time. */
export function timeOrderOf(interactions: Interactions, user: number): Uint32Array {
  const { timestamps, userItems } = interactions;
  const begin = userItems.pointers[user];
  const entries = countedUp(userItems.pointers[user + 1] - begin).map((place) => begin + place);
  if (timestamps !== undefined && !entries.some((entry) => Number.isNaN(timestamps[entry]))) sortByTime(interactions, entries);
  return entries;
}

function sortByTime({ timestamps = new Float64Array(), sourceOrder }: Interactions, entries: Uint32Array): void {
  const later = (a: number, b: number): number =>
    timestamps[a] - timestamps[b] || (sourceOrder === undefined ? a - b : sourceOrder[a] - sourceOrder[b]);
  for (let k = 1; k < entries.length; k++) {
    if (later(entries[k - 1], entries[k]) < 0) continue;
    entries.sort(later);
    return;
  }
}

/** @throws LikewiseError `missing-timestamps` unless every interaction has a time. */
export function requireEveryTime(owner: string, { timestamps, size }: Interactions, remedy: string): Float64Array {
  const unknown = timestamps === undefined ? size : timestamps.reduce((count, time) => count + (Number.isNaN(time) ? 1 : 0), 0);
  if (timestamps !== undefined && unknown === 0) return timestamps;
  const missing = `${unknown} of ${size} interactions have no timestamp`;
  throw new LikewiseError(
    'missing-timestamps',
    `${owner}: ${missing}; give every row one (--columns user,item,timestamp names the column), leave those rows out, or ${remedy}.`,
    { owner, unknown, interactions: size },
  );
}
