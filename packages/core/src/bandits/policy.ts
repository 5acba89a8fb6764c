/**
 * What every policy of a bandit offers. A policy holds settings only; what it learned is a state, a small plain value that
 * JSON can carry, so a server may keep it in a row of a table. Functions are pure: they give a new state, and draw only from
 * the random numbers they are handed.
 */
import { LikewiseError } from '../errors.ts';
import type { Random } from '../math/random.ts';
import { type AnyOptions, integer, type OptionSpecs, requireOption, resolveOptions } from '../options.ts';

/** What was learned; each policy adds its own plain arrays. */
export interface BanditState {
  /** Name of the policy that made it. */
  readonly policy: string;
  readonly arms: number;
}

/** One pull and what came of it. */
export interface Outcome {
  /** Position of the arm, 0 … arms − 1. */
  readonly arm: number;
  readonly reward: number;
  /** Probability with which the arm was chosen, in (0, 1]; Exp3 needs it. */
  readonly propensity?: number | undefined;
  /** What was known when the arm was chosen; contextual policies need it; [features]. */
  readonly context?: ArrayLike<number> | undefined;
}

export interface BanditPolicy<S extends BanditState = BanditState> {
  readonly name: string;
  readonly settings: object;
  /** Whether `update` needs the propensity of every outcome. */
  readonly needsPropensity?: boolean | undefined;
  /** State before the first pull. `features`: length of the contexts, for contextual policies. @throws LikewiseError `invalid-option` */
  start(arms: number, features?: number): S;
  /** Position of the arm to pull. Many pulls may be chosen from one state: rewards may come late, or in batches. */
  choose(state: S, random: Random, context?: ArrayLike<number>): number;
  /** State after the outcome; outcomes may come in any order. @throws LikewiseError `invalid-value` */
  update(state: S, outcome: Outcome): S;
  /** Probability that `choose` takes each arm, exact unless the policy says otherwise; [arms]. Log it with the pull. */
  propensities(state: S, random: Random, context?: ArrayLike<number>): Float64Array;
}

/** A policy in the catalog. */
export interface PolicyEntry<O extends object = AnyOptions, S extends BanditState = BanditState> {
  /** Kebab-case, as on the command line. */
  readonly name: string;
  /** camelCase factory of the library. */
  readonly factory: string;
  readonly summary: string;
  readonly formula: string;
  readonly source: string;
  /** `binary`: in [0, 1]; `any`: any finite number. */
  readonly rewards: 'binary' | 'any';
  readonly contextual: boolean;
  readonly options: OptionSpecs<O>;
  /** @throws LikewiseError `unknown-option`, `invalid-option` */
  create(options?: Partial<O>): BanditPolicy<S>;
}

/** What a policy does, its options and its arguments checked; without `propensities`, choices are counted. */
export interface Behavior<S extends BanditState>
  extends Pick<BanditPolicy<S>, 'needsPropensity' | 'choose'>,
    Partial<Pick<BanditPolicy<S>, 'propensities'>> {
  /** How many choices are counted; 1 by default, for a policy that draws nothing. */
  readonly draws?: number;
  /** What a state holds besides its policy and the number of arms. */
  start(arms: number, features: number | undefined): Omit<S, keyof BanditState>;
  /** What the outcome changes of a state. */
  update(state: S, outcome: Outcome): Partial<S>;
}

/** The entry of a policy: its record, and what it does with its settings. */
export function definePolicy<O extends object, S extends BanditState>(
  entry: Omit<PolicyEntry<O, S>, 'create' | 'contextual'> & { readonly contextual?: true },
  behaviorOf: (settings: Readonly<O>) => Behavior<S>,
): PolicyEntry<O, S> {
  const { name, factory, rewards, options } = entry;
  const create = (given?: Partial<O>): BanditPolicy<S> => {
    const settings = resolveOptions(factory, options, given);
    const { start, update, draws = 1, ...answers } = behaviorOf(settings);
    return Object.freeze({
      name,
      settings,
      propensities: (state: S, random: Random, context?: ArrayLike<number>) =>
        countedPropensities(state.arms, draws, () => answers.choose(state, random, context)),
      ...answers,
      start(arms: number, features?: number): S {
        requireOption(factory, 'arms', integer(undefined, { min: 1 }, 'arms'), arms);
        return { policy: name, arms, ...start(arms, features) } as S;
      },
      update(state: S, outcome: Outcome): S {
        requireOutcome(factory, state, outcome, rewards === 'binary');
        return { ...state, ...update(state, outcome) };
      },
    });
  };
  return Object.freeze({ contextual: false, ...entry, create });
}

/** The arm exists, and the reward is a number; in [0, 1] where `binary`. */
function requireOutcome(owner: string, { arms }: BanditState, { arm, reward }: Outcome, binary: boolean): void {
  const refuse = (field: string, must: string, value: number): never => {
    throw new LikewiseError('invalid-value', `${owner}: ${field} must be ${must}; got ${value}.`, { field, value });
  };
  if (!(Number.isSafeInteger(arm) && arm >= 0 && arm < arms)) refuse('arm', `an integer from 0 to ${arms - 1}`, arm);
  if (Number.isFinite(reward) && (!binary || (reward >= 0 && reward <= 1))) return;
  refuse('reward', binary ? 'a number from 0 to 1 (scale others into it)' : 'a finite number', reward);
}

/** A copy with one element changed; faster than `with`. */
export function withElement<T>(values: readonly T[], at: number, value: T): readonly T[] {
  const copy = values.slice();
  copy[at] = value;
  return copy;
}

/** The arm of the largest value, the lowest of equals. */
export function bestArm(arms: number, value: (arm: number) => number): number {
  let [best, top] = [0, Number.NEGATIVE_INFINITY];
  for (let arm = 0; arm < arms; arm++) {
    const one = value(arm);
    if (one > top) [best, top] = [arm, one];
  }
  return best;
}

/** Position drawn with these probabilities, which add up to 1. */
export function drawn(probabilities: ArrayLike<number>, random: Random): number {
  let left = random.uniform();
  for (let k = 0; k < probabilities.length - 1; k++) {
    left -= probabilities[k];
    if (left < 0) return k;
  }
  return probabilities.length - 1;
}

/** By drawing: shares of `draws` choices, with a standard error of at most 0.5/√draws. */
export function countedPropensities(arms: number, draws: number, choose: () => number): Float64Array {
  const shares = new Float64Array(arms);
  for (let d = 0; d < draws; d++) shares[choose()] += 1 / draws;
  return shares;
}

/** State of policies that look at counts and sums only. */
export interface SumsState extends BanditState {
  /** Pulls of each arm whose reward is known; [arms]. */
  readonly counts: readonly number[];
  /** Σ of their rewards; [arms]. */
  readonly sums: readonly number[];
}

export const sumsBehavior: Pick<Behavior<SumsState>, 'start' | 'update'> = {
  start: (arms) => ({ counts: new Array(arms).fill(0), sums: new Array(arms).fill(0) }),
  update: ({ counts, sums }, { arm, reward }) => ({
    counts: withElement(counts, arm, counts[arm] + 1),
    sums: withElement(sums, arm, sums[arm] + reward),
  }),
};

export const totalPulls = ({ counts }: SumsState): number => {
  let total = 0;
  for (let k = 0; k < counts.length; k++) total += counts[k];
  return total;
};
