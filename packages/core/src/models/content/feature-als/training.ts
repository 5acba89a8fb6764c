/**
 * Vectors that are sums of those of features and of an id's own, in one kernel session. The kernels of implicit ALS solve them unchanged:
 * a penalty λ‖x − m‖² around the centre m, the sum of a row's features, is λ‖x‖² and an entry of weight 0 whose vector on the other axis is
 * λ m / w₀, for an entry adds (0 + w₀) times its vector to the right side and 0 times its square to the matrix. Behind the vectors of an
 * axis stand these of the rows of the other.
 */
import type { IdMap } from '../../../data/id-map.ts';
import { LikewiseError } from '../../../errors.ts';
import { type ArraySpec, float32, float64, type KernelSession, paddedFactors } from '../../../kernels/kernels.ts';
import { alsScratchBytes } from '../../../kernels/scratch.ts';
import { seededRandom } from '../../../math/random.ts';
import { type DenseMatrix, withRowLength } from '../../../matrix/dense.ts';
import { filledRows, type SparseRows, sideBySide, transpose } from '../../../matrix/sparse.ts';
import { kernelsOf } from '../../contract/define-estimator.ts';
import type { FitContext } from '../../contract/estimator.ts';
import { penaltyOf, weightsOf } from '../../vectors/confidence.ts';
import { fillGram, gramChunks, type HalfStep, objectiveOf, systemOf } from '../../vectors/half-step.ts';
import type { Axis } from '../../vectors/rating-rows.ts';
import { addFeatureSum, fitEmbeddings } from './embeddings.ts';
import type { FeatureALSState } from './model.ts';
import type { FeatureALSOptions } from './options.ts';

/** Vectors start with this standard deviation over √factors. */
const START = 0.1;
/** Conjugate gradient steps of a vector beyond 32 factors, where exact solving costs more. */
const CG_STEPS = 3;

/** Likes, and features in the order of users and items. */
export interface DescribedLikes {
  readonly users: IdMap;
  readonly items: IdMap;
  /** [users × items]. */
  readonly liked: SparseRows;
  /** [users × user features]. */
  readonly userFeatures: SparseRows;
  /** [items × item features]. */
  readonly itemFeatures: SparseRows;
}

export interface SummedRows {
  readonly users: SummedHalf;
  readonly items: SummedHalf;
  /** Value of the objective after the users' half-step. */
  objective(): Promise<number>;
  /** Copies of what stands there, after the users' half-step. */
  learned(): LearnedSums;
}

export type LearnedSums = Pick<
  FeatureALSState,
  'userFactors' | 'itemFactors' | 'itemGram' | 'trainedItems' | 'userEmbeddings' | 'itemEmbeddings'
>;

type Layout = Record<`${Axis}Pointers` | `${Axis}Indexes`, Uint32Array> &
  Record<`${Axis}Weights`, Float32Array> &
  Record<`${Axis}Factors` | `${Axis}Penalties` | 'gram' | 'partials', ArraySpec<Float32Array>> & {
    readonly objectiveParts: ArraySpec<Float64Array>;
  };

function layoutOf(byUser: SparseRows, byItem: SparseRows, padded: number): Layout {
  return {
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
    objectiveParts: float64(256),
  };
}

/** Starts at random, lets `epochs` train, gives what was learned. @throws LikewiseError `invalid-value`, `too-large`; what `epochs` throws */
export async function withSummedRows(
  data: DescribedLikes,
  settings: FeatureALSOptions,
  context: Pick<FitContext, 'signal' | 'kernels' | 'threads' | 'onSlowKernels'>,
  epochs: (rows: SummedRows) => Promise<void>,
): Promise<LearnedSums> {
  const { factors } = settings;
  const { signal } = context;
  const padded = paddedFactors(factors);
  const weighted = { ...data.liked, values: weightsOf('featureALS', data.liked.values, settings) };
  const [byUser, byItem] = [withCentres(weighted), withCentres(transpose(weighted).matrix)];
  const kernels = await kernelsOf(context);
  const scratchBytes = alsScratchBytes(padded, Math.max(longestRow(byUser), longestRow(byItem)));
  const session = await kernels.open(layoutOf(byUser, byItem, padded), { scratchBytes });
  try {
    const [users, items] = (['user', 'item'] as const).map((axis) => new SummedHalf(axis, data, session, settings, signal));
    for (const half of [users, items]) await half.start();
    const learned = (): LearnedSums => {
      const itemGram = { rows: factors, columns: factors, values: withRowLength(session.arrays.gram, factors, padded, factors) };
      const trainedItems = filledRows(items.half).length;
      const [userEmbeddings, itemEmbeddings] = [users.learnedEmbeddings(), items.learnedEmbeddings()];
      return { userFactors: users.learned(), itemFactors: items.learned(), itemGram, trainedItems, userEmbeddings, itemEmbeddings };
    };
    await epochs({
      users,
      items,
      learned,
      async objective() {
        return (await objectiveOf(session, users.half, settings, signal)) + users.cost() + items.cost();
      },
    });
    return learned();
  } finally {
    session.close();
  }
}

/** The rows of an axis: ids, their features, and the vectors of both. */
class SummedHalf {
  /** x and y: [rows + other rows, padded], vectors, then the centres of the other axis. */
  readonly half: HalfStep;
  readonly #axis: Axis;
  readonly #ids: IdMap;
  readonly #features: SparseRows;
  /** Rows with a like. */
  readonly #liked: Uint32Array;
  /** [features × padded]. */
  readonly #embeddings: Float32Array;
  /** featureRegularization times the mean penalty of a row. */
  readonly #ridge: number;
  readonly #session: KernelSession<Layout>;
  readonly #settings: FeatureALSOptions;
  readonly #signal: FitContext['signal'];
  readonly #padded: number;
  readonly #centre: Float64Array;

  constructor(axis: Axis, data: DescribedLikes, session: KernelSession<Layout>, settings: FeatureALSOptions, signal: FitContext['signal']) {
    const a = session.arrays;
    const other = axis === 'user' ? 'item' : 'user';
    const [pointers, penalties] = [a[`${axis}Pointers`], a[`${axis}Penalties`]];
    const [rows, otherRows] = [data[`${axis}s`].size, data[`${other}s`].size];
    const [indexes, weights] = [a[`${axis}Indexes`], a[`${axis}Weights`]];
    this.half = { pointers, indexes, weights, x: a[`${axis}Factors`], y: a[`${other}Factors`], penalties, rows, otherRows };
    this.#axis = axis;
    this.#ids = data[`${axis}s`];
    this.#features = data[`${axis}Features`];
    this.#session = session;
    this.#settings = settings;
    this.#signal = signal;
    this.#padded = paddedFactors(settings.factors);
    this.#centre = new Float64Array(this.#padded);
    this.#embeddings = new Float32Array(this.#features.columns * this.#padded);
    this.#liked = filledRows(this.half);
    const others = filledRows({ rows: otherRows, pointers: a[`${other}Pointers`] }).length;
    // Less the entry that is the centre.
    for (const row of this.#liked) penalties[row] = penaltyOf(pointers[row + 1] - pointers[row] - 1, others, settings);
    const sum = this.#liked.reduce((all, row) => all + penalties[row], 0);
    this.#ridge = Math.max((settings.featureRegularization * sum) / this.#liked.length, Number.MIN_VALUE);
  }

  /** Random vectors; those of features are 0. */
  async start(): Promise<void> {
    const { factors, seed } = this.#settings;
    const start = seededRandom(seed, `feature-als ${this.#axis}s`).bits() | 0;
    const { x, rows } = this.half;
    await this.#session.run('normalRows', [x, factors, this.#padded, START / Math.sqrt(factors), start], { rows, signal: this.#signal });
  }

  /** Fits the vectors of the features to those of the rows, by so many steps of conjugate gradient at most. */
  fitFeatures(steps: number): void {
    // Penalties of rows without a like are 0: they say nothing.
    const regression = { rows: this.#features, weights: this.half.penalties, ridge: this.#ridge };
    fitEmbeddings(regression, this.half.x, this.#padded, this.#embeddings, steps, this.#signal);
  }

  /**
   * Solves every vector around the sum of its features; beyond 32 factors exactly only where that is asked for.
   * @throws LikewiseError `not-positive-definite` naming the user or item
   */
  async solve(exactly: boolean): Promise<void> {
    const { unobservedWeight, factors } = this.#settings;
    const { pointers, y, penalties, rows, otherRows } = this.half;
    await fillGram(this.#session, this.half, this.#settings, this.#signal);
    for (let row = 0; row < rows; row++) {
      const scale = penalties[row] / unobservedWeight;
      const centre = this.#centreOf(row);
      const at = (otherRows + row) * this.#padded;
      for (let k = 0; k < this.#padded; k++) y[at + k] = scale * centre[k];
    }
    const work = { rows, costs: pointers, signal: this.#signal };
    const system = systemOf(this.#session, this.half, this.#settings);
    try {
      if (factors <= 32 || exactly) await this.#session.run('alsDirect', [...system, y, 0], work);
      else await this.#session.run('alsConjugateGradient', [...system, CG_STEPS], work);
    } catch (error) {
      if (!(error instanceof LikewiseError) || error.code !== 'not-positive-definite') throw error;
      const id = this.#ids.ids[error.data.row as number];
      throw new LikewiseError(
        error.code,
        `featureALS.fit: the normal equations of ${this.#axis} ${id} are not positive definite: the penalty is nothing beside its confidences. Increase regularization, lower alpha, or bring the values to a smaller scale (weighting log).`,
        { [this.#axis]: id },
      );
    }
  }

  /** What the objective has of penalties beyond what the kernel counts of users: w₀ − 2λ x·m and λ‖x‖² of each. */
  cost(): number {
    const { x, penalties } = this.half;
    const isUser = this.#axis === 'user';
    let sum = 0;
    for (const row of this.#liked) {
      const centre = this.#centreOf(row);
      let square = 0;
      for (let k = 0; k < this.#padded; k++) square += (isUser ? centre[k] : x[row * this.#padded + k] - centre[k]) ** 2;
      sum += penalties[row] * square - (isUser ? this.#settings.unobservedWeight : 0);
    }
    return sum + this.#ridge * this.#embeddings.reduce((squares, value) => squares + value * value, 0);
  }

  /** [rows × factors]; without a like the sum of the features, 0 for an item that has none. */
  learned(): DenseMatrix {
    const { x, pointers, rows } = this.half;
    const values = x.slice(0, rows * this.#padded);
    const starts = this.#features.pointers;
    for (let row = 0; row < rows; row++) {
      if (pointers[row + 1] > pointers[row]) continue;
      const isUnknown = this.#axis === 'item' && starts[row + 1] - starts[row] === 1;
      values.set(isUnknown ? new Float64Array(this.#padded) : this.#centreOf(row), row * this.#padded);
    }
    return this.#cut(values, rows);
  }

  /** [features × factors]. */
  learnedEmbeddings(): DenseMatrix {
    return this.#cut(this.#embeddings, this.#features.columns);
  }

  #cut(values: Float32Array, rows: number): DenseMatrix {
    const { factors } = this.#settings;
    return { rows, columns: factors, values: withRowLength(values, rows, this.#padded, factors) };
  }

  /** Sum of the vectors of the row's features, until it is asked for the next row; [padded]. */
  #centreOf(row: number): Float64Array {
    this.#centre.fill(0);
    addFeatureSum(this.#features, row, this.#embeddings, this.#padded, this.#centre);
    return this.#centre;
  }
}

/** Each row with an entry gets one more, of weight 0, in a column of its own behind the others. */
function withCentres(matrix: SparseRows): SparseRows {
  const { rows, pointers } = matrix;
  const indexes = filledRows(matrix);
  const ends = new Uint32Array(rows + 1);
  for (let row = 0; row < rows; row++) ends[row + 1] = ends[row] + (pointers[row + 1] > pointers[row] ? 1 : 0);
  return sideBySide(rows, [matrix, { rows, columns: rows, pointers: ends, indexes, values: new Float32Array(indexes.length) }]);
}

function longestRow({ pointers, rows }: SparseRows): number {
  let most = 0;
  for (let row = 0; row < rows; row++) most = Math.max(most, pointers[row + 1] - pointers[row]);
  return most;
}
