/**
 * New people: all that some people have is hidden, and nothing of theirs is told. Only what does not rest on a person's history
 * (attributes, friends, popularity) can answer for them.
 */
import type { Interactions } from '../data/interactions.ts';
import { seededRandom } from '../math/random.ts';
import { drawnForTest, foldByParts, markedIndexes, type SeedOption, type ShareOption, type Split, TEST, usersWithRows } from './split.ts';
import { type ShareEntry, shareEntry } from './split-entry.ts';

export type ColdUsersOptions = ShareOption & SeedOption;

/** Hidden people stay in the numbering of all parts, with their attributes and friends. @throws LikewiseError `invalid-option`, `empty-part` */
export function coldUsers(interactions: Interactions, { share = 0.8, seed = 0 }: ColdUsersOptions = {}): Split {
  const name = `cold-users:${share}`;
  const { rows, pointers } = interactions.userItems;
  const testUsers = drawnForTest(name, share, markedIndexes(usersWithRows(interactions)), rows, seededRandom(seed, 'split'));
  const parts = new Uint8Array(interactions.size);
  for (const user of markedIndexes(testUsers)) parts.fill(TEST, pointers[user], pointers[user + 1]);
  return { name, folds: [foldByParts(name, interactions, parts, { testUsers, cold: true })] };
}

export const coldUsersEntry: ShareEntry<'cold-users'> = shareEntry(
  'cold-users',
  'this part of the people trains; of the others everything is the test and nothing is told',
  coldUsers,
);
