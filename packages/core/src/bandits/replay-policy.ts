/**
 * A policy that learns, run through logs: row by row it chooses; where it chooses what the logs show, it is told the reward,
 * else the row is passed over. The rows it is told are distributed as if it had run itself, where the logs were drawn alike.
 *
 * Source: Li, Chu, Langford, Wang: Unbiased Offline Evaluation of Contextual-bandit-based News Article Recommendation
 * Algorithms, WSDM 2011, doi:10.1145/1935826.1935878.
 * Differs: where propensities differ, each row is first kept with probability (smallest propensity) / (its own): then all are alike.
 */
import { LikewiseError } from '../errors.ts';
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

export interface ReplayOptions {
  /** Of thinning and of the policy; integer ≥ 0. @default 0 */
  readonly seed?: number | undefined;
  /** What was known at each row, for contextual policies; [rows], each [features]. */
  readonly features?: readonly ArrayLike<number>[] | undefined;
}

/**
 * The contexts of the logs, which are positions, are not told to the policy; `features` are.
 * @throws LikewiseError as `evaluatePolicy` does; `invalid-value` where rows of `features` are missing; what the policy refuses
 * @example replayPolicy(logs, linUCB(), { features }).meanReward
 */
export function replayPolicy<S extends BanditState>(
  logs: LoggedPulls,
  policy: BanditPolicy<S>,
  { seed = 0, features }: ReplayOptions = {},
): Replay<S> {
  requireLogs('replayPolicy', logs);
  const { actions, rewards, propensities, actionCount } = logs;
  if (features !== undefined && features.length !== actions.length) {
    const sizes = `features has ${features.length} rows, actions ${actions.length}`;
    throw new LikewiseError('invalid-value', `replayPolicy: ${sizes}; give one a row.`, { field: 'features' });
  }
  const thinning = seededRandom(seed, 'thinning');
  const random = seededRandom(seed, 'choices');
  let smallest = 1;
  for (let row = 0; row < actions.length; row++) if (propensities[row] < smallest) smallest = propensities[row];
  let state = policy.start(actionCount, features?.[0].length);
  let [matched, mean, squares] = [0, 0, 0];
  for (let row = 0; row < actions.length; row++) {
    if (thinning.uniform() * propensities[row] >= smallest) continue;
    const context = features?.[row];
    if (policy.choose(state, random, context) !== actions[row]) continue;
    const propensity = policy.needsPropensity === true ? policy.propensities(state, random, context)[actions[row]] : undefined;
    state = policy.update(state, { arm: actions[row], reward: rewards[row], propensity, context });
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
