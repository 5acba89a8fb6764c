/**
 * Non-negative matrix factorization of ratings: every vector is a sum of parts, none of which can cancel another.
 *
 * Predicts r̂(u,i) = p_u · q_i with p_u, q_i ≥ 0, with biases r̂(u,i) = μ + b_u + b_i + p_u · q_i (the biases may be negative, the
 * factors may not), and minimizes over the ratings that exist
 *   Σ (r − r̂)² + Σ_u λ_u (‖p_u‖² + b_u²) + Σ_i λ_i (‖q_i‖² + b_i²),  λ_row = regularization · count^regularizationExponent.
 *
 * Source: Lee, Seung: Learning the parts of objects by non-negative matrix factorization, Nature 1999, doi:10.1038/44565;
 * coordinate descent: Hsieh, Dhillon: Fast Coordinate Descent Methods with Variable Selection for Non-negative Matrix
 * Factorization, KDD 2011, doi:10.1145/2020408.2020577.
 * Differs: unknown cells play no part; coordinates of a row are taken in order, on the row's normal equations. Users are
 * solved last and to the end, from 0: a new user's vector is that same half-step, bit for bit.
 */
import type { Interactions } from '../../data/interactions.ts';
import { meanOf } from '../../data/rating-scale.ts';
import { LikewiseError } from '../../errors.ts';
import { seededRandom } from '../../math/random.ts';
import { patternOf } from '../../matrix/sparse.ts';
import { boolean, integer, number, type OptionSpecs, type Seeded, seeded } from '../../options.ts';
import { defineEstimator, type Factory } from '../contract/define-estimator.ts';
import type { CatalogEntry } from '../contract/estimator.ts';
import type { RatingState } from '../vectors/rating-model.ts';
import { TO_THE_END } from '../vectors/rating-row.ts';
import {
  type Axis,
  type CountedPenalty,
  countedPenalty,
  countedPenaltyOptions,
  type LearnedRows,
  withRatingRows,
} from '../vectors/rating-rows.ts';
import { RidgeModel } from '../vectors/ridge-model.ts';

export interface NMFOptions extends CountedPenalty, Seeded {
  /** Length of each user and item vector; integer ≥ 1 and ≤ 4096. @default 16 */
  readonly factors: number;
  /** Penalty of vectors and biases, before it is scaled by the ratings of a row; > 0. @default 0.12 */
  readonly regularization: number;
  /** Start from mean and biases, which may be negative; without them every part of a prediction is ≥ 0. @default false */
  readonly biases: boolean;
  /** Passes over the data; each improves all items, then all users; integer ≥ 1. @default 40 */
  readonly epochs: number;
  /** Passes over the coordinates of a row in each epoch; integer ≥ 1. @default 4 */
  readonly sweeps: number;
}

const options: OptionSpecs<NMFOptions> = {
  factors: integer(16, { min: 1, max: 4096 }, 'length of each user and item vector'),
  regularization: number(0.12, { above: 0 }, 'penalty of vectors and biases, before it is scaled by the ratings of a row'),
  regularizationExponent: countedPenaltyOptions.regularizationExponent,
  biases: boolean(false, 'start from mean and biases, which may be negative; without them every part of a prediction is ≥ 0'),
  epochs: integer(40, { min: 1 }, 'passes over the data; each improves all items, then all users'),
  sweeps: integer(4, { min: 1 }, 'passes over the coordinates of a row in each epoch'),
  ...seeded,
};

export class NMFModel extends RidgeModel<RatingState, NMFOptions> {
  protected override readonly nonNegative = true;

  protected get biased(): boolean {
    return this.settings.biases;
  }

  protected penaltyOf(_: Axis, ratings: number): number {
    return countedPenalty(this.settings, ratings);
  }
}

export const nmfEntry: CatalogEntry<NMFOptions, NMFModel, 'nmf'> = defineEstimator({
  name: 'nmf',
  factory: 'nmf',
  family: 'factorization',
  summary: 'Vectors without negative coordinates: taste as a sum of parts that can be read one by one.',
  feedback: 'ratings',
  abilities: ['predict', 'score', 'recommend', 'batch', 'similar', 'fold-in', 'vector', 'new-items'],
  options,
  formula: 'r̂(u,i) = p_u·q_i, p_u ≥ 0, q_i ≥ 0, minimizing Σ (r − r̂)² + Σ_rows λ_row ‖vector‖²',
  source:
    'Lee, Seung: Learning the parts of objects by non-negative matrix factorization, Nature 1999, doi:10.1038/44565; Hsieh, Dhillon: Fast Coordinate Descent Methods with Variable Selection for Non-negative Matrix Factorization, KDD 2011, doi:10.1145/2020408.2020577',
  presets: {
    'movielens-100k': {
      settings: { factors: 32, regularization: 0.13 },
      found:
        'lowest RMSE on a random tenth of u1 … u5.base, the other nine tenths training, as likewise evaluate u1.base.gz --model nmf:… --split random:0.9 --metric rmse measures; grid factors 8…32, regularization 0.1…0.15 (exponent 1), 0.3, 0.5 (0.75), 1…2.2 (0.5), with and without biases',
    },
  },
  async fit(settings, train, context) {
    requireNonNegative(train);
    const { factors, biases, epochs, sweeps, seed } = settings;
    const mean = meanOf(train.userItems.values);
    const rows = {
      owner: 'nmf',
      factors,
      biases,
      mean: biases ? mean : 0,
      penaltyOf: (_: Axis, ratings: number) => countedPenalty(settings, ratings),
    };
    const learned = await withRatingRows(train, rows, context, async (session) => {
      // Uniform, so that the product of two vectors is expected to be the mean; beside biases, which leave only differences, 0.1.
      const largest = 2 * Math.sqrt((biases ? 0.1 : mean) / factors);
      for (const axis of ['user', 'item'] as const) {
        const random = seededRandom(seed, `${axis}s`);
        session.start(axis, () => largest * random.uniform());
      }
      for (let epoch = 1; epoch <= epochs; epoch++) {
        context.signal?.throwIfAborted();
        await session.improve('item', sweeps);
        await (epoch < epochs ? session.improve('user', sweeps) : session.improve('user', TO_THE_END, 'zero'));
        await session.report(epoch, epochs, { seen: patternOf(train.userItems) });
      }
      return session.learned();
    });
    requireFinite(learned, train.userItems.values);
    return { seen: patternOf(train.userItems), ...learned };
  },
  shapes: NMFModel.shapes,
  model: NMFModel,
});

/**
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `missing-ratings`, `negative-rating`
 *   naming the row, `too-large`, `not-finite` for ratings near the end of float32.
 * @example const model = await nmf({ factors: 8 }).fit(train);
 */
export const nmf: Factory<NMFOptions, NMFModel> = nmfEntry.create;

function requireNonNegative({ users, items, userItems: { pointers, indexes, values } }: Interactions): void {
  const entry = values.findIndex((rating) => rating < 0);
  if (entry < 0) return;
  const userIndex = pointers.findLastIndex((start) => start <= entry);
  const user = users.ids[userIndex];
  const item = items.ids[indexes[entry]];
  throw new LikewiseError(
    'negative-rating',
    `nmf: every rating must be ≥ 0; user ${user} gave item ${item} ${values[entry]}. Shift the scale so that it starts at 0, or take svd or explicit-als.`,
    { user, item, value: values[entry], instead: ['svd', 'explicit-als'] },
  );
}

/** Squares of ratings near the end of float32 leave it. */
function requireFinite({ userFactors, itemFactors, userBias, itemBias }: LearnedRows, ratings: Float32Array): void {
  if ([userFactors.values, itemFactors.values, userBias, itemBias].every((values) => values.every(Number.isFinite))) return;
  const largest = ratings.reduce((most, rating) => Math.max(most, rating), 0);
  throw new LikewiseError(
    'not-finite',
    `nmf: with ratings up to ${Number(largest.toPrecision(4))} the vectors leave the range of 32-bit numbers. Bring the ratings to a smaller scale.`,
    { largest },
  );
}
