/** Some of the interactions, with all that belongs to them: the one way to cut data. */
import type { ValueKind } from './interaction-columns.ts';
import type { Interactions } from './interactions.ts';
import { gatherColumns } from './merge-rows.ts';

/**
 * The interactions whose mark is 1, with their times and context. Ids, features and the rating scale stay those of the
 * whole, so that indexes mean the same in every part.
 * @param keep [interactions], in the order of the entries of `userItems`
 */
export function selectInteractions(
  interactions: Interactions,
  keep: Uint8Array,
  { valueKind = interactions.valueKind }: { readonly valueKind?: ValueKind } = {},
): Interactions {
  const { userItems, users, items } = interactions;
  let size = 0;
  for (const mark of keep) size += mark;
  const entries = new Uint32Array(size);
  const pointers = new Uint32Array(userItems.rows + 1);
  let kept = 0;
  for (let row = 0; row < userItems.rows; row++) {
    for (let e = userItems.pointers[row]; e < userItems.pointers[row + 1]; e++) if (keep[e] === 1) entries[kept++] = e;
    pointers[row + 1] = kept;
  }
  const part = withEntries(interactions, { users, items, pointers, entries });
  // Without values every interaction counts 1, whatever stood there before.
  if (valueKind === 'none') part.userItems.values.fill(1);
  return part.with({ valueKind, mergedRows: 0 });
}

/**
 * The same interactions in other rows or fewer, with all that follows entries.
 * @param entries places in `userItems`; `pointers` cuts them into a row a user; `itemIndexOf` gives items their new numbers
 */
export function withEntries(
  interactions: Interactions,
  rows: Pick<Interactions, 'users' | 'items'> & Record<'pointers' | 'entries', Uint32Array> & { readonly itemIndexOf?: Uint32Array },
): Interactions {
  const { users, items, pointers, entries, itemIndexOf } = rows;
  const { userItems } = interactions;
  const moved = itemIndexOf !== undefined && interactions.timestamps !== undefined && interactions.sourceOrder === undefined;
  const indexes = new Uint32Array(entries.length);
  const values = new Float32Array(entries.length);
  for (let k = 0; k < entries.length; k++) {
    const item = userItems.indexes[entries[k]];
    indexes[k] = itemIndexOf === undefined ? item : itemIndexOf[item];
    values[k] = userItems.values[entries[k]];
  }
  return interactions.with({
    users,
    items,
    userItems: { rows: users.size, columns: items.size, pointers, indexes, values },
    ...gatherColumns(interactions, entries),
    // Entries that change places no longer tell how they stood.
    ...(moved && { sourceOrder: entries }),
  });
}
