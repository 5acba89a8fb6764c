/**
 * Pairs of user and item laid out for pairwise ranking: a grid that threads can share without a race and whose vectors stay
 * in cache, dealt anew every epoch without moving a pair.
 *
 * Users are dealt into groups; items into `packs` times as many packs, of which an epoch deals `packs` to each of as many item
 * groups. The negative of a pair comes from the item group of its positive, so that a place (user group on item group) owns
 * all vectors it writes; over the deals of many epochs every item is as likely a negative as any other. Only users and items
 * with a pair take part; inside the grid they have numbers of their own, by which vectors of one group lie together.
 *
 * Source of the grid: Gemulla, Nijkamp, Haas, Sismanis: Large-Scale Matrix Factorization with Distributed Stochastic
 * Gradient Descent, KDD 2011, doi:10.1145/2020408.2020426.
 */

import { type Random, seededRandom } from '../../../math/random.ts';
import { filledRows, type SparsePattern } from '../../../matrix/sparse.ts';
import { dealt } from '../../vectors/deal.ts';

export interface PairGrid {
  /** Groups of users, and of items. */
  readonly groups: number;
  /** Packs of an item group. */
  readonly packs: number;
  /** Numbers that a user group takes; the last may belong to nobody. */
  readonly groupSize: number;
  /** Numbers that a pack takes; the last may belong to nothing. */
  readonly packSize: number;
  /** Items of each pack; [groups · packs]. */
  readonly packCounts: Uint32Array;
  /** First pair of each block, block = user group · packs of all groups + pack; [groups² · packs + 1]. */
  readonly blockPointers: Uint32Array;
  /** User number of each pair, in random order inside a block; [pairs]. */
  readonly pairUsers: Uint32Array;
  /** Item number of each pair; [pairs]. */
  readonly pairItems: Uint32Array;
  /** Number of each user; NOBODY without a pair; [users]. */
  readonly userNumbers: Uint32Array;
  /** Number of each item; NOBODY without a pair; [items]. */
  readonly itemNumbers: Uint32Array;
}

export const NOBODY = 0xffffffff;

/**
 * By the data alone. At least 16 places at a time for threads, more where a user group's vectors would leave a
 * second-level cache or a place's bits would pass 1 MiB; never so many that an item group holds fewer than 32 items.
 */
function groupsOfPairs(users: number, items: number, factors: number): number {
  const byUsers = (users * factors * 4) / (512 * 1024);
  const byBits = Math.sqrt((users * items) / 8 / (1024 * 1024));
  const wanted = Math.ceil(Math.max(16, Math.min(64, byUsers), byBits));
  return Math.max(1, Math.min(wanted, Math.floor(items / 32)));
}

/** O(pairs); the same seed gives the same layout. */
export function pairGrid(pairs: SparsePattern, byItem: SparsePattern, factors: number, seed: number): PairGrid {
  const random = seededRandom(seed, 'pair-grid');
  const users = filledRows(pairs);
  const items = filledRows(byItem);
  const groups = groupsOfPairs(users.length, items.length, factors);
  const packs = groups === 1 ? 1 : 8;
  const { numbers: userNumbers, size: groupSize } = numbered(users, pairs, groups, random);
  const { numbers: itemNumbers, size: packSize, counts: packCounts } = numbered(items, byItem, groups * packs, random);

  const blockOf = (user: number, item: number): number =>
    Math.floor(userNumbers[user] / groupSize) * groups * packs + Math.floor(itemNumbers[item] / packSize);
  const blockPointers = new Uint32Array(groups * groups * packs + 1);
  const { pointers, indexes } = pairs;
  for (const user of users) for (let e = pointers[user]; e < pointers[user + 1]; e++) blockPointers[blockOf(user, indexes[e]) + 1]++;
  for (let block = 0; block + 1 < blockPointers.length; block++) blockPointers[block + 1] += blockPointers[block];
  const pairUsers = new Uint32Array(indexes.length);
  const pairItems = new Uint32Array(indexes.length);
  const placed = new Uint32Array(blockPointers.length - 1);
  for (const user of users) {
    for (let e = pointers[user]; e < pointers[user + 1]; e++) {
      const block = blockOf(user, indexes[e]);
      const first = blockPointers[block];
      // Shuffled while it grows (Fisher, Yates, inside out): the new pair takes a random place, the one that was there the last.
      const last = first + placed[block]++;
      const at = first + random.integer(placed[block]);
      pairUsers[last] = pairUsers[at];
      pairItems[last] = pairItems[at];
      pairUsers[at] = userNumbers[user];
      pairItems[at] = itemNumbers[indexes[e]];
    }
  }
  return { groups, packs, groupSize, packSize, packCounts, blockPointers, pairUsers, pairItems, userNumbers, itemNumbers };
}

/** Numbers of the rows dealt into `hands`, hand after hand, each of `size` numbers. */
function numbered(
  listed: Uint32Array,
  pattern: SparsePattern,
  hands: number,
  random: Random,
): { readonly numbers: Uint32Array; readonly size: number; readonly counts: Uint32Array } {
  const deal = dealt(listed, pattern, hands, random);
  const size = Math.ceil(listed.length / hands);
  const numbers = new Uint32Array(pattern.rows).fill(NOBODY);
  for (const row of listed) numbers[row] = deal.hands[row] * size + deal.places[row];
  return { numbers, size, counts: deal.counts };
}
