/** The epochs of implicit ALS in one kernel session: all matrices go in once, factors come out once. */
import type { IdMap } from '../../../data/id-map.ts';
import type { Interactions } from '../../../data/interactions.ts';
import { LikewiseError } from '../../../errors.ts';
import {
  float32,
  float64,
  type KernelSession,
  type Kernels,
  paddedFactors,
  type RunOptions,
  type SessionLayout,
  uint32,
} from '../../../kernels/kernels.ts';
import { alsScratchBytes } from '../../../kernels/scratch.ts';
import { seededRandom } from '../../../math/random.ts';
import { type DenseMatrix, rowOf, withRowLength } from '../../../matrix/dense.ts';
import type { SparseRows } from '../../../matrix/sparse.ts';
import type { FitContext } from '../../contract/estimator.ts';
import { type ConfidenceSettings, type PenaltySettings, penaltiesOf, weightsOf } from '../../vectors/confidence.ts';
import { fillGram, gramChunks, type HalfStep, objectiveOf, systemOf } from '../../vectors/half-step.ts';
import { FeaturePrior } from './feature-prior.ts';

export interface TrainingSettings extends ConfidenceSettings, PenaltySettings {
  readonly factors: number;
  readonly epochs: number;
  readonly solver: 'auto' | 'direct' | 'cg' | 'block';
  readonly cgSteps: number;
  readonly blockSize: number;
  readonly startScale: number;
  readonly seed: number;
  readonly itemFeatureWeight: number;
  readonly userFeatureWeight: number;
  readonly featureRegularization: number;
}

/** Features in the order of the rows; `undefined` where they do not count. */
export interface SideFeatures {
  readonly userFeatures: SparseRows | undefined;
  readonly itemFeatures: SparseRows | undefined;
}

export interface TrainedFactors {
  readonly userFactors: DenseMatrix;
  readonly itemFactors: DenseMatrix;
  /** unobserved · XᵀX of the final user factors; [factors × factors]. */
  readonly userGram: DenseMatrix;
  /** unobserved · YᵀY of the item factors, as the last half-step used it; [factors × factors]. */
  readonly itemGram: DenseMatrix;
}

type Solver = 'direct' | 'cg' | 'block';

/**
 * What `auto` means: direct with features and up to 32 factors, where it costs no more than cg; cg beyond, but direct for the last user
 * half-step, so that folding in a training user repeats it.
 */
export function solverOf(
  {
    solver,
    factors,
    itemFeatureWeight,
    userFeatureWeight,
  }: Pick<TrainingSettings, 'solver' | 'factors' | 'itemFeatureWeight' | 'userFeatureWeight'>,
  lastHalfStep: boolean,
): Solver {
  if (itemFeatureWeight > 0 || userFeatureWeight > 0) return 'direct';
  if (solver !== 'auto') return solver;
  return factors <= 32 || lastHalfStep ? 'direct' : 'cg';
}

/** Whether all weights are one number, as those of clicks are: then one array of them serves both orientations. */
function alike({ values }: SparseRows): boolean {
  // By index: over twenty million values an iterator costs seconds.
  for (let e = 1; e < values.length; e++) if (values[e] !== values[0]) return false;
  return true;
}

const layoutOf = (positives: SparseRows, described: SideFeatures, padded: number) => {
  const { rows: users, columns: items, pointers, indexes } = positives;
  const entries = indexes.length;
  return {
    userPointers: pointers,
    userIndexes: indexes,
    userWeights: float32(entries),
    itemPointers: uint32(items + 1),
    itemIndexes: uint32(entries),
    itemWeights: float32(alike(positives) ? 0 : entries),
    userFactors: float32(users * padded),
    itemFactors: float32(items * padded),
    userPenalties: float32(users),
    itemPenalties: float32(items),
    gram: float32(padded * padded),
    partials: float32(gramChunks(padded) * padded * padded),
    objectiveParts: float64(256),
    userPriors: float32(described.userFeatures === undefined ? 0 : users * padded),
    itemPriors: float32(described.itemFeatures === undefined ? 0 : items * padded),
  } satisfies SessionLayout;
};
type Session = KernelSession<ReturnType<typeof layoutOf>>;

interface Side extends HalfStep {
  readonly priors: Float32Array;
  readonly prior: FeaturePrior | undefined;
}

export async function trainFactors(
  { users, items }: Pick<Interactions, 'users' | 'items'>,
  positives: SparseRows,
  settings: TrainingSettings,
  kernels: Kernels,
  { signal, onEpoch }: FitContext,
  from?: OlderModel,
  described: SideFeatures = { userFeatures: undefined, itemFeatures: undefined },
): Promise<TrainedFactors> {
  const { factors, epochs, seed, startScale } = settings;
  const padded = paddedFactors(factors);
  const layout = layoutOf(positives, described, padded);
  const session = await kernels.open(layout, { scratchBytes: alsScratchBytes(padded, longestRow(positives)) });
  try {
    const { byUser, byItem } = sidesOf(session, positives, settings, described);
    const deviation = startScale / Math.sqrt(factors);
    for (const side of ['userFactors', 'itemFactors'] as const) {
      const vectors = session.arrays[side];
      const args = [vectors, factors, padded, deviation, seededRandom(seed, side).bits() | 0] as const;
      await session.run('normalRows', [...args], { rows: vectors.length / padded, signal });
    }
    if (from !== undefined) {
      startFrom(from.userFactors, from.users, users, session.arrays.userFactors, factors);
      startFrom(from.itemFactors, from.items, items, session.arrays.itemFactors, factors);
    }
    for (let epoch = 1; epoch <= epochs; epoch++) {
      signal?.throwIfAborted();
      if (epoch > 1 || from !== undefined) learnPrior(byItem);
      await halfStep(session, byItem, settings, solverOf(settings, false), signal).catch((error) =>
        Promise.reject(rowNamed(error, 'item', items)),
      );
      if (epoch > 1 || from !== undefined) learnPrior(byUser);
      // Last, so that folding in repeats it.
      await halfStep(session, byUser, settings, solverOf(settings, epoch === epochs), signal).catch((error) =>
        Promise.reject(rowNamed(error, 'user', users)),
      );
      if (onEpoch !== undefined) {
        await onEpoch({ epoch, epochs, objective: await objective(session, byUser, byItem, settings, signal) });
      }
    }
    const matrix = (values: Float32Array, rows: number): DenseMatrix => ({
      rows,
      columns: factors,
      values: withRowLength(values, rows, padded, factors),
    });
    const itemGram = matrix(session.arrays.gram, factors);
    await fillGram(session, byItem, settings, signal);
    const userGram = matrix(session.arrays.gram, factors);
    // Rows that nobody met enter no sum; they only get a vector to be asked for.
    for (const side of [byUser, byItem]) {
      side.prior?.update(side.x);
      side.prior?.fill(side.x, 'cold');
    }
    return {
      userFactors: matrix(session.arrays.userFactors, positives.rows),
      itemFactors: matrix(session.arrays.itemFactors, positives.columns),
      userGram,
      itemGram,
    };
  } finally {
    session.close();
  }
}

/** Vectors of an earlier training, by id. */
export interface OlderModel {
  readonly users: IdMap;
  readonly items: IdMap;
  readonly userFactors: DenseMatrix;
  readonly itemFactors: DenseMatrix;
}

/** Overwrites the random start of every row whose id the older model has. @throws LikewiseError `wrong-model` for vectors of another length. */
function startFrom(older: DenseMatrix, olderIds: IdMap, ids: IdMap, out: Float32Array, factors: number): void {
  if (older.columns !== factors) {
    throw new LikewiseError(
      'wrong-model',
      `implicitALS.fit: from has vectors of ${older.columns} factors; the settings ask for ${factors}.`,
      {
        factors: older.columns,
        asked: factors,
      },
    );
  }
  const padded = paddedFactors(factors);
  for (let row = 0; row < ids.size; row++) {
    const olderRow = olderIds.indexOf(ids.ids[row]);
    if (olderRow !== undefined) out.set(rowOf(older, olderRow), row * padded);
  }
}

/** Most entries of a row or column. */
function longestRow({ columns, pointers, indexes }: SparseRows): number {
  const counts = new Uint32Array(columns);
  let longest = 0;
  for (let row = 0; row + 1 < pointers.length; row++) longest = Math.max(longest, pointers[row + 1] - pointers[row]);
  for (let e = 0; e < indexes.length; e++) longest = Math.max(longest, ++counts[indexes[e]]);
  return longest;
}

/** Fills weights, transpose and penalties in the session's own memory: nothing is held twice. */
function sidesOf(
  { arrays: a }: Session,
  positives: SparseRows,
  settings: TrainingSettings,
  described: SideFeatures,
): { byUser: Side; byItem: Side } {
  const { rows: users, columns: items } = positives;
  weightsOf('implicitALS', positives.values, settings, a.userWeights);
  for (let e = 0; e < a.userIndexes.length; e++) a.itemPointers[a.userIndexes[e] + 1]++;
  for (let i = 0; i < items; i++) a.itemPointers[i + 1] += a.itemPointers[i];
  const next = a.itemPointers.slice(0, items);
  for (let u = 0; u < users; u++) {
    for (let e = a.userPointers[u]; e < a.userPointers[u + 1]; e++) {
      const to = next[a.userIndexes[e]]++;
      a.itemIndexes[to] = u;
      if (a.itemWeights.length > 0) a.itemWeights[to] = a.userWeights[e];
    }
  }
  penaltiesOf(a.userPointers, items, settings, a.userPenalties);
  penaltiesOf(a.itemPointers, users, settings, a.itemPenalties);
  const { factors, featureRegularization } = settings;
  const priorOf = (features: SparseRows | undefined, share: number, penalties: Float32Array, pointers: Uint32Array) =>
    features && new FeaturePrior(features, penalties, pointers, { share, featureRegularization, factors, padded: paddedFactors(factors) });
  return {
    byUser: {
      pointers: a.userPointers,
      indexes: a.userIndexes,
      weights: a.userWeights,
      x: a.userFactors,
      y: a.itemFactors,
      penalties: a.userPenalties,
      rows: users,
      otherRows: items,
      priors: a.userPriors,
      prior: priorOf(described.userFeatures, settings.userFeatureWeight, a.userPenalties, a.userPointers),
    },
    byItem: {
      pointers: a.itemPointers,
      indexes: a.itemIndexes,
      weights: a.itemWeights.length > 0 ? a.itemWeights : a.userWeights,
      x: a.itemFactors,
      y: a.userFactors,
      penalties: a.itemPenalties,
      rows: items,
      otherRows: users,
      priors: a.itemPriors,
      prior: priorOf(described.itemFeatures, settings.itemFeatureWeight, a.itemPenalties, a.itemPointers),
    },
  };
}

function learnPrior({ prior, x, priors }: Side): void {
  prior?.update(x);
  prior?.fill(priors, 'all');
}

async function halfStep(
  session: Session,
  side: Side,
  settings: TrainingSettings,
  solver: Solver,
  signal: RunOptions['signal'],
): Promise<void> {
  await fillGram(session, side, settings, signal);
  const system = systemOf(session, side, settings);
  const options: RunOptions = { rows: side.rows, costs: side.pointers, signal };
  if (solver === 'direct') await session.run('alsDirect', [...system, side.priors, side.prior?.share ?? 0], options);
  else if (solver === 'cg') await session.run('alsConjugateGradient', [...system, settings.cgSteps], options);
  else await session.run('alsBlock', [...system, paddedFactors(settings.blockSize)], options);
}

/** Value of the objective after the user half-step, while `gram` still belongs to the item factors. */
async function objective(
  session: Session,
  byUser: Side,
  byItem: Side,
  settings: TrainingSettings,
  signal: RunOptions['signal'],
): Promise<number> {
  let sum = await objectiveOf(session, byUser, settings, signal);
  const padded = paddedFactors(settings.factors);
  for (let r = 0; r < byItem.rows; r++) {
    let square = 0;
    for (let at = r * padded; at < (r + 1) * padded; at++) square += byItem.x[at] ** 2;
    sum += byItem.penalties[r] * square;
  }
  for (const { prior, x } of [byUser, byItem]) sum += prior?.cost(x) ?? 0;
  return sum;
}

/** A kernel knows its row by number only: the same error with the id of the user or item. */
export function rowNamed(error: unknown, side: 'user' | 'item', ids: Pick<IdMap, 'ids'>): unknown {
  if (!(error instanceof LikewiseError) || error.code !== 'not-positive-definite') return error;
  const id = ids.ids[error.data['row'] as number];
  return new LikewiseError(
    'not-positive-definite',
    `implicitALS.fit: the normal equations of ${side} ${id} are not positive definite: the penalty is nothing beside its confidences. Increase regularization, or bring large values closer together (weighting log, or a smaller alpha).`,
    { [side]: id },
  );
}
