/** The Markov chain: priors of both sides, all items, all people, noise; again and again. */
import type { Interactions } from '../../../data/interactions.ts';
import type { SparsePattern } from '../../../data/sparse-rows.ts';
import { LikewiseError } from '../../../errors.ts';
import { float32, float64, type Kernels } from '../../../kernels/kernels.ts';
import { gaussianScratchBytes } from '../../../kernels/scratch.ts';
import { gamma } from '../../../math/gamma.ts';
import { seededRandom } from '../../../math/random.ts';
import type { FitContext } from '../../estimator.ts';
import type { DenseMatrix } from '../../state.ts';
import { clearUnrated, fillNormal, paddedFactors } from '../shared.ts';
import { drawRowDistribution, type RowDistribution } from './hyperparameters.ts';

interface ChainSettings {
  readonly factors: number;
  readonly samples: number;
  readonly burnIn: number;
  readonly biases: boolean;
  readonly noisePrecision: number | undefined;
  readonly priorStrength: number;
  readonly seed: number;
}

export interface Chain {
  readonly width: number;
  readonly precisions: Float64Array;
  readonly userPriors: DenseMatrix<Float64Array>;
  readonly userPriorRights: DenseMatrix<Float64Array>;
  readonly userFactors: DenseMatrix;
  readonly itemFactors: DenseMatrix;
}

/** Coordinates that only fill up to a multiple of 4 are pinned to 0 by a prior this sharp. */
const PINNED = 1e20;
const CHUNKS = 64;

export async function runChain(
  train: Interactions,
  meanRating: number,
  settings: ChainSettings,
  kernels: Kernels,
  { signal, onEpoch }: FitContext,
): Promise<Chain> {
  const { factors, samples, burnIn, biases, noisePrecision, priorStrength, seed } = settings;
  const { userItems, itemUsers } = train;
  const width = paddedFactors(factors + (biases ? 2 : 0));
  const users = sideOf(userItems, factors, biases, biases ? factors + 1 : -1);
  const items = sideOf(itemUsers, factors, biases, biases ? factors : -1);
  const keptUsers = keptMatrix(userItems.rows, samples * width);
  const keptItems = keptMatrix(itemUsers.rows, samples * width);
  const precisions = new Float64Array(samples);
  const userPriors = { rows: samples, columns: width * width, values: new Float64Array(samples * width * width) };
  const userPriorRights = { rows: samples, columns: width, values: new Float64Array(samples * width) };
  const centered = (values: Float32Array): Float32Array => values.map((rating) => rating - meanRating);
  const session = await kernels.open(
    {
      userPointers: userItems.pointers,
      userIndexes: userItems.indexes,
      userTargets: centered(userItems.values),
      itemPointers: itemUsers.pointers,
      itemIndexes: itemUsers.indexes,
      itemTargets: centered(itemUsers.values),
      x: float32(userItems.rows * width),
      y: float32(itemUsers.rows * width),
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
    fillNormal(a.x, factors, 0.1, seed, 'users', width);
    fillNormal(a.y, factors, 0.1, seed, 'items', width);
    for (const [side, vectors] of [
      [users, a.x],
      [items, a.y],
    ] as const)
      if (side.fixed >= 0) for (let at = side.fixed; at < vectors.length; at += width) vectors[at] = 1;
    const random = seededRandom(seed, 'chain');
    let precision = noisePrecision ?? 1 / variance(a.userTargets);
    const drawSide = async (side: Side, mine: Float32Array, other: Float32Array): Promise<RowDistribution> => {
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
      return distribution;
    };
    for (let sweep = 1; sweep <= burnIn + samples; sweep++) {
      signal?.throwIfAborted();
      await drawSide(items, a.y, a.x);
      await drawSide(users, a.x, a.y);
      const sample = sweep - burnIn - 1;
      if (sample >= 0) {
        precisions[sample] = precision;
        keep(keptUsers, a.x, width, sample, samples);
        keep(keptItems, a.y, width, sample, samples);
        userPriors.values.set(a.prior, sample * width * width);
        userPriorRights.values.set(a.priorRight, sample * width);
      }
      a.squares.fill(0);
      await session.run('squaredErrors', [a.userPointers, a.userIndexes, a.userTargets, a.x, a.y, width, a.squares], {
        rows: userItems.rows,
        costs: a.userPointers,
        maxChunks: CHUNKS,
        signal,
      });
      const squares = a.squares.reduce((sum, part) => sum + part, 0);
      if (noisePrecision === undefined) precision = gamma(random, 1 + train.size / 2, 1 / (1 + squares / 2));
      await onEpoch?.({
        epoch: sweep,
        epochs: burnIn + samples,
        figures: { trainRmse: Math.sqrt(squares / train.size), noisePrecision: precision },
      });
    }
  } finally {
    session.close();
  }
  clearUnrated(keptUsers, userItems);
  clearUnrated(keptItems, itemUsers);
  return { width, precisions, userPriors, userPriorRights, userFactors: keptUsers, itemFactors: keptItems };
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

/** Appends a sample to every row, divided so that products add up to their mean. */
function keep({ rows, columns, values }: DenseMatrix, vectors: Float32Array, width: number, sample: number, samples: number): void {
  const scale = 1 / Math.sqrt(samples);
  for (let row = 0; row < rows; row++) {
    const to = row * columns + sample * width;
    for (let f = 0; f < width; f++) values[to + f] = vectors[row * width + f] * scale;
  }
}

function keptMatrix(rows: number, columns: number): DenseMatrix {
  const gibibytes = (rows * columns * 4) / 2 ** 30;
  if (gibibytes > 8) {
    throw new LikewiseError(
      'too-large',
      `bayesianPMF: the kept samples of ${rows} rows need ${gibibytes.toFixed(1)} GiB; at most 8 are held. Lower samples or factors.`,
      { rows, gibibytes },
    );
  }
  return { rows, columns, values: new Float32Array(rows * columns) };
}

/** Around 0, with a floor for ratings that are all equal. */
function variance(values: Float32Array): number {
  return Math.max(values.reduce((sum, value) => sum + value * value, 0) / values.length, 1e-6);
}
