/** One training of bpr in a kernel session: likes on their grid, vectors at their start, and passes over them. */

import { LikewiseError } from '../../../errors.ts';
import { float32, float64, type Kernels, paddedFactors, type StopSignal, uint32 } from '../../../kernels/kernels.ts';
import { seededRandom } from '../../../math/random.ts';
import { shuffle } from '../../../math/sampling.ts';
import { type SparseRows, transpose } from '../../../matrix/sparse.ts';
import { everyBlock, vectorsFromPlaces } from '../../vectors/deal.ts';
import type { PreferenceState } from '../../vectors/preference-model.ts';
import { fillNormal } from '../../vectors/start.ts';
import type { BPROptions } from './options.ts';
import { NOBODY, pairGrid } from './pair-grid.ts';

interface RankingTraining {
  /** Deals the packs of items to the groups anew: negatives come from the group of the positive. */
  dealItems(): void;
  /**
   * Every like once, against an item that the user does not have: the share of samples in the right order, and the mean of
   * max(0, −margin) over all of them.
   */
  pass(rate: number, signal: StopSignal | undefined): Promise<{ readonly correctPairs: number; readonly wrongMargin: number }>;
  learned(): Pick<PreferenceState, 'userFactors' | 'itemFactors' | 'itemBias'>;
  close(): void;
}

/** @throws LikewiseError `too-large` */
export async function openRanking(likes: SparseRows, settings: BPROptions, kernels: Kernels): Promise<RankingTraining> {
  const { factors, candidates, seed, startScale } = settings;
  const width = paddedFactors(factors);
  const byItem = transpose(likes).matrix;
  const grid = pairGrid(likes, byItem, width, seed);
  const { groups, packs, packSize, groupSize } = grid;
  const session = await kernels.open(
    {
      deal: uint32(groups * packs),
      packCounts: grid.packCounts,
      blockPointers: grid.blockPointers,
      pairUsers: grid.pairUsers,
      pairItems: grid.pairItems,
      userFactors: float32(groups * groupSize * width),
      itemFactors: float32(groups * packs * packSize * width),
      itemBiases: float32(groups * packs * packSize),
      rates: float32(6),
      sums: float64(groups * groups * 3),
    },
    { scratchBytes: groupSize * Math.ceil((packs * packSize) / 32) * 4 },
  );
  const a = session.arrays;
  const deviation = startScale / Math.sqrt(factors);
  fillNormal(a.userFactors, factors, deviation, seed, 'users');
  fillNormal(a.itemFactors, factors, deviation, seed, 'items');
  for (let pack = 0; pack < a.deal.length; pack++) a.deal[pack] = pack;
  const random = seededRandom(seed, 'epochs');
  return {
    dealItems: () => void shuffle(random, a.deal),
    async pass(rate, signal) {
      a.rates.set(kernelRates(settings, rate));
      const layout = [a.deal, groups, packs, packSize, groupSize, a.packCounts, a.blockPointers, a.pairUsers, a.pairItems] as const;
      const learned = [a.userFactors, a.itemFactors, a.itemBiases, a.rates] as const;
      const popular = settings.negativeSampling === 'popularity' ? 1 : 0;
      const rules = [candidates, popular, width, random.bits() | 0] as const;
      await session.run('bprEpoch', [...layout, ...learned, ...rules, a.sums], everyBlock(groups, signal));
      const [wrong, right, samples] = [0, 1, 2].map((kind) => a.sums.reduce((sum, value, at) => (at % 3 === kind ? sum + value : sum), 0));
      return { correctPairs: samples === 0 ? 0 : right / samples, wrongMargin: wrong / Math.max(1, samples) };
    },
    learned: () => ({
      userFactors: vectorsFromPlaces(a.userFactors, grid.userNumbers, likes, factors),
      itemFactors: vectorsFromPlaces(a.itemFactors, grid.itemNumbers, byItem, factors),
      itemBias: Float32Array.from(grid.itemNumbers, (number) => (number === NOBODY ? 0 : a.itemBiases[number])),
    }),
    close: () => session.close(),
  };
}

/** The kernel's `rates`: of vectors, of biases, then 1 − rate · penalty. */
function kernelRates(settings: BPROptions, rate: number): number[] {
  const { regularization } = settings;
  const penalties = [
    settings.userRegularization ?? regularization,
    settings.positiveRegularization ?? regularization,
    settings.negativeRegularization ?? regularization,
    regularization,
  ];
  return [rate, settings.itemBias ? rate : 0, ...penalties.map((penalty) => 1 - rate * penalty)];
}

/** Mean margin of pairs in the wrong order that says training diverged: before it is about 0, a random order of sane scores has less than 1. */
const DIVERGED = 10;

/** @throws LikewiseError `diverged` */
export function requireSaneMargin(epoch: number, wrongMargin: number, { learningRate, startScale }: BPROptions): void {
  if (wrongMargin <= DIVERGED) return;
  throw new LikewiseError(
    'diverged',
    `bpr: training diverged in epoch ${epoch}: pairs in the wrong order are ${Number(wrongMargin.toPrecision(4))} apart on average, it began near 0. Lower learningRate (now ${learningRate}) or startScale (now ${startScale}).`,
    { epoch, wrongMargin, learningRate },
  );
}
