/**
 * Thompson sampling for rewards of any size, each arm normal with unknown mean and variance: draw variance and mean of each
 * arm from the posterior, pull the largest mean.
 *
 * Prior: 1/σ² ~ Gamma(shape, rate), μ | σ² ~ N(priorMean, σ²/strength). After n rewards of mean x̄ and S = Σ(x − x̄)²:
 * strength + n, shape + n/2, rate + S/2 + strength·n·(x̄ − priorMean)² / (2 (strength + n)).
 * Sources: Gelman et al.: Bayesian Data Analysis, 3rd edition 2013, §3.3; Honda, Takemura: Optimality of Thompson Sampling
 * for Gaussian Bandits Depends on Priors, AISTATS 2014, arXiv:1311.1894 (why shape must not be too small).
 */
import { gamma } from '../math/gamma.ts';
import type { Random } from '../math/random.ts';
import { integer, number } from '../options.ts';
import { type BanditPolicy, type BanditState, countedPropensities, definePolicy, type PolicyEntry, withElement } from './policy.ts';

export interface GaussianThompsonOptions {
  /** Mean reward expected of an arm never pulled. @default 0 */
  readonly priorMean: number;
  /** How many rewards the prior mean weighs; > 0. @default 1 */
  readonly strength: number;
  /** Shape of the prior of 1/variance; > 0. @default 1 */
  readonly shape: number;
  /** Rate of the prior of 1/variance, in squared points of reward; > 0. @default 1 */
  readonly rate: number;
  /** Draws by which the propensities are estimated; integer ≥ 1. @default 2000 */
  readonly draws: number;
}

export interface NormalState extends BanditState {
  /** Rewards of each arm: how many, their mean, Σ (x − mean)²; [arms]. */
  readonly counts: readonly number[];
  readonly means: readonly number[];
  readonly squares: readonly number[];
}

/** Posterior of one arm's mean and variance: strength, shape, rate as in the prior. */
export interface NormalPosterior {
  readonly mean: number;
  readonly strength: number;
  readonly shape: number;
  readonly rate: number;
}

export function normalPosterior(prior: GaussianThompsonOptions, { counts, means, squares }: NormalState, arm: number): NormalPosterior {
  const n = counts[arm];
  const strength = prior.strength + n;
  const off = means[arm] - prior.priorMean;
  return {
    mean: prior.priorMean + (n * off) / strength,
    strength,
    shape: prior.shape + n / 2,
    rate: prior.rate + squares[arm] / 2 + (prior.strength * n * off * off) / (2 * strength),
  };
}

export const gaussianThompsonEntry: PolicyEntry<GaussianThompsonOptions, NormalState> = definePolicy(
  {
    name: 'gaussian-thompson',
    factory: 'gaussianThompson',
    summary: 'Draws each mean from its normal posterior, variance unknown too, and pulls the largest.',
    formula: 'arm = argmax μ_k, 1/σ_k² ~ Gamma(shape_k, rate_k), μ_k ~ N(mean_k, σ_k²/strength_k)',
    source: 'Gelman et al.: Bayesian Data Analysis, 3rd edition 2013, §3.3',
    rewards: 'any',
    contextual: false,
    options: {
      priorMean: number(0, {}, 'mean reward expected of an arm never pulled'),
      strength: number(1, { above: 0 }, 'how many rewards the prior mean weighs'),
      shape: number(1, { above: 0 }, 'shape of the prior of 1/variance'),
      rate: number(1, { above: 0 }, 'rate of the prior of 1/variance, in squared points of reward'),
      draws: integer(2000, { min: 1 }, 'draws by which the propensities are estimated'),
    },
  },
  (settings) => {
    const choose = (state: NormalState, random: Random): number => {
      let best = 0;
      let bestMean = Number.NEGATIVE_INFINITY;
      for (let k = 0; k < state.arms; k++) {
        const { mean, strength, shape, rate } = normalPosterior(settings, state, k);
        const precision = gamma(random, shape, 1 / rate);
        const draw = mean + random.normal() / Math.sqrt(strength * precision);
        if (draw > bestMean) [best, bestMean] = [k, draw];
      }
      return best;
    };
    return {
      start(arms) {
        const zeros = new Array<number>(arms).fill(0);
        return { counts: zeros, means: zeros, squares: zeros };
      },
      choose,
      update({ counts, means, squares }, { arm, reward }) {
        const count = counts[arm] + 1;
        const before = reward - means[arm];
        const mean = means[arm] + before / count;
        return {
          counts: withElement(counts, arm, count),
          means: withElement(means, arm, mean),
          squares: withElement(squares, arm, squares[arm] + before * (reward - mean)),
        };
      },
      propensities: (state, random) => countedPropensities(state.arms, settings.draws, () => choose(state, random)),
    };
  },
);

/** Thompson sampling for rewards of any size. @throws LikewiseError `unknown-option`, `invalid-option` */
export const gaussianThompson: (given?: Partial<GaussianThompsonOptions>) => BanditPolicy<NormalState> = gaussianThompsonEntry.create;
