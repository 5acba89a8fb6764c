/**
 * Exp3: for rewards that may change in any way, even against us. p_k = (1 − γ) w_k / Σw + γ/arms; after a pull of arm k with
 * reward x: w_k ← w_k · exp(γ · x / (p_k · arms)).
 *
 * Source: Auer, Cesa-Bianchi, Freund, Schapire: The Nonstochastic Multiarmed Bandit Problem, SIAM Journal on Computing 2002,
 * doi:10.1137/S0097539701398375. Rewards in [0, 1]. Weights are kept as logarithms, the largest 0.
 */
import { LikewiseError } from '../errors.ts';
import { portableExp } from '../math/portable.ts';
import { number } from '../options.ts';
import { type BanditPolicy, type BanditState, definePolicy, drawn, type PolicyEntry } from './policy.ts';

export interface Exp3Options {
  /** γ: share of random pulls, and the size of steps; > 0 and ≤ 1. @default 0.1 */
  readonly exploration: number;
}

export interface Exp3State extends BanditState {
  /** ln w of each arm, the largest 0; [arms]. */
  readonly logWeights: readonly number[];
}

export const exp3Entry: PolicyEntry<Exp3Options, Exp3State> = definePolicy(
  {
    name: 'exp3',
    factory: 'exp3',
    summary: 'For rewards that change in any way: arms in proportion to weights that grow with their rewards.',
    formula: 'p_k = (1 − γ) w_k/Σw + γ/arms; w_k ← w_k exp(γ x/(p_k arms))',
    source: 'Auer, Cesa-Bianchi, Freund, Schapire, SIAM Journal on Computing 2002, doi:10.1137/S0097539701398375',
    rewards: 'binary',
    options: { exploration: number(0.1, { above: 0, max: 1 }, 'γ: share of random pulls, and the size of steps') },
  },
  ({ exploration }) => {
    const propensities = ({ arms, logWeights }: Exp3State): Float64Array => {
      const probabilities = new Float64Array(arms);
      let sum = 0;
      for (let k = 0; k < arms; k++) {
        probabilities[k] = portableExp(logWeights[k]);
        sum += probabilities[k];
      }
      for (let k = 0; k < arms; k++) probabilities[k] = ((1 - exploration) * probabilities[k]) / sum + exploration / arms;
      return probabilities;
    };
    return {
      needsPropensity: true,
      start: (arms) => ({ logWeights: new Array(arms).fill(0) }),
      choose: (state, random) => drawn(propensities(state), random),
      update({ arms, logWeights }, { arm, reward, propensity }) {
        if (propensity === undefined || !(propensity > 0 && propensity <= 1)) {
          const must = 'propensity must be the probability with which the arm was chosen, above 0 and at most 1';
          throw new LikewiseError('invalid-value', `exp3: ${must}; got ${propensity}.`, { field: 'propensity', value: propensity });
        }
        const moved = logWeights.slice();
        moved[arm] += (exploration * reward) / (propensity * arms);
        const top = Math.max(...moved);
        return { logWeights: moved.map((weight) => weight - top) };
      },
      propensities,
    };
  },
);

/** Exp3, for rewards from 0 to 1; `update` needs the propensity of the pull. @throws LikewiseError `unknown-option`, `invalid-option` */
export const exp3: (given?: Partial<Exp3Options>) => BanditPolicy<Exp3State> = exp3Entry.create;
