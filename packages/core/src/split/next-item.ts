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
import { type Fold, foldByParts, LEFT_OUT, type Split, TEST, TRAIN, usersWithRows } from './split.ts';

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
  return { name, folds: [nextItemFold(name, interactions, parts, told, { testUsers: usersWithRows(interactions) })] };
}

/** One item of each user is asked for after what is told, 1 in `told`; [interactions]. @throws LikewiseError `empty-part` */
export function nextItemFold(
  name: string,
  interactions: Interactions,
  parts: Uint8Array,
  told: Uint8Array,
  about: Pick<Fold, 'testUsers' | 'window' | 'successive'>,
): Fold {
  const fold = foldByParts(name, interactions, parts, about);
  return {
    ...about,
    get train() {
      return fold.train;
    },
    get test() {
      return fold.test;
    },
    get foldIn() {
      return selectInteractions(interactions, told);
    },
    nextItem: true,
  };
}
