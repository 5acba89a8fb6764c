/** One interaction of each user is the test, or several. Users who would have nothing left to train only train, and count as left out. */
import type { Interactions } from '../data/interactions.ts';
import { LikewiseError } from '../errors.ts';
import { seededRandom } from '../math/random.ts';
import { countedUp, shuffle } from '../math/sampling.ts';
import { leaveLastTwo } from './next-item.ts';
import { foldByParts, requireTimestamps, type SeedOption, type Split, TEST, usersWithRows } from './split.ts';
import { ruleOfPositives, type SplitEntry } from './split-entry.ts';

/**
 * The last interaction of each user by time; among equal times the one with the higher item index.
 * Each user has their own moment: others' training rows may be later than someone's test row (see `timeSplit`).
 * @throws LikewiseError `missing-timestamps`, `empty-part`
 */
export function leaveLast(interactions: Interactions): Split {
  const timestamps = requireTimestamps('leave-last', interactions);
  return leaveOne('leave-last', interactions, (begin, end) => {
    let last = begin;
    for (let e = begin + 1; e < end; e++) if (timestamps[e] >= timestamps[last]) last = e;
    return last;
  });
}

export interface LeaveRandomOptions extends SeedOption {
  /** How many interactions of each user test; who has no more than that only trains; integer ≥ 1. @default 1 */
  readonly count?: number | undefined;
}

/** Random interactions of each user. @throws LikewiseError `invalid-option`, `empty-part` */
export function leaveRandom(interactions: Interactions, { seed = 0, count = 1 }: LeaveRandomOptions = {}): Split {
  const random = seededRandom(seed, 'split');
  if (count === 1) return leaveOne('leave-random', interactions, (begin, end) => begin + random.integer(end - begin));
  const name = `leave-random:${count}`;
  if (!Number.isSafeInteger(count) || count < 1)
    throw new LikewiseError('invalid-option', `split ${name}: count must be an integer ≥ 1; got ${count}.`, {
      option: 'count',
      value: count,
    });
  const { rows, pointers } = interactions.userItems;
  const parts = new Uint8Array(interactions.size);
  for (let user = 0; user < rows; user++) {
    const [begin, size] = [pointers[user], pointers[user + 1] - pointers[user]];
    if (size > count) for (const entry of shuffle(random, countedUp(size)).subarray(size - count)) parts[begin + entry] = TEST;
  }
  return { name, folds: [foldByParts(name, interactions, parts, { testUsers: usersWithRows(interactions) })] };
}

function leaveOne(name: string, interactions: Interactions, choose: (begin: number, end: number) => number): Split {
  const { rows, pointers } = interactions.userItems;
  const parts = new Uint8Array(interactions.size);
  for (let user = 0; user < rows; user++) {
    const [begin, end] = [pointers[user], pointers[user + 1]];
    if (end - begin > 1) parts[choose(begin, end)] = TEST;
  }
  return { name, folds: [foldByParts(name, interactions, parts, { testUsers: usersWithRows(interactions) })] };
}

export const leaveLastEntry: SplitEntry<'leave-last' | 'leave-last:2'> = {
  name: 'leave-last',
  usage: 'leave-last',
  meaning:
    'the last interaction of each person by time is the test; leave-last:2 keeps the last two out of training and tells all but the last',
  parse(argument) {
    if (argument === undefined) return ruleOfPositives('leave-last', leaveLast);
    if (argument === '2') return ruleOfPositives('leave-last:2', leaveLastTwo);
    const must = 'write leave-last, or leave-last:2 for the next item after a history';
    throw new LikewiseError('invalid-split', `split leave-last: ${must}; got "${argument}".`, { split: 'leave-last', argument });
  },
};

export const leaveRandomEntry: SplitEntry<'leave-random' | `leave-random:${number}`> = {
  name: 'leave-random',
  usage: 'leave-random',
  meaning: 'a random interaction of each person is the test; leave-random:5 takes five of each person who has more',
  parse(argument) {
    const count = argument === undefined ? 1 : /^\d+$/.test(argument) ? Number(argument) : 0;
    if (count < 1) {
      const must = 'write leave-random, or leave-random:5 for five interactions of each person';
      throw new LikewiseError('invalid-split', `split leave-random: ${must}; got "${argument}".`, { split: 'leave-random', argument });
    }
    return ruleOfPositives(count === 1 ? 'leave-random' : `leave-random:${count}`, (data, seed) => leaveRandom(data, { seed, count }));
  },
};
