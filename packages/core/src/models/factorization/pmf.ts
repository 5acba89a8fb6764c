/**
 * Probabilistic matrix factorization, fitted to its most probable vectors.
 *
 * Model: r ~ N(μ + p_u · q_i, σ²), p_u ~ N(0, σ_u² I), q_i ~ N(0, σ_i² I). The maximum of the posterior minimizes
 *   Σ (r − μ − p_u · q_i)² + (σ²/σ_u²) Σ_u ‖p_u‖² + (σ²/σ_i²) Σ_i ‖q_i‖².
 *
 * Source: Salakhutdinov, Mnih: Probabilistic Matrix Factorization, NIPS 2007.
 * Differs: the paper descends by gradient and squeezes products by a sigmoid; here each half is solved exactly (ALS) and
 * ratings are centered on μ. For the whole posterior instead of its peak see bayesian-pmf.
 */
import { meanOf } from '../../data/rating-scale.ts';
import { seededRandom } from '../../math/random.ts';
import { integer, number, type OptionSpecs, type Seeded, seeded } from '../../options.ts';
import { defineEstimator, type Factory } from '../contract/define-estimator.ts';
import type { CatalogEntry } from '../contract/estimator.ts';
import { type Axis, withRatingRows } from '../vectors/rating-rows.ts';
import { ExplainedRidgeModel, ridgeShapes } from '../vectors/ridge-model.ts';

export interface PMFOptions extends Seeded {
  /** Length of each user and item vector; integer ≥ 1 and ≤ 4096. @default 10 */
  readonly factors: number;
  /** σ: standard deviation of a rating around its prediction, in points of the scale; > 0. @default 0.9 */
  readonly noiseDeviation: number;
  /** σ_u: standard deviation of the coordinates of users; > 0. @default 0.3 */
  readonly userDeviation: number;
  /** σ_i: standard deviation of the coordinates of items; > 0. @default 0.3 */
  readonly itemDeviation: number;
  /** Passes over the data; each solves all items, then all users; integer ≥ 1. @default 25 */
  readonly epochs: number;
}

const options: OptionSpecs<PMFOptions> = {
  factors: integer(10, { min: 1, max: 4096 }, 'length of each user and item vector'),
  noiseDeviation: number(0.9, { above: 0 }, 'σ: standard deviation of a rating around its prediction, in points of the scale'),
  userDeviation: number(0.3, { above: 0 }, 'σ_u: standard deviation of the coordinates of users'),
  itemDeviation: number(0.3, { above: 0 }, 'σ_i: standard deviation of the coordinates of items'),
  epochs: integer(25, { min: 1 }, 'passes over the data; each solves all items, then all users'),
  ...seeded,
};

/** σ²/σ_u² or σ²/σ_i². */
function penaltyOf(axis: Axis, { noiseDeviation, userDeviation, itemDeviation }: PMFOptions): number {
  return (noiseDeviation / (axis === 'user' ? userDeviation : itemDeviation)) ** 2;
}

export class PMFModel extends ExplainedRidgeModel<PMFOptions> {
  protected readonly biased = false;

  protected penaltyOf(axis: Axis): number {
    return penaltyOf(axis, this.settings);
  }
}

export const pmfEntry: CatalogEntry<PMFOptions, PMFModel, 'pmf'> = defineEstimator({
  name: 'pmf',
  factory: 'pmf',
  family: 'factorization',
  summary: 'Vectors with normal priors at their most probable values: the plain probabilistic factorization, without biases.',
  feedback: 'ratings',
  abilities: ['predict', 'score', 'recommend', 'batch', 'similar', 'fold-in', 'vector', 'new-items', 'explain'],
  options,
  formula: 'r ~ N(μ + p_u·q_i, σ²), p_u ~ N(0, σ_u² I), q_i ~ N(0, σ_i² I), at the maximum of the posterior',
  source:
    'Salakhutdinov, Mnih: Probabilistic Matrix Factorization, NIPS 2007, proceedings.neurips.cc; and its sequel, Bayesian Probabilistic Matrix Factorization using Markov Chain Monte Carlo, ICML 2008, doi:10.1145/1390156.1390267',
  presets: {
    'movielens-100k': {
      settings: { factors: 3, userDeviation: 0.45, itemDeviation: 0.45 },
      found:
        'best mean RMSE (0.9377) of 21 settings, factors 2 to 40 and deviations 0.2 to 0.6, by likewise evaluate uN.base.gz --split random:0.9 --model pmf:factors=3,userDeviation=0.45,itemDeviation=0.45 --metric rmse, N = 1…5, seed 0; u1 … u5.test, read once: 0.9299',
    },
  },
  async fit(settings, train, context) {
    const { factors, epochs, userDeviation, seed } = settings;
    const mean = meanOf(train.userItems.values);
    const rows = { owner: 'pmf', factors, biases: false, mean, penaltyOf: (axis: Axis) => penaltyOf(axis, settings) };
    const learned = await withRatingRows(train, rows, context, async (session) => {
      const random = seededRandom(seed, 'users');
      session.start('user', () => userDeviation * random.normal());
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
  model: PMFModel,
});

/**
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `missing-ratings`, `too-large`.
 * @example const model = await pmf({ factors: 10 }).fit(train);
 */
export const pmf: Factory<PMFOptions, PMFModel> = pmfEntry.create;
