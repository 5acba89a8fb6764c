/** One interaction of each person is the test. People with a single interaction only train, and count as left out. */
import type { Interactions } from '../data/interactions.ts';
import { seededRandom } from '../math/random.ts';
import { foldByMask, requireTimestamps, type SeedOption, type Split } from './split.ts';

/**
 * The last interaction of each person by time; among equal times the one with the higher item index.
 * Each person has their own moment: others' training rows may be later than someone's test row (see `timeSplit`).
 * @throws LikewiseError `missing-timestamps`, `empty-part`
 */
export function leaveLast(interactions: Interactions): Split {
  const name = 'leave-last';
  const timestamps = requireTimestamps(name, interactions);
  return leaveOne(name, interactions, (begin, end) => {
    let last = begin;
    for (let e = begin + 1; e < end; e++) if (timestamps[e] >= timestamps[last]) last = e;
    return last;
  });
}

/** A random interaction of each person. @throws LikewiseError `empty-part` */
export function leaveRandom(interactions: Interactions, { seed = 0 }: SeedOption = {}): Split {
  const random = seededRandom(seed, 'split');
  return leaveOne('leave-random', interactions, (begin, end) => begin + random.integer(end - begin));
}

function leaveOne(name: string, interactions: Interactions, choose: (begin: number, end: number) => number): Split {
  const { rows, pointers } = interactions.userItems;
  const inTest = new Uint8Array(interactions.size);
  const testUsers = new Uint8Array(rows);
  for (let user = 0; user < rows; user++) {
    const [begin, end] = [pointers[user], pointers[user + 1]];
    if (end > begin) testUsers[user] = 1;
    if (end - begin > 1) inTest[choose(begin, end)] = 1;
  }
  return { name, folds: [foldByMask(name, interactions, inTest, { testUsers })] };
}
