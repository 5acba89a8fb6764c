/** The same share of everyone's interactions, at random: nobody is left out of training or, from two interactions on, of the test. */
import type { Interactions } from '../data/interactions.ts';
import { seededRandom } from '../math/random.ts';
import { countedUp, shuffle } from '../math/sampling.ts';
import { foldByParts, requireShare, type SeedOption, type ShareOption, type Split, TEST, trainSize, usersWithRows } from './split.ts';
import { type ShareEntry, shareEntry } from './split-entry.ts';

export type PerUserSplitOptions = ShareOption & SeedOption;

/** Users with a single interaction only train, and count as left out. @throws LikewiseError `invalid-option`, `empty-part` */
export function perUserSplit(interactions: Interactions, { share = 0.8, seed = 0 }: PerUserSplitOptions = {}): Split {
  const name = `per-user:${share}`;
  requireShare(name, share);
  const { rows, pointers } = interactions.userItems;
  const random = seededRandom(seed, 'split');
  const parts = new Uint8Array(interactions.size);
  for (let user = 0; user < rows; user++) {
    const [begin, size] = [pointers[user], pointers[user + 1] - pointers[user]];
    for (const entry of shuffle(random, countedUp(size)).subarray(trainSize(share, size))) parts[begin + entry] = TEST;
  }
  return { name, folds: [foldByParts(name, interactions, parts, { testUsers: usersWithRows(interactions) })] };
}

export const perUserEntry: ShareEntry<'per-user'> = shareEntry(
  'per-user',
  'of each person this part of the interactions, at random, trains and the rest tests',
  perUserSplit,
);
