/** Policies that pull the arm whose mean could be the largest: no randomness, arms without a known reward first. */
import { portableExp, portableLog } from '../math/portable.ts';
import { number } from '../options.ts';
import { type BanditPolicy, bestArm, definePolicy, type PolicyEntry, type SumsState, sumsBehavior, totalPulls } from './policy.ts';

export interface UCB1Options {
  /** Factor of ln t; smaller explores less; ≥ 0. @default 2 */
  readonly exploration: number;
}

/**
 * UCB1: pull the arm with the largest x̄_k + √(exploration · ln t / n_k).
 *
 * Source: Auer, Cesa-Bianchi, Fischer: Finite-time Analysis of the Multiarmed Bandit Problem, Machine Learning 2002,
 * doi:10.1023/A:1013689704352. Rewards in [0, 1]; exploration 2 is the paper's.
 */
export const ucb1Entry: PolicyEntry<UCB1Options, SumsState> = definePolicy(
  {
    name: 'ucb1',
    factory: 'ucb1',
    summary: 'Pulls the arm whose mean could be the largest, by a bound that holds for any rewards in [0, 1].',
    formula: 'arm = argmax x̄_k + √(exploration · ln t / n_k)',
    source: 'Auer, Cesa-Bianchi, Fischer, Machine Learning 2002, doi:10.1023/A:1013689704352',
    rewards: 'binary',
    options: { exploration: number(2, { min: 0 }, 'factor of ln t; smaller explores less') },
  },
  ({ exploration }) => ({
    ...sumsBehavior,
    choose(state) {
      const { counts, sums } = state;
      const unknown = counts.indexOf(0);
      if (unknown >= 0) return unknown;
      const width = exploration * portableLog(totalPulls(state));
      return bestArm(state.arms, (arm) => sums[arm] / counts[arm] + Math.sqrt(width / counts[arm]));
    },
  }),
);

/** UCB1, for rewards from 0 to 1; state: counts and sums. @throws LikewiseError `unknown-option`, `invalid-option` */
export const ucb1: (given?: Partial<UCB1Options>) => BanditPolicy<SumsState> = ucb1Entry.create;

export interface KLUCBOptions {
  /** Factor c of ln ln t; larger explores more; ≥ 0. @default 0 */
  readonly exploration: number;
}

/**
 * KL-UCB: pull the arm with the largest q for which n_k · kl(x̄_k, q) ≤ ln t + c · ln ln t, kl(p, q) = p ln(p/q) +
 * (1−p) ln((1−p)/(1−q)): the bound that fits rewards of 0 and 1.
 *
 * Source: Garivier, Cappé: The KL-UCB Algorithm for Bounded Stochastic Bandits and Beyond, COLT 2011, arXiv:1102.2490 (c = 0 is their advice
 * for practice, c = 3 what the proof needs).
 */
export const klUCBEntry: PolicyEntry<KLUCBOptions, SumsState> = definePolicy(
  {
    name: 'kl-ucb',
    factory: 'klUCB',
    summary: 'Pulls the arm whose success rate could be the largest, by the bound that fits rewards of 0 and 1.',
    formula: 'arm = argmax max{q : n_k kl(x̄_k, q) ≤ ln t + c ln ln t}',
    source: 'Garivier, Cappé, COLT 2011, arXiv:1102.2490',
    rewards: 'binary',
    options: { exploration: number(0, { min: 0 }, 'factor c of ln ln t; larger explores more') },
  },
  ({ exploration }) => ({
    ...sumsBehavior,
    choose(state) {
      const { counts, sums } = state;
      const unknown = counts.indexOf(0);
      if (unknown >= 0) return unknown;
      const log = portableLog(totalPulls(state));
      const budget = log + exploration * portableLog(Math.max(1, log));
      // The bound of an arm is solved for only where the best bound so far is not beyond it anyway.
      let arm = 0;
      let bound = upperRate(sums[0] / counts[0], budget / counts[0]);
      for (let k = 1; k < counts.length; k++) {
        const rate = sums[k] / counts[k];
        if (rate < bound && divergence(rate, bound) * counts[k] >= budget) continue;
        const other = upperRate(rate, budget / counts[k]);
        if (other > bound) [arm, bound] = [k, other];
      }
      return arm;
    },
  }),
);

/** KL-UCB, for rewards from 0 to 1; state: counts and sums. @throws LikewiseError `unknown-option`, `invalid-option` */
export const klUCB: (given?: Partial<KLUCBOptions>) => BanditPolicy<SumsState> = klUCBEntry.create;

/** The largest q in [rate, 1] with kl(rate, q) ≤ most. */
export function upperRate(rate: number, most: number): number {
  if (rate >= 1 || most === Number.POSITIVE_INFINITY) return 1;
  if (rate <= 0) return 1 - portableExp(-most);
  // kl(rate, ·) is convex; Pinsker's q is at or above the root, from where Newton's steps come down to it without crossing.
  const constant = rate * portableLog(rate) + (1 - rate) * portableLog(1 - rate);
  let q = Math.min(rate + Math.sqrt(most / 2), 1 - 1e-9 * (1 - rate));
  for (let step = 0; step < 60; step++) {
    const excess = constant - rate * portableLog(q) - (1 - rate) * portableLog(1 - q) - most;
    const move = (excess * q * (1 - q)) / (q - rate);
    if (!(move > 1e-12)) break;
    q -= move;
  }
  return q;
}

/** kl(p, q), 0 ≤ p ≤ 1, 0 < q ≤ 1. */
function divergence(p: number, q: number): number {
  const ups = p === 0 ? 0 : p * portableLog(p / q);
  return p === 1 ? ups : ups + (1 - p) * portableLog((1 - p) / (1 - q));
}
