/** Who is looked at apart: users by how much is known of them or by a column of theirs, items by how popular they are or by a column. */
import type { Features } from '../data/features.ts';
import type { Id, IdMap } from '../data/id-map.ts';
import type { Interactions } from '../data/interactions.ts';
import { LikewiseError } from '../errors.ts';
import { columnCounts, rowIndexes, type SparsePattern } from '../matrix/sparse.ts';
import { unknownName } from '../options.ts';

/** What groups are made of: one fold of a split. */
export interface GroupedPart {
  readonly train: Interactions;
  /** What users are known by; [users × items]. */
  readonly known: SparsePattern;
  /** User indexes. */
  readonly judged: Uint32Array;
}

/** One way of looking apart, waiting for data. */
export interface Grouping {
  /** As written, such as "users:activity". */
  readonly name: string;
  readonly of: 'users' | 'items';
  /** @throws LikewiseError `missing-user-features`, `missing-item-features`, `unknown-column`, `invalid-option` */
  readonly groupsIn: (part: GroupedPart) => Groups;
}

export interface Group {
  readonly name: string;
  /** Of groups by a number: least and greatest of it; absent where there is no bound. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

export interface Groups {
  readonly by: string;
  readonly of: 'users' | 'items';
  readonly groups: readonly Group[];
  /** Which groups each user or item is in, at least one; [users or items × groups]. */
  readonly members: SparsePattern;
}

/** What has no value in a column. */
const NONE = '(none)';
/** A table of more groups is read by nobody. */
const MOST_GROUPS = 100;
/** A column of so few numbers is grouped by each of them, others by thirds. */
const FEW_NUMBERS = 10;

/**
 * - `users:activity`: new, light and heavy users, thirds of those judged by how many interactions they are known by; equal counts stand
 *   together. `users:activity=5,20` states the greatest counts of all groups but the last.
 * - `items:popularity`: head, middle and tail: the fewest most popular items that have a third of the training interactions, the next, the rest.
 * - `users:age`, `items:genre`: a column of their features. A cell of several levels is in each of them; what has no value is in "(none)"; of numbers
 *   each is a group, where there are more than 10 those known are cut into thirds.
 * @throws LikewiseError `invalid-option` for another text
 */
export function groupsBy(text: string): Grouping {
  const [of, ...rest] = text.split(':');
  const column = rest.join(':').trim();
  if ((of !== 'users' && of !== 'items') || column === '')
    throw new LikewiseError(
      'invalid-option',
      `groups: write users:activity, items:popularity, or users: or items: and a column of theirs, such as items:genre; got "${text}".`,
      { option: 'by', value: text },
    );
  if (of === 'users' && (column === 'activity' || column.startsWith('activity='))) {
    const bounds = column === 'activity' ? undefined : boundsOf(text, column.slice('activity='.length));
    return { name: text, of, groupsIn: (part) => byActivity(text, part, bounds) };
  }
  if (of === 'items' && column === 'popularity') return { name: text, of, groupsIn: (part) => byPopularity(text, part) };
  return { name: text, of, groupsIn: ({ train }) => byColumn(text, of, column, train) };
}

function boundsOf(text: string, stated: string): readonly number[] {
  const bounds = stated.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (bounds.every((bound, b) => Number.isSafeInteger(bound) && bound >= 0 && (b === 0 || bound > bounds[b - 1]))) return bounds;
  throw new LikewiseError(
    'invalid-option',
    `groups ${text}: the bounds must be integers ≥ 0, each above the one before, as in users:activity=5,20.`,
    { option: 'by', value: text },
  );
}

function byActivity(by: string, { known, judged }: GroupedPart, stated?: readonly number[]): Groups {
  const counts = Float64Array.from({ length: known.rows }, (_, user) => known.pointers[user + 1] - known.pointers[user]);
  const bounds = stated ?? thirdsOf(Float64Array.from(judged, (user) => counts[user]));
  const names = ['new', 'light', 'heavy'];
  const groups = bounded(bounds, true, bounds.length === 2 ? names : undefined);
  return { by, of: 'users', groups, members: onePerRow(counts, bounds) };
}

function byPopularity(by: string, { train }: GroupedPart): Groups {
  const counts = columnCounts(train.userItems);
  const order = [...counts.keys()].sort((a, b) => counts[b] - counts[a] || a - b);
  const group = new Float64Array(order.length).fill(2);
  let before = 0;
  for (const item of order) {
    if (counts[item] > 0) group[item] = Math.min(2, Math.floor((3 * before) / train.size));
    before += counts[item];
  }
  return { by, of: 'items', groups: [{ name: 'head' }, { name: 'middle' }, { name: 'tail' }], members: onePerRow(group, [0, 1]) };
}

function byColumn(by: string, of: 'users' | 'items', column: string, train: Interactions): Groups {
  const features = of === 'users' ? train.userFeatures : train.itemFeatures;
  const who = of === 'users' ? 'user' : 'item';
  if (features === undefined)
    throw new LikewiseError(
      `missing-${who}-features`,
      `groups ${by}: the interactions must carry ${who} features; got none. Give attributes of the ${of} (--${who}-features on the command line).`,
      { by },
    );
  const { names } = features;
  const isNumber = (name: string): boolean => features.moments?.has(name) === true || !/[=[]/.test(name);
  const levels = names.flatMap((name, c) => (!isNumber(name) && name.startsWith(`${column}=`) ? [c] : []));
  const ids = of === 'users' ? train.users : train.items;
  if (levels.length > 0) return byLevels(by, of, { features, levels, ids, skip: column.length + 1 });
  const number = names.findIndex((name) => name === column && isNumber(name));
  if (number >= 0) return byNumber(by, of, { features, number, ids });
  const columns = new Set(
    names.filter((name) => isNumber(name) || name.includes('=')).map((name) => (isNumber(name) ? name : name.split('=')[0])),
  );
  const own = of === 'users' ? 'activity' : 'popularity';
  throw unknownName('unknown-column', `groups ${by}: the ${of} have no column "${column}" to be grouped by`, column, [own, ...columns]);
}

interface Levels {
  readonly features: Features;
  /** Columns of the levels. */
  readonly levels: readonly number[];
  readonly ids: IdMap;
  /** Letters of a name before its level. */
  readonly skip: number;
}

function byLevels(by: string, of: Groups['of'], { features: { ids: described, names, matrix }, levels, ids, skip }: Levels): Groups {
  if (levels.length > MOST_GROUPS)
    throw new LikewiseError(
      'invalid-option',
      `groups ${by}: the column must have at most ${MOST_GROUPS} levels, or nobody reads the table; it has ${levels.length}.`,
      { option: 'by', value: by },
    );
  const group = new Map(levels.map((column, g) => [column, g]));
  const rows = ids.ids.map((id: Id) => {
    const row = described.indexOf(id);
    return row === undefined ? [] : [...rowIndexes(matrix, row)].flatMap((column) => group.get(column) ?? []);
  });
  const lacks = rows.some((row) => row.length === 0);
  const groups = [...levels.map((column) => ({ name: names[column].slice(skip) })), ...(lacks ? [{ name: NONE }] : [])];
  return {
    by,
    of,
    groups,
    members: patternOfRows(
      rows.map((row) => (row.length === 0 ? [levels.length] : row)),
      groups.length,
    ),
  };
}

function byNumber(
  by: string,
  of: Groups['of'],
  { features, number, ids }: { readonly features: Features; readonly number: number; readonly ids: IdMap },
): Groups {
  const { ids: described, names, matrix } = features;
  const { mean, deviation } = features.moments?.get(names[number]) ?? { mean: 0, deviation: 1 };
  // Standardized numbers are kept in single precision: 6 digits of the largest are those of the file.
  const largest = matrix.values.reduce(
    (most, value, e) => (matrix.indexes[e] === number ? Math.max(most, Math.abs(mean + deviation * value)) : most),
    0,
  );
  const decimals = Math.min(100, Math.max(0, 6 - Math.ceil(Math.log10(largest || 1))));
  const values = Float64Array.from(ids.ids, (id) => {
    const row = described.indexOf(id);
    if (row === undefined) return Number.NaN;
    for (let e = matrix.pointers[row]; e < matrix.pointers[row + 1]; e++)
      if (matrix.indexes[e] === number) return Number((mean + deviation * matrix.values[e]).toFixed(decimals)) + 0; // never −0
    return Number.NaN;
  });
  const known = values.filter((value) => !Number.isNaN(value));
  const distinct = [...new Set(known)].sort((a, b) => a - b);
  const each = distinct.length <= FEW_NUMBERS;
  const bounds = each ? distinct.slice(0, -1) : thirdsOf(known);
  const groups = each ? distinct.map((value) => ({ name: String(value), from: value, to: value })) : bounded(bounds, false);
  if (known.length === values.length) return { by, of, groups, members: onePerRow(values, bounds) };
  const rows = Array.from(values, (value) => [Number.isNaN(value) ? groups.length : placeOf(value, bounds)]);
  return { by, of, groups: [...groups, { name: NONE }], members: patternOfRows(rows, groups.length + 1) };
}

/** Greatest values of the first and the second third. */
function thirdsOf(values: Float64Array): readonly [number, number] {
  const sorted = values.slice().sort();
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return [at(1 / 3), at(2 / 3)];
}

/** Groups between bounds, each of which belongs to the group below. */
function bounded(bounds: readonly number[], whole: boolean, names?: readonly string[]): readonly Group[] {
  return [...bounds, undefined].map((to, g) => {
    const before = g === 0 ? undefined : bounds[g - 1];
    const from = before === undefined ? undefined : whole ? before + 1 : before;
    const text = to === undefined ? `> ${before}` : from === undefined ? `≤ ${to}` : whole ? `${from}–${to}` : `> ${from}, ≤ ${to}`;
    return { name: names?.[g] ?? text, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
  });
}

/** The first group whose bound is not below the value. */
function placeOf(value: number, bounds: readonly number[]): number {
  const place = bounds.findIndex((bound) => value <= bound);
  return place < 0 ? bounds.length : place;
}

const onePerRow = (values: Float64Array, bounds: readonly number[]): SparsePattern => ({
  rows: values.length,
  columns: bounds.length + 1,
  pointers: Uint32Array.from({ length: values.length + 1 }, (_, row) => row),
  indexes: Uint32Array.from(values, (value) => placeOf(value, bounds)),
});

function patternOfRows(rows: readonly (readonly number[])[], columns: number): SparsePattern {
  const pointers = new Uint32Array(rows.length + 1);
  for (const [r, row] of rows.entries()) pointers[r + 1] = pointers[r] + row.length;
  return { rows: rows.length, columns, pointers, indexes: Uint32Array.from(rows.flat()) };
}
