/**
 * Thompson sampling with contexts, an own regression for each arm: draw θ̃_k ~ N(θ_k, spread² A_k⁻¹), pull the arm with the
 * largest θ̃_kᵀx; A_k = λI + Σ x xᵀ, θ_k = A_k⁻¹ Σ reward · x, over the pulls of arm k.
 *
 * Source: Agrawal, Goyal: Thompson Sampling for Contextual Bandits with Linear Payoffs, ICML 2013, arXiv:1209.3352.
 * Differs: the paper shares one θ between arms that have contexts of their own.
 */

import type { Random } from '../math/random.ts';
import { solveLower } from '../matrix/cholesky.ts';
import { integer, number, type OptionSpecs, resolveOptions } from '../options.ts';
import { armRegression, dotOf, type LinearBanditState, requireContext, startLinear, updateLinear } from './linear-state.ts';
import { type BanditPolicy, countedPropensities, largest, type Outcome, type PolicyEntry } from './policy.ts';

export interface LinearThompsonOptions {
  /** Standard deviation of a reward around its regression, as the draws assume it; ≥ 0. @default 1 */
  readonly spread: number;
  /** λ of the ridge regressions; > 0. @default 1 */
  readonly regularization: number;
  /** Draws by which `propensities` estimates; integer ≥ 1. @default 2000 */
  readonly draws: number;
}
const options: OptionSpecs<LinearThompsonOptions> = {
  spread: number(1, { min: 0 }, 'standard deviation of a reward around its regression, as the draws assume it'),
  regularization: number(1, { above: 0 }, 'penalty of the regressions'),
  draws: integer(2000, { min: 1 }, 'draws by which the propensities are estimated'),
};

/** Linear Thompson sampling, for rewards of any size; every call takes a context of the length told to `start`. @throws LikewiseError `unknown-option`, `invalid-option` */
export function linearThompson(given: Partial<LinearThompsonOptions> = {}): BanditPolicy<LinearBanditState> {
  const settings = resolveOptions('linearThompson', options, given);
  /** θ̃ᵀx is normal with mean θᵀx and variance spread² · xᵀA⁻¹x; arms are independent, so that is all that must be drawn. */
  const predictions = (state: LinearBanditState, context: ArrayLike<number> | undefined) => {
    const x = Float64Array.from(requireContext(state, context));
    return Array.from({ length: state.arms }, (_, arm) => {
      const { lower, weights } = armRegression(state, arm);
      const root = solveLower(lower, x, state.features);
      return { mean: dotOf(weights, x), deviation: settings.spread * Math.sqrt(dotOf(root, root)) };
    });
  };
  const drawnArm = (arms: ReturnType<typeof predictions>, random: Random): number =>
    largest(arms.map(({ mean, deviation }) => mean + deviation * random.normal()));
  return Object.freeze({
    name: 'linear-thompson',
    settings,
    start: (arms: number, features?: number) => startLinear('linear-thompson', arms, features, settings.regularization),
    choose: (state: LinearBanditState, random: Random, context?: ArrayLike<number>) => drawnArm(predictions(state, context), random),
    update: (state: LinearBanditState, outcome: Outcome) => updateLinear(state, outcome),
    /** By drawing: a standard error of at most 0.5/√draws. */
    propensities(state: LinearBanditState, random: Random, context?: ArrayLike<number>): Float64Array {
      const arms = predictions(state, context);
      return countedPropensities(state.arms, settings.draws, () => drawnArm(arms, random));
    },
  });
}

export const linearThompsonEntry: PolicyEntry = {
  name: 'linear-thompson',
  summary: "With contexts: draws each arm's regression from its posterior and pulls the largest.",
  formula: 'arm = argmax θ̃_kᵀx, θ̃_k ~ N(θ_k, spread² A_k⁻¹)',
  source: 'Agrawal, Goyal, ICML 2013, arXiv:1209.3352',
  rewards: 'any',
  contextual: true,
  options: options as unknown as PolicyEntry['options'],
  create: linearThompson as PolicyEntry['create'],
};
