/**
 * Alternating least squares of ratings: vectors of one side are the exact minimum given the other's, row by row.
 *
 * A row of the users is [p, b_u, 1, 0 …], of the items [q, 1, b_i, 0 …], so that their product is p·q + b_u + b_i and the
 * bias is solved together with the vector; without biases a row is [p, 0 …].
 */
import type { IdMap } from '../../data/id-map.ts';
import type { Interactions } from '../../data/interactions.ts';
import { LikewiseError } from '../../errors.ts';
import { float32, float64, type Kernels, paddedFactors } from '../../kernels/kernels.ts';
import { runOnce } from '../../kernels/run-once.ts';
import { gaussianScratchBytes } from '../../kernels/scratch.ts';
import { type DenseMatrix, rowOf } from '../../matrix/dense.ts';
import type { SparsePattern, SparseRows } from '../../matrix/sparse.ts';
import type { FoldInRow } from '../answering/user-row.ts';
import type { FitContext } from '../contract/estimator.ts';
import { Ties } from './ties.ts';
import { clearUnrated, fillNormal } from './vectors.ts';

export interface RidgeALS {
  /** Who complains, such as "pmf". */
  readonly owner: string;
  readonly factors: number;
  readonly epochs: number;
  readonly seed: number;
  readonly startDeviation: number;
  /** Penalty of a row's vector and bias by its number of ratings. */
  readonly userPenalty: (count: number) => number;
  readonly itemPenalty: (count: number) => number;
  readonly biases: boolean;
  /** Subtracted from every rating. */
  readonly mean: number;
  /** Σ_uv weight_uv ‖x_u − x_v‖² is added to the objective; symmetric, [users × users]. */
  readonly ties?: SparseRows | undefined;
}

export interface RidgeFactors {
  readonly userBias: Float32Array;
  readonly itemBias: Float32Array;
  readonly userFactors: DenseMatrix;
  readonly itemFactors: DenseMatrix;
}

const CHUNKS = 64;

/** @throws LikewiseError `not-positive-definite` where a penalty is 0 and a row has too few ratings; `too-large`. */
export async function ridgeALS(
  train: Interactions,
  settings: RidgeALS,
  kernels: Kernels,
  { signal, onEpoch }: FitContext,
): Promise<RidgeFactors> {
  const { owner, factors, epochs, seed, startDeviation, userPenalty, itemPenalty, biases, mean } = settings;
  const { userItems, itemUsers } = train;
  const width = paddedFactors(factors + (biases ? 2 : 0));
  const ties = settings.ties === undefined ? undefined : new Ties(settings.ties, factors + (biases ? 1 : 0), width);
  const countsOf = ({ rows, pointers }: SparsePattern) => Uint32Array.from({ length: rows }, (_, row) => pointers[row + 1] - pointers[row]);
  const targets = userItems.values.map((rating) => rating - mean);
  const penalties = Float32Array.from(countsOf(userItems), userPenalty);
  const session = await kernels.open(
    {
      userPointers: userItems.pointers,
      userIndexes: userItems.indexes,
      userTargets: targets,
      userPenalties: ties === undefined ? penalties : ties.penalties(penalties),
      itemPointers: itemUsers.pointers,
      itemIndexes: itemUsers.indexes,
      itemTargets: itemUsers.values.map((rating) => rating - mean),
      itemPenalties: Float32Array.from(countsOf(itemUsers), itemPenalty),
      x: float32(userItems.rows * width),
      y: float32(itemUsers.rows * width),
      ...unpenalized(width, factors, biases),
      squares: float64(CHUNKS),
    },
    { scratchBytes: gaussianScratchBytes(width) },
  );
  try {
    const a = session.arrays;
    // Items are solved first: only the users' start matters.
    fillNormal(a.x, factors, startDeviation, seed, 'users', width);
    if (biases) for (let at = factors + 1; at < a.x.length; at += width) a.x[at] = 1;
    clearUnrated({ rows: userItems.rows, columns: width, values: a.x }, userItems);
    const solveItems = () => {
      const { itemPointers, itemIndexes, itemTargets, y, x, prior, priorRight, itemPenalties, penalized } = a;
      const system = [itemPointers, itemIndexes, itemTargets, y, x, prior, priorRight, itemPenalties, penalized] as const;
      const fixed = biases ? factors : -1;
      return session.run('gaussianRows', [...system, 1, fixed, width, 0, 0], { rows: itemUsers.rows, costs: itemPointers, signal });
    };
    const solveUsers = async () => {
      // Each row moves by the rest around where its ties draw it, all rows from where the others stood before: no order matters.
      const centers = ties?.centers(a.x, a.userPenalties);
      if (centers !== undefined) ties?.lessCenters(a.userTargets, targets, centers, userItems, a.y);
      await solveRows();
      if (centers === undefined) return;
      for (let at = 0; at < centers.length; at++) a.x[at] += centers[at];
      a.userTargets.set(targets);
    };
    const solveRows = () => {
      const { userPointers, userIndexes, userTargets, y, x, prior, priorRight, userPenalties, penalized } = a;
      const system = [userPointers, userIndexes, userTargets, x, y, prior, priorRight, userPenalties, penalized] as const;
      const fixed = biases ? factors + 1 : -1;
      return session.run('gaussianRows', [...system, 1, fixed, width, 0, 0], { rows: userItems.rows, costs: userPointers, signal });
    };
    for (let epoch = 1; epoch <= epochs; epoch++) {
      signal?.throwIfAborted();
      await namingRow(owner, 'item', train.items, solveItems);
      await namingRow(owner, 'user', train.users, solveUsers);
      if (onEpoch === undefined) continue;
      a.squares.fill(0);
      await session.run('squaredErrors', [a.userPointers, a.userIndexes, a.userTargets, a.x, a.y, width, a.squares], {
        rows: userItems.rows,
        costs: a.userPointers,
        maxChunks: CHUNKS,
        signal,
      });
      const squares = a.squares.reduce((sum, part) => sum + part, 0);
      const penalty =
        penaltyOf(a.x, penalties, width, biases ? factors + 1 : -1) +
        penaltyOf(a.y, a.itemPenalties, width, biases ? factors : -1) +
        (ties?.tension(a.x) ?? 0);
      await onEpoch({ epoch, epochs, objective: squares + penalty, figures: { trainRmse: Math.sqrt(squares / train.size) } });
    }
    const cut = (vectors: Float32Array, rows: number): DenseMatrix => {
      const values = new Float32Array(rows * factors);
      for (let row = 0; row < rows; row++) values.set(vectors.subarray(row * width, row * width + factors), row * factors);
      return { rows, columns: factors, values };
    };
    const column = (vectors: Float32Array, at: number) =>
      Float32Array.from({ length: vectors.length / width }, (_, row) => (biases ? vectors[row * width + at] : 0));
    return {
      userBias: column(a.x, factors),
      itemBias: column(a.y, factors + 1),
      userFactors: cut(a.x, userItems.rows),
      itemFactors: cut(a.y, itemUsers.rows),
    };
  } finally {
    session.close();
  }
}

/** Runs a half-step; where a row has no solution the error names the user or item instead of the row's number. */
async function namingRow(owner: string, kind: 'user' | 'item', ids: IdMap, halfStep: () => Promise<void>): Promise<void> {
  try {
    await halfStep();
  } catch (error) {
    if (!(error instanceof LikewiseError) || error.code !== 'not-positive-definite') throw error;
    const row = error.data.row as number;
    throw new LikewiseError(
      'not-positive-definite',
      `${owner}: the least squares of ${kind} ${ids.ids[row]} have no single solution: too few ratings for the length of the vectors, or ratings too large for the penalty. Increase regularization, lower factors, or bring the ratings to a smaller scale.`,
      { ...error.data, [kind]: ids.ids[row] },
    );
  }
}

/** The other way about: what a new item's row is solved against. */
export function peopleFixed({
  userFactors,
  userBias,
}: Pick<RidgeFactors, 'userFactors' | 'userBias'>): Pick<RidgeFactors, 'itemFactors' | 'itemBias'> {
  return { itemFactors: userFactors, itemBias: userBias };
}

/** The user half-step of training for one row: the same kernel on the same numbers, so the same bits. */
export function foldInRidge(
  { itemFactors, itemBias }: Pick<RidgeFactors, 'itemFactors' | 'itemBias'>,
  row: FoldInRow,
  mean: number,
  penalty: number,
  biases: boolean,
  center?: { readonly bias: number; readonly vector: Float32Array },
): { readonly bias: number; readonly vector: Float32Array } {
  const factors = itemFactors.columns;
  const width = paddedFactors(factors + (biases ? 2 : 0));
  const count = row.indexes.length;
  const y = new Float32Array(count * width);
  row.indexes.forEach((itemIndex, e) => {
    y.set(rowOf(itemFactors, itemIndex), e * width);
    if (biases) y.set([1, itemBias[itemIndex]], e * width + factors);
  });
  const { prior, priorRight, penalized } = unpenalized(width, factors, biases);
  const x = new Float32Array(width);
  const solved = runOnce(
    'gaussianRows',
    [
      Uint32Array.of(0, count),
      Uint32Array.from({ length: count }, (_, e) => e),
      row.values.map((rating, e) => rating - mean - (center === undefined ? 0 : productAt(y, e * width, center, biases))),
      x,
      y,
      prior,
      priorRight,
      Float32Array.of(penalty),
      penalized,
      1,
      biases ? factors + 1 : -1,
      width,
      0,
      0,
    ],
    { rows: 1, scratchBytes: gaussianScratchBytes(width), result: x },
  );
  if (center !== undefined) for (let f = 0; f < factors; f++) solved[f] += center.vector[f];
  return { bias: biases ? solved[factors] + (center?.bias ?? 0) : 0, vector: solved.slice(0, factors) };
}

function productAt(
  y: Float32Array,
  at: number,
  { vector, bias }: { readonly bias: number; readonly vector: Float32Array },
  biases: boolean,
): number {
  let sum = biases ? bias : 0;
  for (let f = 0; f < vector.length; f++) sum += vector[f] * y[at + f];
  return sum;
}

/** No prior but penalties; coordinates that only fill up have 1 on the diagonal and stay 0. */
function unpenalized(width: number, factors: number, biases: boolean) {
  const used = factors + (biases ? 2 : 0);
  const prior = new Float32Array(width * width);
  const penalized = new Float32Array(width);
  for (let f = 0; f < width; f++) {
    if (f < used) penalized[f] = 1;
    else prior[f * width + f] = 1;
  }
  return { prior, priorRight: new Float32Array(width), penalized };
}

/** Σ_rows penalty_row ‖row‖² without the coordinate that is always 1. */
function penaltyOf(vectors: Float32Array, penalties: Float32Array, width: number, fixed: number): number {
  let sum = 0;
  for (let row = 0; row < penalties.length; row++) {
    for (let f = 0; f < width; f++) if (f !== fixed) sum += penalties[row] * vectors[row * width + f] ** 2;
  }
  return sum;
}
