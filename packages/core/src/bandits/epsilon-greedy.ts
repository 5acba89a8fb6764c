/**
 * ε-greedy: with probability ε_t any arm alike, else the arm with the largest (Σ rewards + priorUps) / (n + priorUps +
 * priorDowns), ties at random. ε_t = epsilon, or min(1, decay · arms / t) where `schedule` is decaying. epsilon 0 is the greedy
 * policy, 1 pulls at random.
 *
 * Source: Auer, Cesa-Bianchi, Fischer, Machine Learning 2002, doi:10.1023/A:1013689704352 (ε_n-greedy: decay = c/d²).
 * Differs: the prior, which spares a first round of all arms.
 */
import { choice, number } from '../options.ts';
import { type BanditPolicy, definePolicy, type PolicyEntry, type SumsState, sumsBehavior, totalPulls } from './policy.ts';

export interface EpsilonGreedyOptions {
  /** Share of random pulls where the schedule is fixed; ≥ 0 and ≤ 1. @default 0.1 */
  readonly epsilon: number;
  /** Fixed: always epsilon; decaying: min(1, decay · arms / t). @default 'fixed' */
  readonly schedule: 'fixed' | 'decaying';
  /** How slowly a decaying share falls; > 0. @default 5 */
  readonly decay: number;
  /** Rewards of each arm before any was seen; ≥ 0. @default 1 */
  readonly priorUps: number;
  /** Pulls without reward of each arm before any was seen; > 0. @default 1 */
  readonly priorDowns: number;
}

export const epsilonGreedyEntry: PolicyEntry<EpsilonGreedyOptions, SumsState> = definePolicy(
  {
    name: 'epsilon-greedy',
    factory: 'epsilonGreedy',
    summary: 'Mostly the best arm so far, sometimes any arm.',
    formula: 'with ε_t: any arm; else argmax (Σ rewards + priorUps) / (n + priorUps + priorDowns)',
    source: 'Auer, Cesa-Bianchi, Fischer, Machine Learning 2002, doi:10.1023/A:1013689704352',
    rewards: 'any',
    options: {
      epsilon: number(0.1, { min: 0, max: 1 }, 'share of random pulls where the schedule is fixed'),
      schedule: choice('fixed', ['fixed', 'decaying'], 'fixed: always epsilon; decaying: min(1, decay · arms / t)'),
      decay: number(5, { above: 0 }, 'how slowly a decaying share falls'),
      priorUps: number(1, { min: 0 }, 'rewards of each arm before any was seen'),
      priorDowns: number(1, { above: 0 }, 'pulls without reward of each arm before any was seen'),
    },
  },
  ({ epsilon, schedule, decay, priorUps, priorDowns }) => {
    const share = (state: SumsState): number =>
      schedule === 'fixed' ? epsilon : Math.min(1, (decay * state.arms) / (totalPulls(state) + 1));
    /** The arms of the largest estimate. */
    const best = ({ counts, sums }: SumsState): number[] => {
      let arms: number[] = [];
      let top = Number.NEGATIVE_INFINITY;
      for (let k = 0; k < counts.length; k++) {
        const estimate = (sums[k] + priorUps) / (counts[k] + priorUps + priorDowns);
        if (estimate > top) [arms, top] = [[k], estimate];
        else if (estimate === top) arms.push(k);
      }
      return arms;
    };
    return {
      ...sumsBehavior,
      choose(state, random) {
        if (random.uniform() < share(state)) return random.integer(state.arms);
        const arms = best(state);
        return arms.length === 1 ? arms[0] : arms[random.integer(arms.length)];
      },
      propensities(state) {
        const explored = share(state);
        const probabilities = new Float64Array(state.arms).fill(explored / state.arms);
        const arms = best(state);
        for (const arm of arms) probabilities[arm] += (1 - explored) / arms.length;
        return probabilities;
      },
    };
  },
);

/** ε-greedy, for rewards of any size; state: counts and sums. @throws LikewiseError `unknown-option`, `invalid-option` */
export const epsilonGreedy: (given?: Partial<EpsilonGreedyOptions>) => BanditPolicy<SumsState> = epsilonGreedyEntry.create;
