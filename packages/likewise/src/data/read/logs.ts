/** Logs of a policy, or a table of what a policy does, as columns of positions and numbers. */
import { LikewiseError } from '@likewise/core';
import { type ColumnWords, namedColumns, numbersOf } from './named-columns.ts';
import { type ReadTableOptions, readTable } from './table.ts';

const logColumns: ColumnWords = {
  action: 'action actionid arm armid itemid item variant choice',
  reward: 'reward click clicked clicks conversion converted payoff outcome',
  propensity: 'propensityscore propensity pscore actionprob actionprobability probability prob',
  context: 'position context slot segment',
};

export interface PolicyLogs {
  readonly file: string;
  readonly columns: Readonly<Record<string, string>>;
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
  const stated = [columns, context === undefined || context === 'none' ? undefined : `context=${context}`].filter(
    (part) => part !== undefined,
  );
  const at = new Map(namedColumns(table, logColumns, stated.length === 0 ? undefined : stated.join(',')));
  if (context === 'none') at.delete('context');
  const text = (role: string): readonly string[] | undefined => {
    const position = at.get(role);
    return position === undefined ? undefined : table.rows.map((row) => row[position]);
  };
  const actions = text('action') ?? refuseMissing(table, 'action');
  const [propensity, reward] = [at.get('propensity'), at.get('reward')];
  const isPolicy = reward === undefined;
  return {
    file: table.file,
    columns: Object.fromEntries([...at].map(([role, position]) => [role, table.names[position]])),
    actions,
    contexts: text('context'),
    rewards: reward === undefined ? undefined : numbersOf(table, reward, 'a number', () => true),
    propensities:
      propensity === undefined
        ? undefined
        : numbersOf(
            table,
            propensity,
            isPolicy ? 'a probability from 0 to 1' : 'above 0 and at most 1, the probability with which the action was taken',
            (value) => (isPolicy ? value >= 0 : value > 0) && value <= 1,
          ),
  };
}

export function refuseMissing(table: { readonly file: string; readonly names?: readonly string[] }, role: string): never {
  const names = table.names === undefined ? '' : ` Its columns are ${table.names.join(', ')}.`;
  throw new LikewiseError('missing-column', `${table.file} has no column ${role}; say which it is with --columns ${role}=name.${names}`, {
    role,
  });
}
