/**
 * Ratings laid out for stochastic gradient descent: a grid of blocks that threads can share without a race and whose
 * vectors stay in cache.
 *
 * Users and items are dealt into `side` groups of equal work. Block (g, h) holds the ratings of user group g on item group
 * h; the blocks of a diagonal share no user and no item, so any number of threads gives the same bits. Users stand in
 * random order in a block, and the ratings of a user too: plain row order lets early ratings of each user push the item
 * vectors outward until they diverge.
 *
 * Source of the grid: Gemulla, Nijkamp, Haas, Sismanis: Large-Scale Matrix Factorization with Distributed Stochastic
 * Gradient Descent, KDD 2011, doi:10.1145/2020408.2020426.
 */
import type { Interactions } from '../../data/interactions.ts';
import type { SparsePattern } from '../../data/sparse-rows.ts';
import { type Random, seededRandom } from '../../math/random.ts';
import { shuffle } from '../../math/sampling.ts';

export interface RatingGrid {
  /** Groups of users, and of items. Block d · side + g holds user group g on item group (g + d) mod side. */
  readonly side: number;
  /** First run of each block; [side² + 1]. */
  readonly blockRuns: Uint32Array;
  /** User of each run: one user's ratings inside one block; [runs]. */
  readonly runUsers: Uint32Array;
  /** First rating of each run; [runs + 1]. */
  readonly runPointers: Uint32Array;
  /** Item of each rating; [ratings]. */
  readonly items: Uint32Array;
  /** [ratings]. */
  readonly ratings: Float32Array;
}

/** Item vectors of one group fit beside user vectors in a second-level cache; at least 16 blocks for threads to share. */
export function gridSide(itemCount: number, factors: number): number {
  const groupBytes = 262144;
  return Math.min(64, Math.max(16, Math.ceil((itemCount * factors * 4) / groupBytes)));
}

/** O(ratings); the same seed gives the same layout. */
export function ratingGrid(
  { userItems, itemUsers }: Pick<Interactions, 'userItems' | 'itemUsers'>,
  side: number,
  seed: number,
): RatingGrid {
  const random = seededRandom(seed, 'rating-grid');
  const userGroup = dealt(userItems, side, random);
  const itemGroup = dealt(itemUsers, side, random);
  const { rows: userCount, pointers, indexes, values } = userItems;
  const order = shuffledRange(userCount, random);

  const blockRuns = new Uint32Array(side * side + 1);
  const blockEntries = new Uint32Array(side * side + 1);
  const lastUser = new Uint32Array(side * side).fill(userCount);
  const blockOf = (user: number, item: number): number => ((itemGroup[item] - userGroup[user] + side) % side) * side + userGroup[user];
  for (const user of order) {
    for (let e = pointers[user]; e < pointers[user + 1]; e++) {
      const block = blockOf(user, indexes[e]);
      blockEntries[block + 1]++;
      if (lastUser[block] !== user) blockRuns[block + 1]++;
      lastUser[block] = user;
    }
  }
  for (let block = 0; block < side * side; block++) {
    blockRuns[block + 1] += blockRuns[block];
    blockEntries[block + 1] += blockEntries[block];
  }
  const runs = blockRuns[side * side];
  const grid = {
    side,
    blockRuns,
    runUsers: new Uint32Array(runs),
    runPointers: new Uint32Array(runs + 1),
    items: new Uint32Array(indexes.length),
    ratings: new Float32Array(indexes.length),
  };
  grid.runPointers[runs] = indexes.length;
  const nextRun = blockRuns.slice();
  const nextEntry = blockEntries.slice();
  lastUser.fill(userCount);
  for (const user of order) {
    const start = pointers[user];
    for (const k of shuffledRange(pointers[user + 1] - start, random)) {
      const item = indexes[start + k];
      const block = blockOf(user, item);
      const at = nextEntry[block]++;
      if (lastUser[block] !== user) {
        grid.runUsers[nextRun[block]] = user;
        grid.runPointers[nextRun[block]++] = at;
      }
      lastUser[block] = user;
      grid.items[at] = item;
      grid.ratings[at] = values[start + k];
    }
  }
  return grid;
}

/** Group of each row, dealt like cards to and fro in falling order of entries, so that groups hold equal work. */
function dealt({ rows, pointers }: SparsePattern, side: number, random: Random): Uint32Array {
  const order = shuffledRange(rows, random).sort((a, b) => pointers[b + 1] - pointers[b] - (pointers[a + 1] - pointers[a]));
  const group = new Uint32Array(rows);
  order.forEach((row, rank) => {
    const place = rank % side;
    group[row] = Math.floor(rank / side) % 2 === 0 ? place : side - 1 - place;
  });
  return group;
}

/** 0 … size−1 in random order. */
function shuffledRange(size: number, random: Random): Uint32Array {
  return shuffle(
    random,
    Uint32Array.from({ length: size }, (_, k) => k),
  );
}
