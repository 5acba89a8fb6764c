/** Ridge regression of each arm's reward on the context, as contextual policies keep it. */
import { LikewiseError } from '../errors.ts';
import { choleskyFactor, solveLower, solveLowerTransposed } from '../matrix/cholesky.ts';
import { type BanditState, type Outcome, requireArms, requireOutcome } from './policy.ts';

export interface LinearBanditState extends BanditState {
  readonly features: number;
  /** λI + Σ x xᵀ of each arm; [arms], each [features × features], row-major. */
  readonly precisions: readonly (readonly number[])[];
  /** Σ reward · x of each arm; [arms], each [features]. */
  readonly rewards: readonly (readonly number[])[];
}

export function startLinear(policy: string, arms: number, features: number | undefined, regularization: number): LinearBanditState {
  requireArms(policy, arms);
  if (features === undefined || !Number.isSafeInteger(features) || features < 1)
    throw new LikewiseError('invalid-option', `${policy}: features must be an integer ≥ 1, the length of the contexts; got ${features}.`, {
      option: 'features',
      value: features,
    });
  const precision = Array.from({ length: features * features }, (_, e) => (e % (features + 1) === 0 ? regularization : 0));
  return {
    policy,
    arms,
    features,
    precisions: new Array(arms).fill(precision),
    rewards: new Array(arms).fill(new Array(features).fill(0)),
  };
}

export function updateLinear(state: LinearBanditState, outcome: Outcome): LinearBanditState {
  requireOutcome(state.policy, state, outcome, false);
  const { arm, reward } = outcome;
  const { features, precisions, rewards } = state;
  const x = requireContext(state, outcome.context);
  const precision = precisions[arm].map((value, e) => value + x[Math.floor(e / features)] * x[e % features]);
  const sums = rewards[arm].map((value, f) => value + reward * x[f]);
  return { ...state, precisions: replaced(precisions, arm, precision), rewards: replaced(rewards, arm, sums) };
}

const replaced = (rows: readonly (readonly number[])[], at: number, row: readonly number[]): readonly (readonly number[])[] =>
  rows.map((old, k) => (k === at ? row : old));

/** The context, checked. @throws LikewiseError `invalid-value` */
export function requireContext({ policy, features }: LinearBanditState, context: ArrayLike<number> | undefined): ArrayLike<number> {
  if (context !== undefined && context.length === features && Array.prototype.every.call(context, Number.isFinite)) return context;
  const got = context === undefined ? 'none' : `[${Array.from(context).join(', ')}]`;
  throw new LikewiseError('invalid-value', `${policy}: context must be ${features} finite numbers; got ${got}.`, { field: 'context' });
}

/** One arm, ready to be asked. */
export interface ArmRegression {
  /** Lower Cholesky factor of the precision; [features × features]. */
  readonly lower: Float64Array;
  /** Ridge weights; [features]. */
  readonly weights: Float64Array;
}

export function armRegression({ features, precisions, rewards }: LinearBanditState, arm: number): ArmRegression {
  const lower = choleskyFactor(Float64Array.from(precisions[arm]), features);
  return { lower, weights: solveLowerTransposed(lower, solveLower(lower, Float64Array.from(rewards[arm]), features), features) };
}

export function dotOf(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let f = 0; f < a.length; f++) sum += a[f] * b[f];
  return sum;
}
