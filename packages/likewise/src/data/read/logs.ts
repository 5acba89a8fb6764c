/** Logs of a policy, or a table of what a policy does, as columns of positions and numbers. */
import { LikewiseError } from '@likewise/core';
import { type ColumnWords, namedColumns, numbersOf, takenColumns } from './named-columns.ts';
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

export interface ReadLogsOptions extends Pick<ReadTableOptions, 'delimiter' | 'encoding' | 'signal'> {
  readonly columns?: string | undefined;
  /** Column of the contexts; `none` for none; by default a column named so, such as position. */
  readonly context?: string | undefined;
}

/** @throws LikewiseError naming line and column; a propensity of 0 or above 1 is refused. */
export async function readLogs(path: string, { columns, context, ...reading }: ReadLogsOptions = {}): Promise<PolicyLogs> {
  const table = await readTable(path, reading);
  const { file, rows } = table;
  const at = namedColumns(table, logColumns, columns);
  if (context === 'none') at.delete('context');
  else if (context !== undefined) at.set('context', namedColumns(table, { context: '' }, `context=${context}`).get('context') as number);
  const text = (role: string): readonly string[] | undefined => {
    const position = at.get(role);
    return position === undefined ? undefined : rows.map((row) => row[position]);
  };
  const number = (role: string, must: string, allowed: (value: number) => boolean): Float64Array | undefined => {
    const position = at.get(role);
    return position === undefined ? undefined : numbersOf(table, position, must, allowed);
  };
  const actions = text('action') ?? refuseMissing(table, 'action');
  const rewards = number('reward', 'a number', () => true);
  // Without rewards it is a table of what a policy does: it may never do something.
  const propensities =
    rewards === undefined
      ? number('propensity', 'a probability from 0 to 1', (value) => value >= 0 && value <= 1)
      : number('propensity', 'above 0 and at most 1, the probability with which the action was taken', (value) => value > 0 && value <= 1);
  return {
    file,
    columns: takenColumns(table, at),
    actions,
    contexts: text('context'),
    rewards,
    propensities,
  };
}

export function refuseMissing(table: { readonly file: string; readonly names?: readonly string[] }, role: string): never {
  const names = table.names === undefined ? '' : ` Its columns are ${table.names.join(', ')}.`;
  throw new LikewiseError('missing-column', `${table.file} has no column ${role}; say which it is with --columns ${role}=name.${names}`, {
    role,
  });
}
