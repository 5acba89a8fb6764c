import type { Id } from '../src/data/id-map.ts';
import type { Interactions } from '../src/data/interactions.ts';

/** What a training user gave to items, as `{ ratings }` takes it, in reverse order: a model must not count on any order. */
export function ratingsOf({ items, userItems }: Interactions, userIndex: number): [item: Id, value: number][] {
  const ratings: [Id, number][] = [];
  for (let e = userItems.pointers[userIndex + 1] - 1; e >= userItems.pointers[userIndex]; e--)
    ratings.push([items.ids[userItems.indexes[e]], userItems.values[e]]);
  return ratings;
}
