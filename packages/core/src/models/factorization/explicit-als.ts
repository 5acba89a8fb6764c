/**
 * Matrix factorization of ratings by alternating least squares.
 *
 * Predicts r̂(u,i) = μ + b_u + b_i + p_u · q_i and minimizes
 *   Σ (r − r̂)² + Σ_u λ_u (‖p_u‖² + b_u²) + Σ_i λ_i (‖q_i‖² + b_i²),  λ_row = regularization · count^regularizationExponent,
 * count = ratings of the row: exponent 0 penalizes all rows alike, 1 in proportion to their ratings (ALS-WR).
 *
 * Source: Zhou, Wilkinson, Schreiber, Pan: Large-scale Parallel Collaborative Filtering for the Netflix Prize, AAIM 2008,
 * doi:10.1007/978-3-540-68880-8_32 (ALS-WR); Koren, Bell, Volinsky: Matrix Factorization Techniques for Recommender
 * Systems, IEEE Computer 2009, doi:10.1109/MC.2009.263 (biases).
 * Differs: vector and bias of a row are solved together, so the objective never rises. Users are solved last: a new
 * person's vector is that same half-step, bit for bit.
 */
import type { Interactions } from '../../data/interactions.ts';
import { meanOf } from '../../data/rating-scale.ts';
import { loadKernels } from '../../kernels/load-kernels.ts';
import { portablePower } from '../../math/portable.ts';
import { choice, integer, number, type OptionSpecs, resolveOptions } from '../../options.ts';
import type { CatalogEntry, Estimator, FitContext } from '../contract/estimator.ts';
import { refuseRefit, requireRatings } from '../contract/requirements.ts';
import { ridgeALS } from '../vectors/ridge-als.ts';
import { RidgeModel, restoredRidge } from '../vectors/ridge-model.ts';

export interface ExplicitALSOptions {
  /** Length of each user and item vector; integer ≥ 1. @default 64 */
  readonly factors: number;
  /** λ before it is scaled by the ratings of a row; ≥ 0. @default 0.12 */
  readonly regularization: number;
  /** ν: 0 penalizes every row alike, 1 in proportion to its ratings; in 0…2. @default 1 */
  readonly regularizationExponent: number;
  /** What a prediction builds on: mean and biases, the mean alone, or nothing. @default 'both' */
  readonly biases: 'both' | 'mean' | 'none';
  /** Passes over the data; each solves all items, then all users; integer ≥ 1. @default 20 */
  readonly epochs: number;
  /** Standard deviation of the initial coordinates; > 0. @default 0.1 */
  readonly startDeviation: number;
  /** Same seed, data and version: same model, bit for bit; integer ≥ 0. @default 0 */
  readonly seed: number;
}

const options: OptionSpecs<ExplicitALSOptions> = {
  factors: integer(64, { min: 1, max: 4096 }, 'length of each user and item vector'),
  regularization: number(0.12, { min: 0 }, 'penalty of vectors and biases, before it is scaled by the ratings of a row'),
  regularizationExponent: number(1, { min: 0, max: 2 }, 'how the penalty grows with the ratings of a user or item'),
  biases: choice('both', ['both', 'mean', 'none'], 'what a prediction builds on'),
  epochs: integer(20, { min: 1 }, 'passes over the data'),
  startDeviation: number(0.1, { above: 0 }, 'standard deviation of the initial coordinates'),
  seed: integer(0, { min: 0 }, 'start of randomness'),
};

/**
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `missing-ratings`,
 *   `not-positive-definite` where the regularization is too small for the data, `too-large`.
 * @example const model = await explicitALS({ factors: 16 }).fit(train);
 */
export function explicitALS(given: Partial<ExplicitALSOptions> = {}): Estimator<ExplicitALSModel, ExplicitALSOptions> {
  const settings = resolveOptions('explicitALS', options, given);
  return Object.freeze({ name: 'explicit-als', settings, fit });

  async function fit(train: Interactions, context: FitContext = {}): Promise<ExplicitALSModel> {
    refuseRefit('explicitALS', context.refit);
    requireRatings('explicitALS', train);
    const { users, items, userItems } = train;
    const { min, max } = train.ratingScale!;
    const meanRating = settings.biases === 'none' ? 0 : meanOf(userItems.values);
    const kernels = context.kernels ?? (await loadKernels({ threads: context.threads }));
    const penalty = (count: number): number => rowPenalty(settings, count);
    const learned = await ridgeALS(
      train,
      {
        ...settings,
        owner: 'explicitALS',
        biases: settings.biases === 'both',
        mean: meanRating,
        userPenalty: penalty,
        itemPenalty: penalty,
      },
      kernels,
      context,
    );
    return new ExplicitALSModel({
      settings: { ...settings },
      users,
      items,
      seen: userItems,
      ratingScale: { min, max },
      meanRating,
      ...learned,
    });
  }
}

function rowPenalty({ regularization, regularizationExponent }: ExplicitALSOptions, count: number): number {
  return count === 0 ? 0 : regularization * portablePower(count, regularizationExponent);
}

/** A fitted model. No method changes it; treat the arrays in `state` as read-only. */
export class ExplicitALSModel extends RidgeModel {
  readonly name = 'explicit-als';

  protected get biased(): boolean {
    return this.#settings.biases === 'both';
  }

  protected penaltyOf(_: 'user' | 'item', ratings: number): number {
    return rowPenalty(this.#settings, ratings);
  }

  get #settings(): ExplicitALSOptions {
    return this.state.settings as unknown as ExplicitALSOptions;
  }
}

export const explicitALSEntry: CatalogEntry<ExplicitALSOptions, ExplicitALSModel> = {
  name: 'explicit-als',
  factory: 'explicitALS',
  family: 'factorization',
  summary: 'Vectors and biases from ratings by exact least squares, side by side: few passes, no learning rate to choose.',
  feedback: 'ratings',
  abilities: ['predict', 'score', 'recommend', 'batch', 'similar', 'fold-in', 'vector', 'new-items', 'explain'],
  options,
  formula: 'r̂(u,i) = μ + b_u + b_i + p_u·q_i, minimizing Σ (r − r̂)² + Σ_rows λ_row (‖vector‖² + bias²)',
  source:
    'Zhou, Wilkinson, Schreiber, Pan: Large-scale Parallel Collaborative Filtering for the Netflix Prize, AAIM 2008, doi:10.1007/978-3-540-68880-8_32',
  presets: {
    'movielens-100k': {
      settings: { factors: 100 },
      found:
        'likewise evaluate uN.base.gz --split random:0.9 --model explicit-als:factors=100,regularization=0.12 … --metric rmse, N = 1…5: the best mean of nine settings',
    },
    'movielens-1m': {
      settings: { factors: 64, regularization: 1.4, regularizationExponent: 0.5 },
      found:
        'best of 11 settings (RMSE 0.8615; exponents 0, 0.5, 1) by likewise evaluate folds2to5.csv --split random:0.9 --model explicit-als:factors=64,regularization=1.4,regularizationExponent=0.5 --metric rmse, seed 0, folds2to5.csv being the rows whose fold is not 1; fold 1, read once: 0.8479',
    },
  },
  create: explicitALS,
  restore: (state) =>
    new ExplicitALSModel(
      restoredRidge('explicit-als', state, resolveOptions('explicitALS', options, state.settings as Partial<ExplicitALSOptions>).factors),
    ),
};
