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
 * Social Networks, RecSys 2010, doi:10.1145/1864708.1864736 (trust that adds up to 1, people without ratings).
 * Differs: weights are the trust, not the similarity of ratings; alternating least squares instead of gradient descent; biases are tied
 * too. Users move all at once, so that neither their order nor threads matter, and the objective still never rises.
 */
import type { Interactions } from '../../data/interactions.ts';
import { meanOf } from '../../data/rating-scale.ts';
import { loadKernels } from '../../kernels/load-kernels.ts';
import { portablePower } from '../../math/portable.ts';
import { rowOf } from '../../matrix/dense.ts';
import { patternOf, type SparseRows, transpose } from '../../matrix/sparse.ts';
import { boolean, integer, number, type OptionSpecs, resolveOptions } from '../../options.ts';
import type { FoldInRow } from '../answering/user-row.ts';
import type { CatalogEntry, Estimator, FitContext } from '../contract/estimator.ts';
import type { NewUser } from '../contract/model.ts';
import { refuseRefit, requireEdges, requireRatings } from '../contract/requirements.ts';
import { everyoneKnown, trustAmong } from '../friends/friends.ts';
import { type BiasedState, type PersonSide, restoredBiased } from '../vectors/biased-model.ts';
import { type ItemSide, NewItemModel } from '../vectors/new-items.ts';
import { foldInRidge, peopleFixed, ridgeALS } from '../vectors/ridge-als.ts';

export interface SocialMFOptions {
  /** Length of each user and item vector; integer ≥ 1. @default 16 */
  readonly factors: number;
  /** λ before it is scaled by the ratings of a row; ≥ 0. @default 0.12 */
  readonly regularization: number;
  /** ν: 0 penalizes every row alike, 1 in proportion to its ratings; in 0…2. @default 1 */
  readonly regularizationExponent: number;
  /** β: how strongly those who trust each other are drawn together; ≥ 0. @default 1 */
  readonly socialRegularization: number;
  /** Edges go both ways. @default false */
  readonly mutual: boolean;
  /** Passes over the data; each solves all items, then all users; integer ≥ 1. @default 20 */
  readonly epochs: number;
  /** Standard deviation of the initial coordinates; > 0. @default 0.1 */
  readonly startDeviation: number;
  /** Same seed, data and version: same model, bit for bit; integer ≥ 0. @default 0 */
  readonly seed: number;
}

const options: OptionSpecs<SocialMFOptions> = {
  factors: integer(16, { min: 1, max: 4096 }, 'length of each user and item vector'),
  regularization: number(0.12, { min: 0 }, 'penalty of vectors and biases, before it is scaled by the ratings of a row'),
  regularizationExponent: number(1, { min: 0, max: 2 }, 'how the penalty grows with the ratings of a user or item'),
  socialRegularization: number(1, { min: 0 }, 'how strongly those who trust each other are drawn together'),
  mutual: boolean(false, 'edges go both ways'),
  epochs: integer(20, { min: 1 }, 'passes over the data'),
  startDeviation: number(0.1, { above: 0 }, 'standard deviation of the initial coordinates'),
  seed: integer(0, { min: 0 }, 'start of randomness'),
};

/**
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `missing-ratings`, `missing-edges`,
 *   `not-positive-definite` where the regularization is too small for the data, `too-large`
 * @example const model = await socialMF({ socialRegularization: 2 }).fit(train);
 */
export function socialMF(given: Partial<SocialMFOptions> = {}): Estimator<SocialMFModel, SocialMFOptions> {
  const settings = resolveOptions('socialMF', options, given);
  return Object.freeze({ name: 'social-mf', settings, fit });

  async function fit(train: Interactions, context: FitContext = {}): Promise<SocialMFModel> {
    refuseRefit('socialMF', context.refit);
    requireRatings('socialMF', train);
    const edges = requireEdges('socialMF', train);
    const { items, ratingScale } = train;
    const { users, userItems } = everyoneKnown(train, edges.ids);
    const { min, max } = ratingScale!;
    const meanRating = meanOf(userItems.values);
    const kernels = context.kernels ?? (await loadKernels({ threads: context.threads }));
    const penalty = (count: number): number => rowPenalty(settings, count);
    const learned = await ridgeALS(
      train.with({ users, userItems }),
      {
        ...settings,
        owner: 'socialMF',
        biases: true,
        mean: meanRating,
        userPenalty: penalty,
        itemPenalty: penalty,
        ties: tiesOf(trustAmong(users, edges, settings.mutual), settings.socialRegularization),
      },
      kernels,
      context,
    );
    const seen = patternOf(userItems);
    return new SocialMFModel({ settings: { ...settings }, users, items, seen, ratingScale: { min, max }, meanRating, ...learned });
  }
}

function rowPenalty({ regularization, regularizationExponent }: SocialMFOptions, count: number): number {
  return count === 0 ? 0 : regularization * portablePower(count, regularizationExponent);
}

/** β (T + Tᵀ), the rows of T adding up to 1. */
function tiesOf(trust: SparseRows, strength: number): SparseRows | undefined {
  if (strength === 0) return undefined;
  const values = new Float32Array(trust.values.length);
  for (let row = 0; row < trust.rows; row++) {
    let sum = 0;
    for (let e = trust.pointers[row]; e < trust.pointers[row + 1]; e++) sum += trust.values[e];
    for (let e = trust.pointers[row]; e < trust.pointers[row + 1]; e++) values[e] = (strength * trust.values[e]) / sum;
  }
  const out = { ...trust, values };
  return added(out, transpose(out).matrix);
}

function added(a: SparseRows, b: SparseRows): SparseRows {
  const pointers = new Uint32Array(a.rows + 1);
  const indexes: number[] = [];
  const values: number[] = [];
  for (let row = 0; row < a.rows; row++) {
    let [left, right] = [a.pointers[row], b.pointers[row]];
    while (left < a.pointers[row + 1] || right < b.pointers[row + 1]) {
      const from = left < a.pointers[row + 1] ? a.indexes[left] : a.columns;
      const to = right < b.pointers[row + 1] ? b.indexes[right] : a.columns;
      indexes.push(Math.min(from, to));
      values.push((from <= to ? a.values[left++] : 0) + (to <= from ? b.values[right++] : 0));
    }
    pointers[row + 1] = indexes.length;
  }
  return { rows: a.rows, columns: a.columns, pointers, indexes: Uint32Array.from(indexes), values: Float32Array.from(values) };
}

/** Answers also for people without ratings: where their friends stand, or, with neither, as everyone on average. */
export class SocialMFModel extends NewItemModel<BiasedState> {
  readonly name = 'social-mf';

  protected override knows(): boolean {
    return true;
  }

  protected solve(row: FoldInRow): PersonSide {
    const settings = this.state.settings as unknown as SocialMFOptions;
    return foldInRidge(this.state, row, this.state.meanRating, rowPenalty(settings, row.indexes.length), true);
  }

  /** The item half-step of training: ties are among people. */
  protected solveItem(row: FoldInRow): ItemSide {
    const settings = this.state.settings as unknown as SocialMFOptions;
    return foldInRidge(peopleFixed(this.state), row, this.state.meanRating, rowPenalty(settings, row.indexes.length), true);
  }

  /** Drawn to the mean of their friends, of whom unknown ones are passed over. */
  protected override newPerson({ friends = [] }: NewUser, row: FoldInRow | undefined): PersonSide {
    const { userFactors, userBias, meanRating } = this.state;
    const settings = this.state.settings as unknown as SocialMFOptions;
    const known = [...new Set(Array.from(friends, (friend) => this.users.indexOf(friend)))].filter((index) => index !== undefined);
    const strength = known.length === 0 ? 0 : settings.socialRegularization;
    const penalty = strength + rowPenalty(settings, row?.indexes.length ?? 0);
    const center = { bias: 0, vector: new Float32Array(userFactors.columns) };
    if (strength > 0) {
      const share = strength / penalty / known.length;
      for (const friend of known) {
        center.bias += share * userBias[friend];
        rowOf(userFactors, friend).forEach((value, f) => {
          center.vector[f] += share * value;
        });
      }
    }
    return row === undefined ? center : foldInRidge(this.state, row, meanRating, penalty, true, center);
  }
}

export const socialMFEntry: CatalogEntry<SocialMFOptions, SocialMFModel> = {
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
  create: socialMF,
  restore: (state) =>
    new SocialMFModel(
      restoredBiased('social-mf', state, resolveOptions('socialMF', options, state.settings as Partial<SocialMFOptions>).factors),
    ),
};
