/**
 * Biased matrix factorization by stochastic gradient descent ("SVD" of the Netflix prize).
 *
 * Predicts r̂(u,i) = μ + b_u + b_i + p_u · q_i, with link "sigmoid" low + (high − low) σ(μ' + b_u + b_i + p_u · q_i), and
 * minimizes, one rating after the other,
 *   Σ (r − r̂)² + Σ_ratings (λ_bu b_u² + λ_bi b_i² + λ_p ‖p_u‖² + λ_q ‖q_i‖²).
 *
 * Source: Funk: Netflix Update: Try This at Home, 2006; Koren, Bell, Volinsky: Matrix Factorization Techniques for
 * Recommender Systems, IEEE Computer 2009, doi:10.1109/MC.2009.263.
 * Differs: ratings are visited block by block of a grid (see vectors/rating-grid.ts), people and their ratings in an order
 * that changes every epoch, so that any number of threads gives the same bits; order "shuffled" mixes them all. All coordinates are learned together.
 * A new person's bias and vector are the exact minimum of the objective with the items held fixed, which SGD only nears.
 */
import type { Interactions } from '../../../data/interactions.ts';
import { meanOf } from '../../../data/rating-scale.ts';
import { float32, float64, paddedFactors, uint32 } from '../../../kernels/kernels.ts';
import { portableLog } from '../../../math/portable.ts';
import { seededRandom } from '../../../math/random.ts';
import { patternOf } from '../../../matrix/sparse.ts';
import { boolean, choice, integer, number, type OptionSpecs } from '../../../options.ts';
import type { FoldInRow } from '../../answering/user-row.ts';
import { defineEstimator, type Factory, kernelsOf, type Learned } from '../../contract/define-estimator.ts';
import type { CatalogEntry, FitContext } from '../../contract/estimator.ts';
import { foldInSVD } from '../../vectors/biased-fold-in.ts';
import { fromPlaces, gridSide, ratingGrid, rowsFromPlaces } from '../../vectors/rating-grid.ts';
import { type EntityVector, RatingModel, type RatingState, ratingShapes } from '../../vectors/rating-model.ts';
import { kernelRates, largestRate, rmseAtStart, runPasses, type SGDRates } from '../../vectors/sgd.ts';
import { clearUnrated, fillNormal } from '../../vectors/vectors.ts';
import { ratingStream, shuffleRatings } from './shuffled-ratings.ts';

export interface SVDOptions extends SGDRates {
  /** Length of each user and item vector; integer ≥ 1. @default 64 */
  readonly factors: number;
  /** Passes over the data; integer ≥ 1. @default 60 */
  readonly epochs: number;
  /** γ: step of each parameter toward a rating; > 0. @default 0.01 */
  readonly learningRate: number;
  /** All rates are multiplied by this after every epoch; > 0 and ≤ 1. @default 0.98 */
  readonly learningRateDecay: number;
  /** λ: penalty of each parameter; ≥ 0. @default 0.08 */
  readonly regularization: number;
  /** Learn μ, b_u and b_i; without them r̂ = p·q. @default true */
  readonly biases: boolean;
  /** How the sum becomes a rating: as it is, or squeezed into the scale. @default 'identity' */
  readonly link: 'identity' | 'sigmoid';
  /** In which order ratings are visited: by blocks that threads share, or shuffled all together on one thread. @default 'blocks' */
  readonly order: 'blocks' | 'shuffled';
  /** Item vectors move by user vectors as they were before the rating, or, in turn, by those it just moved. @default 'together' */
  readonly updates: 'together' | 'in-turn';
  /** Standard deviation of the initial coordinates; > 0. @default 0.05 */
  readonly startDeviation: number;
  /** Same seed, data and version: same model, bit for bit; integer ≥ 0. @default 0 */
  readonly seed: number;
  /** Rate of b_u; the common one if left out; > 0. */
  readonly userBiasLearningRate: number | undefined;
  /** Rate of b_i; the common one if left out; > 0. */
  readonly itemBiasLearningRate: number | undefined;
  /** Rate of p_u; the common one if left out; > 0. */
  readonly userLearningRate: number | undefined;
  /** Rate of q_i; the common one if left out; > 0. */
  readonly itemLearningRate: number | undefined;
  /** Penalty of b_u; the common one if left out; ≥ 0. */
  readonly userBiasRegularization: number | undefined;
  /** Penalty of b_i; the common one if left out; ≥ 0. */
  readonly itemBiasRegularization: number | undefined;
  /** Penalty of p_u; the common one if left out; ≥ 0. */
  readonly userRegularization: number | undefined;
  /** Penalty of q_i; the common one if left out; ≥ 0. */
  readonly itemRegularization: number | undefined;
}

const ownRate = (of: string) => number(undefined, { above: 0 }, `learning rate of ${of}, instead of the common one`);
const ownPenalty = (of: string) => number(undefined, { min: 0 }, `regularization of ${of}, instead of the common one`);

const options: OptionSpecs<SVDOptions> = {
  factors: integer(64, { min: 1, max: 4096 }, 'length of each user and item vector'),
  epochs: integer(60, { min: 1 }, 'passes over the data'),
  learningRate: number(0.01, { above: 0 }, 'step of each parameter toward a rating'),
  learningRateDecay: number(0.98, { above: 0, max: 1 }, 'what all rates are multiplied by after every epoch'),
  regularization: number(0.08, { min: 0 }, 'penalty of each parameter'),
  biases: boolean(true, 'learn the mean and the biases of users and items'),
  link: choice('identity', ['identity', 'sigmoid'], 'how the sum becomes a rating: as it is, or squeezed into the scale'),
  order: choice('blocks', ['blocks', 'shuffled'], 'by blocks that threads share, or all ratings shuffled together on one thread'),
  updates: choice('together', ['together', 'in-turn'], 'item vectors move by user vectors before the rating, or by those it just moved'),
  startDeviation: number(0.05, { above: 0 }, 'standard deviation of the initial coordinates'),
  seed: integer(0, { min: 0 }, 'start of randomness'),
  userBiasLearningRate: ownRate('user biases'),
  itemBiasLearningRate: ownRate('item biases'),
  userLearningRate: ownRate('user vectors'),
  itemLearningRate: ownRate('item vectors'),
  userBiasRegularization: ownPenalty('user biases'),
  itemBiasRegularization: ownPenalty('item biases'),
  userRegularization: ownPenalty('user vectors'),
  itemRegularization: ownPenalty('item vectors'),
};

async function fitSVD(settings: SVDOptions, train: Interactions, context: FitContext): Promise<Learned<RatingState>> {
  const { users, items, userItems } = train;
  const { factors, epochs, seed, biases, link, order, updates, startDeviation, learningRateDecay } = settings;
  const { min: low, max: high } = train.ratingScale!;
  const bounded = link === 'sigmoid' && high > low;
  const mean = biases ? sumFor(meanOf(userItems.values), low, high, bounded) : 0;
  const padded = paddedFactors(factors);
  const grid = order === 'shuffled' ? ratingStream(train) : ratingGrid(train, gridSide(items.size, padded), seed);
  const { side, userPlaces, itemPlaces } = grid;
  const kernels = await kernelsOf(context);
  const session = await kernels.open({
    blockRuns: grid.blockRuns,
    runUsers: grid.runUsers,
    runPointers: grid.runPointers,
    items: grid.items,
    ratings: grid.ratings,
    diagonals: uint32(side),
    userFactors: float32(users.size * padded),
    itemFactors: float32(items.size * padded),
    userBias: float32(users.size),
    itemBias: float32(items.size),
    rates: float32(9),
    squaredErrors: float64(side * side),
  });
  try {
    const a = session.arrays;
    fillNormal(a.userFactors, factors, startDeviation, seed, 'users', padded, userPlaces);
    fillNormal(a.itemFactors, factors, startDeviation, seed, 'items', padded, itemPlaces);
    const random = seededRandom(seed, 'rating-order');
    const places = { rows: side * side, grain: 1, meetAt: Array.from({ length: side }, (_, d) => d * side) };
    await runPasses(
      {
        owner: 'svd',
        epochs,
        seed,
        diagonals: a.diagonals,
        squaredErrors: a.squaredErrors,
        ratings: train.size,
        startRmse: rmseAtStart(userItems.values, biases ? meanOf(userItems.values) : 0, factors, startDeviation),
        fastest: largestRate(settings, biases),
        learningRateDecay,
        async pass(scale, passSeed, signal) {
          if (order === 'shuffled') shuffleRatings(a, random);
          a.rates.set(kernelRates(settings, mean, biases, scale));
          const layout = [a.diagonals, side, a.blockRuns, a.runUsers, a.runPointers, a.items, a.ratings] as const;
          const learned = [a.userFactors, a.itemFactors, a.userBias, a.itemBias, a.rates] as const;
          const bounds = [low, high, bounded ? 1 : 0, updates === 'in-turn' ? 1 : 0] as const;
          await session.run('svdEpoch', [...layout, ...learned, ...bounds, padded, passSeed, a.squaredErrors], { ...places, signal });
        },
      },
      context,
    );
    const state = {
      seen: patternOf(userItems),
      ratingScale: { min: low, max: high },
      meanRating: mean,
      userBias: fromPlaces(a.userBias, userPlaces),
      itemBias: fromPlaces(a.itemBias, itemPlaces),
      userFactors: { rows: users.size, columns: factors, values: rowsFromPlaces(a.userFactors, userPlaces, padded, factors) },
      itemFactors: { rows: items.size, columns: factors, values: rowsFromPlaces(a.itemFactors, itemPlaces, padded, factors) },
    };
    clearUnrated(state.userFactors, userItems);
    clearUnrated(state.itemFactors, train.itemUsers);
    return state;
  } finally {
    session.close();
  }
}

/** A fitted model. No method changes it; treat the arrays in `state` as read-only. */
export class SVDModel extends RatingModel<RatingState, SVDOptions> {
  protected override linked(raw: number): number {
    const bounds = this.#bounds;
    return bounds === undefined ? raw : bounds.low + (bounds.high - bounds.low) / (1 + Math.exp(-raw));
  }

  protected solve(row: FoldInRow): EntityVector {
    const { biases, regularization, userBiasRegularization, userRegularization } = this.settings;
    return foldInSVD(this.state, row, {
      biasPenalty: biases ? (userBiasRegularization ?? regularization) : undefined,
      vectorPenalty: userRegularization ?? regularization,
      bounds: this.#bounds,
    });
  }

  protected solveItem(row: FoldInRow): EntityVector {
    const { biases, regularization, itemBiasRegularization, itemRegularization } = this.settings;
    const { meanRating, userBias, userFactors } = this.state;
    return foldInSVD({ meanRating, itemBias: userBias, itemFactors: userFactors }, row, {
      biasPenalty: biases ? (itemBiasRegularization ?? regularization) : undefined,
      vectorPenalty: itemRegularization ?? regularization,
      bounds: this.#bounds,
    });
  }

  /** Scale of the sigmoid; `undefined` where the link is the identity, or all ratings are equal. */
  get #bounds(): { readonly low: number; readonly high: number } | undefined {
    const { min: low, max: high } = this.state.ratingScale;
    return this.settings.link === 'sigmoid' && high > low ? { low, high } : undefined;
  }
}

/** The sum that predicts a rating: the rating itself, or what the sigmoid turns into it (half a per cent off the ends). */
function sumFor(rating: number, low: number, high: number, bounded: boolean): number {
  if (!bounded) return rating;
  const share = Math.min(0.995, Math.max(0.005, (rating - low) / (high - low)));
  return portableLog(share / (1 - share));
}

export const svdEntry: CatalogEntry<SVDOptions, SVDModel> = defineEstimator({
  name: 'svd',
  factory: 'svd',
  family: 'factorization',
  summary: 'Vectors and biases from ratings by gradient descent: the classic of rating prediction, fast and accurate.',
  feedback: 'ratings',
  abilities: ['predict', 'score', 'recommend', 'batch', 'similar', 'fold-in', 'vector', 'new-items'],
  options,
  formula: 'r̂(u,i) = μ + b_u + b_i + p_u·q_i, minimizing Σ (r − r̂)² + Σ_ratings (λ_bu b_u² + λ_bi b_i² + λ_p‖p_u‖² + λ_q‖q_i‖²)',
  source:
    'Koren, Bell, Volinsky: Matrix Factorization Techniques for Recommender Systems, IEEE Computer 2009, doi:10.1109/MC.2009.263; Funk: Netflix Update: Try This at Home, 2006',
  presets: {
    'movielens-100k': {
      settings: {
        factors: 150,
        epochs: 80,
        learningRate: 0.014,
        learningRateDecay: 0.985,
        regularization: 0.09,
        userBiasRegularization: 0.1,
        itemBiasRegularization: 0.05,
        startDeviation: 0.002,
      },
      found:
        'a random search of 60 settings by the mean RMSE on a random tenth of each of u1.base to u5.base, as likewise evaluate u1.base.gz --split random:0.9 --model svd:… --metric rmse measures it',
    },
    'movielens-1m': {
      settings: {
        factors: 200,
        epochs: 50,
        learningRate: 0.016,
        learningRateDecay: 0.95,
        regularization: 0.035,
        userBiasRegularization: 0.05,
        itemBiasRegularization: 0.02,
        startDeviation: 0.003,
      },
      found:
        'best of some 40 settings (RMSE 0.8501) by likewise evaluate folds2to5.csv --split random:0.9 --model svd:… --metric rmse, seed 0, folds2to5.csv being the rows whose fold is not 1; fold 1, read once: 0.8372',
    },
  },
  fit: fitSVD,
  shapes: (state, { factors }) => ratingShapes(state, factors),
  model: SVDModel,
});

/**
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `missing-ratings`, `diverged`, `too-large`.
 * @example const model = await svd({ factors: 50 }).fit(train);
 */
export const svd: Factory<SVDOptions, SVDModel> = svdEntry.create;
