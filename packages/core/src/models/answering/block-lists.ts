/** The frame of lists for many users at once: block by block, so that memory beyond the result is that of one block. */
import { LikewiseError } from '../../errors.ts';
import type { TopItems } from '../contract/model.ts';
import { checkedN } from './recommend.ts';

/** Users of a block. */
export const BLOCK_USERS = 8192;

/** Lists with nothing in them; their n is at most the number of items. @throws LikewiseError `invalid-option` for a bad n; `invalid-index` for an index that is no user. */
export function emptyLists(userIndexes: Uint32Array, wanted: number, items: number, users: number): TopItems {
  const n = Math.min(checkedN(wanted), items);
  const userIndex = userIndexes.find((index) => index >= users);
  if (userIndex !== undefined)
    throw new LikewiseError('invalid-index', `topItems: a user index must be below ${users}; got ${userIndex}.`, { userIndex, users });
  const slots = userIndexes.length * n;
  return { n, items: new Int32Array(slots).fill(-1), scores: new Float32Array(slots).fill(Number.NEGATIVE_INFINITY) };
}

/** Most entries that the rows of a block's users have together. */
export function mostEntries(userIndexes: Uint32Array, entriesOf: (userIndex: number) => number): number {
  let most = 0;
  for (let begin = 0; begin < userIndexes.length; begin += BLOCK_USERS) {
    let entries = 0;
    for (const userIndex of userIndexes.subarray(begin, begin + BLOCK_USERS)) entries += entriesOf(userIndex);
    most = Math.max(most, entries);
  }
  return most;
}

/**
 * Fills the lists from those of each block.
 * @param found [block users × n] @param find fills `found`, and gives 1 for each user of the block who gets a list
 */
export async function fillLists(
  { n, items, scores }: TopItems,
  userIndexes: Uint32Array,
  found: { readonly bestColumns: Int32Array; readonly bestScores: Float32Array },
  find: (block: Uint32Array) => Promise<Uint8Array>,
): Promise<void> {
  for (let begin = 0; begin < userIndexes.length; begin += BLOCK_USERS) {
    const block = userIndexes.subarray(begin, begin + BLOCK_USERS);
    const answered = await find(block);
    items.set(found.bestColumns.subarray(0, block.length * n), begin * n);
    scores.set(found.bestScores.subarray(0, block.length * n), begin * n);
    answered.forEach((hasList, row) => {
      if (hasList === 1) return;
      items.fill(-1, (begin + row) * n, (begin + row + 1) * n);
      scores.fill(Number.NEGATIVE_INFINITY, (begin + row) * n, (begin + row + 1) * n);
    });
  }
}
