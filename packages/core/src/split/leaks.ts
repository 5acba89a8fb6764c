/** What must not be known when a model is judged. */
import type { Id } from '../data/id-map.ts';
import { LikewiseError } from '../errors.ts';
import { entryOf, rowIndexes } from '../matrix/sparse.ts';
import type { Fold } from './split.ts';

/**
 * Looks at what stands in the parts, whoever cut them.
 * @throws LikewiseError `leaked-test` where a pair of the test part is also in training: it would be left out of every list and could never be
 *   found; where the test part is a span of time and training holds an event of it or a later one
 */
export function requireNoLeak(name: string, { train, test, window }: Pick<Fold, 'train' | 'test' | 'window'>): void {
  let count = 0;
  let first: { readonly user: Id; readonly item: Id } | undefined;
  for (let user = 0; user < train.userItems.rows; user++) {
    for (const item of rowIndexes(test.userItems, user)) {
      if (entryOf(train.userItems, user, item) === undefined) continue;
      count++;
      first ??= { user: train.users.ids[user], item: train.items.ids[item] };
    }
  }
  if (first !== undefined) {
    const [are, them] = count === 1 ? ['is', 'it'] : ['are', 'them'];
    const leaked = `${count} of ${test.size} test pairs ${are} also in training, first (${first.user}, ${first.item})`;
    throw new LikewiseError('leaked-test', `split ${name}: ${leaked}; take ${them} out of one part.`, { count, ...first });
  }
  if (window === undefined) return;
  const later = train.timestamps?.filter((time) => !(time < window.from)).length ?? train.size;
  if (later === 0) return;
  const sentence = `${later} of ${train.size} training interactions are not earlier than the test part, which begins at ${window.from}`;
  throw new LikewiseError('leaked-test', `split ${name}: ${sentence}; let training end before it.`, { count: later });
}
