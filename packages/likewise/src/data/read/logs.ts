/** Logs of a policy, or a table of what a policy does, as columns of positions and numbers. */
import { LikewiseError } from '@likewise/core';
import { type ColumnWords, NamedColumns } from './named-columns.ts';
import { type ReadTableOptions, readTable } from './table.ts';

const logColumns: ColumnWords = {
  action: 'action actionid arm armid itemid item variant choice',
  reward: 'reward click clicked clicks conversion converted payoff outcome',
  propensity: 'propensityscore propensity pscore actionprob actionprobability probability prob',
  context: 'position context slot segment',
};

export interface PolicyLogs {
  readonly file: string;
  /** "action = arm, reward = bought". */
  readonly columns: string;
  readonly actions: readonly string[];
  readonly contexts: readonly string[] | undefined;
  readonly rewards: Float64Array | undefined;
  readonly propensities: Float64Array | undefined;
}

interface ReadLogsOptions extends Pick<ReadTableOptions, 'delimiter' | 'encoding' | 'signal'> {
  readonly columns?: string | undefined;
  /** Column of the contexts; `none` for none; by default a column named so, such as position. */
  readonly context?: string | undefined;
}

/** @throws LikewiseError naming line and column; a propensity of 0 or above 1 is refused. */
export async function readLogs(path: string, { columns, context, ...reading }: ReadLogsOptions = {}): Promise<PolicyLogs> {
  const found = new NamedColumns(await readTable(path, reading), logColumns, columns);
  const { table, at } = found;
  if (context === 'none') at.delete('context');
  else if (context !== undefined)
    at.set('context', new NamedColumns(table, { context: '' }, `context=${context}`).at.get('context') as number);
  const actions = found.texts('action') ?? refuseMissing(table, 'action');
  const rewards = found.numbers('reward');
  // Without rewards it is a table of what a policy does: it may never do something.
  const must =
    rewards === undefined ? 'a probability from 0 to 1' : 'above 0 and at most 1, the probability with which the action was taken';
  const allowed = (value: number): boolean => value <= 1 && (rewards === undefined ? value >= 0 : value > 0);
  const propensities = found.numbers('propensity', must, allowed);
  return { file: table.file, actions, contexts: found.texts('context'), rewards, propensities, columns: found.taken() };
}

export function refuseMissing(table: { readonly file: string; readonly names?: readonly string[] }, role: string): never {
  const names = table.names === undefined ? '' : ` Its columns are ${table.names.join(', ')}.`;
  throw new LikewiseError('missing-column', `${table.file} has no column ${role}; say which it is with --columns ${role}=name.${names}`, {
    role,
  });
}
