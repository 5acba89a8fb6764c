/**
 * The epochs of feature ALS. Of each side in turn: features are fitted to the vectors as they are, then every vector is solved with
 * what its features foresee as the centre of its penalty. The kernels of implicit ALS do the latter unchanged: a penalty
 * λ‖x − m‖² is λ‖x‖² and an entry of weight 0 whose vector on the other side is λ m / w₀, for an entry adds (0 + w₀) times its vector
 * to the right side and 0 times its square to the matrix. Behind the vectors of a side stand these of the other side's rows.
 */

import { LikewiseError } from '../../../errors.ts';
import {
  float32,
  float64,
  type KernelSession,
  type Kernels,
  paddedFactors,
  type RunOptions,
  type SessionLayout,
} from '../../../kernels/kernels.ts';
import { alsScratchBytes } from '../../../kernels/scratch.ts';
import { seededRandom } from '../../../math/random.ts';
import { type DenseMatrix, withRowLength } from '../../../matrix/dense.ts';
import { type SparseRows, transpose } from '../../../matrix/sparse.ts';
import type { FitContext } from '../../contract/estimator.ts';
import { fillGram, gramChunks } from '../../vectors/gram.ts';
import { addForeseen, fitEmbeddings } from './embeddings.ts';
import { confidencesOf, type HybridConfidence, idPenalty } from './weights.ts';

export interface HybridSettings extends HybridConfidence {
  readonly factors: number;
  readonly epochs: number;
  readonly regularization: number;
  readonly featureRegularization: number;
  readonly seed: number;
}

export interface HybridSide {
  /** What the features foresee where a row has no positive, else the solution; [rows × factors]. */
  readonly factors: DenseMatrix;
  /** [features × factors]. */
  readonly embeddings: DenseMatrix;
}

export interface TrainedHybrid {
  readonly users: HybridSide;
  readonly items: HybridSide;
  /** w₀ · YᵀY of the items with a positive; [factors × factors]. */
  readonly itemGram: DenseMatrix;
}

/** Vectors start with this standard deviation over √factors. */
const START = 0.1;
/** Conjugate gradient steps of a vector beyond 32 factors, where exact solving costs more; the last users are solved exactly. */
const CG_STEPS = 3;
/** Of the features, in an epoch and at the end. */
const FEATURE_STEPS = 10;
const LAST_FEATURE_STEPS = 100;

const layoutOf = (byUser: SparseRows, byItem: SparseRows, padded: number) =>
  ({
    userPointers: byUser.pointers,
    userIndexes: byUser.indexes,
    userWeights: byUser.values,
    itemPointers: byItem.pointers,
    itemIndexes: byItem.indexes,
    itemWeights: byItem.values,
    userFactors: float32((byUser.rows + byItem.rows) * padded),
    itemFactors: float32((byUser.rows + byItem.rows) * padded),
    userPenalties: float32(byUser.rows),
    itemPenalties: float32(byItem.rows),
    gram: float32(padded * padded),
    partials: float32(gramChunks(padded) * padded * padded),
    errors: float64(256),
  }) satisfies SessionLayout;
type Session = KernelSession<ReturnType<typeof layoutOf>>;

interface Side {
  readonly of: 'user' | 'item';
  readonly pointers: Uint32Array;
  readonly indexes: Uint32Array;
  readonly weights: Float32Array;
  /** [rows + other rows, padded]: vectors, then the other side's centres. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly penalties: Float32Array;
  readonly rows: number;
  readonly otherRows: number;
  readonly features: SparseRows;
  /** [features × padded]. */
  readonly embeddings: Float32Array;
  /** featureRegularization times the mean penalty of a row. */
  readonly ridge: number;
}

export async function trainHybrid(
  positives: SparseRows,
  userFeatures: SparseRows,
  itemFeatures: SparseRows,
  settings: HybridSettings,
  kernels: Kernels,
  { signal, onEpoch }: FitContext,
  figures: Readonly<Record<string, number>>,
): Promise<TrainedHybrid> {
  const { factors, epochs, seed } = settings;
  const padded = paddedFactors(factors);
  const weighted = { ...positives, values: confidencesOf(positives.values, settings) };
  const byUser = withCentres(weighted);
  const byItem = withCentres(transpose(weighted).matrix);
  const session = await kernels.open(layoutOf(byUser, byItem, padded), { scratchBytes: alsScratchBytes(padded, longest(byUser, byItem)) });
  try {
    const { users, items } = sidesOf(session, positives, userFeatures, itemFeatures, settings);
    for (const [name, side] of [
      ['users', users],
      ['items', items],
    ] as const) {
      const start = seededRandom(seed, `feature-als ${name}`).bits() | 0;
      await session.run('normalRows', [side.x, factors, padded, START / Math.sqrt(factors), start], { rows: side.rows, signal });
    }
    for (let epoch = 1; epoch <= epochs; epoch++) {
      for (const side of [items, users]) {
        signal?.throwIfAborted();
        // At first vectors are random: features have nothing to learn from them.
        if (epoch > 1) fitEmbeddings(regressionOf(side), side.x, padded, side.embeddings, FEATURE_STEPS, signal);
        await solveSide(session, side, settings, side === users && epoch === epochs, signal);
      }
      const value = onEpoch && (await objective(session, users, items, settings, signal));
      await onEpoch?.({ epoch, epochs, objective: value, figures });
    }
    // Users' features stay those of their last solution, so that folding in repeats it.
    fitEmbeddings(regressionOf(items), items.x, padded, items.embeddings, LAST_FEATURE_STEPS, signal);
    const matrix = (values: Float32Array, rows: number): DenseMatrix => ({
      rows,
      columns: factors,
      values: withRowLength(values, rows, padded, factors),
    });
    const finished = (side: Side): HybridSide => ({
      factors: matrix(foreseenWhereEmpty(side, padded), side.rows),
      embeddings: matrix(side.embeddings, side.features.columns),
    });
    return { itemGram: matrix(session.arrays.gram, factors), users: finished(users), items: finished(items) };
  } finally {
    session.close();
  }
}

const regressionOf = ({ features, penalties, pointers, ridge }: Side) => ({
  rows: features,
  weights: penalties.map((penalty, row) => (pointers[row + 1] > pointers[row] ? penalty : 0)),
  ridge,
});

/** Each row with an entry gets one more, of weight 0, in a column of its own behind the others. */
function withCentres({ rows, columns, pointers, indexes, values }: SparseRows): SparseRows {
  let filled = 0;
  for (let row = 0; row < rows; row++) if (pointers[row + 1] > pointers[row]) filled++;
  const wider = {
    rows,
    columns: columns + rows,
    pointers: new Uint32Array(rows + 1),
    indexes: new Uint32Array(indexes.length + filled),
    values: new Float32Array(indexes.length + filled),
  };
  for (let row = 0, to = 0; row < rows; row++) {
    wider.indexes.set(indexes.subarray(pointers[row], pointers[row + 1]), to);
    wider.values.set(values.subarray(pointers[row], pointers[row + 1]), to);
    to += pointers[row + 1] - pointers[row];
    if (pointers[row + 1] > pointers[row]) wider.indexes[to++] = columns + row;
    wider.pointers[row + 1] = to;
  }
  return wider;
}

function longest(...sides: readonly SparseRows[]): number {
  let most = 0;
  for (const { pointers, rows } of sides) for (let row = 0; row < rows; row++) most = Math.max(most, pointers[row + 1] - pointers[row]);
  return most;
}

function sidesOf(
  { arrays: a }: Session,
  positives: SparseRows,
  userFeatures: SparseRows,
  itemFeatures: SparseRows,
  settings: HybridSettings,
): { users: Side; items: Side } {
  const padded = paddedFactors(settings.factors);
  const sideOf = (pointers: Uint32Array, rest: Omit<Side, 'pointers' | 'embeddings' | 'ridge'>, others: number): Side => {
    let sum = 0;
    let filled = 0;
    for (let row = 0; row < rest.rows; row++) {
      const entries = pointers[row + 1] - pointers[row];
      if (entries === 0) continue;
      rest.penalties[row] = idPenalty(entries - 1, others, settings);
      sum += rest.penalties[row];
      filled++;
    }
    const ridge = Math.max((settings.featureRegularization * sum) / filled, Number.MIN_VALUE);
    return { ...rest, pointers, embeddings: new Float32Array(rest.features.columns * padded), ridge };
  };
  const { rows, columns } = positives;
  const users = sideOf(
    a.userPointers,
    {
      of: 'user',
      indexes: a.userIndexes,
      weights: a.userWeights,
      x: a.userFactors,
      y: a.itemFactors,
      penalties: a.userPenalties,
      rows,
      otherRows: columns,
      features: userFeatures,
    },
    filledRows(a.itemPointers),
  );
  const items = sideOf(
    a.itemPointers,
    {
      of: 'item',
      indexes: a.itemIndexes,
      weights: a.itemWeights,
      x: a.itemFactors,
      y: a.userFactors,
      penalties: a.itemPenalties,
      rows: columns,
      otherRows: rows,
      features: itemFeatures,
    },
    filledRows(a.userPointers),
  );
  return { users, items };
}

const filledRows = (pointers: Uint32Array): number =>
  pointers.reduce((sum, end, row) => (row > 0 && end > pointers[row - 1] ? sum + 1 : sum), 0);

const systemOf = ({ arrays }: Session, side: Side, { unobservedWeight, factors }: HybridSettings) =>
  [
    side.pointers,
    side.indexes,
    side.weights,
    side.x,
    side.y,
    arrays.gram,
    side.penalties,
    unobservedWeight,
    paddedFactors(factors),
  ] as const;

/** A kernel knows its row by number only; whoever knows the ids needs the side as well. */
function ofSide(error: unknown, side: Side['of']): unknown {
  if (!(error instanceof LikewiseError) || error.code !== 'not-positive-definite') return error;
  return new LikewiseError(error.code, error.message, { ...error.data, side });
}

async function solveSide(
  session: Session,
  side: Side,
  settings: HybridSettings,
  last: boolean,
  signal: RunOptions['signal'],
): Promise<void> {
  await fillGram(session, side, settings, signal);
  const padded = paddedFactors(settings.factors);
  const centre = new Float64Array(padded);
  for (let row = 0; row < side.rows; row++) {
    centre.fill(0);
    addForeseen(side.features, row, side.embeddings, padded, centre);
    const scale = side.penalties[row] / settings.unobservedWeight;
    const at = (side.otherRows + row) * padded;
    for (let k = 0; k < padded; k++) side.y[at + k] = scale * centre[k];
  }
  const options: RunOptions = { rows: side.rows, costs: side.pointers, signal };
  const system = systemOf(session, side, settings);
  try {
    if (settings.factors <= 32 || last) await session.run('alsDirect', [...system, side.y, 0], options);
    else await session.run('alsConjugateGradient', [...system, CG_STEPS], options);
  } catch (error) {
    throw ofSide(error, side.of);
  }
}

/** Value after the users' half-step, while `gram` and the centres behind the items are theirs. */
async function objective(
  session: Session,
  users: Side,
  items: Side,
  settings: HybridSettings,
  signal: RunOptions['signal'],
): Promise<number> {
  const { errors } = session.arrays;
  const { unobservedWeight } = settings;
  const padded = paddedFactors(settings.factors);
  errors.fill(0);
  await session.run('alsObjective', [...systemOf(session, users, settings), errors], { rows: users.rows, costs: users.pointers, signal });
  let sum = 0;
  for (const part of errors) sum += part;
  for (const side of [users, items]) {
    const centre = new Float64Array(padded);
    for (let row = 0; row < side.rows; row++) {
      if (side.pointers[row + 1] === side.pointers[row]) continue;
      centre.fill(0);
      addForeseen(side.features, row, side.embeddings, padded, centre);
      let square = 0;
      // The kernel has counted w₀ − 2λ x·m and λ‖x‖² of each user.
      for (let k = 0; k < padded; k++) square += (side === users ? centre[k] : side.x[row * padded + k] - centre[k]) ** 2;
      sum += side.penalties[row] * square - (side === users ? unobservedWeight : 0);
    }
    let square = 0;
    for (const value of side.embeddings) square += value * value;
    sum += side.ridge * square;
  }
  return sum;
}

/** Vectors of rows without a positive become what their features foresee. */
function foreseenWhereEmpty({ x, pointers, rows, features, embeddings }: Side, padded: number): Float32Array {
  const filled = x.slice(0, rows * padded);
  const centre = new Float64Array(padded);
  for (let row = 0; row < rows; row++) {
    if (pointers[row + 1] > pointers[row]) continue;
    centre.fill(0);
    addForeseen(features, row, embeddings, padded, centre);
    filled.set(centre, row * padded);
  }
  return filled;
}
