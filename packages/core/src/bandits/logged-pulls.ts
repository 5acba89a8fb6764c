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
    const sizes = `${field} has ${column.length} rows, actions ${rows}`;
    throw new LikewiseError('invalid-value', `${owner}: ${sizes}; give one of each a row.`, { field });
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
export function requireTarget(owner: string, logs: LoggedPulls, target: ActionProbabilities): void {
  const { actionCount, contextCount = 1 } = logs;
  const refuse = (sentence: string, data: Readonly<Record<string, unknown>>): never => {
    throw new LikewiseError('invalid-value', `${owner}: ${sentence}.`, data);
  };
  if (target.length !== contextCount * actionCount)
    refuse(`the target must hold ${contextCount} × ${actionCount} probabilities; got ${target.length}`, { field: 'target' });
  for (const [cell, value] of target.entries()) {
    if (value >= 0 && value <= 1 + 1e-9) continue;
    const [context, action] = [Math.floor(cell / actionCount), cell % actionCount];
    refuse(`context ${context}, action ${action}: a probability must be from 0 to 1; got ${value}`, { context, action, value });
  }
  for (const [context, sum] of contextSums(target, logs).entries())
    if (Math.abs(sum - 1) > 1e-6) refuse(`the probabilities of context ${context} must add up to 1; they give ${sum}`, { context, sum });
}

/** Where a row's context and action stand; [contexts × actions]. */
export const cellOf = ({ actions, contexts, actionCount }: LoggedPulls, row: number): number =>
  (contexts?.[row] ?? 0) * actionCount + actions[row];

/** Rows of each context and action, and their rewards; [contexts × actions]. */
export function cellSums(logs: LoggedPulls): { readonly shows: Float64Array; readonly rewards: Float64Array } {
  const { actions, actionCount, contextCount = 1 } = logs;
  const shows = new Float64Array(contextCount * actionCount);
  const rewards = new Float64Array(contextCount * actionCount);
  for (let row = 0; row < actions.length; row++) {
    const cell = cellOf(logs, row);
    shows[cell]++;
    rewards[cell] += logs.rewards[row];
  }
  return { shows, rewards };
}

/** Sums over the actions of each context; [contexts]. */
export function contextSums(cells: Float64Array, { actionCount, contextCount = 1 }: LoggedPulls): Float64Array {
  const sums = new Float64Array(contextCount);
  for (let cell = 0; cell < cells.length; cell++) sums[Math.floor(cell / actionCount)] += cells[cell];
  return sums;
}

/**
 * What a policy did, from its own logs: the share of each action in each context. A context without rows takes every action
 * as in all contexts together.
 */
export function loggedProbabilities(logs: LoggedPulls): ActionProbabilities {
  const { actionCount } = logs;
  const { shows } = cellSums(logs);
  const ofContext = contextSums(shows, logs);
  const ofAction = new Float64Array(actionCount);
  for (let cell = 0; cell < shows.length; cell++) ofAction[cell % actionCount] += shows[cell];
  return shows.map((shown, cell) => {
    const rows = ofContext[Math.floor(cell / actionCount)];
    return rows === 0 ? ofAction[cell % actionCount] / logs.actions.length : shown / rows;
  });
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
