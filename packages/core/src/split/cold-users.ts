/**
 * New people: all that some people have is hidden, and nothing of theirs is told. Only what does not rest on a person's history
 * (attributes, friends, popularity) can answer for them.
 */
import type { Interactions } from '../data/interactions.ts';
import { seededRandom } from '../math/random.ts';
import { shuffledIndexes } from './shuffled.ts';
import { foldByMask, requireShare, type SeedOption, type Split, trainSize } from './split.ts';

export interface ColdUsersOptions extends SeedOption {
  /** Part of the people that trains; > 0 and < 1. @default 0.8 */
  readonly share?: number | undefined;
}

/** Hidden people stay in the numbering of all parts, with their attributes and friends. @throws LikewiseError `invalid-option`, `empty-part` */
export function coldUsers(interactions: Interactions, { share = 0.8, seed = 0 }: ColdUsersOptions = {}): Split {
  const name = `cold-users:${share}`;
  requireShare(name, share);
  const { rows, pointers } = interactions.userItems;
  const people = Uint32Array.from({ length: rows }, (_, user) => user).filter((user) => pointers[user + 1] > pointers[user]);
  const order = shuffledIndexes(people.length, seededRandom(seed, 'split'));
  const inTest = new Uint8Array(interactions.size);
  const testUsers = new Uint8Array(rows);
  for (let p = trainSize(share, people.length); p < order.length; p++) {
    const user = people[order[p]];
    testUsers[user] = 1;
    inTest.fill(1, pointers[user], pointers[user + 1]);
  }
  return { name, folds: [foldByMask(name, interactions, inTest, { testUsers, cold: true })] };
}
