/** The refusal of a table whose user and item are not sure, with the likeliest reading as the flag to type. */
import { LikewiseError } from '@likewise/core';
import { shortened } from '../cells/cell-values.ts';
import { isOrderName, type Role, roles } from '../cells/column-names.ts';
import { speaksOfThings } from './overlooked.ts';
import type { NamedTable } from './stated-columns.ts';

/** Names of columns that a message lists. */
const SHOWN = 20;

/** `missing`: those of user and item that no name tells; `likeliest`: every role that was found. */
export function unsureRoles(
  { file, names, width }: NamedTable,
  missing: readonly ('user' | 'item')[],
  likeliest: Partial<Record<Role, number>> | undefined,
): LikewiseError {
  const shown =
    names
      ?.slice(0, SHOWN)
      .map((name) => shortened(name))
      .join(', ') ?? `1 to ${width}`;
  const more = names !== undefined && names.length > SHOWN ? `, … (${names.length})` : '';
  const problem = `none of the columns ${shown}${more} is known as the ${missing.join(' or the ')}`;
  const data = { file, role: missing[0], columns: names };
  if (likeliest === undefined) {
    const remedy = 'name both with --columns user=…,item=…';
    return new LikewiseError('missing-column', `${file}: ${problem}, and the cells of no two of them look like ids; ${remedy}.`, data);
  }
  const who = names?.[likeliest.user ?? -1];
  if (missing[0] === 'user' && missing.length === 1 && who !== undefined && speaksOfThings(who)) {
    const remedy = 'give it with --titles or --item-features, or name the user with --columns user=…';
    return new LikewiseError('missing-column', `${file}: ${problem}: it seems to tell of items, not of who met them; ${remedy}.`, data);
  }
  const flag = columnsFlag(likeliest, names);
  const beware = names?.some(isOrderName) ? ' (an order is no item)' : '';
  return new LikewiseError('missing-column', `${file}: ${problem}; the likeliest reading is ${flag}${beware}.`, {
    ...data,
    likeliest: flag,
  });
}

/** `--columns user=3,item=1`, quoted where a shell would not leave it alone. */
export function columnsFlag(positions: Partial<Record<Role, number>>, names: readonly string[] | undefined): string {
  const text = roles
    .flatMap((role) => (positions[role] === undefined ? [] : [`${role}=${names?.[positions[role]] || positions[role] + 1}`]))
    .join(',');
  return `--columns ${/^[\w\p{L}=,.:@%+-]+$/u.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`}`;
}
