/** What recall and precision count. */
import type { RankedList } from './metric.ts';

/** Relevant items among the first n of a list. */
export function hitsAmong({ items, length, relevant }: RankedList, n: number): number {
  let hits = 0;
  for (let k = 0; k < n && k < length; k++) hits += relevant[items[k]];
  return hits;
}
