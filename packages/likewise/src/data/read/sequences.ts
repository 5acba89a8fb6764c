/** Sequences of states: one a line, or a row for each step. */
import { LikewiseError } from '@likewise/core';
import { readBaskets } from './baskets.ts';
import { type ColumnWords, NamedColumns, numbered } from './named-columns.ts';
import { type ReadTableOptions, readTable } from './table.ts';

const stepColumns: ColumnWords = {
  sequence: 'sequence sequenceid session sessionid visit user userid visitor customer',
  state: 'state page item itemid event word song product',
  time: 'time timestamp at createdat date step position',
};
const probabilityColumns: ColumnWords = {
  from: 'from source before state',
  to: 'to target after next',
  probability: 'probability p prob share',
};

interface ReadStepsOptions extends Pick<ReadTableOptions, 'delimiter' | 'encoding' | 'signal'> {
  readonly columns?: string | undefined;
  readonly onNote?: ((note: string) => void) | undefined;
}

/** One sequence a line, its states in their order; a state may come again. @throws LikewiseError as `readBaskets` */
export const readSequences = (path: string, options: ReadStepsOptions): Promise<readonly (readonly string[])[]> =>
  readBaskets(path, options);

/** A row for each step: which sequence, which state, and when; without a time in the order of the rows. @throws LikewiseError naming line and column */
export async function readSteps(path: string, { columns, onNote, ...reading }: ReadStepsOptions): Promise<readonly (readonly string[])[]> {
  const found = new NamedColumns(await readTable(path, reading), stepColumns, columns);
  const [sequences, states] = [neededTexts(found, 'sequence'), neededTexts(found, 'state')];
  // Whoever says which column is which says it of the time too.
  const isTimed = columns === undefined || columns.split(',').some((part) => part.split('=')[0].trim() === 'time');
  const times = isTimed ? found.moments('time')?.seconds : undefined;
  onNote?.(`${found.table.file}: ${found.taken()}`);
  const known = new Map<string, number>();
  const sequenceOf = numbered(sequences, known);
  const order = Array.from(states.keys());
  if (times !== undefined) order.sort((a, b) => times[a] - times[b] || a - b);
  const steps: string[][] = Array.from({ length: known.size }, () => []);
  for (const row of order) steps[sequenceOf[row]].push(states[row]);
  return steps;
}

/** Rows from, to, probability. @throws LikewiseError naming line and column */
export async function readProbabilities(
  path: string,
  { columns, onNote, ...reading }: ReadStepsOptions,
): Promise<readonly (readonly [from: string, to: string, probability: number])[]> {
  const found = new NamedColumns(await readTable(path, reading), probabilityColumns, columns);
  if (!found.table.header && columns === undefined && found.table.names.length >= 3)
    found.at.set('from', 0).set('to', 1).set('probability', 2);
  const [from, to] = [neededTexts(found, 'from'), neededTexts(found, 'to')];
  const probabilities = found.numbers('probability', 'a probability from 0 to 1', (value) => value >= 0 && value <= 1);
  if (probabilities === undefined) throw missing(found, 'probability');
  onNote?.(`${found.table.file}: ${found.taken()}`);
  return from.map((state, row) => [state, to[row], probabilities[row]] as const);
}

const neededTexts = (found: NamedColumns, role: string): readonly string[] => {
  const cells = found.texts(role);
  if (cells === undefined) throw missing(found, role);
  return cells;
};

const missing = ({ table: { file, names } }: NamedColumns, role: string): LikewiseError =>
  new LikewiseError(
    'missing-column',
    `${file} has no column ${role}; say which it is with --columns ${role}=name. Its columns are ${names.join(', ')}.`,
    {
      role,
    },
  );
