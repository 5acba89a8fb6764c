// Columns of ratings as the library's interactions.
import { IdMap, interactionsFromColumns } from '../packages/core/dist/index.js';

/** `users` and `items` are dense indexes; ids are the indexes themselves. */
export function ratingsOf({ users, items, ratings }) {
  const ids = (indexes) => new IdMap(Array.from({ length: indexes.reduce((a, b) => Math.max(a, b), 0) + 1 }, (_, index) => index));
  return interactionsFromColumns({
    users: ids(users),
    items: ids(items),
    userIndexes: users,
    itemIndexes: items,
    values: ratings,
    valueKind: 'rating',
  });
}
