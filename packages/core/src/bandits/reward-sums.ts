/** State of policies that look at counts and sums only. */
import { type BanditState, type Outcome, requireArms, requireOutcome, withElement } from './policy.ts';

export interface SumsState extends BanditState {
  /** Pulls of each arm whose reward is known; [arms]. */
  readonly counts: readonly number[];
  /** Σ of their rewards; [arms]. */
  readonly sums: readonly number[];
}

export function startSums(policy: string, arms: number): SumsState {
  requireArms(policy, arms);
  const zeros = new Array<number>(arms).fill(0);
  return { policy, arms, counts: zeros, sums: zeros };
}

export function updateSums(state: SumsState, outcome: Outcome, binary: boolean): SumsState {
  requireOutcome(state.policy, state, outcome, binary);
  const { policy, arms, counts, sums } = state;
  const { arm, reward } = outcome;
  return { policy, arms, counts: withElement(counts, arm, counts[arm] + 1), sums: withElement(sums, arm, sums[arm] + reward) };
}

export const totalPulls = ({ counts }: SumsState): number => {
  let total = 0;
  for (let k = 0; k < counts.length; k++) total += counts[k];
  return total;
};
