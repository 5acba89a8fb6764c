/** A shelf of six items: `all` has every one, the others a few; counts first 3, b 3, c 2, d 2, e 1, f 1. */
import type { Interactions } from '../src/data/interactions.ts';
import { interactionsFromRows } from '../src/data/rows.ts';

const has: Readonly<Record<string, readonly string[]>> = {
  all: ['first', 'b', 'c', 'd', 'e', 'f'],
  w: ['b', 'c'],
  v: ['first', 'b'],
  x: ['first', 'd'],
};

export function shelf(): Interactions {
  return interactionsFromRows(Object.entries(has).flatMap(([user, items]) => items.map((item) => ({ user, item }))));
}
