/**
 * UCB1: pull the arm with the largest x̄_k + √(exploration · ln t / n_k); arms without a known reward first. No randomness.
 *
 * Source: Auer, Cesa-Bianchi, Fischer: Finite-time Analysis of the Multiarmed Bandit Problem, Machine Learning 2002,
 * doi:10.1023/A:1013689704352. Rewards in [0, 1]; exploration 2 is the paper's.
 */
import { portableLog } from '../math/portable.ts';
import { number } from '../options.ts';
import { type BanditPolicy, certain, definePolicy, largest, type PolicyEntry } from './policy.ts';
import { type SumsState, startSums, totalPulls, updateSums } from './reward-sums.ts';

export interface UCB1Options {
  /** Factor of ln t; smaller explores less; ≥ 0. @default 2 */
  readonly exploration: number;
}

export const ucb1Entry: PolicyEntry<UCB1Options, SumsState> = definePolicy(
  {
    name: 'ucb1',
    factory: 'ucb1',
    summary: 'Pulls the arm whose mean could be the largest, by a bound that holds for any rewards in [0, 1].',
    formula: 'arm = argmax x̄_k + √(exploration · ln t / n_k)',
    source: 'Auer, Cesa-Bianchi, Fischer, Machine Learning 2002, doi:10.1023/A:1013689704352',
    rewards: 'binary',
    contextual: false,
    options: { exploration: number(2, { min: 0 }, 'factor of ln t; smaller explores less') },
  },
  ({ exploration }) => {
    const choose = (state: SumsState): number => {
      const { counts, sums } = state;
      const unknown = counts.indexOf(0);
      if (unknown >= 0) return unknown;
      const width = exploration * portableLog(totalPulls(state));
      return largest(counts.map((count, k) => sums[k] / count + Math.sqrt(width / count)));
    };
    return { start: startSums, choose, update: updateSums, propensities: (state) => certain(state.arms, choose(state)) };
  },
);

/** UCB1, for rewards from 0 to 1; state: counts and sums. @throws LikewiseError `unknown-option`, `invalid-option` */
export const ucb1: (given?: Partial<UCB1Options>) => BanditPolicy<SumsState> = ucb1Entry.create;
