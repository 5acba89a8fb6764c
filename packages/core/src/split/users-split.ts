/**
 * Strong generalisation: some people are wholly absent from training. Of what a held-out person has, a part is told to the
 * model (folded in) and the rest is what it should find.
 *
 * Source: Marlin: Modeling User Rating Profiles for Collaborative Filtering, NIPS 2003; with this 80/20 of the items in
 * Liang, Krishnan, Hoffman, Jebara: Variational Autoencoders for Collaborative Filtering, WWW 2018, doi:10.1145/3178876.3186150.
 */
import type { Interactions } from '../data/interactions.ts';
import { selectInteractions } from '../data/select.ts';
import { LikewiseError } from '../errors.ts';
import { seededRandom } from '../math/random.ts';
import { shuffledIndexes } from './shuffled.ts';
import { requireShare, type SeedOption, type Split, trainSize } from './split.ts';

export interface UsersSplitOptions extends SeedOption {
  /** Part of the people that trains; > 0 and < 1. @default 0.8 */
  readonly share?: number | undefined;
  /** Part of a held-out person's items that is folded in, at least one and never all; > 0 and < 1. @default 0.8 */
  readonly foldInShare?: number | undefined;
}

/** Held-out people with a single interaction cannot be judged and count as left out. @throws LikewiseError `invalid-option`, `empty-part` */
export function usersSplit(interactions: Interactions, { share = 0.8, foldInShare = 0.8, seed = 0 }: UsersSplitOptions = {}): Split {
  const name = `users:${share}`;
  requireShare(name, share);
  requireShare(name, foldInShare);
  const { rows, pointers } = interactions.userItems;
  const people = Uint32Array.from({ length: rows }, (_, user) => user).filter((user) => pointers[user + 1] > pointers[user]);
  const random = seededRandom(seed, 'split');
  const order = shuffledIndexes(people.length, random);
  const testUsers = new Uint8Array(rows);
  for (let p = trainSize(share, people.length); p < order.length; p++) testUsers[people[order[p]]] = 1;

  const inTrain = new Uint8Array(interactions.size);
  const inFoldIn = new Uint8Array(interactions.size);
  const inTest = new Uint8Array(interactions.size);
  let tested = 0;
  for (const user of people) {
    const [begin, end] = [pointers[user], pointers[user + 1]];
    if (testUsers[user] === 0) {
      inTrain.fill(1, begin, end);
      continue;
    }
    const entries = shuffledIndexes(end - begin, random);
    const told = trainSize(foldInShare, entries.length);
    entries.forEach((entry, p) => {
      (p < told ? inFoldIn : inTest)[begin + entry] = 1;
    });
    tested += entries.length - told;
  }
  if (tested === 0 || !inTrain.includes(1)) {
    throw new LikewiseError(
      'empty-part',
      `split ${name}: ${people.length} people leave nothing to ${tested === 0 ? 'test' : 'train'}; it needs a training person and a held-out person with 2 interactions.`,
      { split: name, people: people.length },
    );
  }
  const fold = {
    get train() {
      return selectInteractions(interactions, inTrain);
    },
    get test() {
      return selectInteractions(interactions, inTest);
    },
    get foldIn() {
      return selectInteractions(interactions, inFoldIn);
    },
    testUsers,
  };
  return { name, folds: [fold] };
}
