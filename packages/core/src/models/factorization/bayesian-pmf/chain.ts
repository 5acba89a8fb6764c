/** Markov chains of factorizations in one kernel session, and the samples that are kept of them. */
import type { Interactions } from '../../../data/interactions.ts';
import { LikewiseError } from '../../../errors.ts';
import { gamma } from '../../../math/gamma.ts';
import { type Random, seededRandom } from '../../../math/random.ts';
import type { DenseMatrix } from '../../../matrix/dense.ts';
import { filledRows } from '../../../matrix/sparse.ts';
import type { FitContext } from '../../contract/estimator.ts';
import { rowsOfSamples, samplesOfRows } from '../../vectors/kept-samples.ts';
import { type Axis, oneAt, type RatingRows, type RowsByAxis, rowWidth, withRatingRows } from '../../vectors/rating-rows.ts';
import { clearUnrated } from '../../vectors/start.ts';
import type { BayesianPMFOptions } from './options.ts';
import { potentialScaleReduction } from './potential-scale-reduction.ts';
import { drawRowDistribution } from './row-distribution.ts';

/** Samples of all chains, chain after chain. */
export interface ChainSamples {
  /** Coordinates of one sample. */
  readonly width: number;
  /** α of each sample; [chains · samples]. */
  readonly precisions: Float64Array;
  /** Precision Λ_U of each sample's prior of a user, over the `width` coordinates; [chains · samples × width²]. */
  readonly userPriors: DenseMatrix<Float64Array>;
  /** Λ_U m_U of each sample; [chains · samples × width]. */
  readonly userPriorRights: DenseMatrix<Float64Array>;
  /** Λ_I of each sample's prior of an item; [chains · samples × width²]. */
  readonly itemPriors: DenseMatrix<Float64Array>;
  /** Λ_I m_I; [chains · samples × width]. */
  readonly itemPriorRights: DenseMatrix<Float64Array>;
  /** Each divided by √(chains · samples), so that products add up to the mean of the samples'; [users × chains · samples · width]. */
  readonly userFactors: DenseMatrix;
  /** [items × chains · samples · width]. */
  readonly itemFactors: DenseMatrix;
}

/** Coordinates that only fill up to a multiple of 4 are pinned to 0 by a prior this sharp. */
const PINNED = 1e20;
const axes = ['user', 'item'] as const;

/** Starts the chains, lets `sweeps` run them, gives what they kept. @throws LikewiseError `too-large` */
export async function sampleChains(
  train: Interactions,
  mean: number,
  settings: BayesianPMFOptions,
  context: Omit<FitContext, 'onEpoch'>,
  sweeps: (chains: readonly Chain[], keptSoFar: (samples: number) => ChainSamples) => Promise<void>,
): Promise<ChainSamples> {
  const { factors, biases, chains: copies } = settings;
  const kept = roomFor(train, rowWidth(settings), copies * settings.samples);
  const rows = { owner: 'bayesianPMF', factors, biases, mean, penaltyOf: () => 0, copies };
  await withRatingRows(train, rows, context, (session) =>
    sweeps(
      Array.from({ length: copies }, (_, c) => new Chain(c, train, session, settings, kept)),
      (samples) => firstOf(kept, settings, samples, train),
    ),
  );
  clearUnrated(kept.userFactors, train.userItems);
  clearUnrated(kept.itemFactors, train.itemUsers);
  return kept;
}

export class Chain {
  /** Training RMSE of every kept sweep; before the first of them, of every sweep. */
  readonly trace: number[] = [];
  /** α. */
  precision: number;
  readonly #place: number;
  readonly #ratings: number;
  readonly #session: RatingRows;
  readonly #settings: BayesianPMFOptions;
  readonly #kept: ChainSamples;
  readonly #random: Random;
  readonly #rows: RowsByAxis;
  readonly #priors: Readonly<Record<Axis, AxisPrior>>;

  constructor(place: number, train: Interactions, session: RatingRows, settings: BayesianPMFOptions, kept: ChainSamples) {
    const { seed, noisePrecision } = settings;
    const { userRows, itemRows, userTargets } = session.arrays;
    this.#place = place;
    this.#ratings = train.size;
    this.#session = session;
    this.#settings = settings;
    this.#kept = kept;
    const own = (rows: Float32Array): Float32Array =>
      rows.subarray((place * rows.length) / settings.chains, ((place + 1) * rows.length) / settings.chains);
    this.#rows = { user: own(userRows), item: own(itemRows) };
    this.#priors = { user: new AxisPrior('user', train, settings), item: new AxisPrior('item', train, settings) };
    this.precision = noisePrecision ?? 1 / variance(userTargets);
    // The first chain is the one that runs alone.
    const stream = (name: string): string => (place === 0 ? name : `${name} ${place}`);
    for (const axis of axes) {
      const random = seededRandom(seed, stream(`${axis}s`));
      session.start(axis, () => 0.1 * random.normal(), this.#rows[axis]);
    }
    this.#random = seededRandom(seed, stream('chain'));
  }

  /** Draws (m, Λ) of an axis given its rows. */
  drawPrior(axis: Axis): void {
    this.#priors[axis].draw(this.#rows[axis], this.#settings.priorStrength, this.#random);
  }

  /** Draws the rows of an axis given their prior, the rows of the other axis and α. */
  async drawRows(axis: Axis): Promise<void> {
    const { prior, priorRight } = this.#session.arrays;
    prior.set(this.#priors[axis].precision);
    priorRight.set(this.#priors[axis].right);
    await this.#session.draw(axis, this.#rows, this.precision, this.#random.bits() | 0);
  }

  /** Keeps the rows and what they were drawn with as sample number `sample` of the chain. */
  keep(sample: number): void {
    if (sample === 0) this.trace.length = 0;
    const { width, precisions } = this.#kept;
    const at = this.#place * this.#settings.samples + sample;
    precisions[at] = this.precision;
    const scale = 1 / Math.sqrt(precisions.length);
    for (const axis of axes) {
      const { precision, right } = this.#priors[axis];
      this.#kept[`${axis}Priors`].values.set(precision, at * width * width);
      this.#kept[`${axis}PriorRights`].values.set(right, at * width);
      const { rows, columns, values } = this.#kept[`${axis}Factors`];
      for (let row = 0; row < rows; row++)
        for (let f = 0; f < width; f++) values[row * columns + at * width + f] = this.#rows[axis][row * width + f] * scale;
    }
  }

  /** Draws α given all rows, unless it is given; notes how far predictions are from ratings. */
  async drawNoise(): Promise<void> {
    const squares = await this.#session.squaredErrors(this.#rows);
    if (this.#settings.noisePrecision === undefined) this.precision = gamma(this.#random, 1 + this.#ratings / 2, 1 / (1 + squares / 2));
    this.trace.push(Math.sqrt(squares / this.#ratings));
  }
}

/** The prior of an axis as the kernel takes it, over all coordinates of a row. */
class AxisPrior {
  /** Λ; [width × width]. */
  readonly precision: Float32Array;
  /** Λ m; [width]. */
  readonly right: Float32Array;
  /** Rows with a rating. */
  readonly #rated: Uint32Array;
  /** Coordinates that are drawn. */
  readonly #free: readonly number[];

  constructor(axis: Axis, { userItems, itemUsers }: Interactions, shape: BayesianPMFOptions) {
    const width = rowWidth(shape);
    const one = oneAt(axis, shape);
    this.#rated = filledRows(axis === 'user' ? userItems : itemUsers);
    this.#free = Array.from({ length: shape.factors + (shape.biases ? 2 : 0) }, (_, f) => f).filter((f) => f !== one);
    this.precision = new Float32Array(width * width);
    this.right = new Float32Array(width);
    for (let f = 0; f < width; f++) this.precision[f * width + f] = PINNED;
  }

  draw(rows: Float32Array, strength: number, random: Random): void {
    const free = this.#free;
    const width = this.right.length;
    const { precision, right } = drawRowDistribution(rows, width, this.#rated, free, strength, random);
    free.forEach((to, f) => {
      this.right[to] = right[f];
      free.forEach((across, g) => {
        this.precision[to * width + across] = precision[f * free.length + g];
      });
    });
  }
}

/** Means over the chains, and from the fourth kept sweep on how far the chains, and the halves of each, are apart. */
export function chainFigures(chains: readonly Chain[], kept: number): Record<string, number> {
  const mean = (of: (chain: Chain) => number): number => chains.reduce((sum, chain) => sum + of(chain), 0) / chains.length;
  const figures: Record<string, number> = {
    trainRmse: mean(({ trace }) => trace[trace.length - 1]),
    noisePrecision: mean(({ precision }) => precision),
  };
  if (kept >= 4) figures['potentialScaleReduction'] = potentialScaleReduction(chains.map(({ trace }) => trace));
  return figures;
}

/** @throws LikewiseError `too-large` */
/** As if each chain had ended after so many samples. */
function firstOf(kept: ChainSamples, { chains, samples }: BayesianPMFOptions, count: number, train: Interactions): ChainSamples {
  const places = Array.from({ length: chains * count }, (_, p) => Math.floor(p / count) * samples + (p % count));
  const scale = Math.sqrt(samples / count);
  const userFactors = samplesOfRows(kept.userFactors, places, kept.width, scale);
  const itemFactors = samplesOfRows(kept.itemFactors, places, kept.width, scale);
  clearUnrated(userFactors, train.userItems);
  clearUnrated(itemFactors, train.itemUsers);
  return {
    width: kept.width,
    userFactors,
    itemFactors,
    precisions: Float64Array.from(places, (place) => kept.precisions[place]),
    userPriors: rowsOfSamples(kept.userPriors, places),
    userPriorRights: rowsOfSamples(kept.userPriorRights, places),
    itemPriors: rowsOfSamples(kept.itemPriors, places),
    itemPriorRights: rowsOfSamples(kept.itemPriorRights, places),
  };
}

function roomFor({ users, items }: Interactions, width: number, samples: number): ChainSamples {
  const doubles = (columns: number) => ({ rows: samples, columns, values: new Float64Array(samples * columns) });
  const vectors = (rows: number) => {
    const columns = samples * width;
    const gibibytes = (rows * columns * 4) / 2 ** 30;
    if (gibibytes > 8) {
      throw new LikewiseError(
        'too-large',
        `bayesianPMF: the kept samples of ${rows} rows need ${gibibytes.toFixed(1)} GiB; at most 8 are held. Lower samples, chains or factors.`,
        { rows, gibibytes },
      );
    }
    return { rows, columns, values: new Float32Array(rows * columns) };
  };
  return {
    width,
    userFactors: vectors(users.size),
    itemFactors: vectors(items.size),
    precisions: new Float64Array(samples),
    userPriors: doubles(width * width),
    userPriorRights: doubles(width),
    itemPriors: doubles(width * width),
    itemPriorRights: doubles(width),
  };
}

/** Around 0, with a floor for ratings that are all equal. */
function variance(values: Float32Array): number {
  return Math.max(values.reduce((sum, value) => sum + value * value, 0) / values.length, 1e-6);
}
