/** One training of implicit-als in a kernel session: all matrices go in once, factors come out once. */
import type { Id, IdMap } from '../../../data/id-map.ts';
import { LikewiseError } from '../../../errors.ts';
import { float32, float64, type Kernels, paddedFactors, type StopSignal, uint32 } from '../../../kernels/kernels.ts';
import { alsScratchBytes } from '../../../kernels/scratch.ts';
import { seededRandom } from '../../../math/random.ts';
import { type DenseMatrix, leadingColumns, rowOf } from '../../../matrix/dense.ts';
import type { SparseRows } from '../../../matrix/sparse.ts';
import { penaltiesOf, weightsOf } from '../../vectors/confidence.ts';
import { fillGram, gramChunks, gramOf, type HalfStep, objectiveOf, systemOf } from '../../vectors/half-step.ts';
import type { Axis } from '../../vectors/rating-rows.ts';
import type { DescribedData } from './described-data.ts';
import { FeaturePrior } from './feature-prior.ts';
import type { ImplicitALSState } from './model.ts';
import { type ImplicitALSOptions, usesFeatures } from './options.ts';

export type LearnedALS = Pick<ImplicitALSState, 'userFactors' | 'itemFactors' | 'userGram' | 'itemGram'>;
type Solver = 'direct' | 'cg' | 'block';

/**
 * What `auto` means: direct with features and up to 32 factors, where it costs no more than cg; cg beyond, but direct for the last user
 * half-step, so that folding in a training user repeats it.
 */
export function solverOf(settings: ImplicitALSOptions, lastHalfStep: boolean): Solver {
  if (usesFeatures(settings)) return 'direct';
  if (settings.solver !== 'auto') return settings.solver;
  return settings.factors <= 32 || lastHalfStep ? 'direct' : 'cg';
}

interface ALSTraining {
  /**
   * Confidences and penalties; vectors at random, those of an older model where it has them.
   * @throws LikewiseError `weak-confidence`, `invalid-value`, `not-positive-definite`; `wrong-model` where older vectors have another length
   */
  start(older: ImplicitALSState | undefined, signal: StopSignal | undefined): Promise<void>;
  /** Solves every row of an axis, those of the other held. @throws LikewiseError `not-positive-definite`, naming the user or item */
  halfStep(axis: Axis, solver: Solver, signal: StopSignal | undefined): Promise<void>;
  /** After a half-step of users. */
  objective(signal: StopSignal | undefined): Promise<number>;
  /** After a half-step of users, whose gram of the items is kept as it was used. */
  learned(signal: StopSignal | undefined): Promise<LearnedALS>;
  close(): void;
}

/** @throws LikewiseError `too-large` */
export async function openALS(data: DescribedData, settings: ImplicitALSOptions, kernels: Kernels): Promise<ALSTraining> {
  const { positives, userFeatures, itemFeatures } = data;
  const { factors, seed, startScale, cgSteps, blockSize } = settings;
  const { rows: users, columns: items, pointers, indexes } = positives;
  const padded = paddedFactors(factors);
  const session = await kernels.open(
    {
      userPointers: pointers,
      userIndexes: indexes,
      userWeights: float32(indexes.length),
      itemPointers: uint32(items + 1),
      itemIndexes: uint32(indexes.length),
      itemWeights: float32(alike(positives) ? 0 : indexes.length),
      userFactors: float32(users * padded),
      itemFactors: float32(items * padded),
      userPenalties: float32(users),
      itemPenalties: float32(items),
      gram: float32(padded * padded),
      partials: float32(gramChunks(padded) * padded * padded),
      objectiveParts: float64(256),
      userPriors: float32(userFeatures === undefined ? 0 : users * padded),
      itemPriors: float32(itemFeatures === undefined ? 0 : items * padded),
    },
    { scratchBytes: alsScratchBytes(padded, longestRow(positives)) },
  );
  const a = session.arrays;
  const halfOf = (axis: Axis, other: Axis): HalfStep => ({
    pointers: a[`${axis}Pointers`],
    indexes: a[`${axis}Indexes`],
    weights: a.itemWeights.length > 0 ? a[`${axis}Weights`] : a.userWeights,
    x: a[`${axis}Factors`],
    y: a[`${other}Factors`],
    penalties: a[`${axis}Penalties`],
    rows: data[`${axis}s`].size,
    otherRows: data[`${other}s`].size,
  });
  const halves = { user: halfOf('user', 'item'), item: halfOf('item', 'user') };
  /** Axes whose vectors have something to say to a prior: at random they have not. */
  const taught = new Set<Axis>();
  const priors: { [axis in Axis]?: FeaturePrior } = {};
  const factorsOf = (axis: Axis): DenseMatrix => leadingColumns(a[`${axis}Factors`], padded, factors);
  return {
    async start(older, signal) {
      weightsOf('implicitALS', positives.values, settings, a.userWeights);
      transposeInPlace(a);
      const deviation = startScale / Math.sqrt(factors);
      for (const axis of ['user', 'item'] as const) {
        const [rowPointers, penalties, features] = [a[`${axis}Pointers`], a[`${axis}Penalties`], data[`${axis}Features`]];
        penaltiesOf(rowPointers, halves[axis].otherRows, settings, penalties);
        if (features !== undefined)
          priors[axis] = new FeaturePrior(features, penalties, rowPointers, settings[`${axis}FeatureWeight`], settings);
        const vectors = a[`${axis}Factors`];
        const start = [vectors, factors, padded, deviation, seededRandom(seed, `${axis}Factors`).bits() | 0] as const;
        await session.run('normalRows', [...start], { rows: halves[axis].rows, signal });
        if (older === undefined) continue;
        requireLength(older, factors);
        carryOver(older[`${axis}Factors`], older[`${axis}s`], data[`${axis}s`], vectors);
        taught.add(axis);
      }
    },
    async halfStep(axis, solver, signal) {
      const half = halves[axis];
      const prior = priors[axis];
      if (taught.has(axis)) {
        prior?.update(half.x);
        prior?.fill(a[`${axis}Priors`], 'all');
      }
      await fillGram(session, half, settings, signal);
      const system = systemOf(session, half, settings);
      const work = { rows: half.rows, costs: half.pointers, signal };
      try {
        if (solver === 'direct') await session.run('alsDirect', [...system, a[`${axis}Priors`], prior?.share ?? 0], work);
        else if (solver === 'cg') await session.run('alsConjugateGradient', [...system, cgSteps], work);
        else await session.run('alsBlock', [...system, paddedFactors(blockSize)], work);
      } catch (error) {
        throw rowNamed(error, axis, data[`${axis}s`].ids);
      }
      taught.add(axis);
    },
    async objective(signal) {
      const { user, item } = halves;
      // While `gram` still belongs to the item factors.
      let sum = await objectiveOf(session, user, settings, signal);
      for (let r = 0; r < item.rows; r++) {
        let square = 0;
        for (let at = r * padded; at < (r + 1) * padded; at++) square += item.x[at] ** 2;
        sum += item.penalties[r] * square;
      }
      for (const axis of ['user', 'item'] as const) sum += priors[axis]?.cost(halves[axis].x) ?? 0;
      return sum;
    },
    async learned(signal) {
      const itemGram = gramOf(session, factors);
      const used = a.gram.slice();
      await fillGram(session, halves.item, settings, signal);
      const userGram = gramOf(session, factors);
      a.gram.set(used);
      // Rows that nobody met enter no sum; they only get a vector to be asked for.
      const vectorsOf = (axis: Axis): DenseMatrix => {
        const [prior, { x }] = [priors[axis], halves[axis]];
        if (prior === undefined) return factorsOf(axis);
        const trained = x.slice();
        prior.update(x);
        prior.fill(x, 'cold');
        const found = factorsOf(axis);
        x.set(trained);
        return found;
      };
      return { userFactors: vectorsOf('user'), itemFactors: vectorsOf('item'), userGram, itemGram };
    },
    close: () => session.close(),
  };
}

/** Whether all weights are one number, as those of clicks are: then one array of them serves both orientations. */
function alike({ values }: SparseRows): boolean {
  // By index: over twenty million values an iterator costs seconds.
  for (let e = 1; e < values.length; e++) if (values[e] !== values[0]) return false;
  return true;
}

/** Most entries of a row or column. */
function longestRow({ columns, pointers, indexes }: SparseRows): number {
  const counts = new Uint32Array(columns);
  let longest = 0;
  for (let row = 0; row + 1 < pointers.length; row++) longest = Math.max(longest, pointers[row + 1] - pointers[row]);
  for (let e = 0; e < indexes.length; e++) longest = Math.max(longest, ++counts[indexes[e]]);
  return longest;
}

/** Fills the transpose in the session's own memory: nothing is held twice. */
function transposeInPlace(
  a: Readonly<Record<`${Axis}Pointers` | `${Axis}Indexes`, Uint32Array> & Record<`${Axis}Weights`, Float32Array>>,
): void {
  const { userPointers, userIndexes, itemPointers } = a;
  for (let e = 0; e < userIndexes.length; e++) itemPointers[userIndexes[e] + 1]++;
  for (let i = 1; i < itemPointers.length; i++) itemPointers[i] += itemPointers[i - 1];
  const next = itemPointers.slice(0, -1);
  for (let u = 0; u + 1 < userPointers.length; u++) {
    for (let e = userPointers[u]; e < userPointers[u + 1]; e++) {
      const to = next[userIndexes[e]]++;
      a.itemIndexes[to] = u;
      if (a.itemWeights.length > 0) a.itemWeights[to] = a.userWeights[e];
    }
  }
}

/** @throws LikewiseError `wrong-model` for vectors of another length. */
function requireLength({ userFactors: { columns } }: ImplicitALSState, factors: number): void {
  if (columns === factors) return;
  throw new LikewiseError('wrong-model', `implicitALS.fit: from has vectors of ${columns} factors; the settings ask for ${factors}.`, {
    factors: columns,
    asked: factors,
  });
}

/** Puts the vector of every row whose id the older model has in `out` [ids × padded factors]. */
export function carryOver(older: DenseMatrix, olderIds: IdMap, ids: IdMap, out: Float32Array): void {
  const padded = paddedFactors(older.columns);
  for (let row = 0; row < ids.size; row++) {
    const olderRow = olderIds.indexOf(ids.ids[row]);
    if (olderRow !== undefined) out.set(rowOf(older, olderRow), row * padded);
  }
}

/** A kernel knows its row by number only: the same error with the id of the user or item. */
export function rowNamed(error: unknown, axis: Axis, ids: ArrayLike<Id>): unknown {
  if (!(error instanceof LikewiseError) || error.code !== 'not-positive-definite') return error;
  const id = ids[error.data['row'] as number];
  return new LikewiseError(
    'not-positive-definite',
    `implicitALS.fit: the normal equations of ${axis} ${id} are not positive definite: the penalty is nothing beside its confidences. Increase regularization, or bring large values closer together (weighting log, or a smaller alpha).`,
    { [axis]: id },
  );
}
