/**
 * Alternating non-negative least squares: rows of one side are improved coordinate by coordinate while the other side is held
 * fixed, so that no step can raise the objective.
 *
 * A row of the users is [p, b_u, 1, 0 …], of the items [q, 1, b_i, 0 …]: biases are coordinates like others; without biases a
 * row is [p, 0 …].
 */
import type { Interactions } from '../../../data/interactions.ts';
import { LikewiseError } from '../../../errors.ts';
import { float32, float64, type Kernels, paddedFactors } from '../../../kernels/kernels.ts';
import { runOnce } from '../../../kernels/run-once.ts';
import { gaussianScratchBytes } from '../../../kernels/scratch.ts';
import { seededRandom } from '../../../math/random.ts';
import { type DenseMatrix, rowOf } from '../../../matrix/dense.ts';
import type { FoldInRow } from '../../answering/user-row.ts';
import type { FitContext } from '../../contract/estimator.ts';
import { clearUnrated } from '../../vectors/vectors.ts';

export interface NonNegativeShape {
  readonly factors: number;
  readonly biases: boolean;
  /** Penalty of a row by its number of ratings. */
  readonly penalty: (count: number) => number;
}

export interface NonNegativeSettings extends NonNegativeShape {
  readonly epochs: number;
  readonly sweeps: number;
  readonly seed: number;
  /** Subtracted from every rating. */
  readonly mean: number;
  /** Mean of what the factors have to explain at the start: p·q begins near it. */
  readonly level: number;
}

export interface NonNegativeFactors {
  readonly userBias: Float32Array;
  readonly itemBias: Float32Array;
  readonly userFactors: DenseMatrix;
  readonly itemFactors: DenseMatrix;
}

/** Passes over the coordinates of a row that is solved from 0: enough for any row to stop by itself. */
const TO_THE_END = 2000;
const CHUNKS = 64;

/** The last half-step solves each user from 0, as `foldInNonNegative` does. @throws LikewiseError `too-large`, `not-finite` */
export async function trainNonNegative(
  train: Interactions,
  settings: NonNegativeSettings,
  kernels: Kernels,
  { signal, onEpoch }: FitContext,
): Promise<NonNegativeFactors> {
  const { factors, biases, penalty, epochs, sweeps, seed, mean, level } = settings;
  const { userItems, itemUsers } = train;
  const width = widthOf(settings);
  const penaltiesOf = ({ rows, pointers }: { readonly rows: number; readonly pointers: Uint32Array }) =>
    Float32Array.from({ length: rows }, (_, row) => penalty(pointers[row + 1] - pointers[row]));
  const { penalized, lowest } = coordinates(settings);
  const session = await kernels.open(
    {
      userPointers: userItems.pointers,
      userIndexes: userItems.indexes,
      userTargets: userItems.values.map((rating) => rating - mean),
      userPenalties: penaltiesOf(userItems),
      itemPointers: itemUsers.pointers,
      itemIndexes: itemUsers.indexes,
      itemTargets: itemUsers.values.map((rating) => rating - mean),
      itemPenalties: penaltiesOf(itemUsers),
      users: float32(userItems.rows * width),
      items: float32(itemUsers.rows * width),
      penalized,
      lowest,
      squares: float64(CHUNKS),
    },
    { scratchBytes: gaussianScratchBytes(width) },
  );
  try {
    const a = session.arrays;
    // Uniform in (0, 2 √(level/factors)): the expected product of two vectors is `level`.
    const largest = 2 * Math.sqrt(level / factors);
    for (const [side, stream] of [
      [a.users, 'users'],
      [a.items, 'items'],
    ] as const) {
      const random = seededRandom(seed, stream);
      for (let start = 0; start < side.length; start += width)
        for (let f = 0; f < factors; f++) side[start + f] = largest * random.uniform();
    }
    if (biases) {
      for (let at = factors + 1; at < a.users.length; at += width) a.users[at] = 1;
      for (let at = factors; at < a.items.length; at += width) a.items[at] = 1;
    }
    clearUnrated({ rows: userItems.rows, columns: width, values: a.users }, userItems);
    const itemHalf = [a.itemPointers, a.itemIndexes, a.itemTargets, a.items, a.users, a.itemPenalties, a.penalized] as const;
    const userHalf = [a.userPointers, a.userIndexes, a.userTargets, a.users, a.items, a.userPenalties, a.penalized] as const;
    const fixedItem = biases ? factors : -1;
    const fixedUser = biases ? factors + 1 : -1;
    for (let epoch = 1; epoch <= epochs; epoch++) {
      const last = epoch === epochs;
      const items = { rows: itemUsers.rows, costs: a.itemPointers, signal };
      const users = { rows: userItems.rows, costs: a.userPointers, signal };
      await session.run('boundedRows', [...itemHalf, a.lowest, fixedItem, width, sweeps, 0], items);
      await session.run('boundedRows', [...userHalf, a.lowest, fixedUser, width, last ? TO_THE_END : sweeps, last ? 1 : 0], users);
      if (onEpoch === undefined) continue;
      a.squares.fill(0);
      await session.run('squaredErrors', [a.userPointers, a.userIndexes, a.userTargets, a.users, a.items, width, a.squares], {
        ...users,
        maxChunks: CHUNKS,
      });
      const squares = a.squares.reduce((sum, part) => sum + part, 0);
      const objective =
        squares + penaltyOf(a.users, a.userPenalties, width, fixedUser) + penaltyOf(a.items, a.itemPenalties, width, fixedItem);
      await onEpoch({ epoch, epochs, objective, figures: { trainRmse: Math.sqrt(squares / train.size) } });
    }
    requireFinite(a.users, userItems.values);
    requireFinite(a.items, userItems.values);
    const cut = (side: Float32Array, rows: number): DenseMatrix => {
      const values = new Float32Array(rows * factors);
      for (let row = 0; row < rows; row++) values.set(side.subarray(row * width, row * width + factors), row * factors);
      return { rows, columns: factors, values };
    };
    const column = (side: Float32Array, at: number) =>
      Float32Array.from({ length: side.length / width }, (_, row) => (biases ? side[row * width + at] : 0));
    return {
      userBias: column(a.users, factors),
      itemBias: column(a.items, factors + 1),
      userFactors: cut(a.users, userItems.rows),
      itemFactors: cut(a.items, itemUsers.rows),
    };
  } finally {
    session.close();
  }
}

/**
 * The last half-step of training for one row against the other side: the same kernel on the same numbers, so the same bits.
 * `targets` are ratings less the mean; `side` says which side the row belongs to.
 */
export function foldInNonNegative(
  other: { readonly factors: DenseMatrix; readonly bias: Float32Array },
  row: FoldInRow,
  mean: number,
  shape: NonNegativeShape,
  side: 'user' | 'item',
): { readonly bias: number; readonly vector: Float32Array } {
  const { factors, biases, penalty } = shape;
  const width = widthOf(shape);
  const count = row.indexes.length;
  const [own, fixed] = side === 'user' ? [factors, factors + 1] : [factors + 1, factors];
  const y = new Float32Array(count * width);
  row.indexes.forEach((index, e) => {
    y.set(rowOf(other.factors, index), e * width);
    if (!biases) return;
    y[e * width + own] = 1;
    y[e * width + fixed] = other.bias[index];
  });
  const { penalized, lowest } = coordinates(shape);
  const x = new Float32Array(width);
  const entries = Uint32Array.from({ length: count }, (_, e) => e);
  const targets = row.values.map((rating) => rating - mean);
  const solved = runOnce(
    'boundedRows',
    [
      Uint32Array.of(0, count),
      entries,
      targets,
      x,
      y,
      Float32Array.of(penalty(count)),
      penalized,
      lowest,
      biases ? fixed : -1,
      width,
      TO_THE_END,
      1,
    ],
    { rows: 1, scratchBytes: gaussianScratchBytes(width), result: x },
  );
  return { bias: biases ? solved[own] : 0, vector: solved.slice(0, factors) };
}

/** Squares of ratings near the end of float32 leave it. */
function requireFinite(side: Float32Array, ratings: Float32Array): void {
  if (side.every(Number.isFinite)) return;
  const largest = ratings.reduce((most, rating) => Math.max(most, rating), 0);
  throw new LikewiseError(
    'not-finite',
    `nmf: with ratings up to ${Number(largest.toPrecision(4))} the vectors leave the range of 32-bit numbers. Bring the ratings to a smaller scale.`,
    { largest },
  );
}

function widthOf({ factors, biases }: NonNegativeShape): number {
  return paddedFactors(factors + (biases ? 2 : 0));
}

/** Factors are at least 0, biases have no bound; coordinates that only fill up have neither entries nor a penalty and stay 0. */
function coordinates(shape: NonNegativeShape): { readonly penalized: Float32Array; readonly lowest: Float32Array } {
  const width = widthOf(shape);
  const used = shape.factors + (shape.biases ? 2 : 0);
  const penalized = new Float32Array(width).fill(1, 0, used);
  const lowest = new Float32Array(width).fill(-3e38, shape.factors, used);
  return { penalized, lowest };
}

/** Σ_rows penalty_row ‖row‖² without the coordinate that is always 1. */
function penaltyOf(side: Float32Array, penalties: Float32Array, width: number, fixed: number): number {
  let sum = 0;
  for (let row = 0; row < penalties.length; row++)
    for (let f = 0; f < width; f++) if (f !== fixed) sum += penalties[row] * side[row * width + f] ** 2;
  return sum;
}
