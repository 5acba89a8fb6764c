/** State of policies that look at counts and sums only. */
import { type BanditState, type Behavior, withElement } from './policy.ts';

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
