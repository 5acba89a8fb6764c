/** Baskets: which items went together, each once. */
import { type Id, type IdMap, IdNumbering } from '../data/id-map.ts';
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
  const numbering = new IdNumbering();
  for (const item of items) numbering.indexOf(item);
  const pointers = [0];
  const indexes: number[] = [];
  for (const row of rows) {
    const basket = new Set<number>();
    for (const item of row) basket.add(numbering.indexOf(item));
    for (const item of [...basket].sort((a, b) => a - b)) indexes.push(item);
    pointers.push(indexes.length);
  }
  const { map } = numbering;
  return {
    items: map,
    rows: { rows: pointers.length - 1, columns: map.size, pointers: Uint32Array.from(pointers), indexes: Uint32Array.from(indexes) },
  };
}
