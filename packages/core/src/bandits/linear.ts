/** Policies with contexts: ridge regression of each arm's reward on the context. */
import { LikewiseError } from '../errors.ts';
import type { Random } from '../math/random.ts';
import { choleskyFactor, solveLower, solveLowerTransposed } from '../matrix/cholesky.ts';
import { integer, number } from '../options.ts';
import {
  type BanditPolicy,
  type BanditState,
  type Behavior,
  bestArm,
  countedPropensities,
  definePolicy,
  type PolicyEntry,
  withElement,
} from './policy.ts';

export interface LinearBanditState extends BanditState {
  readonly features: number;
  /** λI + Σ x xᵀ of each arm; [arms], each [features × features], row-major. */
  readonly precisions: readonly (readonly number[])[];
  /** Σ reward · x of each arm; [arms], each [features]. */
  readonly rewards: readonly (readonly number[])[];
}

/** What both policies do alike. */
const linear = (factory: string, regularization: number): Pick<Behavior<LinearBanditState>, 'start' | 'update'> => ({
  start(arms, features) {
    if (features === undefined || !Number.isSafeInteger(features) || features < 1) {
      const must = 'features must be an integer ≥ 1, the length of the contexts';
      throw new LikewiseError('invalid-option', `${factory}: ${must}; got ${features}.`, { option: 'features', value: features });
    }
    const precision = Array.from({ length: features * features }, (_, e) => (e % (features + 1) === 0 ? regularization : 0));
    return { features, precisions: new Array(arms).fill(precision), rewards: new Array(arms).fill(new Array(features).fill(0)) };
  },
  update(state, { arm, reward, context }) {
    const { features, precisions, rewards } = state;
    const x = requireContext(state, context);
    const precision = precisions[arm].map((value, e) => value + x[Math.floor(e / features)] * x[e % features]);
    const sums = rewards[arm].map((value, f) => value + reward * x[f]);
    return { precisions: withElement(precisions, arm, precision), rewards: withElement(rewards, arm, sums) };
  },
});

/** The context, checked. @throws LikewiseError `invalid-value` */
function requireContext({ policy, features }: LinearBanditState, context: ArrayLike<number> | undefined): ArrayLike<number> {
  if (context !== undefined && context.length === features && Array.prototype.every.call(context, Number.isFinite)) return context;
  const got = context === undefined ? 'none' : `[${Array.from(context).join(', ')}]`;
  throw new LikewiseError('invalid-value', `${policy}: context must be ${features} finite numbers; got ${got}.`, { field: 'context' });
}

/** θᵀx and √(xᵀ A⁻¹ x) of each arm, A its precision and θ its ridge weights; [arms]. */
function predictions(state: LinearBanditState, context: ArrayLike<number> | undefined) {
  const { features, precisions, rewards } = state;
  const x = Float64Array.from(requireContext(state, context));
  return precisions.map((precision, arm) => {
    const lower = choleskyFactor(Float64Array.from(precision), features);
    const weights = solveLowerTransposed(lower, solveLower(lower, Float64Array.from(rewards[arm]), features), features);
    const root = solveLower(lower, x, features);
    return { mean: dotOf(weights, x), spread: Math.sqrt(dotOf(root, root)) };
  });
}

function dotOf(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let f = 0; f < a.length; f++) sum += a[f] * b[f];
  return sum;
}

export interface LinUCBOptions {
  /** Width of the bound, in standard deviations; ≥ 0. @default 1 */
  readonly alpha: number;
  /** λ: penalty of the ridge regressions; > 0. @default 1 */
  readonly regularization: number;
}

/**
 * LinUCB, a regression for each arm: pull the arm with the largest θ_kᵀx + alpha · √(xᵀ A_k⁻¹ x), A_k = λI + Σ x xᵀ,
 * θ_k = A_k⁻¹ Σ reward · x, over the pulls of arm k. No randomness.
 *
 * Source: Li, Chu, Langford, Schapire: A Contextual-Bandit Approach to Personalized News Article Recommendation, WWW 2010,
 * doi:10.1145/1772690.1772758 (algorithm 1, disjoint models; λ = 1 there).
 */
export const linUCBEntry: PolicyEntry<LinUCBOptions, LinearBanditState> = definePolicy(
  {
    name: 'lin-ucb',
    factory: 'linUCB',
    summary: 'With contexts: pulls the arm whose regression could give the most.',
    formula: 'arm = argmax θ_kᵀx + alpha √(xᵀ A_k⁻¹ x)',
    source: 'Li, Chu, Langford, Schapire, WWW 2010, doi:10.1145/1772690.1772758',
    rewards: 'any',
    contextual: true,
    options: {
      alpha: number(1, { min: 0 }, 'width of the bound, in standard deviations'),
      regularization: number(1, { above: 0 }, 'λ: penalty of the ridge regressions'),
    },
  },
  ({ alpha, regularization }) => ({
    ...linear('linUCB', regularization),
    choose(state, _random, context) {
      const arms = predictions(state, context);
      return bestArm(state.arms, (arm) => arms[arm].mean + alpha * arms[arm].spread);
    },
  }),
);

/** LinUCB, for rewards of any size; every call takes a context of the length told to `start`. @throws LikewiseError `unknown-option`, `invalid-option` */
export const linUCB: (given?: Partial<LinUCBOptions>) => BanditPolicy<LinearBanditState> = linUCBEntry.create;

export interface LinearThompsonOptions {
  /** Standard deviation of a reward around its regression, as the draws assume it; ≥ 0. @default 1 */
  readonly spread: number;
  /** λ: penalty of the ridge regressions; > 0. @default 1 */
  readonly regularization: number;
  /** Draws by which the propensities are estimated; integer ≥ 1. @default 2000 */
  readonly draws: number;
}

/**
 * Thompson sampling with contexts, a regression for each arm: draw θ̃_k ~ N(θ_k, spread² A_k⁻¹), pull the arm with the
 * largest θ̃_kᵀx; A_k = λI + Σ x xᵀ, θ_k = A_k⁻¹ Σ reward · x, over the pulls of arm k.
 *
 * Source: Agrawal, Goyal: Thompson Sampling for Contextual Bandits with Linear Payoffs, ICML 2013, arXiv:1209.3352.
 * Differs: the paper shares one θ between arms that have contexts of their own.
 */
export const linearThompsonEntry: PolicyEntry<LinearThompsonOptions, LinearBanditState> = definePolicy(
  {
    name: 'linear-thompson',
    factory: 'linearThompson',
    summary: "With contexts: draws each arm's regression from its posterior and pulls the largest.",
    formula: 'arm = argmax θ̃_kᵀx, θ̃_k ~ N(θ_k, spread² A_k⁻¹)',
    source: 'Agrawal, Goyal, ICML 2013, arXiv:1209.3352',
    rewards: 'any',
    contextual: true,
    options: {
      spread: number(1, { min: 0 }, 'standard deviation of a reward around its regression, as the draws assume it'),
      regularization: number(1, { above: 0 }, 'λ: penalty of the ridge regressions'),
      draws: integer(2000, { min: 1 }, 'draws by which the propensities are estimated'),
    },
  },
  ({ spread: deviation, regularization, draws }) => {
    /** θ̃ᵀx is normal with mean θᵀx and variance spread² · xᵀA⁻¹x; arms are independent, so that is all that must be drawn. */
    const drawnArm = (arms: ReturnType<typeof predictions>, random: Random): number =>
      bestArm(arms.length, (arm) => arms[arm].mean + deviation * arms[arm].spread * random.normal());
    return {
      ...linear('linearThompson', regularization),
      choose: (state, random, context) => drawnArm(predictions(state, context), random),
      propensities(state, random, context) {
        const arms = predictions(state, context);
        return countedPropensities(state.arms, draws, () => drawnArm(arms, random));
      },
    };
  },
);

/** Linear Thompson sampling, for rewards of any size; every call takes a context of the length told to `start`. @throws LikewiseError `unknown-option`, `invalid-option` */
export const linearThompson: (given?: Partial<LinearThompsonOptions>) => BanditPolicy<LinearBanditState> = linearThompsonEntry.create;
