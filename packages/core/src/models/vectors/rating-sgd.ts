/**
 * Stochastic gradient descent over ratings: laid out as a grid of blocks that threads can share without a race and whose
 * vectors stay in cache, and visited in a new order every pass.
 *
 * Users and items are dealt into `groups` groups of equal work. Block (g, h) holds the ratings of user group g on item group
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
import type { RatingScale } from '../../data/interaction-columns.ts';
import type { Interactions } from '../../data/interactions.ts';
import { LikewiseError } from '../../errors.ts';
import { type ArraySpec, float32, float64, type SessionArrays, uint32 } from '../../kernels/kernels.ts';
import { type Random, seededRandom } from '../../math/random.ts';
import { shuffle, shuffledRange } from '../../math/sampling.ts';
import { filledRows, patternOf, type SparsePattern } from '../../matrix/sparse.ts';
import type { Learned } from '../contract/define-estimator.ts';
import { dealt, vectorsFromPlaces } from './deal.ts';
import type { RatingState } from './rating-model.ts';
import type { Axis } from './rating-rows.ts';

export interface RatingGrid {
  /** Of users, and of items. Block d · groups + g holds user group g on item group (g + d) mod groups. */
  readonly groups: number;
  /** First run of each block; [groups² + 1]. */
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
export function groupsOfGrid(itemCount: number, factors: number): number {
  const groupBytes = 262144;
  return Math.min(64, Math.max(16, Math.ceil((itemCount * factors * 4) / groupBytes)));
}

/** O(ratings); the same seed gives the same layout. */
export function ratingGrid(
  { userItems, itemUsers }: Pick<Interactions, 'userItems' | 'itemUsers'>,
  groups: number,
  seed: number,
): RatingGrid {
  const random = seededRandom(seed, 'rating-grid');
  const { group: userGroup, places: userPlaces } = grouped(userItems, groups, random);
  const { group: itemGroup, places: itemPlaces } = grouped(itemUsers, groups, random);
  const { rows: userCount, pointers, indexes, values } = userItems;
  const order = shuffle(random, filledRows(userItems));

  const blockRuns = new Uint32Array(groups * groups + 1);
  const blockEntries = new Uint32Array(groups * groups + 1);
  const lastUser = new Uint32Array(groups * groups).fill(userCount);
  const blockOf = (user: number, item: number): number =>
    ((itemGroup[item] - userGroup[user] + groups) % groups) * groups + userGroup[user];
  for (const user of order) {
    for (let e = pointers[user]; e < pointers[user + 1]; e++) {
      const block = blockOf(user, indexes[e]);
      blockEntries[block + 1]++;
      if (lastUser[block] !== user) blockRuns[block + 1]++;
      lastUser[block] = user;
    }
  }
  for (let block = 0; block < groups * groups; block++) {
    blockRuns[block + 1] += blockRuns[block];
    blockEntries[block + 1] += blockEntries[block];
  }
  const runs = blockRuns[groups * groups];
  const grid = {
    groups,
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
    for (const k of shuffledRange(random, pointers[user + 1] - start)) {
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

/** Group of each row; and its place: group after group, the most active first. */
function grouped(pattern: SparsePattern, groups: number, random: Random): { readonly group: Uint32Array; readonly places: Uint32Array } {
  const { hands, places, counts } = dealt(filledRows(pattern), pattern, groups, random);
  // What stands in another part alone comes last: it moves nobody else.
  for (let row = 0; row < pattern.rows; row++) if (pattern.pointers[row] === pattern.pointers[row + 1]) places[row] = counts[hands[row]]++;
  const starts = new Uint32Array(groups);
  for (let group = 1; group < groups; group++) starts[group] = starts[group - 1] + counts[group - 1];
  return { group: hands, places: places.map((place, row) => starts[hands[row]] + place) };
}

/** What a kernel session over a grid holds; users and items stand at their places. */
type GridLayout = Pick<RatingGrid, 'blockRuns' | 'runUsers' | 'runPointers' | 'items' | 'ratings'> &
  Record<`${Axis}Factors` | `${Axis}Bias`, ArraySpec<Float32Array>> & {
    readonly diagonals: ArraySpec<Uint32Array>;
    /** Σ error² of each block of the last pass. */
    readonly squaredErrors: ArraySpec<Float64Array>;
  };

/** `width`: of a vector in memory. */
export function gridLayout(grid: RatingGrid, width: number): GridLayout {
  const { groups, blockRuns, runUsers, runPointers, items, ratings, userPlaces, itemPlaces } = grid;
  return {
    blockRuns,
    runUsers,
    runPointers,
    items,
    ratings,
    diagonals: uint32(groups),
    userFactors: float32(userPlaces.length * width),
    itemFactors: float32(itemPlaces.length * width),
    userBias: float32(userPlaces.length),
    itemBias: float32(itemPlaces.length),
    squaredErrors: float64(groups * groups),
  };
}

/** Puts the diagonals in a new order before each pass, and gives the seed of the order inside its blocks. */
export function passOrder(diagonals: Uint32Array, seed: number): () => number {
  const random = seededRandom(seed, 'passes');
  return () => {
    for (let d = 0; d < diagonals.length; d++) diagonals[d] = d;
    shuffle(random, diagonals);
    return random.bits() | 0;
  };
}

/** RMSE of a pass, each rating as it was met. */
export const rmseOfPass = (squaredErrors: Float64Array, ratings: number): number =>
  Math.sqrt(squaredErrors.reduce((sum, block) => sum + block, 0) / ratings);

/** Training RMSE expected at the start: spread of the ratings around `mean`, and that of products of random vectors. */
export function rmseAtStart(values: Float32Array, mean: number, factors: number, startDeviation: number): number {
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return Math.sqrt(squares / values.length + factors * startDeviation ** 4);
}

/** @throws LikewiseError `diverged` where a pass ends at twice the error of the start; `fastest` is the rate to lower. */
export function requireDescent(
  owner: string,
  { epoch, trainRmse, startRmse }: { readonly epoch: number; readonly trainRmse: number; readonly startRmse: number },
  fastest: { readonly option: string; readonly rate: number },
): void {
  if (trainRmse <= 2 * startRmse) return;
  throw new LikewiseError(
    'diverged',
    `${owner}: training diverged in epoch ${epoch}: the training RMSE is ${Number(trainRmse.toPrecision(4))}, it began at ${Number(startRmse.toPrecision(4))}. Lower ${fastest.option} (now ${fastest.rate}), or bring the ratings to a smaller scale.`,
    { epoch, trainRmse, startRmse, [fastest.option]: fastest.rate },
  );
}

/** What a model of ratings learned, in the order of the id maps. */
export function learnedOnGrid(
  { userBias, itemBias, userFactors, itemFactors }: SessionArrays<GridLayout>,
  { userPlaces, itemPlaces }: RatingGrid,
  { userItems, itemUsers, ratingScale }: Interactions,
  { factors, meanRating }: { readonly factors: number; readonly meanRating: number },
): Learned<RatingState> {
  const { min, max } = ratingScale as RatingScale;
  return {
    seen: patternOf(userItems),
    ratingScale: { min, max },
    meanRating,
    userBias: Float32Array.from(userPlaces, (place) => userBias[place]),
    itemBias: Float32Array.from(itemPlaces, (place) => itemBias[place]),
    userFactors: vectorsFromPlaces(userFactors, userPlaces, userItems, factors),
    itemFactors: vectorsFromPlaces(itemFactors, itemPlaces, itemUsers, factors),
  };
}
