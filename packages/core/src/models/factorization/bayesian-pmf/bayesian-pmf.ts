/**
 * Bayesian probabilistic matrix factorization, by Gibbs sampling.
 *
 * Model: r ~ N(μ + b_u + b_i + p_u · q_i, 1/α); the vectors (p_u, b_u) ~ N(m_U, Λ_U⁻¹), (q_i, b_i) ~ N(m_I, Λ_I⁻¹); each
 * (m, Λ) has a Normal–Wishart prior (m₀ = 0, β₀, W₀ = I, ν₀ = size of the vector); α ~ Gamma(1, 1) unless it is given. The
 * prediction is the mean over the kept samples of all Markov chains; their spread is the predictive distribution.
 *
 * Source: Salakhutdinov, Mnih: Bayesian Probabilistic Matrix Factorization using Markov Chain Monte Carlo, ICML 2008,
 * doi:10.1145/1390156.1390267.
 * Differs: the paper has no biases and holds α at 2 (`biases: false, noisePrecision: 2`); here a bias is one more coordinate
 * of its row's Gaussian, and the noise is learned. A chain starts at small random vectors instead of at a MAP fit, and there may
 * be several.
 */
import type { Id } from '../../../data/id-map.ts';
import type { Interactions } from '../../../data/interactions.ts';
import { meanOf } from '../../../data/rating-scale.ts';
import { paddedFactors } from '../../../kernels/kernels.ts';
import { loadKernels } from '../../../kernels/load-kernels.ts';
import { normalMixtureInterval } from '../../../math/normal-mixture.ts';
import { seededRandom } from '../../../math/random.ts';
import { type DenseMatrix, rowOf } from '../../../matrix/dense.ts';
import { boolean, integer, number, type OptionSpecs, resolveOptions } from '../../../options.ts';
import { type FoldInRow, rowOfPerson, trainingIndex } from '../../answering/user-row.ts';
import { checkShapes } from '../../contract/check-shapes.ts';
import type { CatalogEntry, Estimator, FitContext } from '../../contract/estimator.ts';
import type { Explains, Explanation, Uncertain, UserQuery } from '../../contract/model.ts';
import { refuseRefit, requireRatings } from '../../contract/requirements.ts';
import type { ModelState } from '../../contract/state.ts';
import type { PersonSide } from '../../vectors/biased-model.ts';
import { type ItemSide, NewItemModel } from '../../vectors/new-items.ts';
import { explanationOf, type RidgeState, restoredRidge } from '../../vectors/ridge-model.ts';
import { runChains } from './chain.ts';
import { conditionalRow, conditionalShares, type SampledRows } from './conditional.ts';

export interface BayesianPMFOptions {
  /** Length of each user and item vector of one sample, without biases; integer ≥ 1. @default 10 */
  readonly factors: number;
  /** Samples of each chain that are kept and averaged; integer ≥ 1. @default 100 */
  readonly samples: number;
  /** Samples before the first kept one; integer ≥ 0. @default 20 */
  readonly burnIn: number;
  /** Independent chains, each from a start of its own, averaged: one chain seldom leaves the mode it found; integer ≥ 1. @default 1 */
  readonly chains: number;
  /** Learn b_u and b_i; without them the prediction is μ + p·q. @default true */
  readonly biases: boolean;
  /** α: 1 / variance of a rating around its prediction; learned if left out; > 0. */
  readonly noisePrecision: number | undefined;
  /** β₀: how many rows the prior mean counts for; > 0. @default 2 */
  readonly priorStrength: number;
  /** Same seed, data and version: same model, bit for bit; integer ≥ 0. @default 0 */
  readonly seed: number;
}

const options: OptionSpecs<BayesianPMFOptions> = {
  factors: integer(10, { min: 1, max: 256 }, 'length of each vector of one sample, without biases'),
  samples: integer(100, { min: 1 }, 'samples of each chain that are kept and averaged'),
  burnIn: integer(20, { min: 0 }, 'samples before the first kept one'),
  chains: integer(1, { min: 1 }, 'independent chains that are averaged'),
  biases: boolean(true, 'learn biases of users and items'),
  noisePrecision: number(undefined, { above: 0 }, '1 / variance of a rating around its prediction, instead of learning it'),
  priorStrength: number(2, { above: 0 }, 'how many rows the prior mean counts for'),
  seed: integer(0, { min: 0 }, 'start of randomness'),
};

/**
 * Vectors hold all samples of all chains one after the other, each of `width` coordinates ([p, b_u, 1, 0 …] and [q, 1, b_i, 0 …]),
 * divided so that their product is the mean over samples; biases and μ are inside, so `userBias` and `itemBias` are 0.
 */
export interface BayesianPMFState extends RidgeState {
  /** Coordinates of one sample. */
  readonly width: number;
  /** α of each sample; [chains · samples]. */
  readonly precisions: Float64Array;
  /** Precision Λ_U of each sample's prior of a person, over the `width` coordinates; [chains · samples × width²]. */
  readonly userPriors: DenseMatrix<Float64Array>;
  /** Λ_U m_U of each sample; [chains · samples × width]. */
  readonly userPriorRights: DenseMatrix<Float64Array>;
  /** Λ_I of each sample's prior of an item; [chains · samples × width²]. */
  readonly itemPriors: DenseMatrix<Float64Array>;
  /** Λ_I m_I; [chains · samples × width]. */
  readonly itemPriorRights: DenseMatrix<Float64Array>;
}

/**
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `missing-ratings`, `too-large`.
 * @example const model = await bayesianPMF({ factors: 10, samples: 200 }).fit(train);
 */
export function bayesianPMF(given: Partial<BayesianPMFOptions> = {}): Estimator<BayesianPMFModel, BayesianPMFOptions> {
  const settings = resolveOptions('bayesianPMF', options, given);
  return Object.freeze({ name: 'bayesian-pmf', settings, fit });

  async function fit(train: Interactions, context: FitContext = {}): Promise<BayesianPMFModel> {
    refuseRefit('bayesianPMF', context.refit);
    requireRatings('bayesianPMF', train);
    const { users, items, userItems } = train;
    const { min, max } = train.ratingScale!;
    const kernels = context.kernels ?? (await loadKernels({ threads: context.threads }));
    const meanRating = meanOf(userItems.values);
    const samples = await runChains(train, meanRating, settings, kernels, context);
    return new BayesianPMFModel({
      settings: { ...settings },
      users,
      items,
      seen: userItems,
      ratingScale: { min, max },
      meanRating,
      userBias: new Float32Array(users.size),
      itemBias: new Float32Array(items.size),
      ...samples,
    });
  }
}

/** A fitted model. No method changes it; treat the arrays in `state` as read-only. */
export class BayesianPMFModel extends NewItemModel<BayesianPMFState> implements Uncertain, Explains {
  readonly name = 'bayesian-pmf';

  /**
   * Central interval of the predictive distribution, a mixture over samples of normals of variance 1/α, clipped to the
   * scale; `level` in (0, 1). `undefined` like `predict`. @throws LikewiseError `invalid-option`
   */
  predictInterval(user: Id, item: Id, level = 0.95): { readonly low: number; readonly high: number; readonly mean: number } | undefined {
    const mean = this.predict(user, item);
    const userIndex = trainingIndex(this.users, this.seen, user);
    const itemIndex = this.items.indexOf(item);
    if (mean === undefined || userIndex === undefined || itemIndex === undefined) return undefined;
    const { low, high } = normalMixtureInterval(this.#sampled(userIndex, itemIndex), this.state.precisions, level);
    const { min, max } = this.state.ratingScale;
    const inScale = (value: number): number => Math.min(max, Math.max(min, value));
    return { low: inScale(low), high: inScale(high), mean };
  }

  /** Each kept sample's prediction, not clipped, chain after chain: for traces and for intervals of other kinds; [chains · samples]. */
  predictSamples(user: Id, item: Id): Float64Array | undefined {
    const userIndex = trainingIndex(this.users, this.seen, user);
    const itemIndex = this.items.indexOf(item);
    return userIndex === undefined || itemIndex === undefined || this.rated[itemIndex] === 0
      ? undefined
      : this.#sampled(userIndex, itemIndex);
  }

  /** Without biases and the constant 1, which say nothing of taste. */
  protected override comparedVectors(): DenseMatrix {
    const { itemFactors, width, settings } = this.state;
    const { rows, columns, values } = itemFactors;
    const compared = { rows, columns, values: values.slice() };
    for (let at = 0; at < values.length; at += width) compared.values.fill(0, at + (settings.factors as number), at + width);
    return compared;
  }

  /** In each sample the conditional mean of the person's vector, given the items and the prior of that sample. */
  protected solve(row: FoldInRow): PersonSide {
    return { bias: 0, vector: conditionalRow(row, this.#people) };
  }

  /**
   * In each sample a draw given the people and the prior of that sample, as training draws, so that intervals hold what is not known of
   * the item. Seeded: the same ratings give the same vector.
   */
  protected solveItem(row: FoldInRow): ItemSide {
    const { userFactors: fixed, itemPriors: priors, itemPriorRights: priorRights, settings } = this.state;
    const one = settings.biases === true ? (settings.factors as number) : -1;
    const random = seededRandom(settings.seed as number, 'new-item');
    return { bias: 0, vector: conditionalRow(row, { ...this.state, fixed, priors, priorRights, one }, random) };
  }

  /**
   * What each rating of the person adds on average over samples; "everyone" is μ, the item's bias and the prior. Contributions add up to
   * the score of `{ ratings }`, and of a training user but for the chance in the draws of their vector.
   */
  explain(who: UserQuery, item: Id): Explanation | undefined {
    const itemIndex = this.items.indexOf(item);
    const row = rowOfPerson(who, this.state, (index) => this.rated[index] === 1);
    if (itemIndex === undefined || row === undefined || this.rated[itemIndex] === 0) return undefined;
    const { shares, everyone } = conditionalShares(row, this.#people, itemIndex);
    return explanationOf(this.items, row, shares, everyone);
  }

  /** What a person's vectors are solved against. */
  get #people(): SampledRows {
    const { itemFactors: fixed, userPriors: priors, userPriorRights: priorRights, settings } = this.state;
    const one = settings.biases === true ? (settings.factors as number) + 1 : -1;
    return { ...this.state, fixed, priors, priorRights, one };
  }

  #sampled(userIndex: number, itemIndex: number): Float64Array {
    const { userFactors, itemFactors, meanRating, width, precisions } = this.state;
    const samples = precisions.length;
    const x = rowOf(userFactors, userIndex);
    const y = rowOf(itemFactors, itemIndex);
    return Float64Array.from({ length: samples }, (_, s) => {
      let sum = 0;
      for (let f = s * width; f < (s + 1) * width; f++) sum += x[f] * y[f];
      return meanRating + sum * samples;
    });
  }
}

/** @throws LikewiseError `invalid-option`, `unknown-option`; `invalid-state` where the parts do not fit each other. */
function restore(given: ModelState): BayesianPMFModel {
  const resolved = resolveOptions('bayesianPMF', options, given.settings as Partial<BayesianPMFOptions>);
  const { factors, biases } = resolved;
  const samples = resolved.chains * resolved.samples;
  const width = paddedFactors(factors + (biases ? 2 : 0));
  const state = restoredRidge('bayesian-pmf', given, samples * width) as BayesianPMFState;
  checkShapes('bayesian-pmf', [
    ['precisions', state.precisions, samples, undefined],
    ['userPriors', state.userPriors, samples, width * width],
    ['userPriorRights', state.userPriorRights, samples, width],
    ['itemPriors', state.itemPriors, samples, width * width],
    ['itemPriorRights', state.itemPriorRights, samples, width],
  ]);
  return new BayesianPMFModel({ ...state, width });
}

export const bayesianPMFEntry: CatalogEntry<BayesianPMFOptions, BayesianPMFModel> = {
  name: 'bayesian-pmf',
  factory: 'bayesianPMF',
  family: 'factorization',
  summary: 'The average of many sampled factorizations: the most accurate ratings, with an interval for each, and nothing to tune.',
  feedback: 'ratings',
  abilities: ['predict', 'score', 'recommend', 'batch', 'similar', 'fold-in', 'vector', 'new-items', 'explain', 'uncertain'],
  options,
  formula: 'r̂(u,i) = E[μ + b_u + b_i + p_u·q_i | ratings], r ~ N(μ + b_u + b_i + p_u·q_i, 1/α), rows normal with Normal–Wishart priors',
  source:
    'Salakhutdinov, Mnih: Bayesian Probabilistic Matrix Factorization using Markov Chain Monte Carlo, ICML 2008, doi:10.1145/1390156.1390267',
  presets: {
    'movielens-100k': {
      settings: { factors: 16, chains: 4, samples: 100 },
      found:
        'best mean RMSE (0.9005) of factors 8, 10, 16, each with 1 to 4 chains, by likewise evaluate uN.base.gz --split random:0.9 --model bayesian-pmf:factors=16,chains=4 --metric rmse, N = 1…5, seed 0; u1 … u5.test, read once: 0.8961',
    },
    'movielens-1m': {
      settings: { factors: 30, samples: 300 },
      found:
        'best of factors 10, 20, 30 (RMSE 0.8453) by likewise evaluate folds2to5.csv --split random:0.9 --model bayesian-pmf:factors=30,samples=300 --metric rmse, seed 0, folds2to5.csv being the rows whose fold is not 1; fold 1, read once: 0.8334',
    },
  },
  create: bayesianPMF,
  restore,
};
