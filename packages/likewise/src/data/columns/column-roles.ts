/** Which column is the user, the item, the rating or weight, the time; every other one is context. */
import { LikewiseError } from '@likewise/core';
import { shortened } from '../cells/cell-values.ts';
import { type Role, roleNamed, roles } from '../cells/column-names.ts';
import { publishedTable } from './formats/published-tables.ts';
import { judgedColumns, type SampledTable } from './judged-column.ts';
import { type Overlooked, overlookedAmong } from './overlooked.ts';
import { type Evidence, rolesByEvidence } from './roles-by-evidence.ts';
import { statedColumns } from './stated-columns.ts';
import type { DateOrder } from './time-column.ts';

export interface ColumnRoles {
  /** Position of each role's column; user and item are always there; rating and weight are never both. */
  readonly positions: Readonly<Partial<Record<Role, number>>> & { readonly user: number; readonly item: number };
  /** Name and position of the context columns. */
  readonly context: ReadonlyMap<string, number>;
  readonly decidedBy: Evidence['decidedBy'] | 'stated';
  /** Columns that look like a value or a time and play no role. */
  readonly overlooked: readonly Overlooked[];
  /** Of day and month, where the layout is known and no date tells. */
  readonly dates?: DateOrder | undefined;
}

/** @throws LikewiseError `one-column`, and those of `statedColumns` and `rolesByEvidence` */
export function assignRoles(table: SampledTable, columns: string | undefined): ColumnRoles {
  const { file, names, sample, width } = table;
  if (width < 2) {
    const shown = shortened(names?.[0] ?? sample[0]?.[0] ?? '');
    const remedy = 'State --delimiter when another sign separates them';
    throw new LikewiseError('one-column', `${file}: only one column was found ("${shown}"); it needs at least user and item. ${remedy}.`, {
      file,
    });
  }
  const { roles: published, dates } = publishedTable(table) ?? {};
  if (columns === undefined) {
    if (published !== undefined) {
      const decidedBy = published.item === 1 ? 'order' : 'contents';
      const taken = new Set<number>(Object.values(published));
      const left = judgedColumns(table).filter(({ position }) => !taken.has(position));
      // A layout may be shared by others, whose last column is a rating.
      const overlooked = overlookedAmong(left, published, width).filter(({ role }) => role === 'rating');
      return { positions: published, context: contextOf(table, published), decidedBy, overlooked };
    }
    const found = rolesByEvidence(table);
    return { ...found, positions: found.positions as ColumnRoles['positions'], context: contextOf(table, found.positions), dates };
  }
  const byPlace = !columns.includes('=');
  const required = byPlace ? (['user', 'item'] as const) : [];
  const roleOf = (name: string): Role | undefined => roleNamed(name)?.role;
  const { positions, without, others, places } = statedColumns(table, columns, { roles, required, roleOf, leavesOut: true });
  if (positions.rating !== undefined && positions.weight !== undefined) {
    const remedy = 'write - for the column to leave out';
    throw new LikewiseError('invalid-columns', `--columns ${columns}: rating and weight exclude each other; ${remedy}.`, { columns });
  }
  // Places say what every column is; names speak of theirs alone, and the others are judged as without them.
  const { positions: all, overlooked } = byPlace ? { positions, overlooked: [] } : rolesByEvidence(table, { positions, without });
  const context = new Map([...others, ...contextOf(table, all, places)]);
  return { positions: all as ColumnRoles['positions'], context, decidedBy: 'stated', overlooked, dates };
}

/** Columns from `from` on that have no role, by names that differ. */
function contextOf({ names, width }: SampledTable, positions: Partial<Record<Role, number>>, from = 0): ReadonlyMap<string, number> {
  const taken = new Set(Object.values(positions));
  const context = new Map<string, number>();
  for (let position = from; position < width; position++) {
    if (taken.has(position)) continue;
    let name = names?.[position] || `column${position + 1}`;
    while (context.has(name)) name = `${name}_${position + 1}`;
    context.set(name, position);
  }
  return context;
}
