/**
 * Ratings, and the rows whose products explain them, in one kernel session. Biases are coordinates like others: a row of a user is
 * [p, b_u, 1, 0 …], of an item [q, 1, b_i, 0 …], so that their product is p·q + b_u + b_i and a bias is solved together with its vector;
 * without biases a row is [p, 0 …].
 */
import type { Interactions } from '../../data/interactions.ts';
import { LikewiseError } from '../../errors.ts';
import {
  type ArraySpec,
  float32,
  float64,
  type KernelSession,
  paddedFactors,
  type RunOptions,
  type SessionArrays,
} from '../../kernels/kernels.ts';
import { gaussianScratchBytes } from '../../kernels/scratch.ts';
import type { RowsAgainst } from '../../kernels/signatures/rows.ts';
import { portablePower } from '../../math/portable.ts';
import { type DenseMatrix, withRowLength } from '../../matrix/dense.ts';
import type { SparseRows } from '../../matrix/sparse.ts';
import { number, type OptionSpecs } from '../../options.ts';
import { kernelsOf, type Learned } from '../contract/define-estimator.ts';
import type { EpochReport, FitContext } from '../contract/estimator.ts';
import type { RatingState } from './rating-model.ts';

export type Axis = 'user' | 'item';

export interface RowShape {
  readonly factors: number;
  /** Whether rows have a bias. */
  readonly biases: boolean;
}
/** Length of a row. */
export const rowWidth = ({ factors, biases }: RowShape): number => paddedFactors(factors + (biases ? 2 : 0));
/** Coordinate of a row's own bias. */
export const biasAt = (axis: Axis, { factors }: RowShape): number => factors + (axis === 'user' ? 0 : 1);
/** Coordinate that is always 1, so that the bias of the other axis stands alone; −1: none. */
export const oneAt = (axis: Axis, { factors, biases }: RowShape): number => (biases ? factors + (axis === 'user' ? 1 : 0) : -1);

/** What the kernels of least squares ask of every row alike. */
export interface RowSystem {
  /** Coordinates that only fill up have 1 on its diagonal, and stay 0; [width × width]. */
  readonly prior: Float32Array;
  readonly priorRight: Float32Array;
  readonly penalized: Float32Array;
  /** Where factors may not be negative; biases have no bound. */
  readonly lowest: Float32Array;
}

export function rowSystem(shape: RowShape): RowSystem {
  const width = rowWidth(shape);
  const used = shape.factors + (shape.biases ? 2 : 0);
  const prior = new Float32Array(width * width);
  for (let f = used; f < width; f++) prior[f * width + f] = 1;
  const lowest = new Float32Array(width).fill(-3e38, shape.factors, used);
  return { prior, priorRight: new Float32Array(width), penalized: new Float32Array(width).fill(1, 0, used), lowest };
}

/** Options of a penalty λ = regularization · count^regularizationExponent, count = ratings of the row. */
export interface CountedPenalty {
  /** Penalty of vectors and biases, before it is scaled by the ratings of a row; ≥ 0. @default 0.12 */
  readonly regularization: number;
  /** ν: 0 penalizes every row alike, 1 in proportion to its ratings; ≥ 0 and ≤ 2. @default 1 */
  readonly regularizationExponent: number;
}
export const countedPenaltyOptions: OptionSpecs<CountedPenalty> = {
  regularization: number(0.12, { min: 0 }, 'penalty of vectors and biases, before it is scaled by the ratings of a row'),
  regularizationExponent: number(1, { min: 0, max: 2 }, 'ν: 0 penalizes every row alike, 1 in proportion to its ratings'),
};
export function countedPenalty({ regularization, regularizationExponent }: CountedPenalty, ratings: number): number {
  return ratings === 0 ? 0 : regularization * portablePower(ratings, regularizationExponent);
}

export interface RatingRowsSettings extends RowShape {
  /** Factory, for errors. */
  readonly owner: string;
  /** Subtracted from every rating. */
  readonly mean: number;
  /** λ of vector and bias of a row by its number of ratings. */
  readonly penaltyOf: (axis: Axis, ratings: number) => number;
  /** Sets of rows in the session, one after the other; left out: one. */
  readonly copies?: number;
}

/** Vectors in the session; of users [users × width], of items [items × width]. */
export type RowsByAxis = Readonly<Record<Axis, Float32Array>>;

/** The state that an epoch tells is the model's own, of which rows know a part: what stands beside them is given. */
interface RowsContext extends Omit<FitContext, 'onEpoch'> {
  readonly onEpoch?: ((report: Omit<EpochReport, 'model'> & { readonly learned?: () => never }) => void | Promise<void>) | undefined;
}

/** What training finds, as the state of a model has it. */
export type LearnedRows = Omit<Learned<RatingState>, 'seen'>;

type Layout = Record<`${Axis}Pointers` | `${Axis}Indexes`, Uint32Array> &
  Record<`${Axis}Targets` | `${Axis}Penalties` | keyof RowSystem, Float32Array> &
  Record<`${Axis}Rows`, ArraySpec<Float32Array>> & { readonly squares: ArraySpec<Float64Array> };

/** Pieces that squared errors are summed in. */
const CHUNKS = 64;

function layoutOf({ userItems, itemUsers }: Interactions, settings: RatingRowsSettings): Layout {
  const { mean, penaltyOf, copies = 1 } = settings;
  const width = rowWidth(settings);
  const penalties = (axis: Axis, pointers: Uint32Array): Float32Array =>
    Float32Array.from(pointers.subarray(1), (end, row) => penaltyOf(axis, end - pointers[row]));
  return {
    userPointers: userItems.pointers,
    userIndexes: userItems.indexes,
    userTargets: userItems.values.map((rating) => rating - mean),
    userPenalties: penalties('user', userItems.pointers),
    itemPointers: itemUsers.pointers,
    itemIndexes: itemUsers.indexes,
    itemTargets: itemUsers.values.map((rating) => rating - mean),
    itemPenalties: penalties('item', itemUsers.pointers),
    userRows: float32(copies * userItems.rows * width),
    itemRows: float32(copies * itemUsers.rows * width),
    ...rowSystem(settings),
    squares: float64(CHUNKS),
  };
}

/** Opens a session for as long as `train` runs in it. @throws LikewiseError `too-large`; what `train` throws */
export async function withRatingRows<T>(
  data: Interactions,
  settings: RatingRowsSettings,
  context: RowsContext,
  train: (rows: RatingRows) => Promise<T>,
): Promise<T> {
  const kernels = await kernelsOf(context);
  const session = await kernels.open(layoutOf(data, settings), { scratchBytes: gaussianScratchBytes(rowWidth(settings)) });
  try {
    return await train(new RatingRows(data, settings, context, session));
  } finally {
    session.close();
  }
}

export class RatingRows {
  /** Pointers, indexes, targets (ratings less the mean), penalties and rows of each axis. */
  readonly arrays: SessionArrays<Layout>;
  readonly width: number;
  readonly #data: Interactions;
  readonly #settings: RatingRowsSettings;
  readonly #context: RowsContext;
  readonly #session: KernelSession<Layout>;
  /** λ of the rows, whatever becomes of those in the session. */
  readonly #penalties: Readonly<Record<Axis, Float32Array>>;

  constructor(data: Interactions, settings: RatingRowsSettings, context: RowsContext, session: KernelSession<Layout>) {
    this.arrays = session.arrays;
    this.width = rowWidth(settings);
    this.#data = data;
    this.#settings = settings;
    this.#context = context;
    this.#session = session;
    this.#penalties = { user: session.arrays.userPenalties.slice(), item: session.arrays.itemPenalties.slice() };
  }

  /**
   * Random factors and biases of 0; nothing in rows without ratings, for which nothing is drawn either: ids that only a test part has
   * move no one's start.
   */
  start(axis: Axis, draw: () => number, rows: Float32Array = this.arrays[`${axis}Rows`]): void {
    const { width } = this;
    const one = oneAt(axis, this.#settings);
    const { pointers } = this.#ratings(axis);
    for (let row = 0, at = 0; at < rows.length; row++, at += width) {
      if (pointers[row] === pointers[row + 1]) {
        rows.fill(0, at, at + width);
        continue;
      }
      for (let f = 0; f < this.#settings.factors; f++) rows[at + f] = draw();
      if (one >= 0) rows[at + one] = 1;
    }
  }

  /**
   * Every row of an axis becomes the exact minimum given the rows of the other.
   * @throws LikewiseError `not-positive-definite` naming the user or item where the penalty is 0 and it has too few ratings
   */
  async solve(axis: Axis): Promise<void> {
    try {
      await this.#gaussianRows(axis, this.#rows, 1);
    } catch (error) {
      if (!(error instanceof LikewiseError) || error.code !== 'not-positive-definite') throw error;
      const id = this.#data[`${axis}s`].ids[error.data.row as number];
      throw new LikewiseError(
        'not-positive-definite',
        `${this.#settings.owner}: the least squares of ${axis} ${id} have no single solution: too few ratings for the length of the vectors, or ratings too large for the penalty. Increase regularization, lower factors, or bring the ratings to a smaller scale.`,
        { ...error.data, [axis]: id },
      );
    }
  }

  /** Every row of an axis becomes a draw given the rows of the other, the prior in the session and the precision of a rating. */
  draw(axis: Axis, rows: RowsByAxis, precision: number, seed: number): Promise<void> {
    return this.#gaussianRows(axis, rows, precision, seed);
  }

  /** Every row of an axis moves towards the minimum with factors ≥ 0 by passes over its coordinates, from where it is or from 0. */
  async improve(axis: Axis, sweeps: number, from: 'present' | 'zero' = 'present'): Promise<void> {
    const { penalized, lowest } = this.arrays;
    const penalties = this.arrays[`${axis}Penalties`];
    const rest = [penalties, penalized, lowest, oneAt(axis, this.#settings), this.width, sweeps, from === 'zero' ? 1 : 0] as const;
    await this.#session.run('boundedRows', [...this.#against(axis, this.#rows), ...rest], this.#work(axis));
  }

  /** Σ (rating − prediction)². */
  async squaredErrors(rows: RowsByAxis = this.#rows): Promise<number> {
    const { squares } = this.arrays;
    squares.fill(0);
    const work = { ...this.#work('user'), maxChunks: CHUNKS };
    await this.#session.run('squaredErrors', [...this.#against('user', rows), this.width, squares], work);
    return squares.reduce((sum, part) => sum + part, 0);
  }

  /** Reports an epoch where someone listens; `more` is what the objective has beyond squared errors and penalties, `beside` what a state has beside the rows. */
  async report(epoch: number, epochs: number, beside: object, more = 0): Promise<void> {
    const { onEpoch } = this.#context;
    if (onEpoch === undefined) return;
    const squares = await this.squaredErrors();
    const learned = (): object => ({ ...beside, ...this.learned() });
    const objective = squares + (this.#penalty('user') + this.#penalty('item') + more);
    await onEpoch({
      epoch,
      epochs,
      objective,
      figures: { trainRmse: Math.sqrt(squares / this.#data.size) },
      learned: learned as () => never,
    });
  }

  /** Copies of what the rows hold. */
  learned(): LearnedRows {
    const { factors, biases, mean } = this.#settings;
    const { min, max } = this.#data.ratingScale!;
    const biasesOf = (axis: Axis): Float32Array => {
      const [values, at] = [this.#rows[axis], biasAt(axis, this.#settings)];
      return Float32Array.from({ length: values.length / this.width }, (_, row) => (biases ? values[row * this.width + at] : 0));
    };
    const factorsOf = (axis: Axis): DenseMatrix => {
      const { rows } = this.#ratings(axis);
      return { rows, columns: factors, values: withRowLength(this.#rows[axis], rows, this.width, factors) };
    };
    return {
      ratingScale: { min, max },
      meanRating: mean,
      userBias: biasesOf('user'),
      itemBias: biasesOf('item'),
      userFactors: factorsOf('user'),
      itemFactors: factorsOf('item'),
    };
  }

  get #rows(): RowsByAxis {
    return { user: this.arrays.userRows, item: this.arrays.itemRows };
  }

  #ratings(axis: Axis): SparseRows {
    return axis === 'user' ? this.#data.userItems : this.#data.itemUsers;
  }

  /** What the arguments of kernels begin with: ratings of an axis, and the rows on both sides of them. */
  #against(axis: Axis, rows: RowsByAxis): RowsAgainst {
    const { arrays } = this;
    const values = [arrays[`${axis}Pointers`], arrays[`${axis}Indexes`], arrays[`${axis}Targets`]] as const;
    return axis === 'user' ? [...values, rows.user, rows.item] : [...values, rows.item, rows.user];
  }

  #work(axis: Axis): RunOptions {
    return { rows: this.#ratings(axis).rows, costs: this.arrays[`${axis}Pointers`], signal: this.#context.signal };
  }

  async #gaussianRows(axis: Axis, rows: RowsByAxis, precision: number, seed?: number): Promise<void> {
    const { prior, priorRight, penalized } = this.arrays;
    const system = [
      prior,
      priorRight,
      this.arrays[`${axis}Penalties`],
      penalized,
      precision,
      oneAt(axis, this.#settings),
      this.width,
    ] as const;
    const draw = seed === undefined ? ([0, 0] as const) : ([1, seed] as const);
    await this.#session.run('gaussianRows', [...this.#against(axis, rows), ...system, ...draw], this.#work(axis));
  }

  /** Σ λ ‖row‖² without the coordinate that is always 1. */
  #penalty(axis: Axis): number {
    const [values, penalties, one] = [this.#rows[axis], this.#penalties[axis], oneAt(axis, this.#settings)];
    let sum = 0;
    for (let row = 0; row < penalties.length; row++)
      for (let f = 0; f < this.width; f++) if (f !== one) sum += penalties[row] * values[row * this.width + f] ** 2;
    return sum;
  }
}
