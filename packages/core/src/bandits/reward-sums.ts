/** State of policies that look at counts and sums only. */
import { type BanditState, type Outcome, withElement } from './policy.ts';

export interface SumsState extends BanditState {
  /** Pulls of each arm whose reward is known; [arms]. */
  readonly counts: readonly number[];
  /** Σ of their rewards; [arms]. */
  readonly sums: readonly number[];
}

export function startSums(arms: number): Pick<SumsState, 'counts' | 'sums'> {
  const zeros = new Array<number>(arms).fill(0);
  return { counts: zeros, sums: zeros };
}

export const updateSums = ({ counts, sums }: SumsState, { arm, reward }: Outcome): Pick<SumsState, 'counts' | 'sums'> => ({
  counts: withElement(counts, arm, counts[arm] + 1),
  sums: withElement(sums, arm, sums[arm] + reward),
});

export const totalPulls = ({ counts }: SumsState): number => {
  let total = 0;
  for (let k = 0; k < counts.length; k++) total += counts[k];
  return total;
};
