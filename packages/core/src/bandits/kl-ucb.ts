/**
 * KL-UCB: pull the arm with the largest q for which n_k · kl(x̄_k, q) ≤ ln t + c · ln ln t, kl(p, q) = p ln(p/q) +
 * (1−p) ln((1−p)/(1−q)): the bound that fits rewards of 0 and 1. Arms without a known reward first. No randomness.
 *
 * Source: Garivier, Cappé: The KL-UCB Algorithm for Bounded Stochastic Bandits and Beyond, COLT 2011 (c = 0 is their advice
 * for practice, c = 3 what the proof needs).
 */
import { portableExp, portableLog } from '../math/portable.ts';
import { number, type OptionSpecs, resolveOptions } from '../options.ts';
import { type BanditPolicy, certain, largest, type PolicyEntry } from './policy.ts';
import { type SumsState, startSums, totalPulls, updateSums } from './reward-sums.ts';

export interface KLUCBOptions {
  /** c, factor of ln ln t; ≥ 0. @default 0 */
  readonly exploration: number;
}
const options: OptionSpecs<KLUCBOptions> = { exploration: number(0, { min: 0 }, 'factor of ln ln t; larger explores more') };

export function klUCB(given: Partial<KLUCBOptions> = {}): BanditPolicy<SumsState> {
  const settings = resolveOptions('klUCB', options, given);
  const choose = (state: SumsState): number => {
    const { counts, sums } = state;
    const unknown = counts.indexOf(0);
    if (unknown >= 0) return unknown;
    const log = portableLog(totalPulls(state));
    const budget = log + settings.exploration * portableLog(Math.max(1, log));
    return largest(counts.map((count, k) => upperRate(sums[k] / count, budget / count)));
  };
  return Object.freeze({
    name: 'kl-ucb',
    settings,
    start: (arms: number) => startSums('kl-ucb', arms),
    choose,
    update: (state: SumsState, outcome: Parameters<BanditPolicy['update']>[1]) => updateSums(state, outcome, true),
    propensities: (state: SumsState) => certain(state.arms, choose(state)),
  });
}

/** The largest q in [rate, 1] with kl(rate, q) ≤ divergence. */
export function upperRate(rate: number, divergence: number): number {
  if (rate >= 1 || divergence === Number.POSITIVE_INFINITY) return 1;
  if (rate <= 0) return 1 - portableExp(-divergence);
  // kl(rate, q) = constant − rate ln q − (1 − rate) ln(1 − q) is convex; Pinsker's q is at or above the root, from where
  // Newton's steps come down to it without crossing.
  const constant = rate * portableLog(rate) + (1 - rate) * portableLog(1 - rate);
  let q = Math.min(rate + Math.sqrt(divergence / 2), 1 - 1e-9 * (1 - rate));
  for (let step = 0; step < 60; step++) {
    const excess = constant - rate * portableLog(q) - (1 - rate) * portableLog(1 - q) - divergence;
    const move = (excess * q * (1 - q)) / (q - rate);
    if (!(move > 1e-12)) break;
    q -= move;
  }
  return q;
}

export const klUCBEntry: PolicyEntry = {
  name: 'kl-ucb',
  summary: 'Pulls the arm whose success rate could be the largest, by the bound that fits rewards of 0 and 1.',
  formula: 'arm = argmax max{q : n_k kl(x̄_k, q) ≤ ln t + c ln ln t}',
  source: 'Garivier, Cappé, COLT 2011',
  rewards: 'binary',
  contextual: false,
  options: options as unknown as PolicyEntry['options'],
  create: klUCB as PolicyEntry['create'],
};
