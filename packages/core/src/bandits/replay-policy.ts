/**
 * A policy that learns, run through logs: row by row it chooses; where it chooses what the logs show, it is told the reward,
 * else the row is passed over. The rows it is told are distributed as if it had run itself, where the logs were drawn alike.
 *
 * Source: Li, Chu, Langford, Wang: Unbiased Offline Evaluation of Contextual-bandit-based News Article Recommendation
 * Algorithms, WSDM 2011, doi:10.1145/1935826.1935878.
 * Differs: where propensities differ, a row is kept with probability smallest propensity / its own first, which makes them
 * alike.
 */
import { seededRandom } from '../math/random.ts';
import { type LoggedPulls, requireLogs } from './logged-pulls.ts';
import type { BanditPolicy, BanditState } from './policy.ts';

export interface Replay<S extends BanditState> {
  /** Rows that the policy learned from. */
  readonly matched: number;
  /** Of those rows; `undefined` where there is none. */
  readonly meanReward: number | undefined;
  readonly standardError: number | undefined;
  /** What the policy believes at the end. */
  readonly state: S;
}

/**
 * Contexts of the logs are not told to the policy.
 * @throws LikewiseError as `evaluatePolicy` does, and what the policy refuses
 */
export function replayPolicy<S extends BanditState>(
  logs: LoggedPulls,
  policy: BanditPolicy<S>,
  { seed = 0 }: { readonly seed?: number | undefined } = {},
): Replay<S> {
  requireLogs('replayPolicy', logs);
  const { actions, rewards, propensities, actionCount } = logs;
  const thinning = seededRandom(seed, 'thinning');
  const random = seededRandom(seed, 'choices');
  let smallest = 1;
  for (let row = 0; row < actions.length; row++) if (propensities[row] < smallest) smallest = propensities[row];
  let state = policy.start(actionCount);
  let [matched, mean, squares] = [0, 0, 0];
  for (let row = 0; row < actions.length; row++) {
    if (thinning.uniform() * propensities[row] >= smallest) continue;
    if (policy.choose(state, random) !== actions[row]) continue;
    const propensity = policy.needsPropensity === true ? policy.propensities(state, random)[actions[row]] : undefined;
    state = policy.update(state, { arm: actions[row], reward: rewards[row], propensity });
    const before = rewards[row] - mean;
    mean += before / ++matched;
    squares += before * (rewards[row] - mean);
  }
  return {
    matched,
    meanReward: matched === 0 ? undefined : mean,
    standardError: matched < 2 ? undefined : Math.sqrt(squares / (matched - 1) / matched),
    state,
  };
}
