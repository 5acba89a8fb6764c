/** Interactions of some users with some items, in id maps of those alone. */
import { IdMap } from './id-map.ts';
import type { Interactions } from './interactions.ts';
import { withEntries } from './select.ts';

/**
 * The others leave the id maps, so that no list holds them; those that stay keep their order. `undefined` where no interaction is left.
 * @param keptUsers 1 for each user who stays; [users]; `keptItems` the same of items
 */
export function among(interactions: Interactions, keptUsers: Uint8Array, keptItems: Uint8Array): Interactions | undefined {
  const { userItems, users, items } = interactions;
  const { pointers, indexes } = userItems;
  const size = eachKept(() => {});
  if (size === 0) return undefined;
  const entries = new Uint32Array(size);
  const ends = [0];
  let kept = 0;
  eachKept(
    (entry) => {
      entries[kept++] = entry;
    },
    () => ends.push(kept),
  );
  const itemIndexOf = new Uint32Array(items.size);
  let next = 0;
  for (let item = 0; item < items.size; item++) if (keptItems[item] === 1) itemIndexOf[item] = next++;
  return withEntries(interactions, {
    users: new IdMap(users.ids.filter((_, user) => keptUsers[user] === 1)),
    items: new IdMap(items.ids.filter((_, item) => keptItems[item] === 1)),
    pointers: Uint32Array.from(ends),
    entries,
    itemIndexOf,
  });

  function eachKept(found: (entry: number) => void, endOfUser: () => void = () => {}): number {
    let count = 0;
    for (let user = 0; user < users.size; user++) {
      if (keptUsers[user] === 0) continue;
      for (let e = pointers[user]; e < pointers[user + 1]; e++) {
        if (keptItems[indexes[e]] === 0) continue;
        found(e);
        count++;
      }
      endOfUser();
    }
    return count;
  }
}
