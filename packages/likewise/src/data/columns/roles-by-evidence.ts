/** Which column is the user, the item, the rating or weight, the time, judged by what the file shows: names and cells. */
import { LikewiseError } from '@likewise/core';
import { kindOf, looksLikeUnixTime, shortened } from '../cells/cell-values.ts';
import { type Role, roleNamed } from '../cells/column-names.ts';
import type { NamedTable } from './stated-columns.ts';

export interface SampledTable extends NamedTable {
  /** Some rows, as text. */
  readonly sample: readonly (readonly string[])[];
}

export interface Evidence {
  readonly positions: Partial<Record<Role, number>>;
  /** By the names, or by the order of the columns. */
  readonly decidedBy: 'names' | 'order';
}

/** No scale of ratings is known to end above; counts of plays and clicks do. */
const highestRating = 100;

/** @throws LikewiseError `missing-column` where names tell one of user and item, but not the other */
export function rolesByEvidence({ file, names = [], sample, width }: SampledTable): Evidence {
  const best = new Map<Role, { readonly position: number; readonly rank: number }>();
  for (const [position, name] of names.entries()) {
    const found = roleNamed(name);
    if (found !== undefined && found.rank < (best.get(found.role)?.rank ?? Number.POSITIVE_INFINITY))
      best.set(found.role, { position, rank: found.rank });
  }
  if (best.size === 0) return { positions: rolesByOrder(sample, width), decidedBy: 'order' };
  for (const role of ['user', 'item'] as const) {
    if (best.has(role)) continue;
    const shown = names.map((name) => shortened(name)).join(', ');
    const guess = shortened(names.find((name) => roleNamed(name) === undefined) ?? names[0]);
    throw new LikewiseError(
      'missing-column',
      `${file}: none of the columns ${shown} is known as the ${role}; say which with --columns ${role}=${guess}, or all in their order: --columns user,item,rating.`,
      { file, role, columns: names },
    );
  }
  if (best.has('rating')) best.delete('weight');
  return { positions: Object.fromEntries([...best].map(([role, { position }]) => [role, position])), decidedBy: 'names' };
}

/** user, item, then the first column of numbers is the rating (the weight, where a number is above all scales) and the first of times the timestamp, among the third and fourth. */
function rolesByOrder(sample: SampledTable['sample'], width: number): Evidence['positions'] {
  const positions: Partial<Record<Role, number>> = { user: 0, item: 1 };
  for (let position = 2; position < Math.min(4, width); position++) {
    const cells = sample.map((row) => row[position] ?? '').filter((cell) => cell !== '');
    const most = (kind: (cell: string) => boolean): boolean => cells.filter(kind).length / Math.max(1, cells.length) > 0.5;
    if (positions.timestamp === undefined && most((cell) => kindOf(cell) === 'moment' || looksLikeUnixTime(cell)))
      positions.timestamp = position;
    // A column of which most cells are numbers is a rating column with faults, and its faults are refused by line.
    else if (positions.rating === undefined && positions.weight === undefined && most((cell) => kindOf(cell) === 'number'))
      positions[cells.some((cell) => Number(cell) > highestRating) ? 'weight' : 'rating'] = position;
  }
  return positions;
}
