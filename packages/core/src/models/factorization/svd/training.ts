/** One training of svd in a kernel session: ratings on their grid, vectors at their start, and passes over them. */
import type { Interactions } from '../../../data/interactions.ts';
import { meanOf } from '../../../data/rating-scale.ts';
import { float32, type Kernels, paddedFactors, type StopSignal } from '../../../kernels/kernels.ts';
import { portableLog } from '../../../math/portable.ts';
import { type Random, seededRandom } from '../../../math/random.ts';
import { countedUp } from '../../../math/sampling.ts';
import { filledRows } from '../../../matrix/sparse.ts';
import type { Learned } from '../../contract/define-estimator.ts';
import { everyBlock } from '../../vectors/deal.ts';
import type { RatingState } from '../../vectors/rating-model.ts';
import {
  gridLayout,
  groupsOfGrid,
  learnedOnGrid,
  passOrder,
  type RatingGrid,
  ratingGrid,
  rmseAtStart,
  rmseOfPass,
} from '../../vectors/rating-sgd.ts';
import { fillNormal } from '../../vectors/start.ts';
import type { SVDOptions } from './options.ts';

interface SVDTraining {
  /** Training RMSE expected before the first pass. */
  readonly startRmse: number;
  /** Visits every rating once, all rates multiplied by `scale`; gives the RMSE of the ratings as they were met. */
  pass(scale: number, signal: StopSignal | undefined): Promise<number>;
  learned(): Learned<RatingState>;
  close(): void;
}

/** @throws LikewiseError `too-large` */
export async function openSVD(train: Interactions, settings: SVDOptions, kernels: Kernels): Promise<SVDTraining> {
  const { factors, seed, biases, link, order, updates, startDeviation } = settings;
  const { min: low, max: high } = train.ratingScale!;
  const { values } = train.userItems;
  const bounded = link === 'sigmoid' && high > low;
  const mean = biases ? meanOf(values) : 0;
  const meanRating = biases ? sumFor(mean, low, high, bounded) : 0;
  const width = paddedFactors(factors);
  const grid =
    order === 'shuffled' ? ratingStream(train) : ratingGrid(train, groupsOfGrid(filledRows(train.itemUsers).length, width), seed);
  const session = await kernels.open({ ...gridLayout(grid, width), rates: float32(9) });
  const a = session.arrays;
  fillNormal(a.userFactors, factors, startDeviation, seed, 'users', width, { places: grid.userPlaces, pattern: train.userItems });
  fillNormal(a.itemFactors, factors, startDeviation, seed, 'items', width, { places: grid.itemPlaces, pattern: train.itemUsers });
  const nextOrder = passOrder(a.diagonals, seed);
  const random = seededRandom(seed, 'rating-order');
  return {
    startRmse: rmseAtStart(values, mean, factors, startDeviation),
    async pass(scale, signal) {
      const passSeed = nextOrder();
      if (order === 'shuffled') shuffleRatings(a, random);
      a.rates.set(kernelRates(settings, meanRating, scale));
      const layout = [a.diagonals, grid.groups, a.blockRuns, a.runUsers, a.runPointers, a.items, a.ratings] as const;
      const learned = [a.userFactors, a.itemFactors, a.userBias, a.itemBias, a.rates] as const;
      const rules = [low, high, bounded ? 1 : 0, updates === 'in-turn' ? 1 : 0] as const;
      await session.run('svdEpoch', [...layout, ...learned, ...rules, width, passSeed, a.squaredErrors], everyBlock(grid.groups, signal));
      return rmseOfPass(a.squaredErrors, train.size);
    },
    learned: () => learnedOnGrid(a, grid, train, { factors, meanRating }),
    close: () => session.close(),
  };
}

/** The sum that predicts a rating: the rating itself, or what the sigmoid turns into it (half a per cent off the ends). */
function sumFor(rating: number, low: number, high: number, bounded: boolean): number {
  if (!bounded) return rating;
  const share = Math.min(0.995, Math.max(0.005, (rating - low) / (high - low)));
  return portableLog(share / (1 - share));
}

const kinds = ['userBias', 'itemBias', 'user', 'item'] as const;
type Kind = (typeof kinds)[number];
type Rates = Pick<SVDOptions, 'biases' | 'learningRate' | 'regularization' | `${Kind}LearningRate` | `${Kind}Regularization`>;

const stands = (kind: Kind, { biases }: Rates): boolean => !biases && kind.endsWith('Bias');

/** The kernel's `rates`: mean, four rates, four factors 1 − rate · penalty; biases stand still where they are not wanted. */
export function kernelRates(settings: Rates, mean: number, scale: number): number[] {
  const { learningRate, regularization } = settings;
  const steps = kinds.map((kind) => (stands(kind, settings) ? 0 : (settings[`${kind}LearningRate`] ?? learningRate)) * scale);
  return [mean, ...steps, ...steps.map((step, k) => 1 - step * (settings[`${kinds[k]}Regularization`] ?? regularization))];
}

/** The largest rate, by the name of its option: what to lower where training diverges. */
export function fastestRate(settings: Rates): { readonly option: string; readonly rate: number } {
  let fastest = { option: 'learningRate', rate: 0 };
  for (const kind of kinds) {
    const own = settings[`${kind}LearningRate`];
    const rate = stands(kind, settings) ? 0 : (own ?? settings.learningRate);
    if (rate > fastest.rate) fastest = { option: own === undefined ? 'learningRate' : `${kind}LearningRate`, rate };
  }
  return fastest;
}

/** Gradient descent as textbooks write it, for one thread: a grid of one block whose runs are single ratings, user by user; `shuffleRatings` before each pass. O(ratings). */
export function ratingStream({ userItems: { rows, columns, pointers, indexes, values } }: Pick<Interactions, 'userItems'>): RatingGrid {
  const runUsers = new Uint32Array(indexes.length);
  for (let u = 0; u < rows; u++) runUsers.fill(u, pointers[u], pointers[u + 1]);
  return {
    groups: 1,
    blockRuns: Uint32Array.of(0, indexes.length),
    userPlaces: countedUp(rows),
    itemPlaces: countedUp(columns),
    runUsers,
    runPointers: countedUp(indexes.length + 1),
    items: indexes.slice(),
    ratings: values.slice(),
  };
}

/** Every order of the ratings is as likely; in place. */
export function shuffleRatings({ runUsers, items, ratings }: Pick<RatingGrid, 'runUsers' | 'items' | 'ratings'>, random: Random): void {
  for (let at = ratings.length - 1; at > 0; at--) {
    const other = random.integer(at + 1);
    const user = runUsers[at];
    const item = items[at];
    const rating = ratings[at];
    runUsers[at] = runUsers[other];
    items[at] = items[other];
    ratings[at] = ratings[other];
    runUsers[other] = user;
    items[other] = item;
    ratings[other] = rating;
  }
}
