/**
 * Ratings laid out for stochastic gradient descent: a grid of blocks that threads can share without a race and whose
 * vectors stay in cache.
 *
 * Users and items are dealt into `side` groups of equal work. Block (g, h) holds the ratings of user group g on item group
 * h; the blocks of a diagonal share no user and no item, so any number of threads gives the same bits. Users stand in
 * random order in a block, and the ratings of a user too: plain row order lets early ratings of each user push the item
 * vectors outward until they diverge.
 *
 * Inside the grid users and items go by their places: group after group, the most active first. What a block needs then stands
 * side by side in memory, and two threads do not write to one cache line.
 *
 * Source of the grid: Gemulla, Nijkamp, Haas, Sismanis: Large-Scale Matrix Factorization with Distributed Stochastic
 * Gradient Descent, KDD 2011, doi:10.1145/2020408.2020426.
 */
import type { Interactions } from '../../data/interactions.ts';
import { type Random, seededRandom } from '../../math/random.ts';
import { shuffle } from '../../math/sampling.ts';
import type { SparsePattern } from '../../matrix/sparse.ts';

export interface RatingGrid {
  /** Groups of users, and of items. Block d · side + g holds user group g on item group (g + d) mod side. */
  readonly side: number;
  /** First run of each block; [side² + 1]. */
  readonly blockRuns: Uint32Array;
  /** Place of each user; [users]. */
  readonly userPlaces: Uint32Array;
  /** Place of each item; [items]. */
  readonly itemPlaces: Uint32Array;
  /** Place of each run's user; a run is one user's ratings inside one block; [runs]. */
  readonly runUsers: Uint32Array;
  /** First rating of each run; [runs + 1]. */
  readonly runPointers: Uint32Array;
  /** Place of each rating's item; [ratings]. */
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
  const { groups: userGroup, places: userPlaces } = dealt(userItems, side, random);
  const { groups: itemGroup, places: itemPlaces } = dealt(itemUsers, side, random);
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
    userPlaces,
    itemPlaces,
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
        grid.runUsers[nextRun[block]] = userPlaces[user];
        grid.runPointers[nextRun[block]++] = at;
      }
      lastUser[block] = user;
      grid.items[at] = itemPlaces[item];
      grid.ratings[at] = values[start + k];
    }
  }
  return grid;
}

/** Pattern with rows and columns at their places; entries of a row stay in their order. */
export function placedPattern(
  { rows, columns, pointers, indexes }: SparsePattern,
  rowPlaces: Uint32Array,
  columnPlaces: Uint32Array,
): SparsePattern {
  const placed = { rows, columns, pointers: new Uint32Array(rows + 1), indexes: new Uint32Array(indexes.length) };
  for (let row = 0; row < rows; row++) placed.pointers[rowPlaces[row] + 1] = pointers[row + 1] - pointers[row];
  for (let place = 0; place < rows; place++) placed.pointers[place + 1] += placed.pointers[place];
  for (let row = 0; row < rows; row++) {
    let at = placed.pointers[rowPlaces[row]];
    for (let e = pointers[row]; e < pointers[row + 1]; e++) placed.indexes[at++] = columnPlaces[indexes[e]];
  }
  return placed;
}

/** Values by row from values by place. */
export function fromPlaces(values: Float32Array, places: Uint32Array): Float32Array {
  return Float32Array.from(places, (place) => values[place]);
}

/** [places × from] to [rows × to], both row-major; `to` ≤ `from`. */
export function rowsFromPlaces(values: Float32Array, places: Uint32Array, from: number, to: number): Float32Array {
  const rows = new Float32Array(places.length * to);
  places.forEach((place, row) => {
    rows.set(values.subarray(place * from, place * from + to), row * to);
  });
  return rows;
}

/**
 * Group of each row, dealt like cards to and fro in falling order of entries, so that groups hold equal work; and place of
 * each row, in that order inside its group.
 */
function dealt({ rows, pointers }: SparsePattern, side: number, random: Random): { groups: Uint32Array; places: Uint32Array } {
  const order = shuffledRange(rows, random).sort((a, b) => pointers[b + 1] - pointers[b] - (pointers[a + 1] - pointers[a]));
  const groups = new Uint32Array(rows);
  const next = new Uint32Array(side + 1);
  order.forEach((row, rank) => {
    const place = rank % side;
    const group = Math.floor(rank / side) % 2 === 0 ? place : side - 1 - place;
    groups[row] = group;
    next[group + 1]++;
  });
  for (let group = 0; group < side; group++) next[group + 1] += next[group];
  const places = new Uint32Array(rows);
  for (const row of order) places[row] = next[groups[row]]++;
  return { groups, places };
}

/** 0 … size−1 in random order. */
function shuffledRange(size: number, random: Random): Uint32Array {
  return shuffle(
    random,
    Uint32Array.from({ length: size }, (_, k) => k),
  );
}
