/**
 * What every policy of a bandit offers. A policy holds settings only; what it learned is a state, a small plain value that
 * JSON can carry, so a server may keep it in a row of a table. Functions are pure: they give a new state, and draw only from
 * the random numbers they are handed.
 */
import { LikewiseError } from '../errors.ts';
import type { Random } from '../math/random.ts';
import type { AnyOptionSpecs, AnyOptions } from '../options.ts';

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

export interface PolicyEntry {
  /** Kebab-case, as on the command line. */
  readonly name: string;
  readonly summary: string;
  readonly formula: string;
  readonly source: string;
  /** `binary`: in [0, 1]; `any`: any finite number. */
  readonly rewards: 'binary' | 'any';
  readonly contextual: boolean;
  readonly options: AnyOptionSpecs;
  create(options?: AnyOptions): BanditPolicy;
}

export function requireArms(owner: string, arms: number): void {
  if (Number.isSafeInteger(arms) && arms >= 1) return;
  throw new LikewiseError('invalid-option', `${owner}: arms must be an integer ≥ 1; got ${arms}.`, { option: 'arms', value: arms });
}

/** The arm exists, and the reward is a number; in [0, 1] where `binary`. */
export function requireOutcome(owner: string, { arms }: BanditState, { arm, reward }: Outcome, binary: boolean): void {
  if (!(Number.isSafeInteger(arm) && arm >= 0 && arm < arms))
    throw new LikewiseError('invalid-value', `${owner}: arm must be an integer from 0 to ${arms - 1}; got ${arm}.`, {
      field: 'arm',
      value: arm,
    });
  if (Number.isFinite(reward) && (!binary || (reward >= 0 && reward <= 1))) return;
  const must = binary ? 'a number from 0 to 1 (scale others into it)' : 'a finite number';
  throw new LikewiseError('invalid-value', `${owner}: reward must be ${must}; got ${reward}.`, { field: 'reward', value: reward });
}

/** A copy with one element changed. */
export function withElement(values: readonly number[], at: number, value: number): readonly number[] {
  const copy = values.slice();
  copy[at] = value;
  return copy;
}

/** Position of the largest value, the lowest of equals. */
export function largest(values: ArrayLike<number>): number {
  let best = 0;
  for (let k = 1; k < values.length; k++) if (values[k] > values[best]) best = k;
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

/** All probability on one arm. */
export function certain(arms: number, arm: number): Float64Array {
  const probabilities = new Float64Array(arms);
  probabilities[arm] = 1;
  return probabilities;
}

/** Shares of `draws` choices: a standard error of at most 0.5/√draws. */
export function countedPropensities(arms: number, draws: number, choose: () => number): Float64Array {
  const shares = new Float64Array(arms);
  for (let d = 0; d < draws; d++) shares[choose()] += 1 / draws;
  return shares;
}
