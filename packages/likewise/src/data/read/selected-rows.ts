/** Which rows of a file count, and how much, where the reader was told: kinds of events, values that are none, ids that are nobody's. */
import { type CategoryColumn, type IdMap, type InteractionColumns, keepRows, LikewiseError } from '@likewise/core';
import { counted, whole } from '../../words/numbers.ts';
import { type EventColumn, type EventWeights, statedEventColumn } from '../columns/event-kinds.ts';

export interface SelectionOptions {
  /** Kinds of events that count, each with its weight (`undefined`: 1); rows of other kinds are left out. */
  readonly events?: EventWeights | undefined;
  /** The file is a part of the data, such as a test part: it need not have every kind of `events`. @default false */
  readonly part?: boolean | undefined;
  /** Leave out rows whose user or item is empty, instead of refusing them. @default false */
  readonly skipEmptyIds?: boolean | undefined;
  /** Leave out the rows of these users and items. */
  readonly skipIds?: readonly string[] | undefined;
  /** Values that mean "not rated": numbers, or texts as they stand in the cell, "empty" for an empty one. Rows with them are left out. */
  readonly missing?: readonly (number | string)[] | undefined;
}

interface Selected {
  readonly columns: InteractionColumns;
  /** Positions of the rows that stayed, in the file; `undefined` where all did. */
  readonly rows: Uint32Array | undefined;
  /** Rows that have no value, as pairs that were met; `undefined` without `missing`. */
  readonly unrated: InteractionColumns | undefined;
  readonly events: EventColumn | undefined;
  /** What was left out, a sentence each. */
  readonly notes: readonly string[];
}

type Counting = Pick<Selected, 'columns' | 'events'>;

/** @throws LikewiseError `unknown-kind`, `invalid-columns`, `missing-ratings`, `no-rows` */
export function selectRows(file: string, columns: InteractionColumns, options: SelectionOptions): Selected {
  const { skipEmptyIds, skipIds = [], missing } = options;
  if (skipEmptyIds !== true && skipIds.length === 0 && missing === undefined && options.events === undefined)
    return { columns, rows: undefined, unrated: undefined, events: undefined, notes: [] };
  const notes: string[] = [];
  const keep = new Uint8Array(columns.userIndexes.length).fill(1);
  const leaveOut = (where: (row: number) => boolean): number => {
    let count = 0;
    for (let row = 0; row < keep.length; row++) {
      if (keep[row] === 0 || !where(row)) continue;
      keep[row] = 0;
      count++;
    }
    return count;
  };
  const { users, items, userIndexes, itemIndexes } = columns;
  if (skipEmptyIds === true) {
    const [user, item] = [users.indexOf(''), items.indexOf('')];
    const count = user === undefined && item === undefined ? 0 : leaveOut((row) => userIndexes[row] === user || itemIndexes[row] === item);
    notes.push(
      count === 0
        ? 'every row has a user and an item: --skip-empty-ids leaves out nothing'
        : `${counted(count, 'row')} without a user or an item left out`,
    );
  }
  if (skipIds.length > 0) {
    const [skippedUsers, skippedItems] = [marked(users, skipIds), marked(items, skipIds)];
    const unknown = skipIds.filter((id) => users.indexOf(id) === undefined && items.indexOf(id) === undefined);
    const count = leaveOut((row) => skippedUsers[userIndexes[row]] === 1 || skippedItems[itemIndexes[row]] === 1);
    notes.push(`${counted(count, 'row')} of ${skipIds.join(', ')} left out`);
    if (unknown.length > 0) notes.push(`--skip-ids: no row has the id ${unknown.join(', ')}`);
  }
  const counting: Counting =
    options.events === undefined ? { columns, events: undefined } : countingEvents(file, columns, options.events, options.part);
  const { events } = counting;
  if (events !== undefined) {
    const asked = events.column.levels.map((kind) => Object.hasOwn(options.events as EventWeights, kind));
    const { codes, levels } = events.column;
    const count = leaveOut((row) => codes[row] >= levels.length || !asked[codes[row]]);
    if (count > 0) notes.push(`${counted(count, 'row')} of other kinds of ${events.name} left out`);
  }
  let unrated: InteractionColumns | undefined;
  if (missing !== undefined) {
    const { values } = counting.columns;
    if (values === undefined)
      throw new LikewiseError(
        'missing-ratings',
        `${file}: rows have no value that could be ${missing.join(' or ')}; leave --missing out, or name the column with --columns.`,
        { file },
      );
    const without = Uint8Array.from(keep, (mark, row) => Number(mark === 1 && Number.isNaN(values[row])));
    const count = leaveOut((row) => without[row] === 1);
    if (count > 0) unrated = keepRows({ ...counting.columns, values: undefined, valueKind: 'none', ratingScale: undefined }, without);
    notes.push(
      count === 0
        ? `no value is ${missing.join(' or ')}: --missing leaves out nothing`
        : `${counted(count, 'row')} without a rating (${missing.join(', ')}) left out`,
    );
  }
  const kept = keep.reduce((sum, mark) => sum + mark, 0);
  if (kept === 0)
    throw new LikewiseError('no-rows', `${file}: no row is left of ${whole(keep.length)} (${notes.join('; ')}); ask for more of them.`, {
      file,
    });
  if (kept === keep.length) return { columns: counting.columns, rows: undefined, unrated, events, notes };
  const rows = Uint32Array.from(keep.keys()).filter((row) => keep[row] === 1);
  return { columns: keepRows(counting.columns, keep), rows, unrated, events, notes };
}

/** 1 for each id that is named; [ids]. */
function marked(map: IdMap, ids: readonly string[]): Uint8Array {
  const marks = new Uint8Array(map.size);
  for (const id of ids) {
    const index = map.indexOf(id);
    if (index !== undefined) marks[index] = 1;
  }
  return marks;
}

/** The columns with the weights of the events, which then are no context any more. */
function countingEvents(file: string, columns: InteractionColumns, events: EventWeights, part?: boolean): Counting {
  const { context = new Map(), values, valueKind } = columns;
  const found = statedEventColumn(file, context, events, part);
  const others = new Map([...context].filter(([name]) => name !== found.name));
  if (Object.values(events).every((weight) => weight === undefined)) return { columns: { ...columns, context: others }, events: found };
  if (valueKind === 'rating') {
    const remedy = `name kinds without weights, or leave the ratings out with --columns`;
    throw new LikewiseError('invalid-columns', `${file}: events have weights, but the rows have ratings too; ${remedy}.`, { file });
  }
  const { codes, levels }: CategoryColumn = found.column;
  const weights = Float64Array.from([...levels.map((kind) => events[kind] ?? 1), 1]);
  const weighed = Float32Array.from(codes, (code, row) => weights[code] * (values === undefined ? 1 : values[row]));
  return { columns: { ...columns, context: others, values: weighed, valueKind: 'weight' }, events: found };
}
