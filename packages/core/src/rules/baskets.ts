/** Baskets: which items went together, each once; and how often is often enough, the options that all miners of itemsets share. */
import { type Id, type IdMap, IdNumbering } from '../data/id-map.ts';
import { LikewiseError } from '../errors.ts';
import type { SparsePattern } from '../matrix/sparse.ts';
import { integer, number, type OptionSpecs, resolveOptions } from '../options.ts';

export interface Baskets {
  readonly items: IdMap;
  /** Row = basket, column = item; [baskets × items]. A basket may be empty: it counts in every share. */
  readonly rows: SparsePattern;
}

/**
 * An item twice in a basket counts once. Items are numbered as in `items`, then by first appearance; the order decides ties. There may be
 * no basket at all; the miners refuse that.
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

export interface ItemsetOptions {
  /** Least share of the baskets that hold the set; 0: whatever occurs; ≥ 0 and ≤ 1. @default 0.01 */
  readonly minSupport: number;
  /** Most items in a set; left out: no bound; integer ≥ 1. */
  readonly maxLength: number | undefined;
}

export const itemsetOptions: OptionSpecs<ItemsetOptions> = {
  minSupport: number(0.01, { min: 0, max: 1 }, 'least share of the baskets that hold the set; 0: whatever occurs'),
  maxLength: integer(undefined, { min: 1 }, 'most items in a set; left out: no bound'),
};

/** @throws LikewiseError `unknown-option`, `invalid-option`, `empty-data`. */
export function resolveItemsetOptions(owner: string, baskets: Baskets, given: Partial<ItemsetOptions>): Readonly<ItemsetOptions> {
  const { minSupport } = given;
  if (typeof minSupport === 'number' && minSupport > 1) {
    const must = `minSupport must be a share from 0 to 1${minSupport <= 100 ? ` (${minSupport / 100}?)` : ''}; got ${minSupport}`;
    throw new LikewiseError('invalid-option', `${owner}: ${must}.`, { option: 'minSupport', value: minSupport });
  }
  const settings = resolveOptions(owner, itemsetOptions, given);
  if (baskets.rows.rows === 0) throw new LikewiseError('empty-data', `${owner}: there are no baskets; give at least one.`);
  return settings;
}

/**
 * The least count c ≥ 1 with c ÷ baskets ≥ minSupport, judged on the quotients: 0.55 · 100 is 55.00000000000001 in floats, and
 * rounding it up would lose every set in exactly 55 of 100 baskets.
 */
export function leastCount(minSupport: number, baskets: number): number {
  let count = Math.max(1, Math.ceil(minSupport * baskets));
  while (count > 1 && (count - 1) / baskets >= minSupport) count--;
  while (count / baskets < minSupport) count++;
  return count;
}
