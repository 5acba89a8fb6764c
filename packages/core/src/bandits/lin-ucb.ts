/**
 * LinUCB with an own regression for each arm: pull the arm with the largest θ_kᵀx + alpha · √(xᵀ A_k⁻¹ x), A_k = λI + Σ x xᵀ,
 * θ_k = A_k⁻¹ Σ reward · x, over the pulls of arm k. No randomness.
 *
 * Source: Li, Chu, Langford, Schapire: A Contextual-Bandit Approach to Personalized News Article Recommendation, WWW 2010,
 * doi:10.1145/1772690.1772758 (algorithm 1, disjoint models; λ = 1 there).
 */

import type { Random } from '../math/random.ts';
import { solveLower } from '../matrix/cholesky.ts';
import { number, type OptionSpecs, resolveOptions } from '../options.ts';
import { armRegression, dotOf, type LinearBanditState, requireContext, startLinear, updateLinear } from './linear-state.ts';
import { type BanditPolicy, certain, largest, type Outcome, type PolicyEntry } from './policy.ts';

export interface LinUCBOptions {
  /** Width of the bound, in standard deviations; ≥ 0. @default 1 */
  readonly alpha: number;
  /** λ of the ridge regressions; > 0. @default 1 */
  readonly regularization: number;
}
const options: OptionSpecs<LinUCBOptions> = {
  alpha: number(1, { min: 0 }, 'width of the bound, in standard deviations'),
  regularization: number(1, { above: 0 }, 'penalty of the regressions'),
};

/** LinUCB, for rewards of any size; every call takes a context of the length told to `start`. @throws LikewiseError `unknown-option`, `invalid-option` */
export function linUCB(given: Partial<LinUCBOptions> = {}): BanditPolicy<LinearBanditState> {
  const settings = resolveOptions('linUCB', options, given);
  const choose = (state: LinearBanditState, _random: Random | undefined, context?: ArrayLike<number>): number => {
    const x = Float64Array.from(requireContext(state, context));
    return largest(
      Array.from({ length: state.arms }, (_, arm) => {
        const { lower, weights } = armRegression(state, arm);
        const spread = solveLower(lower, x, state.features);
        return dotOf(weights, x) + settings.alpha * Math.sqrt(dotOf(spread, spread));
      }),
    );
  };
  return Object.freeze({
    name: 'lin-ucb',
    settings,
    start: (arms: number, features?: number) => startLinear('lin-ucb', arms, features, settings.regularization),
    choose,
    update: (state: LinearBanditState, outcome: Outcome) => updateLinear(state, outcome),
    propensities: (state: LinearBanditState, random: Random, context?: ArrayLike<number>) =>
      certain(state.arms, choose(state, random, context)),
  });
}

export const linUCBEntry: PolicyEntry = {
  name: 'lin-ucb',
  summary: 'With contexts: pulls the arm whose regression could give the most.',
  formula: 'arm = argmax θ_kᵀx + alpha √(xᵀ A_k⁻¹ x)',
  source: 'Li, Chu, Langford, Schapire, WWW 2010, doi:10.1145/1772690.1772758',
  rewards: 'any',
  contextual: true,
  options: options as unknown as PolicyEntry['options'],
  create: linUCB as PolicyEntry['create'],
};
