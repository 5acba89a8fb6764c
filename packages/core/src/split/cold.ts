/** Everything of some items or users is the test: only what does not rest on their history can answer. */
import type { Interactions } from '../data/interactions.ts';
import { seededRandom } from '../math/random.ts';
import { countedUp } from '../math/sampling.ts';
import { columnCounts, filledRows } from '../matrix/sparse.ts';
import { drawnForTest, foldByParts, type SeedOption, type ShareOption, type Split } from './split.ts';
import { type ShareEntry, shareEntry } from './split-entry.ts';

export type ColdItemsOptions = ShareOption & SeedOption;

/**
 * New items: all that some items were given is hidden, and only those items may be recommended. Texts and attributes tell them apart.
 * Hidden items stay in the numbering of all parts, with their features. @throws LikewiseError `invalid-option`, `empty-part`
 */
export function coldItems(interactions: Interactions, { share = 0.8, seed = 0 }: ColdItemsOptions = {}): Split {
  const name = `cold-items:${share}`;
  const { indexes, columns } = interactions.userItems;
  const counts = columnCounts(interactions.userItems);
  const present = countedUp(columns).filter((item) => counts[item] > 0);
  const candidates = drawnForTest(name, share, present, columns, seededRandom(seed, 'split'));
  const parts = Uint8Array.from(indexes, (item) => candidates[item]);
  return { name, folds: [foldByParts(name, interactions, parts, { candidates })] };
}

export const coldItemsEntry: ShareEntry<'cold-items'> = shareEntry(
  'cold-items',
  'this part of the items trains; of the others everything is the test, and only they may be recommended',
  coldItems,
);

export type ColdUsersOptions = ShareOption & SeedOption;

/**
 * New users: all that some users have is hidden, and nothing of theirs is told. Attributes, friends and popularity can answer for them.
 * Hidden users stay in the numbering of all parts, with their attributes and friends. @throws LikewiseError `invalid-option`, `empty-part`
 */
export function coldUsers(interactions: Interactions, { share = 0.8, seed = 0 }: ColdUsersOptions = {}): Split {
  const name = `cold-users:${share}`;
  const { rows, pointers } = interactions.userItems;
  const users = filledRows(interactions.userItems);
  const testUsers = drawnForTest(name, share, users, rows, seededRandom(seed, 'split'));
  const parts = new Uint8Array(interactions.size);
  for (const user of users) parts.fill(testUsers[user], pointers[user], pointers[user + 1]);
  return { name, folds: [foldByParts(name, interactions, parts, { testUsers, cold: true })] };
}

export const coldUsersEntry: ShareEntry<'cold-users'> = shareEntry(
  'cold-users',
  'this part of the people trains; of the others everything is the test and nothing is told',
  coldUsers,
);
