/**
 * Thompson sampling for rewards of 0 and 1: draw a success rate for each arm from its beta posterior, pull the largest.
 *
 * Arm k: Beta(priorUps + successes, priorDowns + failures). A reward between 0 and 1 counts as that part of a success.
 * Sources: Thompson, Biometrika 1933, doi:10.1093/biomet/25.3-4.285; Chapelle, Li: An Empirical Evaluation of Thompson
 * Sampling, NIPS 2011; Agrawal, Goyal, COLT 2012, arXiv:1111.1797 (regret grows with ln t).
 * Differs: fractional rewards update fractionally; Agrawal and Goyal toss a coin.
 */
import { betaCumulative, betaQuantile } from '../math/beta-distribution.ts';
import { beta, gamma } from '../math/gamma.ts';
import type { Random } from '../math/random.ts';
import { number } from '../options.ts';
import { type BanditPolicy, type BanditState, definePolicy, type PolicyEntry, withElement } from './policy.ts';

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

export const thompsonEntry: PolicyEntry<ThompsonOptions, BetaState> = definePolicy(
  {
    name: 'thompson',
    factory: 'thompson',
    summary: 'Draws each success rate from its beta posterior and pulls the largest.',
    formula: 'arm = argmax θ_k, θ_k ~ Beta(priorUps + successes_k, priorDowns + failures_k)',
    source: 'Thompson, Biometrika 1933, doi:10.1093/biomet/25.3-4.285',
    rewards: 'binary',
    contextual: false,
    options: {
      priorUps: number(1, { above: 0 }, 'successes of each arm before any was seen'),
      priorDowns: number(1, { above: 0 }, 'failures of each arm before any was seen'),
    },
  },
  ({ priorUps, priorDowns }) => ({
    start: (arms) => ({ ups: new Array(arms).fill(priorUps), downs: new Array(arms).fill(priorDowns) }),
    choose({ ups, downs }, random) {
      let best = 0;
      let bestRate = -1;
      for (let k = 0; k < ups.length; k++) {
        const rate = drawnRate(random, ups[k], downs[k]);
        if (rate > bestRate) [best, bestRate] = [k, rate];
      }
      return best;
    },
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
