/** When logs cannot answer what a policy would earn, or only roughly. */
import { type ActionProbabilities, cellSums, contextSums, type LoggedPulls } from './logged-pulls.ts';

export interface LogWarning {
  readonly code: 'no-overlap' | 'unsupported-actions' | 'small-effective-size' | 'heavy-row' | 'wrong-propensities' | 'few-rewards';
  readonly message: string;
}

/** Importance weights of the rows, and what they come to. */
export interface Weights {
  readonly weights: Float64Array;
  readonly sum: number;
  readonly squares: number;
  readonly largest: number;
}

/** Below so many effective rows, or rows with a reward, normal intervals are too narrow. */
const fewRows = 100;
const fewRewards = 20;

export function logWarnings(logs: LoggedPulls, target: ActionProbabilities, { weights, sum, squares, largest }: Weights): LogWarning[] {
  const { actionCount, rewards } = logs;
  const warnings: LogWarning[] = [];
  const warn = (code: LogWarning['code'], message: string): void => void warnings.push({ code, message });
  const count = weights.length;
  if (sum === 0) {
    warn(
      'no-overlap',
      'the target policy never does what the logs show: only the reward model (DM) says anything, and it saw nothing of it',
    );
    return warnings;
  }
  const { shows } = cellSums(logs);
  const ofContext = contextSums(shows, logs);
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
  const rewarded = weights.reduce((rows, weight, row) => rows + (weight > 0 && rewards[row] !== 0 ? 1 : 0), 0);
  if (rewarded < fewRewards)
    warn(
      'few-rewards',
      `only ${rewarded} ${rewarded === 1 ? 'row' : 'rows'} of the target policy's actions brought a reward: the intervals are too narrow`,
    );
  return warnings;
}
