/** Thompson sampling: draw the mean of each arm from its posterior, pull the arm whose draw is the largest. */
import { betaCumulative, betaQuantile } from '../math/beta-distribution.ts';
import { beta, gamma } from '../math/gamma.ts';
import type { Random } from '../math/random.ts';
import { integer, number } from '../options.ts';
import { type BanditPolicy, type BanditState, bestArm, definePolicy, type PolicyEntry, withElement } from './policy.ts';

export interface ThompsonOptions {
  /** Successes of each arm before any was seen; > 0. @default 1 */
  readonly priorUps: number;
  /** Failures of each arm before any was seen; > 0. @default 1 */
  readonly priorDowns: number;
}

export interface BetaState extends BanditState {
  /** Parameters of the posterior of each arm, the prior included; [arms]. */
  readonly ups: readonly number[];
  readonly downs: readonly number[];
}

/** Points of the probability axis at which `propensities` integrates. */
const quantiles = 200;

/**
 * Thompson sampling for rewards of 0 and 1: draw a success rate for each arm from its beta posterior, pull the largest.
 *
 * Arm k: Beta(priorUps + successes, priorDowns + failures). A reward between 0 and 1 counts as that part of a success.
 * Sources: Thompson, Biometrika 1933, doi:10.1093/biomet/25.3-4.285; Chapelle, Li: An Empirical Evaluation of Thompson
 * Sampling, NIPS 2011; Agrawal, Goyal, COLT 2012, arXiv:1111.1797 (regret grows with ln t).
 * Differs: fractional rewards update fractionally; Agrawal and Goyal toss a coin.
 */
export const thompsonEntry: PolicyEntry<ThompsonOptions, BetaState> = definePolicy(
  {
    name: 'thompson',
    factory: 'thompson',
    summary: 'Draws each success rate from its beta posterior and pulls the largest.',
    formula: 'arm = argmax θ_k, θ_k ~ Beta(priorUps + successes_k, priorDowns + failures_k)',
    source: 'Thompson, Biometrika 1933, doi:10.1093/biomet/25.3-4.285',
    rewards: 'binary',
    options: {
      priorUps: number(1, { above: 0 }, 'successes of each arm before any was seen'),
      priorDowns: number(1, { above: 0 }, 'failures of each arm before any was seen'),
    },
  },
  ({ priorUps, priorDowns }) => ({
    start: (arms) => ({ ups: new Array(arms).fill(priorUps), downs: new Array(arms).fill(priorDowns) }),
    choose: ({ arms, ups, downs }, random) => bestArm(arms, (arm) => drawnRate(random, ups[arm], downs[arm])),
    update: ({ ups, downs }, { arm, reward }) => ({
      ups: withElement(ups, arm, ups[arm] + reward),
      downs: withElement(downs, arm, downs[arm] + 1 - reward),
    }),
    /** P(arm k is largest) = ∫ Π_{j≠k} F_j(F_k⁻¹(u)) du by the midpoint rule: within about 1e-3. */
    propensities({ arms, ups, downs }) {
      const shares = new Float64Array(arms);
      for (let k = 0; k < arms; k++) {
        for (let q = 0; q < quantiles; q++) {
          const rate = betaQuantile((q + 0.5) / quantiles, ups[k], downs[k]);
          let beats = 1;
          for (let j = 0; j < arms && beats > 1e-12; j++) if (j !== k) beats *= betaCumulative(rate, ups[j], downs[j]);
          shares[k] += beats;
        }
      }
      const sum = shares.reduce((total, share) => total + share, 0);
      return shares.map((share) => share / sum);
    },
  }),
);

/** Thompson sampling for rewards from 0 to 1. @throws LikewiseError `unknown-option`, `invalid-option` */
export const thompson: (given?: Partial<ThompsonOptions>) => BanditPolicy<BetaState> = thompsonEntry.create;

/** Beta(a, b) as x/(x + y) of two gammas; below 1 they may underflow, and `beta` goes by logarithms. */
function drawnRate(random: Random, a: number, b: number): number {
  if (a < 1 || b < 1) return beta(random, a, b);
  const x = gamma(random, a);
  return x / (x + gamma(random, b));
}

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

/**
 * Thompson sampling for rewards of any size, each arm normal with unknown mean and variance: draw variance and mean of each
 * arm from the posterior, pull the largest mean.
 *
 * Prior: 1/σ² ~ Gamma(shape, rate), μ | σ² ~ N(priorMean, σ²/strength). After n rewards of mean x̄ and S = Σ(x − x̄)²:
 * strength + n, shape + n/2, rate + S/2 + strength·n·(x̄ − priorMean)² / (2 (strength + n)).
 * Sources: Gelman et al.: Bayesian Data Analysis, 3rd edition 2013, §3.3; Honda, Takemura: Optimality of Thompson Sampling
 * for Gaussian Bandits Depends on Priors, AISTATS 2014, arXiv:1311.1894 (why shape must not be too small).
 */
export const gaussianThompsonEntry: PolicyEntry<GaussianThompsonOptions, NormalState> = definePolicy(
  {
    name: 'gaussian-thompson',
    factory: 'gaussianThompson',
    summary: 'Draws each mean from its normal posterior, variance unknown too, and pulls the largest.',
    formula: 'arm = argmax μ_k, 1/σ_k² ~ Gamma(shape_k, rate_k), μ_k ~ N(mean_k, σ_k²/strength_k)',
    source: 'Gelman et al.: Bayesian Data Analysis, 3rd edition 2013, §3.3',
    rewards: 'any',
    options: {
      priorMean: number(0, {}, 'mean reward expected of an arm never pulled'),
      strength: number(1, { above: 0 }, 'how many rewards the prior mean weighs'),
      shape: number(1, { above: 0 }, 'shape of the prior of 1/variance'),
      rate: number(1, { above: 0 }, 'rate of the prior of 1/variance, in squared points of reward'),
      draws: integer(2000, { min: 1 }, 'draws by which the propensities are estimated'),
    },
  },
  (settings) => ({
    draws: settings.draws,
    start(arms) {
      const zeros = new Array<number>(arms).fill(0);
      return { counts: zeros, means: zeros, squares: zeros };
    },
    choose: (state, random) =>
      bestArm(state.arms, (arm) => {
        const { mean, strength, shape, rate } = normalPosterior(settings, state, arm);
        const precision = gamma(random, shape, 1 / rate);
        return mean + random.normal() / Math.sqrt(strength * precision);
      }),
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
  }),
);

/** Thompson sampling for rewards of any size. @throws LikewiseError `unknown-option`, `invalid-option` */
export const gaussianThompson: (given?: Partial<GaussianThompsonOptions>) => BanditPolicy<NormalState> = gaussianThompsonEntry.create;
