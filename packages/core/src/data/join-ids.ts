/** Two sets of interactions under one numbering. */
import { type Id, IdMap, unitedIds } from './id-map.ts';
import type { Interactions } from './interactions.ts';
import { withEntries } from './select.ts';

/**
 * Both with the ids of both: those of `first`, then what only `second` has, each in its own order; or as `order` arranges them.
 * The order of items decides ties in rankings.
 */
export function joinIds(
  first: Interactions,
  second: Interactions,
  order?: (ids: readonly Id[]) => readonly Id[],
): { readonly first: Interactions; readonly second: Interactions } {
  const users = union(first.users, second.users, order);
  const items = union(first.items, second.items, order);
  return { first: renumbered(first, users, items), second: renumbered(second, users, items) };
}

function union(first: IdMap, second: IdMap, order: ((ids: readonly Id[]) => readonly Id[]) | undefined): IdMap {
  const united = unitedIds(first, second);
  return first === second || order === undefined ? united : new IdMap(order(united.ids));
}

/** The same interactions with other numbers; `users` and `items` hold every id of theirs. */
function renumbered(interactions: Interactions, users: IdMap, items: IdMap): Interactions {
  if (interactions.users === users && interactions.items === items) return interactions;
  const { userItems } = interactions;
  const itemIndexOf = Uint32Array.from(interactions.items.ids, (id) => items.indexOf(id) as number);
  const rowOf = new Int32Array(users.size).fill(-1);
  interactions.users.ids.forEach((id, row) => {
    rowOf[users.indexOf(id) as number] = row;
  });
  const pointers = new Uint32Array(users.size + 1);
  const entries = new Uint32Array(interactions.size);
  let size = 0;
  for (let user = 0; user < users.size; user++) {
    const row = rowOf[user];
    if (row >= 0) {
      const begin = size;
      for (let e = userItems.pointers[row]; e < userItems.pointers[row + 1]; e++) entries[size++] = e;
      entries.subarray(begin, size).sort((a, b) => itemIndexOf[userItems.indexes[a]] - itemIndexOf[userItems.indexes[b]]);
    }
    pointers[user + 1] = size;
  }
  return withEntries(interactions, { users, items, pointers, entries, itemIndexOf });
}
