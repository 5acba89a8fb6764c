/** What a reader took for what: data for programs, sentences for people. */
import type { DuplicatesRule, Interactions } from '@likewise/core';
import { counted, whole } from '../../words/numbers.ts';
import type { CellTable } from '../cells/cell-table.ts';
import { roles as everyRole, type Role } from '../cells/column-names.ts';
import { type Encoding, encodingShown } from '../cells/encoding-names.ts';
import { delimiterName } from '../cells/sniff.ts';
import type { ColumnRoles } from '../columns/column-roles.ts';
import { type EventColumn, type EventWeights, eventsHint, kindsShown } from '../columns/event-kinds.ts';
import type { Returns } from './returned-goods.ts';

interface Facts {
  readonly table: CellTable;
  readonly roles: ColumnRoles;
  /** Rows of the source, duplicates among them. */
  readonly rows: number;
  readonly interactions: Interactions;
  readonly duplicates: DuplicatesRule;
  readonly decimalComma: boolean;
  readonly emptyTimes: number;
  /** How times were written: seconds, milliseconds, ISO 8601, YYYYMMDD, day/month/year …; `undefined` without times. */
  readonly timeUnit: string | undefined;
  readonly emptyColumns: readonly string[];
  /** The column of kinds of events, and which of them count how much where that was stated. */
  readonly events: EventColumn | undefined;
  readonly eventWeights: EventWeights | undefined;
  readonly returns: Returns;
  /** What was left out because someone asked for it, a sentence each. */
  readonly leftOut: readonly string[];
  /** What the reader of the file should look at, a sentence each. */
  readonly doubts: readonly string[];
}

export interface ReadReport
  extends Pick<CellTable, 'file' | 'format' | 'compressed' | 'delimiter' | 'header'>,
    Pick<Facts, 'rows' | 'decimalComma' | 'timeUnit' | 'duplicates' | 'leftOut'>,
    Pick<ColumnRoles, 'decidedBy'> {
  /** For each role the name of its column ("column 3" without a header). */
  readonly columns: Readonly<Partial<Record<Role | 'events', string>>> & { readonly context: readonly string[] };
  readonly encoding: Encoding;
  /** Rows merged into an earlier row of the same pair. */
  readonly mergedRows: number;
  /** Distinct user–item pairs. */
  readonly pairs: number;
  /** What the reader of the file should look at. */
  readonly warnings: readonly string[];
  /** Lines for stderr: what was recognised, then the warnings. */
  readonly messages: readonly string[];
}

export function reportOf(facts: Facts): ReadReport {
  const { table, roles, rows, interactions, duplicates, decimalComma, timeUnit, events, eventWeights, leftOut, returns } = facts;
  const { file, format, compressed, delimiter, header } = table;
  const { decidedBy } = roles;
  const nameOf = (position: number) => table.names?.[position] || `column ${position + 1}`;
  const byRole = Object.fromEntries(
    everyRole.flatMap((role) => (roles.positions[role] === undefined ? [] : [[role, nameOf(roles.positions[role])]])),
  ) as Partial<Record<Role, string>>;
  const weighed = eventWeights === undefined ? undefined : events?.name;
  const context = [...roles.context.keys()].filter((name) => !facts.emptyColumns.includes(name) && name !== weighed);
  const encoding = table.encoding();
  const { mergedRows, size: pairs } = interactions;

  const layout = [
    delimiter === undefined ? { jsonl: 'JSONL', parquet: 'Parquet', delimited: '' }[format] : `separator ${delimiterName(delimiter)}`,
    delimiter !== undefined && (header ? 'header' : 'no header'),
    decimalComma && 'decimal comma',
    format !== 'parquet' && encodingShown(encoding),
    compressed && 'gzip',
  ].filter(Boolean);
  const taken = Object.entries(byRole).map(
    ([role, name]) => `${role} = ${name}${role === 'timestamp' && timeUnit ? ` (${timeUnit})` : ''}`,
  );
  if (eventWeights !== undefined)
    taken.push(
      `events = ${weighed} (${Object.entries(eventWeights)
        .map(([kind, weight = 1]) => `${kind}=${weight}`)
        .join(', ')})`,
    );
  if (context.length > 0) taken.push(`context = ${context.join(', ')}`);
  const decided = { names: '', order: ', by the order of the columns', contents: ', by what the columns hold', stated: ', as stated' }[
    decidedBy
  ];

  const overlooked = roles.overlooked.map(({ name, role }) => `column ${name} may be a ${role}: --columns ${role}=${name} takes it`);

  const warnings: string[] = [...overlooked];
  if (mergedRows > 0) {
    const how = duplicates === 'last' ? (interactions.timestamps === undefined ? 'last by row' : 'last by time') : duplicates;
    const repeats = counted(mergedRows, 'row repeats', 'rows repeat');
    const usual = duplicates === 'sum' && interactions.valueKind === 'weight' ? ': weights add up' : '';
    warnings.push(`${repeats} one of ${whole(pairs)} distinct pairs; merged by the rule ${how}${usual}`);
  }
  if (returns.rows > 0) {
    const left =
      returns.pairs === 0
        ? ''
        : `; ${counted(returns.pairs, 'pair')} with nothing left ${returns.pairs === 1 ? 'counts' : 'count'} as seen`;
    const name = byRole.weight ?? 'events';
    warnings.push(
      `${counted(returns.rows, 'row')} of ${name} ${returns.rows === 1 ? 'is' : 'are'} negative (returned?) and taken off what the same pair has${left}`,
    );
  }
  if (events !== undefined && eventWeights === undefined)
    warnings.push(`column ${events.name} holds kinds of events (${kindsShown(events)}), which all count alike; ${eventsHint(events)}`);
  warnings.push(...facts.doubts);
  if (facts.emptyTimes > 0) warnings.push(`${whole(facts.emptyTimes)} of ${whole(rows)} rows have no timestamp`);
  for (const name of facts.emptyColumns) warnings.push(`column ${name} is empty and was left out`);
  return {
    file,
    rows,
    format,
    compressed,
    delimiter,
    header,
    columns: { ...byRole, ...(weighed === undefined ? {} : { events: weighed }), context },
    decidedBy,
    decimalComma,
    encoding,
    timeUnit,
    mergedRows,
    pairs,
    duplicates,
    leftOut,
    warnings,
    messages: [
      `${file}: ${layout.join(', ')}`,
      `${file}: ${taken.join(', ')}${decided}`,
      ...[...table.notes(), ...leftOut].map((note) => `${file}: ${note}`),
      ...warnings.map((warning) => `${file}: warning: ${warning}`),
    ],
  };
}
