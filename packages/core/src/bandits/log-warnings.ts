/** When logs cannot answer what a policy would earn, or only roughly. */
import { type ActionProbabilities, cellSums, type LoggedPulls } from './logged-pulls.ts';

export interface LogWarning {
  readonly code: 'no-overlap' | 'unsupported-actions' | 'small-effective-size' | 'heavy-row' | 'wrong-propensities' | 'few-rewards';
  readonly message: string;
}

/** Below so many effective rows, or rows with a reward, normal intervals are too narrow. */
const fewRows = 100;
const fewRewards = 20;

export function logWarnings(logs: LoggedPulls, target: ActionProbabilities, weights: Float64Array): LogWarning[] {
  const { actionCount, actions, rewards } = logs;
  const warnings: LogWarning[] = [];
  const warn = (code: LogWarning['code'], message: string): void => void warnings.push({ code, message });
  const count = actions.length;
  let [sum, squares, largest, rewarded] = [0, 0, 0, 0];
  for (let row = 0; row < count; row++) {
    sum += weights[row];
    squares += weights[row] ** 2;
    if (weights[row] > largest) largest = weights[row];
    if (weights[row] > 0 && rewards[row] !== 0) rewarded++;
  }
  if (sum === 0) {
    warn(
      'no-overlap',
      'the target policy never does what the logs show: only the reward model (DM) says anything, and it saw nothing of it',
    );
    return warnings;
  }
  const { shows } = cellSums(logs);
  const ofContext = new Float64Array(shows.length / actionCount);
  for (let cell = 0; cell < shows.length; cell++) ofContext[Math.floor(cell / actionCount)] += shows[cell];
  let unseen = 0;
  for (let cell = 0; cell < shows.length; cell++)
    if (shows[cell] === 0) unseen += (target[cell] * ofContext[Math.floor(cell / actionCount)]) / count;
  if (unseen > 0.01)
    warn(
      'unsupported-actions',
      `${(unseen * 100).toFixed(1)} % of what the target policy does never occurs in the logs: the logs cannot answer for that part`,
    );
  const effective = sum ** 2 / squares;
  if (effective < fewRows || effective < count / 100)
    warn(
      'small-effective-size',
      `${count} rows tell as much as ${effective.toFixed(0)} of the target policy itself: the intervals are rough; log more, or judge a policy closer to the one that ran`,
    );
  if (largest > 0.05 * sum) warn('heavy-row', `one row carries ${((100 * largest) / sum).toFixed(0)} % of all weight`);
  const mean = sum / count;
  const error = Math.sqrt(Math.max(0, squares / count - mean ** 2) / count);
  if (unseen <= 0.01 && Math.abs(mean - 1) > Math.max(4 * error, 1e-6))
    warn(
      'wrong-propensities',
      `the mean weight is ${mean.toFixed(3)} ± ${error.toFixed(3)} and should be 1: the propensities do not fit the logs, or actions are missing from them`,
    );
  if (rewarded < fewRewards)
    warn(
      'few-rewards',
      `only ${rewarded} ${rewarded === 1 ? 'row' : 'rows'} of the target policy's actions brought a reward: the intervals are too narrow`,
    );
  return warnings;
}
