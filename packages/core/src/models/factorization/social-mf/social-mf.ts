/**
 * Matrix factorization of ratings in which friends have similar vectors.
 *
 * Predicts r̂(u,i) = μ + b_u + b_i + p_u · q_i and minimizes
 *   Σ (r − r̂)² + Σ_u λ_u (‖p_u‖² + b_u²) + Σ_i λ_i (‖q_i‖² + b_i²) + β Σ_{u→v} T(u,v) (‖p_u − p_v‖² + (b_u − b_v)²),
 * λ_row = regularization · count^regularizationExponent, β = socialRegularization, T(u,v) = trust of the edge ÷ all trust that u gives.
 * Someone without ratings stands where those they are tied to stand.
 *
 * Source: Ma, Zhou, Liu, Lyu, King: Recommender Systems with Social Regularization, WSDM 2011, doi:10.1145/1935826.1935877
 * (individual-based regularization, SR2); Jamali, Ester: A Matrix Factorization Technique with Trust Propagation for Recommendation in
 * Social Networks, RecSys 2010, doi:10.1145/1864708.1864736 (trust that adds up to 1, users without ratings).
 * Differs: weights are the trust, not the similarity of ratings; alternating least squares instead of gradient descent; biases are tied
 * too. Users move all at once, so that neither their order nor threads matter, and the objective still never rises.
 */
import { meanOf } from '../../../data/rating-scale.ts';
import { seededRandom } from '../../../math/random.ts';
import { rowOf } from '../../../matrix/dense.ts';
import { patternOf } from '../../../matrix/sparse.ts';
import { boolean, integer, number, type OptionSpecs, type Seeded, seeded } from '../../../options.ts';
import type { FoldInRow } from '../../answering/user-row.ts';
import { defineEstimator, type Factory } from '../../contract/define-estimator.ts';
import type { CatalogEntry } from '../../contract/estimator.ts';
import type { NewUser } from '../../contract/model.ts';
import { everyoneKnown, trustAmong } from '../../friends/friends.ts';
import type { EntityVector, RatingState } from '../../vectors/rating-model.ts';
import { solveRatingRow } from '../../vectors/rating-row.ts';
import { type Axis, type CountedPenalty, countedPenalty, countedPenaltyOptions, withRatingRows } from '../../vectors/rating-rows.ts';
import { RidgeModel } from '../../vectors/ridge-model.ts';
import { Ties } from './ties.ts';

export interface SocialMFOptions extends CountedPenalty, Seeded {
  /** Length of each user and item vector; integer ≥ 1 and ≤ 4096. @default 16 */
  readonly factors: number;
  /** β: how strongly those who trust each other are drawn together; ≥ 0. @default 1 */
  readonly socialRegularization: number;
  /** Edges go both ways; of two that meet the larger counts. @default false */
  readonly mutual: boolean;
  /** Passes over the data; integer ≥ 1. @default 20 */
  readonly epochs: number;
  /** Standard deviation of the initial coordinates; > 0. @default 0.1 */
  readonly startDeviation: number;
}

const options: OptionSpecs<SocialMFOptions> = {
  factors: integer(16, { min: 1, max: 4096 }, 'length of each user and item vector'),
  ...countedPenaltyOptions,
  socialRegularization: number(1, { min: 0 }, 'β: how strongly those who trust each other are drawn together'),
  mutual: boolean(false, 'edges go both ways; of two that meet the larger counts'),
  epochs: integer(20, { min: 1 }, 'passes over the data'),
  startDeviation: number(0.1, { above: 0 }, 'standard deviation of the initial coordinates'),
  ...seeded,
};

/** Answers also for users without ratings: where their friends stand, or, with neither, as everyone on average. */
export class SocialMFModel extends RidgeModel<RatingState, SocialMFOptions> {
  protected readonly biased = true;

  /** Of new items as in training: ties are among users. */
  protected penaltyOf(_: Axis, ratings: number): number {
    return countedPenalty(this.settings, ratings);
  }

  /** By ratings, or by friends who draw their vector to theirs. */
  protected override knowsUser(userIndex: number): boolean {
    const { userBias, userFactors } = this.state;
    return super.knowsUser(userIndex) || userBias[userIndex] !== 0 || rowOf(userFactors, userIndex).some((value) => value !== 0);
  }

  /** Drawn to the mean of their friends, of whom unknown ones are passed over. */
  protected override newUser({ friends = [] }: NewUser, row: FoldInRow | undefined): EntityVector {
    const { userFactors, userBias, itemFactors, meanRating } = this.state;
    const known = [...new Set(Array.from(friends, (friend) => this.users.indexOf(friend)))].filter((index) => index !== undefined);
    const strength = known.length === 0 ? 0 : this.settings.socialRegularization;
    const penalty = strength + this.penaltyOf('user', row?.indexes.length ?? 0);
    const vector = new Float32Array(userFactors.columns);
    let bias = 0;
    if (strength > 0) {
      const share = strength / penalty / known.length;
      for (const friend of known) {
        bias += share * userBias[friend];
        rowOf(userFactors, friend).forEach((value, f) => {
          vector[f] += share * value;
        });
      }
    }
    if (row === undefined) return { bias, vector };
    const centered = (item: number): number => rowOf(itemFactors, item).reduce((sum, value, f) => sum + vector[f] * value, bias);
    const targets = row.values.map((rating, e) => rating - meanRating - centered(row.indexes[e]));
    const rest = solveRatingRow({ axis: 'user', biases: true, indexes: row.indexes, targets, penalty }, this.state);
    return { bias: rest.bias + bias, vector: rest.vector.map((value, f) => value + vector[f]) };
  }
}

export const socialMFEntry: CatalogEntry<SocialMFOptions, SocialMFModel, 'social-mf'> = defineEstimator({
  name: 'social-mf',
  factory: 'socialMF',
  family: 'factorization',
  summary: 'Vectors and biases from ratings in which friends stand near each other: ratings of people who rated little but have friends.',
  feedback: 'ratings',
  needs: ['edges'],
  abilities: ['predict', 'score', 'recommend', 'batch', 'similar', 'fold-in', 'vector', 'new-items', 'by-friends'],
  options,
  formula: 'r̂(u,i) = μ + b_u + b_i + p_u·q_i, minimizing Σ (r − r̂)² + Σ_rows λ_row ‖row‖² + β Σ_{u→v} T(u,v) ‖x_u − x_v‖², x = (p, b)',
  source: 'Ma, Zhou, Liu, Lyu, King: Recommender Systems with Social Regularization, WSDM 2011, doi:10.1145/1935826.1935877',
  async fit(settings, train, context) {
    const { factors, epochs, startDeviation, seed } = settings;
    const edges = train.edges!;
    const { users, userItems } = everyoneKnown(train, edges.ids);
    const rows = {
      owner: 'socialMF',
      factors,
      biases: true,
      mean: meanOf(userItems.values),
      penaltyOf: (_: Axis, ratings: number) => countedPenalty(settings, ratings),
    };
    const learned = await withRatingRows(train.with({ users, userItems }), rows, context, async (session) => {
      const random = seededRandom(seed, 'users');
      session.start('user', () => startDeviation * random.normal());
      const ties = new Ties(trustAmong(users, edges, settings.mutual), settings.socialRegularization, session, factors + 1);
      for (let epoch = 1; epoch <= epochs; epoch++) {
        context.signal?.throwIfAborted();
        await session.solve('item'); // first: only the users' start matters
        await ties.solveUsers();
        await session.report(epoch, epochs, { users, seen: patternOf(userItems) }, ties.tension());
      }
      return session.learned();
    });
    return { users, seen: patternOf(userItems), ...learned };
  },
  shapes: SocialMFModel.shapes,
  model: SocialMFModel,
});

/**
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `missing-ratings`, `missing-edges`,
 *   `not-positive-definite` where the regularization is too small for the data, `too-large`
 * @example const model = await socialMF({ socialRegularization: 2 }).fit(train);
 */
export const socialMF: Factory<SocialMFOptions, SocialMFModel> = socialMFEntry.create;
