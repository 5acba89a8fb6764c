import type { Interactions } from '../src/data/interactions.ts';
import type { HistoryEntry } from '../src/models/contract/model.ts';

/** What a training user gave to items, as `{ ratings }` takes it, in reverse order: a model must not count on any order. */
export function ratingsOf({ items, userItems }: Interactions, userIndex: number): Required<Omit<HistoryEntry, 'timestamp'>>[] {
  const { pointers, indexes, values } = userItems;
  return Array.from(indexes.subarray(pointers[userIndex], pointers[userIndex + 1]), (itemIndex, k) => ({
    item: items.ids[itemIndex],
    value: values[pointers[userIndex] + k],
  })).reverse();
}
