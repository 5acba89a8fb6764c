/** One training of svd-pp in a kernel session: ratings on their grid, vectors at their start, and passes over them. */
import type { Interactions } from '../../../data/interactions.ts';
import { meanOf } from '../../../data/rating-scale.ts';
import { float32, type Kernels, paddedFactors, type StopSignal } from '../../../kernels/kernels.ts';
import { filledRows, type SparsePattern } from '../../../matrix/sparse.ts';
import type { Learned } from '../../contract/define-estimator.ts';
import { everyBlock, vectorsFromPlaces } from '../../vectors/deal.ts';
import { gridLayout, groupsOfGrid, learnedOnGrid, passOrder, ratingGrid, rmseAtStart, rmseOfPass } from '../../vectors/rating-sgd.ts';
import { fillNormal } from '../../vectors/start.ts';
import type { SVDPPState } from './model.ts';
import type { SVDPPOptions } from './options.ts';

interface SVDPPTraining {
  /** Training RMSE expected before the first pass. */
  readonly startRmse: number;
  /** |N(u)|^−½ Σ y_j of every user, by y as it is now. */
  sumImplicit(signal: StopSignal | undefined): Promise<void>;
  /** Visits every rating once; gives the RMSE of the ratings as they were met. */
  pass(rate: number, signal: StopSignal | undefined): Promise<number>;
  /** By the last sums. */
  learned(): Learned<SVDPPState>;
  close(): void;
}

/** @throws LikewiseError `too-large` */
export async function openSVDPP(train: Interactions, settings: SVDPPOptions, kernels: Kernels): Promise<SVDPPTraining> {
  const { factors, seed, startDeviation, regularization, implicitRegularization } = settings;
  const { userItems, itemUsers, users, items } = train;
  const meanRating = meanOf(userItems.values);
  const width = paddedFactors(factors);
  const grid = ratingGrid(train, groupsOfGrid(filledRows(itemUsers).length, width), seed);
  const { userPlaces, itemPlaces } = grid;
  const rated = placedPattern(userItems, userPlaces, itemPlaces);
  const session = await kernels.open(
    {
      ...gridLayout(grid, width),
      pointers: rated.pointers,
      indexes: rated.indexes,
      implicitFactors: float32(items.size * width),
      implicitSums: float32(users.size * width),
      userScales: float32(users.size),
      rates: float32(11),
    },
    { scratchBytes: 4 * width },
  );
  const a = session.arrays;
  fillNormal(a.userFactors, factors, startDeviation, seed, 'users', width, { places: userPlaces, pattern: train.userItems });
  fillNormal(a.itemFactors, factors, startDeviation, seed, 'items', width, { places: itemPlaces, pattern: train.itemUsers });
  fillNormal(a.implicitFactors, factors, startDeviation, seed, 'implicit', width, { places: itemPlaces, pattern: train.itemUsers });
  for (let u = 0; u < users.size; u++) {
    const count = rated.pointers[u + 1] - rated.pointers[u];
    a.userScales[u] = count === 0 ? 0 : 1 / Math.sqrt(count);
  }
  const nextOrder = passOrder(a.diagonals, seed);
  return {
    // p and the implicit part vary alike at the start.
    startRmse: rmseAtStart(userItems.values, meanRating, 2 * factors, startDeviation),
    sumImplicit: (signal) =>
      session.run('implicitSums', [a.pointers, a.indexes, a.implicitFactors, a.userScales, a.implicitSums, width], {
        rows: users.size,
        costs: a.pointers,
        signal,
      }),
    async pass(rate, signal) {
      const passSeed = nextOrder();
      const keep = 1 - rate * regularization;
      a.rates.set([meanRating, rate, rate, rate, rate, keep, keep, keep, keep, rate, rate * implicitRegularization]);
      const layout = [a.diagonals, grid.groups, a.blockRuns, a.runUsers, a.runPointers, a.items, a.ratings] as const;
      const learned = [a.userFactors, a.itemFactors, a.userBias, a.itemBias, a.rates] as const;
      const implicit = [a.implicitFactors, a.implicitSums, a.userScales] as const;
      await session.run(
        'svdPPEpoch',
        [...layout, ...learned, width, passSeed, a.squaredErrors, ...implicit],
        everyBlock(grid.groups, signal),
      );
      return rmseOfPass(a.squaredErrors, train.size);
    },
    learned() {
      const userFactors = a.userFactors.map((value, k) => value + a.implicitSums[k]);
      return {
        ...learnedOnGrid({ ...a, userFactors }, grid, train, { factors, meanRating }),
        implicitFactors: vectorsFromPlaces(a.implicitFactors, itemPlaces, itemUsers, factors),
      };
    },
    close: () => session.close(),
  };
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
