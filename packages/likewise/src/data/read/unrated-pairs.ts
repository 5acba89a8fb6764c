/** Likes, and pairs that were met without a rating: these teach nothing, and nobody is shown them again. */
import { type Interactions, interactionsFromColumns, joinIds } from '@likewise/core';
import { inNaturalOrder } from '../columns/byte-dictionary.ts';

/** `liked` (weights) with the pairs of `unrated` that it does not have, each of weight 0. */
export function withUnrated(liked: Interactions, unrated: Interactions): Interactions {
  const { first, second } = joinIds(liked, unrated, inNaturalOrder);
  const rated = new Set<number>();
  const [users, items] = [usersOf(first), first.userItems.indexes];
  const pair = (user: number, item: number): number => user * first.items.size + item;
  for (let e = 0; e < users.length; e++) rated.add(pair(users[e], items[e]));
  const others = usersOf(second);
  const more = Uint32Array.from(others.keys()).filter((e) => !rated.has(pair(others[e], second.userItems.indexes[e])));
  const both = <A extends Uint32Array | Float32Array | Float64Array>(one: A, other: A): A => {
    const joined = new (one.constructor as new (length: number) => A)(one.length + more.length);
    joined.set(one);
    for (let k = 0; k < more.length; k++) joined[one.length + k] = other[more[k]];
    return joined;
  };
  const { timestamps, context } = first;
  const joined = interactionsFromColumns({
    users: first.users,
    items: first.items,
    userIndexes: both(users, others),
    itemIndexes: both(items, second.userItems.indexes),
    values: both(first.userItems.values, new Float32Array(second.size)),
    valueKind: 'weight',
    timestamps: timestamps && both(timestamps, second.timestamps as Float64Array),
    context: new Map(
      [...context].map(([name, column]) => {
        const other = second.context.get(name) as typeof column;
        return [
          name,
          column.kind === 'number'
            ? { ...column, values: both(column.values, (other as typeof column).values) }
            : { ...column, codes: both(column.codes, (other as typeof column).codes) },
        ];
      }),
    ),
  });
  const { userFeatures, itemFeatures, edges, mergedRows } = liked;
  return joined.with({ userFeatures, itemFeatures, edges, mergedRows });
}

/** User of each interaction. */
function usersOf({ userItems: { pointers, rows, indexes } }: Interactions): Uint32Array {
  const users = new Uint32Array(indexes.length);
  for (let user = 0; user < rows; user++) users.fill(user, pointers[user], pointers[user + 1]);
  return users;
}
