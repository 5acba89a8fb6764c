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
 * user's vector is that same half-step, bit for bit.
 */
import { meanOf } from '../../data/rating-scale.ts';
import { seededRandom } from '../../math/random.ts';
import { choice, integer, number, type OptionSpecs, type Seeded, seeded } from '../../options.ts';
import { defineEstimator, type Factory } from '../contract/define-estimator.ts';
import type { CatalogEntry } from '../contract/estimator.ts';
import { type Axis, type CountedPenalty, countedPenalty, countedPenaltyOptions, withRatingRows } from '../vectors/rating-rows.ts';
import { ExplainedRidgeModel, ridgeShapes } from '../vectors/ridge-model.ts';

export interface ExplicitALSOptions extends CountedPenalty, Seeded {
  /** Length of each user and item vector; integer ≥ 1 and ≤ 4096. @default 64 */
  readonly factors: number;
  /** What a prediction builds on: mean and biases, the mean alone, or nothing. @default 'both' */
  readonly biases: 'both' | 'mean' | 'none';
  /** Passes over the data; each solves all items, then all users; integer ≥ 1. @default 20 */
  readonly epochs: number;
  /** Standard deviation of the initial coordinates; > 0. @default 0.1 */
  readonly startDeviation: number;
}

const options: OptionSpecs<ExplicitALSOptions> = {
  factors: integer(64, { min: 1, max: 4096 }, 'length of each user and item vector'),
  ...countedPenaltyOptions,
  biases: choice('both', ['both', 'mean', 'none'], 'what a prediction builds on: mean and biases, the mean alone, or nothing'),
  epochs: integer(20, { min: 1 }, 'passes over the data; each solves all items, then all users'),
  startDeviation: number(0.1, { above: 0 }, 'standard deviation of the initial coordinates'),
  ...seeded,
};

export class ExplicitALSModel extends ExplainedRidgeModel<ExplicitALSOptions> {
  protected get biased(): boolean {
    return this.settings.biases === 'both';
  }

  protected penaltyOf(_: Axis, ratings: number): number {
    return countedPenalty(this.settings, ratings);
  }
}

export const explicitALSEntry: CatalogEntry<ExplicitALSOptions, ExplicitALSModel, 'explicit-als'> = defineEstimator({
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
  async fit(settings, train, context) {
    const { factors, epochs, startDeviation, seed } = settings;
    const rows = {
      owner: 'explicitALS',
      factors,
      biases: settings.biases === 'both',
      mean: settings.biases === 'none' ? 0 : meanOf(train.userItems.values),
      penaltyOf: (_: Axis, ratings: number) => countedPenalty(settings, ratings),
    };
    const learned = await withRatingRows(train, rows, context, async (session) => {
      const random = seededRandom(seed, 'users');
      session.start('user', () => startDeviation * random.normal());
      for (let epoch = 1; epoch <= epochs; epoch++) {
        context.signal?.throwIfAborted();
        await session.solve('item'); // first: only the users' start matters
        await session.solve('user');
        await session.report(epoch, epochs, { seen: train.userItems });
      }
      return session.learned();
    });
    return { seen: train.userItems, ...learned };
  },
  shapes: (state, { factors }) => ridgeShapes(state, factors),
  model: ExplicitALSModel,
});

/**
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `missing-ratings`,
 *   `not-positive-definite` where the regularization is too small for the data, `too-large`.
 * @example const model = await explicitALS({ factors: 16 }).fit(train);
 */
export const explicitALS: Factory<ExplicitALSOptions, ExplicitALSModel> = explicitALSEntry.create;
