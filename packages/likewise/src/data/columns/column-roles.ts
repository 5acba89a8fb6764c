/** Which column is the user, the item, the rating or weight, the time; every other one is context. */
import { LikewiseError, nearestName, unknownName } from '@likewise/core';
import { kindOf, looksLikeUnixTime } from '../cells/cell-values.ts';
import { plainName, type Role, roleNamed, roles } from '../cells/column-names.ts';

export interface ColumnRoles {
  /** Position of each role's column; user and item are always there; rating and weight are never both. */
  readonly positions: Readonly<Partial<Record<Role, number>>> & { readonly user: number; readonly item: number };
  /** Name and position of the context columns. */
  readonly context: ReadonlyMap<string, number>;
  /** How it was decided: by the names, by the order of the columns, or as stated with --columns. */
  readonly decidedBy: 'names' | 'order' | 'stated';
}

interface Table {
  readonly file: string;
  /** Names in the header; `undefined` without one. */
  readonly names: readonly string[] | undefined;
  readonly width: number;
  /** Some rows, as text. */
  readonly sample: readonly (readonly string[])[];
}

/** @throws LikewiseError `one-column`, `missing-column`, `unknown-column` */
export function assignRoles(table: Table, stated: string | undefined): ColumnRoles {
  if (table.width < 2) {
    const shown = table.names?.[0] ?? table.sample[0]?.[0] ?? '';
    throw new LikewiseError(
      'one-column',
      `${table.file}: only one column was found ("${shorten(shown)}"); it needs at least user and item. State --delimiter when another sign separates them.`,
      { file: table.file },
    );
  }
  if (stated !== undefined) return statedRoles(table, stated);
  if (table.names !== undefined) {
    const named = rolesByName(table, table.names);
    if (named !== undefined) return named;
  }
  return rolesByOrder(table);
}

function rolesByName(table: Table, names: readonly string[]): ColumnRoles | undefined {
  const best = new Map<Role, { position: number; rank: number }>();
  for (const [position, name] of names.entries()) {
    const found = roleNamed(name);
    if (found === undefined) continue;
    const rival = best.get(found.role);
    if (rival === undefined || found.rank < rival.rank) best.set(found.role, { position, rank: found.rank });
  }
  if (best.size === 0) return undefined;
  for (const role of ['user', 'item'] as const) {
    if (best.has(role)) continue;
    throw new LikewiseError(
      'missing-column',
      `${table.file}: none of the columns ${names.map(shorten).join(', ')} is known as the ${role}; say which with --columns ${role}=${shorten(names.find((name) => roleNamed(name) === undefined) ?? names[0])}, or all in their order: --columns user,item,rating.`,
      { file: table.file, role, columns: names },
    );
  }
  if (best.has('rating')) best.delete('weight');
  const positions = Object.fromEntries([...best].map(([role, { position }]) => [role, position]));
  return complete(table, positions, 'names');
}

/** No scale of ratings is known to end above; counts of plays and clicks do. */
const highestRating = 100;

/** user, item, then the first column of numbers is the rating (the weight, where a number is above all scales) and the first of times the timestamp, among the third and fourth. */
function rolesByOrder(table: Table): ColumnRoles {
  const positions: Partial<Record<Role, number>> = { user: 0, item: 1 };
  for (let position = 2; position < Math.min(4, table.width); position++) {
    const cells = table.sample.map((row) => row[position] ?? '').filter((cell) => cell !== '');
    const share = (kind: (cell: string) => boolean) => cells.filter(kind).length / Math.max(1, cells.length);
    const times = share((cell) => kindOf(cell) === 'moment' || looksLikeUnixTime(cell));
    if (times > 0.5 && positions.timestamp === undefined) positions.timestamp = position;
    // A column of which most cells are numbers is a rating column with faults, and its faults are refused by line.
    else if (share((cell) => kindOf(cell) === 'number') > 0.5 && positions.rating === undefined && positions.weight === undefined)
      positions[cells.some((cell) => Number(cell) > highestRating) ? 'weight' : 'rating'] = position;
  }
  return complete(table, positions, 'order');
}

function statedRoles(table: Table, stated: string): ColumnRoles {
  const entries = stated.split(',').map((entry) => entry.trim());
  const known = ['user', 'item', 'rating', 'weight', 'timestamp'];
  const positions: Partial<Record<Role, number>> = {};
  const context = new Map<string, number>();
  const take = (role: Role, position: number) => {
    if (positions[role] !== undefined) {
      throw new LikewiseError('invalid-columns', `--columns ${stated}: ${role} is named twice; name each role once.`, { columns: stated });
    }
    positions[role] = position;
  };
  const byName = entries.some((entry) => entry.includes('='));
  if (!byName && entries.length > table.width) {
    throw new LikewiseError(
      'invalid-columns',
      `--columns ${stated}: ${entries.length} names, but ${table.file} has ${table.width} columns${table.names === undefined ? '' : ` (${table.names.map(shorten).join(', ')})`}; name no more than there are, in their order.`,
      { columns: stated, width: table.width },
    );
  }
  for (const [place, entry] of entries.entries()) {
    const [left, right] = entry.split('=', 2).map((part) => part.trim());
    const role = roles.find((name) => name === plainName(left)) ?? roleNamed(left)?.role;
    if (byName) {
      if (role === undefined || right === undefined) throw unknownName('unknown-column', `--columns: unknown name "${left}"`, left, known);
      take(role, positionOf(table, right));
    } else if (table.names?.[place] === entry && role === undefined) context.set(entry, place);
    else if (entry === '-' || entry === '') continue;
    else if (role !== undefined) take(role, place);
    else if (table.names?.includes(entry)) {
      throw new LikewiseError(
        'invalid-columns',
        `--columns ${stated}: the names stand for the columns in their order, and "${entry}" is not at place ${place + 1}; write role=name, such as user=${entry}.`,
        { columns: stated },
      );
    } else if (table.names !== undefined || nearestName(entry, known) !== undefined) {
      throw unknownName('unknown-column', `--columns: unknown name "${entry}"`, entry, known);
    } else context.set(entry, place);
  }
  for (const role of ['user', 'item'] as const) {
    if (positions[role] === undefined) {
      throw new LikewiseError(
        'missing-column',
        `--columns ${stated}: no column is the ${role}; name it, as in --columns user,item,rating.`,
        {
          columns: stated,
          role,
        },
      );
    }
  }
  if (positions.rating !== undefined && positions.weight !== undefined) {
    throw new LikewiseError(
      'invalid-columns',
      `--columns ${stated}: rating and weight exclude each other; write - for the column to leave out.`,
      {
        columns: stated,
      },
    );
  }
  if (byName) return complete(table, positions, 'stated');
  const left = complete(table, positions, 'stated', entries.length);
  return { ...left, context: new Map([...context, ...left.context]) };
}

function positionOf(table: Table, name: string): number {
  const { names } = table;
  if (names === undefined) {
    const position = /^\d+$/.test(name) ? Number(name) - 1 : -1;
    if (position >= 0 && position < table.width) return position;
    throw new LikewiseError(
      'unknown-column',
      `--columns: ${table.file} has no header, so columns are called 1 to ${table.width}; got "${name}".`,
      { file: table.file, name },
    );
  }
  const exact = names.indexOf(name);
  const position = exact >= 0 ? exact : names.findIndex((other) => plainName(other) === plainName(name));
  if (position < 0) throw unknownName('unknown-column', `--columns: ${table.file} has no column "${name}"`, name, names);
  return position;
}

function complete(table: Table, given: Partial<Record<Role, number>>, decidedBy: ColumnRoles['decidedBy'], from = 0): ColumnRoles {
  const positions = given as ColumnRoles['positions'];
  const taken = new Set(Object.values(positions));
  const context = new Map<string, number>();
  for (let position = from; position < table.width; position++) {
    if (taken.has(position)) continue;
    let name = table.names?.[position] || `column${position + 1}`;
    while (context.has(name)) name = `${name}_${position + 1}`;
    context.set(name, position);
  }
  return { positions, context, decidedBy };
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
