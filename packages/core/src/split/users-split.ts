/**
 * Strong generalisation: some users are wholly absent from training. Of what a held-out user has, a part is told to the
 * model (folded in) and the rest is what it should find.
 *
 * Source: Marlin: Modeling User Rating Profiles for Collaborative Filtering, NIPS 2003; with this 80/20 of the items in
 * Liang, Krishnan, Hoffman, Jebara: Variational Autoencoders for Collaborative Filtering, WWW 2018, doi:10.1145/3178876.3186150.
 */
import type { Interactions } from '../data/interactions.ts';
import { LikewiseError } from '../errors.ts';
import { seededRandom } from '../math/random.ts';
import { countedUp, shuffle } from '../math/sampling.ts';
import { filledRows } from '../matrix/sparse.ts';
import {
  drawnForTest,
  FOLD_IN,
  foldByParts,
  requireShare,
  type SeedOption,
  type ShareOption,
  type Split,
  TEST,
  TRAIN,
  trainSize,
} from './split.ts';
import { type ShareEntry, shareEntry } from './split-entry.ts';

export interface UsersSplitOptions extends ShareOption, SeedOption {
  /** Part of a held-out person's items that is folded in, at least one and never all; > 0 and < 1. @default 0.8 */
  readonly foldInShare?: number | undefined;
}

/** Held-out users with a single interaction cannot be judged and count as left out. @throws LikewiseError `invalid-option`, `empty-part` */
export function usersSplit(interactions: Interactions, { share = 0.8, foldInShare = 0.8, seed = 0 }: UsersSplitOptions = {}): Split {
  const name = `users:${share}`;
  requireShare(name, foldInShare);
  const { rows, pointers } = interactions.userItems;
  const users = filledRows(interactions.userItems);
  const random = seededRandom(seed, 'split');
  const testUsers = drawnForTest(name, share, users.slice(), rows, random);
  const parts = new Uint8Array(interactions.size);
  for (const user of users) {
    if (testUsers[user] === 0) continue;
    const begin = pointers[user];
    const entries = shuffle(random, countedUp(pointers[user + 1] - begin));
    const told = trainSize(foldInShare, entries.length);
    for (const [p, entry] of entries.entries()) parts[begin + entry] = p < told ? FOLD_IN : TEST;
  }
  const missing = parts.includes(TEST) ? (parts.includes(TRAIN) ? undefined : 'train') : 'test';
  if (missing !== undefined) {
    const nothing = `${users.length} people leave nothing to ${missing}`;
    const need = 'it needs a training person and a held-out person with 2 interactions';
    throw new LikewiseError('empty-part', `split ${name}: ${nothing}; ${need}.`, { split: name, people: users.length });
  }
  return { name, folds: [foldByParts(name, interactions, parts, { testUsers })] };
}

export const usersEntry: ShareEntry<'users'> = shareEntry(
  'users',
  'this part of the people trains; of each other person 80 % of the items are folded in and the rest tests',
  usersSplit,
);
