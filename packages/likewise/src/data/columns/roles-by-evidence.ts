/** Which column is the user, the item, the rating or weight, the time, judged by what the file shows: names and cells, all columns at once. */
import type { Role } from '../cells/column-names.ts';
import { rowTimeOf, rowValueOf } from './happening.ts';
import { bestPair, doubtfulItem, standsAlone } from './id-pair.ts';
import { type JudgedColumn, judgedColumns, type SampledTable } from './judged-column.ts';
import { type Overlooked, overlookedAmong } from './overlooked.ts';
import { unsureRoles } from './unsure-roles.ts';

export interface Evidence {
  readonly positions: Partial<Record<Role, number>>;
  /** By the names, the order of the columns, or their contents where these are against the order. */
  readonly decidedBy: 'names' | 'order' | 'contents';
  readonly overlooked: readonly Overlooked[];
}

/** What a reader was told: columns of roles, and roles that no column shall have. */
export interface Settled {
  readonly positions: Partial<Record<Role, number>>;
  readonly without: ReadonlySet<Role>;
}

/** Names that nobody knows are taken in their order in tables of so many columns; wider ones are refused. */
const NARROW = 4;
const nothing: Settled = { positions: {}, without: new Set() };

/** @throws LikewiseError `missing-column` where user and item are not sure, with the likeliest reading as the flag to type */
export function rolesByEvidence(table: SampledTable, settled: Settled = nothing): Evidence {
  const { names, width } = table;
  const columns = judgedColumns(table);
  const told = new Set(Object.values(settled.positions));
  const free = columns.filter(({ position }) => !told.has(position));
  const byContents = columns.every(({ named }) => named === undefined);
  const best = bestPair(columns, free, settled.positions, byContents && (names === undefined || width <= NARROW));
  const doubtful = byContents && told.size === 0 && best?.user === 0 && best.item === 1 ? doubtfulItem(columns) : undefined;
  const pair = best !== undefined && doubtful !== undefined ? { user: best.user, item: doubtful } : best;
  const isKnown = (role: 'user' | 'item'): boolean =>
    settled.positions[role] !== undefined || columns.find(({ position }) => position === pair?.[role])?.named?.role === role;
  const missing = (['user', 'item'] as const).filter((role) => !isKnown(role));
  if (pair === undefined) throw unsureRoles(table, missing, undefined);

  const positions: Partial<Record<Role, number>> = { ...settled.positions, ...pair };
  const left = (): readonly JudgedColumn[] => {
    const taken = new Set(Object.values(positions));
    return free.filter(({ position }) => !taken.has(position));
  };
  if (positions.timestamp === undefined && !settled.without.has('timestamp')) {
    const time = rowTimeOf(left(), byContents);
    if (time !== undefined) positions.timestamp = time;
  }
  if (positions.rating === undefined && positions.weight === undefined)
    Object.assign(positions, rowValueOf(left(), columns, pair, byContents, settled.without));

  const inOrder = pair.user === 0 && pair.item === 1;
  const fits =
    byContents && doubtful === undefined && (names === undefined ? inOrder || standsAlone(pair, free) : inOrder && width <= NARROW);
  if (missing.length > 0 && !fits) throw unsureRoles(table, missing, positions);
  return {
    positions,
    decidedBy: missing.length === 0 ? 'names' : inOrder ? 'order' : 'contents',
    overlooked: overlookedAmong(left(), positions, width).filter(({ role }) => !settled.without.has(role)),
  };
}
