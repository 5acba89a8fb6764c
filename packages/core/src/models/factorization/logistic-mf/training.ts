/**
 * The epochs of logistic matrix factorization in one kernel session, and the same steps for one new row.
 *
 * Inside, a user's vector is (x, b_u, 1), an item's (y, 1, b_i): the product is the whole score, and biases are learned like
 * any coordinate. The 1 never moves.
 */

import { LikewiseError } from '../../../errors.ts';
import { chunkBounds } from '../../../kernels/chunks.ts';
import { float32, float64, type Kernels, paddedFactors, type RunOptions } from '../../../kernels/kernels.ts';
import { reference } from '../../../kernels/reference/reference.ts';
import { seededRandom } from '../../../math/random.ts';
import type { DenseMatrix } from '../../../matrix/dense.ts';
import { type SparseRows, transpose } from '../../../matrix/sparse.ts';
import type { FoldInRow } from '../../answering/user-row.ts';
import type { FitContext } from '../../contract/estimator.ts';
import { fillNormal } from '../../vectors/vectors.ts';

export interface LogisticSettings {
  readonly factors: number;
  readonly epochs: number;
  readonly learningRate: number;
  readonly regularization: number;
  readonly alpha: number;
  readonly negatives: number;
  readonly startScale: number;
  readonly seed: number;
}

export interface LearnedLogistic {
  readonly userFactors: DenseMatrix;
  readonly itemFactors: DenseMatrix;
  readonly userBias: Float32Array;
  readonly itemBias: Float32Array;
}

/** Mean score on the wrong side that says training diverged; log-odds beyond ±30 are 0 or 1 to the last bit. */
const DIVERGED = 30;

export async function trainLogistic(
  positives: SparseRows,
  settings: LogisticSettings,
  kernels: Kernels,
  { signal, onEpoch }: FitContext,
): Promise<LearnedLogistic> {
  const { factors, epochs, learningRate, regularization, alpha, negatives, startScale, seed } = settings;
  const { rows: users, columns: items } = positives;
  const padded = paddedFactors(factors + 2);
  const { matrix: byItem } = transpose(positives);
  const weights = ({ values }: SparseRows): Float32Array => values.map((value) => alpha * value);
  const session = await kernels.open(
    {
      userPointers: positives.pointers,
      userIndexes: positives.indexes,
      userWeights: weights(positives),
      itemPointers: byItem.pointers,
      itemIndexes: byItem.indexes,
      itemWeights: weights(byItem),
      userFactors: float32(users * padded),
      itemFactors: float32(items * padded),
      userSquares: float32(users * padded),
      itemSquares: float32(items * padded),
      likedItems: busyRows(byItem),
      likingUsers: busyRows(positives),
      sums: float64(512),
    },
    { scratchBytes: padded * 4 },
  );
  try {
    const a = session.arrays;
    const deviation = startScale / Math.sqrt(factors);
    startSide(a.userFactors, positives, factors, factors + 1, deviation, seed, 'users');
    startSide(a.itemFactors, byItem, factors, factors, deviation, seed, 'items');
    const random = seededRandom(seed, 'half-steps');
    const runOf = (pointers: Uint32Array, rows: number): RunOptions => ({ rows, costs: pointers, signal });
    const common = [negatives, learningRate, regularization] as const;
    for (let epoch = 1; epoch <= epochs; epoch++) {
      signal?.throwIfAborted();
      const forItems = [a.itemPointers, a.itemIndexes, a.itemWeights, a.itemFactors, a.userFactors, a.itemSquares] as const;
      const ofItems = [a.likingUsers, a.likingUsers.length, ...common, factors + 1, factors, padded, random.bits() | 0, a.sums] as const;
      await session.run('logisticRows', [...forItems, ...ofItems], runOf(a.itemPointers, items));
      a.sums.fill(0);
      const forUsers = [a.userPointers, a.userIndexes, a.userWeights, a.userFactors, a.itemFactors, a.userSquares] as const;
      const ofUsers = [a.likedItems, a.likedItems.length, ...common, factors, factors + 1, padded, random.bits() | 0, a.sums] as const;
      const userRun = runOf(a.userPointers, users);
      await session.run('logisticRows', [...forUsers, ...ofUsers], userRun);
      await report(a.sums, chunkBounds(userRun).length - 1, epoch, settings, onEpoch);
    }
    return {
      userFactors: columnsOf(a.userFactors, users, padded, factors),
      itemFactors: columnsOf(a.itemFactors, items, padded, factors),
      userBias: columnOf(a.userFactors, users, padded, factors),
      itemBias: columnOf(a.itemFactors, items, padded, factors + 1),
    };
  } finally {
    session.close();
  }
}

/**
 * A new row's vector, then its bias; [factors + 1]: as many steps as training had, from 0, the other side held fixed. Seeded: the same
 * entries give the same vector. `fixedVectors` are (y, 1, b_i) for a person, (x, b_u, 1) for an item; `known` has 1 for rows to draw.
 */
export function foldInByLogistic(
  side: 'user' | 'item',
  { indexes, values }: FoldInRow,
  fixedVectors: DenseMatrix,
  known: Uint8Array,
  { factors, epochs, learningRate, regularization, alpha, negatives, seed }: LogisticSettings,
): Float32Array {
  const size = factors + 2;
  const [own, fixed] = side === 'user' ? [factors, factors + 1] : [factors + 1, factors];
  const random = seededRandom(seed, side === 'user' ? 'fold-in' : 'new-item');
  const x = new Float32Array(size);
  x[fixed] = 1;
  const squares = new Float32Array(size);
  const sums = new Float64Array(2);
  const choices = Uint32Array.from(known.keys()).filter((index) => known[index] === 1);
  const pointers = Uint32Array.of(0, indexes.length);
  const weights = values.map((value) => alpha * value);
  const row = [pointers, indexes, weights, x, fixedVectors.values, squares, choices, choices.length] as const;
  for (let epoch = 0; epoch < epochs; epoch++) {
    // The readable kernel reads the fixed side where it is; the fast one would copy it all for a handful of draws.
    const step = [negatives, learningRate, regularization, own, fixed, size, random.bits() | 0, sums] as const;
    reference.logisticRows([...row, ...step], 0, 1, 0);
  }
  return Float32Array.of(...x.subarray(0, factors), x[own]);
}

/** Rows with an entry: who can be drawn. */
function busyRows({ rows, pointers }: SparseRows): Uint32Array {
  return Uint32Array.from({ length: rows }, (_, row) => row).filter((row) => pointers[row + 1] > pointers[row]);
}

/** Random vectors for rows with an entry, with bias 0 and the 1 at `fixed`; 0 for all others. */
function startSide(
  out: Float32Array,
  { rows, pointers }: SparseRows,
  factors: number,
  fixed: number,
  deviation: number,
  seed: number,
  stream: string,
): void {
  const padded = paddedFactors(factors + 2);
  const start = new Float32Array(rows * paddedFactors(factors));
  fillNormal(start, factors, deviation, seed, stream);
  for (let row = 0; row < rows; row++) {
    if (pointers[row + 1] === pointers[row]) continue;
    const from = row * paddedFactors(factors);
    out.set(start.subarray(from, from + factors), row * padded);
    out[row * padded + fixed] = 1;
  }
}

/** @throws LikewiseError `diverged` */
async function report(
  sums: Float64Array,
  chunks: number,
  epoch: number,
  { epochs, learningRate, alpha }: LogisticSettings,
  onEpoch: FitContext['onEpoch'],
): Promise<void> {
  let wrong = 0;
  let total = 0;
  for (let chunk = 0; chunk < chunks; chunk++) {
    wrong += sums[chunk * 2];
    total += sums[chunk * 2 + 1];
  }
  const wrongScore = wrong / total;
  if (!(wrongScore <= DIVERGED)) {
    throw new LikewiseError(
      'diverged',
      `logisticMF: training diverged in epoch ${epoch}: log-odds on the wrong side average ${Number(wrongScore.toPrecision(4))}, they began near 0. Lower learningRate (now ${learningRate}) or alpha (now ${alpha}).`,
      { epoch, wrongScore, learningRate, alpha },
    );
  }
  await onEpoch?.({ epoch, epochs, figures: { wrongScore } });
}

/** The first columns of a matrix with `padded` columns. */
function columnsOf(values: Float32Array, rows: number, padded: number, columns: number): DenseMatrix {
  const kept = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) kept.set(values.subarray(row * padded, row * padded + columns), row * columns);
  return { rows, columns, values: kept };
}

function columnOf(values: Float32Array, rows: number, padded: number, column: number): Float32Array {
  return Float32Array.from({ length: rows }, (_, row) => values[row * padded + column]);
}
