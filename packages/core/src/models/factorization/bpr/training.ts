/** The epochs of pairwise ranking in one kernel session. */

import { LikewiseError } from '../../../errors.ts';
import { float32, float64, type Kernels, paddedFactors, uint32 } from '../../../kernels/kernels.ts';
import { seededRandom } from '../../../math/random.ts';
import { shuffle } from '../../../math/sampling.ts';
import type { DenseMatrix } from '../../../matrix/dense.ts';
import { type SparseRows, transpose } from '../../../matrix/sparse.ts';
import type { FitContext } from '../../contract/estimator.ts';
import { fillNormal } from '../../vectors/vectors.ts';
import { NOBODY, pairGrid } from './pair-grid.ts';

export interface RankingSettings {
  readonly factors: number;
  readonly epochs: number;
  readonly learningRate: number;
  readonly learningRateDecay: number;
  readonly regularization: number;
  readonly userRegularization: number | undefined;
  readonly positiveRegularization: number | undefined;
  readonly negativeRegularization: number | undefined;
  readonly itemBias: boolean;
  readonly negativeSampling: 'uniform' | 'popularity';
  readonly candidates: number;
  readonly startScale: number;
  readonly seed: number;
}

export interface LearnedRanking {
  readonly userFactors: DenseMatrix;
  readonly itemFactors: DenseMatrix;
  readonly itemBias: Float32Array;
}

/** Mean of max(0, −margin) that says training diverged: before training it is about 0, a random order of sane scores has less than 1. */
const DIVERGED = 10;

export async function trainRanking(
  positives: SparseRows,
  settings: RankingSettings,
  kernels: Kernels,
  { signal, onEpoch }: FitContext,
): Promise<LearnedRanking> {
  const { factors, epochs, candidates, seed } = settings;
  const padded = paddedFactors(factors);
  const grid = pairGrid(positives, transpose(positives).matrix, padded, seed);
  const { side, packs, packSize, groupSize } = grid;
  const session = await kernels.open(
    {
      deal: uint32(side * packs),
      packCounts: grid.packCounts,
      blockPointers: grid.blockPointers,
      pairUsers: grid.pairUsers,
      pairItems: grid.pairItems,
      userFactors: float32(side * groupSize * padded),
      itemFactors: float32(side * packs * packSize * padded),
      itemBiases: float32(side * packs * packSize),
      rates: float32(6),
      sums: float64(side * side * 3),
    },
    { scratchBytes: groupSize * Math.ceil((packs * packSize) / 32) * 4 },
  );
  try {
    const a = session.arrays;
    const deviation = settings.startScale / Math.sqrt(factors);
    fillNormal(a.userFactors, factors, deviation, seed, 'users');
    fillNormal(a.itemFactors, factors, deviation, seed, 'items');
    const layout = [a.deal, side, packs, packSize, groupSize, a.packCounts, a.blockPointers, a.pairUsers, a.pairItems] as const;
    const popular = settings.negativeSampling === 'popularity' ? 1 : 0;
    const places = { rows: side * side, grain: 1, meetAt: Array.from({ length: side }, (_, d) => d * side), signal };
    const random = seededRandom(seed, 'epochs');
    for (let pack = 0; pack < a.deal.length; pack++) a.deal[pack] = pack;
    let rate = settings.learningRate;
    for (let epoch = 1; epoch <= epochs; epoch++, rate *= settings.learningRateDecay) {
      signal?.throwIfAborted();
      shuffle(random, a.deal);
      a.rates.set(kernelRates(settings, rate));
      const learned = [a.userFactors, a.itemFactors, a.itemBiases, a.rates] as const;
      await session.run('bprEpoch', [...layout, ...learned, candidates, popular, padded, random.bits() | 0, a.sums], places);
      await report(a.sums, epoch, settings, onEpoch);
    }
    return {
      userFactors: renumbered(a.userFactors, grid.userNumbers, factors, padded),
      itemFactors: renumbered(a.itemFactors, grid.itemNumbers, factors, padded),
      itemBias: Float32Array.from(grid.itemNumbers, (number) => (number === NOBODY ? 0 : a.itemBiases[number])),
    };
  } finally {
    session.close();
  }
}

/** The kernel's `rates`: of vectors, of biases, then 1 − rate · penalty. */
function kernelRates(settings: RankingSettings, rate: number): number[] {
  const { regularization } = settings;
  const penalties = [
    settings.userRegularization ?? regularization,
    settings.positiveRegularization ?? regularization,
    settings.negativeRegularization ?? regularization,
    regularization,
  ];
  return [rate, settings.itemBias ? rate : 0, ...penalties.map((penalty) => 1 - rate * penalty)];
}

/** @throws LikewiseError `diverged` */
async function report(sums: Float64Array, epoch: number, settings: RankingSettings, onEpoch: FitContext['onEpoch']): Promise<void> {
  const [wrong, right, samples] = [0, 1, 2].map((kind) => sums.reduce((sum, value, at) => (at % 3 === kind ? sum + value : sum), 0));
  const wrongMargin = wrong / Math.max(1, samples);
  if (!(wrongMargin <= DIVERGED)) {
    throw new LikewiseError(
      'diverged',
      `bpr: training diverged in epoch ${epoch}: pairs in the wrong order are ${Number(wrongMargin.toPrecision(4))} apart on average, it began near 0. Lower learningRate (now ${settings.learningRate}) or startScale (now ${settings.startScale}).`,
      { epoch, wrongMargin, learningRate: settings.learningRate },
    );
  }
  await onEpoch?.({ epoch, epochs: settings.epochs, figures: { correctPairs: samples === 0 ? 0 : right / samples } });
}

/** Vectors in the order of the id map; 0 for who took no part. */
function renumbered(values: Float32Array, numbers: Uint32Array, factors: number, padded: number): DenseMatrix {
  const ordered = new Float32Array(numbers.length * factors);
  numbers.forEach((number, row) => {
    if (number !== NOBODY) ordered.set(values.subarray(number * padded, number * padded + factors), row * factors);
  });
  return { rows: numbers.length, columns: factors, values: ordered };
}
