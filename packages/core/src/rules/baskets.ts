/** Baskets: which items went together, each once. */
import { type Id, IdMap } from '../data/id-map.ts';
import type { SparsePattern } from '../matrix/sparse.ts';

export interface Baskets {
  readonly items: IdMap;
  /** Row = basket, column = item; [baskets × items]. A basket may be empty: it counts in every share. */
  readonly rows: SparsePattern;
}

/**
 * An item twice in a basket counts once. Items are numbered as in `items`, then by first appearance; the order decides ties. No basket is no error
 * here; whoever looks for sets in none refuses it.
 * @example basketsFromRows([['bread', 'milk'], ['tea']])
 */
export function basketsFromRows(rows: Iterable<Iterable<Id>>, { items = [] }: { readonly items?: Iterable<Id> } = {}): Baskets {
  const index = new Map<Id, number>();
  for (const item of items) if (!index.has(item)) index.set(item, index.size);
  const pointers = [0];
  const indexes: number[] = [];
  for (const row of rows) {
    const basket = new Set<number>();
    for (const item of row) {
      const known = index.get(item);
      if (known === undefined) index.set(item, index.size);
      basket.add(known ?? index.size - 1);
    }
    for (const item of [...basket].sort((a, b) => a - b)) indexes.push(item);
    pointers.push(indexes.length);
  }
  return {
    items: new IdMap([...index.keys()]),
    rows: { rows: pointers.length - 1, columns: index.size, pointers: Uint32Array.from(pointers), indexes: Uint32Array.from(indexes) },
  };
}
