/** `--columns`: which column plays which role, by place (`user,item,-,timestamp`) or by name (`user=buyer,item=sku`). */
import { LikewiseError, nearestName, unknownName } from '@likewise/core';
import { shortened } from '../cells/cell-values.ts';
import { plainName } from '../cells/column-names.ts';

export interface NamedTable {
  readonly file: string;
  /** Names in the header; `undefined` without one. */
  readonly names: readonly string[] | undefined;
  readonly width: number;
}

interface RoleNames<R extends string> {
  /** As messages list them, the first of them as an example. */
  readonly roles: readonly R[];
  /** Without these nothing can be read. */
  readonly required?: readonly R[];
  /** What a name in `--columns` stands for; by default the role of that name. */
  readonly roleOf?: (name: string) => R | undefined;
  /** Whether `role=-` is understood: no column has the role. */
  readonly leavesOut?: boolean;
}

interface StatedColumns<R extends string> {
  readonly positions: Partial<Record<R, number>>;
  /** Roles that no column shall have. */
  readonly without: ReadonlySet<R>;
  /** Columns that were named without a role. */
  readonly others: ReadonlyMap<string, number>;
  /** Columns that were spoken of by place; 0 by name. */
  readonly places: number;
}

/** @throws LikewiseError `invalid-columns`, `unknown-column`, `missing-column` */
export function statedColumns<R extends string>(
  table: NamedTable,
  stated: string,
  { roles, required = [], roleOf = () => undefined, leavesOut = false }: RoleNames<R>,
): StatedColumns<R> {
  const { file, names, width } = table;
  const refuse = (problem: string): LikewiseError =>
    new LikewiseError('invalid-columns', `--columns ${stated}: ${problem}.`, { columns: stated });
  const positions: Partial<Record<R, number>> = {};
  const without = new Set<R>();
  const others = new Map<string, number>();
  const take = (role: R, position: number): void => {
    if (positions[role] !== undefined) throw refuse(`${role} is named twice; name each role once`);
    positions[role] = position;
  };
  const entries = stated.split(',').map((entry) => entry.trim());
  const byName = stated.includes('=');
  if (!byName && entries.length > width) {
    const columns = `${width} columns${names === undefined ? '' : ` (${names.map((name) => shortened(name)).join(', ')})`}`;
    throw refuse(`${entries.length} names, but ${file} has ${columns}; name no more than there are, in their order`);
  }
  for (const [place, entry] of entries.entries()) {
    const [left, right] = entry.split('=', 2).map((part) => part.trim());
    const role = roles.find((name) => name === plainName(left)) ?? roleOf(left);
    const unknown = (name: string): LikewiseError => unknownName('unknown-column', `--columns: unknown name "${name}"`, name, roles);
    if (byName) {
      if (role === undefined) throw unknown(left);
      if (right === undefined) throw refuse(`"${entry}" names no column; write role=name for each`);
      if (leavesOut && right === '-') without.add(role);
      else take(role, positionOf(table, right));
    } else if (names?.[place] === entry && role === undefined) others.set(entry, place);
    else if (entry === '-' || entry === '') continue;
    else if (role !== undefined) take(role, place);
    else if (names?.includes(entry)) {
      const remedy = `write role=name, such as ${roles[0]}=${entry}`;
      throw refuse(`the names stand for the columns in their order, and "${entry}" is not at place ${place + 1}; ${remedy}`);
    } else if (names !== undefined || nearestName(entry, roles) !== undefined) throw unknown(entry);
    else others.set(entry, place);
  }
  for (const role of required) {
    if (positions[role] !== undefined) continue;
    const remedy = `name it, as in --columns ${roles.slice(0, 3).join(',')}`;
    throw new LikewiseError('missing-column', `--columns ${stated}: no column is the ${role}; ${remedy}.`, { columns: stated, role });
  }
  return { positions, without, others, places: byName ? 0 : entries.length };
}

function positionOf({ file, names, width }: NamedTable, name: string): number {
  if (names === undefined) {
    const position = Number(/^(?:column )?(\d+)$/.exec(name)?.[1] ?? 0) - 1;
    if (position >= 0 && position < width) return position;
    throw new LikewiseError('unknown-column', `--columns: ${file} has no header, so columns are called 1 to ${width}; got "${name}".`, {
      file,
      name,
    });
  }
  const exact = names.indexOf(name);
  const position = exact >= 0 ? exact : names.findIndex((other) => plainName(other) === plainName(name));
  if (position < 0) throw unknownName('unknown-column', `--columns: ${file} has no column "${name}"`, name, names);
  return position;
}
