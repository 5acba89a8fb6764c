/**
 * Apriori, readable and slow: sets of k items are joined from frequent sets of k − 1, and counted by looking at every basket.
 * What the fast miner is tested against.
 * Source: Agrawal, Srikant: Fast Algorithms for Mining Association Rules, VLDB 1994.
 */
import { type Baskets, type ItemsetOptions, leastCount, resolveItemsetOptions } from './baskets.ts';

/** Frequent sets as ascending item indexes, by length and then by item, each with its count. */
export function apriori(
  baskets: Baskets,
  options: Partial<ItemsetOptions> = {},
): { readonly items: readonly number[]; readonly count: number }[] {
  const { minSupport, maxLength = Number.POSITIVE_INFINITY } = resolveItemsetOptions('apriori', baskets, options);
  const { rows, pointers, indexes } = baskets.rows;
  const least = leastCount(minSupport, rows);
  const sets = Array.from({ length: rows }, (_, row) => new Set(indexes.subarray(pointers[row], pointers[row + 1])));
  const counted = (items: readonly number[]) => ({ items, count: sets.filter((basket) => items.every((item) => basket.has(item))).length });
  const found: { readonly items: readonly number[]; readonly count: number }[] = [];
  let candidates = Array.from(baskets.items.ids, (_, item) => [item]);
  for (let length = 1; length <= maxLength && candidates.length > 0; length++) {
    const frequent = candidates.map(counted).filter(({ count }) => count >= least);
    found.push(...frequent);
    candidates = joined(frequent.map(({ items }) => items));
  }
  return found;
}

/** Sets with one item more, all of whose subsets with one item less are among the given. */
function joined(frequent: readonly (readonly number[])[]): number[][] {
  const known = new Set(frequent.map(String));
  const results: number[][] = [];
  for (let a = 0; a < frequent.length; a++) {
    for (let b = a + 1; b < frequent.length; b++) {
      const head = frequent[a].slice(0, -1);
      if (String(head) !== String(frequent[b].slice(0, -1))) break;
      const items = [...frequent[a], frequent[b][frequent[b].length - 1]];
      if (items.every((_, left) => known.has(String(items.filter((__, at) => at !== left))))) results.push(items);
    }
  }
  return results;
}
