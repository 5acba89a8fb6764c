/** The Markov chains, sweep by sweep: priors of both sides, all items, all people, noise; again and again. */
import type { Interactions } from '../../../data/interactions.ts';
import { float32, float64, type Kernels, paddedFactors } from '../../../kernels/kernels.ts';
import { gaussianScratchBytes } from '../../../kernels/scratch.ts';
import { gamma } from '../../../math/gamma.ts';
import { type Random, seededRandom } from '../../../math/random.ts';
import type { SparsePattern } from '../../../matrix/sparse.ts';
import type { FitContext } from '../../contract/estimator.ts';
import { fillNormal } from '../../vectors/vectors.ts';
import { drawRowDistribution, type RowDistribution } from './hyperparameters.ts';
import { ChainKeeper, type ChainSamples } from './kept.ts';
import { potentialScaleReduction } from './potential-scale-reduction.ts';

interface ChainSettings {
  readonly factors: number;
  readonly samples: number;
  readonly burnIn: number;
  readonly chains: number;
  readonly biases: boolean;
  readonly noisePrecision: number | undefined;
  readonly priorStrength: number;
  readonly seed: number;
}

/** Coordinates that only fill up to a multiple of 4 are pinned to 0 by a prior this sharp. */
const PINNED = 1e20;
const CHUNKS = 64;

/** Where one chain stands. */
interface Chain {
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly random: Random;
  precision: number;
  /** Training RMSE of every kept sweep. */
  readonly trace: number[];
}

/** All chains in step, one after the other within a sweep, so that the trace can compare them while they run. */
export async function runChains(
  train: Interactions,
  meanRating: number,
  settings: ChainSettings,
  kernels: Kernels,
  { signal, onEpoch }: FitContext,
): Promise<ChainSamples> {
  const { factors, samples, burnIn, biases, noisePrecision, priorStrength } = settings;
  const { userItems, itemUsers } = train;
  const width = paddedFactors(factors + (biases ? 2 : 0));
  const users = sideOf(userItems, factors, biases, biases ? factors + 1 : -1);
  const items = sideOf(itemUsers, factors, biases, biases ? factors : -1);
  const keeper = new ChainKeeper(userItems, itemUsers, width, settings.chains * samples);
  const centered = (values: Float32Array): Float32Array => values.map((rating) => rating - meanRating);
  const session = await kernels.open(
    {
      userPointers: userItems.pointers,
      userIndexes: userItems.indexes,
      userTargets: centered(userItems.values),
      itemPointers: itemUsers.pointers,
      itemIndexes: itemUsers.indexes,
      itemTargets: centered(itemUsers.values),
      x: float32(settings.chains * userItems.rows * width),
      y: float32(settings.chains * itemUsers.rows * width),
      prior: float32(width * width),
      priorRight: float32(width),
      noPenalties: float32(Math.max(userItems.rows, itemUsers.rows)),
      penalized: float32(width),
      squares: float64(CHUNKS),
    },
    { scratchBytes: gaussianScratchBytes(width) },
  );
  try {
    const a = session.arrays;
    const chains = Array.from({ length: settings.chains }, (_, c): Chain => {
      const x = a.x.subarray(c * users.rows * width, (c + 1) * users.rows * width);
      const y = a.y.subarray(c * items.rows * width, (c + 1) * items.rows * width);
      const precision = noisePrecision ?? 1 / variance(a.userTargets);
      return { x, y, random: start(x, y, width, users, items, c, settings), precision, trace: [] };
    });
    const drawSide = async (side: Side, mine: Float32Array, other: Float32Array, { random, precision }: Chain): Promise<void> => {
      const distribution = drawRowDistribution(mine, width, side.rated, side.free, priorStrength, random);
      spread(distribution, side.free, width, a.prior, a.priorRight);
      const [pointers, indexes, targets] =
        side === users ? [a.userPointers, a.userIndexes, a.userTargets] : [a.itemPointers, a.itemIndexes, a.itemTargets];
      await session.run(
        'gaussianRows',
        [
          pointers,
          indexes,
          targets,
          mine,
          other,
          a.prior,
          a.priorRight,
          a.noPenalties,
          a.penalized,
          precision,
          side.fixed,
          width,
          1,
          random.bits() | 0,
        ],
        { rows: side.rows, costs: pointers, signal },
      );
    };
    for (let sweep = 1; sweep <= burnIn + samples; sweep++) {
      signal?.throwIfAborted();
      const sample = sweep - burnIn - 1;
      for (const [c, chain] of chains.entries()) {
        const { x, y, random, trace } = chain;
        const kept = c * samples + sample;
        await drawSide(items, y, x, chain);
        if (sample >= 0) keeper.keepPrior(kept, 'item', a.prior, a.priorRight);
        await drawSide(users, x, y, chain);
        if (sample >= 0) keeper.keepPrior(kept, 'user', a.prior, a.priorRight);
        if (sample >= 0) keeper.keep(kept, { x, y, precision: chain.precision });
        a.squares.fill(0);
        await session.run('squaredErrors', [a.userPointers, a.userIndexes, a.userTargets, x, y, width, a.squares], {
          rows: userItems.rows,
          costs: a.userPointers,
          maxChunks: CHUNKS,
          signal,
        });
        const squares = a.squares.reduce((sum, part) => sum + part, 0);
        if (noisePrecision === undefined) chain.precision = gamma(random, 1 + train.size / 2, 1 / (1 + squares / 2));
        if (sample === 0) trace.length = 0;
        trace.push(Math.sqrt(squares / train.size));
      }
      await onEpoch?.({ epoch: sweep, epochs: burnIn + samples, figures: figuresOf(chains, sample + 1) });
    }
  } finally {
    session.close();
  }
  return keeper.samples();
}

/** Small random vectors; the chain's own randomness. */
function start(
  x: Float32Array,
  y: Float32Array,
  width: number,
  users: Side,
  items: Side,
  chain: number,
  { factors, seed }: ChainSettings,
): Random {
  // The first chain is the one that runs alone.
  const stream = (name: string): string => (chain === 0 ? name : `${name} ${chain}`);
  fillNormal(x, factors, 0.1, seed, stream('users'), width);
  fillNormal(y, factors, 0.1, seed, stream('items'), width);
  if (users.fixed >= 0) for (let at = users.fixed; at < x.length; at += width) x[at] = 1;
  if (items.fixed >= 0) for (let at = items.fixed; at < y.length; at += width) y[at] = 1;
  return seededRandom(seed, stream('chain'));
}

/** Means over the chains, and from the fourth kept sweep on how far the chains, and the halves of each, are apart. */
function figuresOf(chains: readonly Chain[], kept: number): Record<string, number> {
  const mean = (of: (chain: Chain) => number): number => chains.reduce((sum, chain) => sum + of(chain), 0) / chains.length;
  const figures: Record<string, number> = {
    trainRmse: mean(({ trace }) => trace[trace.length - 1]),
    noisePrecision: mean(({ precision }) => precision),
  };
  if (kept >= 4) figures['potentialScaleReduction'] = potentialScaleReduction(chains.map(({ trace }) => trace));
  return figures;
}

interface Side {
  readonly rows: number;
  /** Rows with a rating. */
  readonly rated: Uint32Array;
  /** Coordinates that are drawn. */
  readonly free: readonly number[];
  /** Coordinate that is 1, so that the other side's bias stands alone; −1: none. */
  readonly fixed: number;
}

function sideOf({ rows, pointers }: SparsePattern, factors: number, biases: boolean, fixed: number): Side {
  const rated = Uint32Array.from({ length: rows }, (_, row) => row).filter((row) => pointers[row + 1] > pointers[row]);
  const free = Array.from({ length: factors + (biases ? 2 : 0) }, (_, f) => f).filter((f) => f !== fixed);
  return { rows, rated, free, fixed };
}

/** The distribution of the free coordinates as a prior over all. */
function spread(
  { precision, right }: RowDistribution,
  free: readonly number[],
  width: number,
  prior: Float32Array,
  priorRight: Float32Array,
): void {
  prior.fill(0);
  priorRight.fill(0);
  for (let f = 0; f < width; f++) prior[f * width + f] = PINNED;
  free.forEach((to, f) => {
    priorRight[to] = right[f];
    free.forEach((across, g) => {
      prior[to * width + across] = precision[f * free.length + g];
    });
  });
}

/** Around 0, with a floor for ratings that are all equal. */
function variance(values: Float32Array): number {
  return Math.max(values.reduce((sum, value) => sum + value * value, 0) / values.length, 1e-6);
}
