/** How popular items are in training: what popularity, novelty and serendipity measure lists against. */
import type { Interactions } from '../data/interactions.ts';

/** People who have each item; [items]. */
export function itemCounts({ userItems, items }: Interactions): Float64Array {
  const counts = new Float64Array(items.size);
  for (const itemIndex of userItems.indexes) counts[itemIndex]++;
  return counts;
}

/** People with at least one interaction. */
export function activeUsers({ userItems: { rows, pointers } }: Interactions): number {
  let users = 0;
  for (let user = 0; user < rows; user++) if (pointers[user + 1] > pointers[user]) users++;
  return users;
}

/** Item indexes by falling popularity, ties by lower index; [items]. */
export function byPopularity(counts: Float64Array): Uint32Array {
  return Uint32Array.from(counts.keys()).sort((a, b) => counts[b] - counts[a] || a - b);
}

/** Mean of `values[item]` over the first n of a list; NaN for an empty list. */
export function meanOverList(
  { items, length }: { readonly items: Int32Array; readonly length: number },
  n: number,
  values: Float64Array,
): number {
  const shown = Math.min(n, length);
  let sum = 0;
  for (let k = 0; k < shown; k++) sum += values[items[k]];
  return sum / shown;
}
