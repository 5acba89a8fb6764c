/**
 * The next item of each user, after all that came before it: the protocol of sequential recommendation.
 *
 * Source: Kang, McAuley: Self-Attentive Sequential Recommendation, ICDM 2018, doi:10.1109/ICDM.2018.00035, who hold out the last item for
 * the test and the one before for validation. Differs: ranks are among all items that the history does not hold, not among 100.
 */
import type { Interactions } from '../data/interactions.ts';
import { selectInteractions } from '../data/select.ts';
import { LikewiseError } from '../errors.ts';
import { timeOrder } from '../sequences/time-order.ts';
import { type Fold, LEFT_OUT, type Split, TEST, TRAIN, usersWithRows } from './split.ts';

/**
 * Of each user's history by time (those of one moment as the source has them) the last interaction is the test; the last two do not
 * train; all but the last are told when the last is asked for. Users with fewer than 3 interactions train with all they have, are not
 * asked, and count as left out. @throws LikewiseError `missing-timestamps`, `empty-part`
 */
export function leaveLastTwo(interactions: Interactions): Split {
  const name = 'leave-last:2';
  const order = timeOrder(`split ${name}`, interactions, 'choose random or leave-random');
  const { rows, pointers } = interactions.userItems;
  const parts = new Uint8Array(interactions.size).fill(TRAIN);
  const told = new Uint8Array(interactions.size);
  for (let user = 0; user < rows; user++) {
    const end = pointers[user + 1];
    if (end - pointers[user] < 3) continue;
    told.fill(1, pointers[user], end);
    told[order[end - 1]] = 0;
    parts[order[end - 1]] = TEST;
    parts[order[end - 2]] = LEFT_OUT;
  }
  if (!parts.includes(TEST)) {
    const none = `none of the ${rows} people has 3 interactions: one to train, one to tell and one to test`;
    throw new LikewiseError('empty-part', `split ${name}: ${none}; choose leave-last or more data.`, { split: name, people: rows });
  }
  const cut = (wanted: number): Interactions => {
    const mask = parts.map((part) => (part === wanted ? 1 : 0));
    return selectInteractions(interactions, mask);
  };
  const fold: Fold = {
    get train() {
      return cut(TRAIN);
    },
    get test() {
      return cut(TEST);
    },
    get foldIn() {
      return selectInteractions(interactions, told);
    },
    testUsers: usersWithRows(interactions),
    nextItem: true,
  };
  return { name, folds: [fold] };
}
