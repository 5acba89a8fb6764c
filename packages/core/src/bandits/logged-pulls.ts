/** Logs of a policy that ran: what was done, what came of it, and how likely it was to be done. */
import { LikewiseError } from '../errors.ts';

export interface LoggedPulls {
  /** Positions 0 … actionCount − 1; [rows]. */
  readonly actions: ArrayLike<number>;
  /** Finite; [rows]. */
  readonly rewards: ArrayLike<number>;
  /** Probability with which the policy that ran took this action here; above 0, at most 1; [rows]. */
  readonly propensities: ArrayLike<number>;
  /** Positions 0 … contextCount − 1 of the situations that policies tell apart, such as a place on the page; [rows]. */
  readonly contexts?: ArrayLike<number> | undefined;
  readonly actionCount: number;
  /** 1 where there are no contexts. */
  readonly contextCount?: number | undefined;
}

/** What a policy does: the probability of each action in each context; [contexts × actions], row-major, rows add up to 1. */
export type ActionProbabilities = Float64Array;

/** @throws LikewiseError `empty-data`, `invalid-value` naming row and field */
export function requireLogs(owner: string, logs: LoggedPulls): void {
  const { actions, rewards, propensities, contexts, actionCount, contextCount = 1 } = logs;
  const rows = actions.length;
  if (rows === 0) throw new LikewiseError('empty-data', `${owner}: the logs hold no row.`);
  for (const [field, column] of Object.entries({ rewards, propensities, ...(contexts === undefined ? {} : { contexts }) })) {
    if (column.length === rows) continue;
    throw new LikewiseError('invalid-value', `${owner}: ${field} has ${column.length} rows, actions ${rows}; give one of each a row.`, {
      field,
    });
  }
  const refuse = (row: number, field: string, must: string, value: number): never => {
    throw new LikewiseError('invalid-value', `${owner}: row ${row}: ${field} must be ${must}; got ${value}.`, { row, field, value });
  };
  const isPosition = (value: number, count: number): boolean => Number.isInteger(value) && value >= 0 && value < count;
  for (let row = 0; row < rows; row++) {
    if (!isPosition(actions[row], actionCount)) refuse(row, 'action', `an integer from 0 to ${actionCount - 1}`, actions[row]);
    if (contexts !== undefined && !isPosition(contexts[row], contextCount))
      refuse(row, 'context', `an integer from 0 to ${contextCount - 1}`, contexts[row]);
    if (!Number.isFinite(rewards[row])) refuse(row, 'reward', 'a finite number', rewards[row]);
    if (!(propensities[row] > 0 && propensities[row] <= 1)) refuse(row, 'propensity', 'above 0 and at most 1', propensities[row]);
  }
}

/** @throws LikewiseError `invalid-value` naming the context */
export function requireTarget(owner: string, { actionCount, contextCount = 1 }: LoggedPulls, target: ActionProbabilities): void {
  if (target.length !== contextCount * actionCount)
    throw new LikewiseError(
      'invalid-value',
      `${owner}: the target must hold ${contextCount} × ${actionCount} probabilities; got ${target.length}.`,
      { field: 'target' },
    );
  for (let context = 0; context < contextCount; context++) {
    let sum = 0;
    for (let action = 0; action < actionCount; action++) {
      const probability = target[context * actionCount + action];
      if (!(probability >= 0 && probability <= 1 + 1e-9))
        throw new LikewiseError(
          'invalid-value',
          `${owner}: context ${context}, action ${action}: a probability must be from 0 to 1; got ${probability}.`,
          { context, action, value: probability },
        );
      sum += probability;
    }
    if (Math.abs(sum - 1) > 1e-6)
      throw new LikewiseError('invalid-value', `${owner}: the probabilities of context ${context} must add up to 1; they give ${sum}.`, {
        context,
        sum,
      });
  }
}

/** Rows of each context and action, and their rewards; [contexts × actions]. */
export function cellSums(logs: LoggedPulls): { readonly shows: Float64Array; readonly rewards: Float64Array } {
  const { actions, contexts, actionCount, contextCount = 1 } = logs;
  const shows = new Float64Array(contextCount * actionCount);
  const rewards = new Float64Array(contextCount * actionCount);
  for (let row = 0; row < actions.length; row++) {
    const cell = (contexts?.[row] ?? 0) * actionCount + actions[row];
    shows[cell]++;
    rewards[cell] += logs.rewards[row];
  }
  return { shows, rewards };
}

/**
 * What a policy did, from its own logs: the share of each action in each context. A context without rows takes every action
 * as in all contexts together.
 */
export function loggedProbabilities(logs: LoggedPulls): ActionProbabilities {
  const { actionCount, contextCount = 1 } = logs;
  const { shows } = cellSums(logs);
  const all = new Float64Array(actionCount);
  for (let cell = 0; cell < shows.length; cell++) all[cell % actionCount] += shows[cell];
  for (let context = 0; context < contextCount; context++) {
    const row = shows.subarray(context * actionCount, (context + 1) * actionCount);
    let sum = row.reduce((total, count) => total + count, 0);
    if (sum === 0) {
      row.set(all);
      sum = logs.actions.length;
    }
    for (let action = 0; action < actionCount; action++) row[action] /= sum;
  }
  return shows;
}

/**
 * Mean reward of each action in each context, drawn towards the mean of all: (Σ rewards + shrinkage · mean) / (rows +
 * shrinkage); [contexts × actions]. @param shrinkage rows of the overall mean that each gets in addition, ≥ 0
 */
export function fitRewardModel(logs: LoggedPulls, shrinkage: number): Float64Array {
  const { shows, rewards } = cellSums(logs);
  const mean = rewards.reduce((total, reward) => total + reward, 0) / logs.actions.length;
  // Without any row and any shrinkage nothing is known but the mean.
  return rewards.map((sum, cell) => (shows[cell] + shrinkage === 0 ? mean : (sum + shrinkage * mean) / (shows[cell] + shrinkage)));
}
