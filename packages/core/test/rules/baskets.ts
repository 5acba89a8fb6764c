/** Baskets that tests share. */
import { seededRandom } from '../../src/math/random.ts';
import { type Baskets, basketsFromRows } from '../../src/rules/baskets.ts';

/** Random baskets of items "i0" …, the low numbers more often; some are empty. */
export function randomBaskets(seed: number, { baskets = 60, items = 9, most = 6 } = {}): Baskets {
  const random = seededRandom(seed);
  const draw = () => `i${Math.floor(items * random.uniform() * random.uniform())}`;
  return basketsFromRows(Array.from({ length: baskets }, () => Array.from({ length: random.integer(most + 1) }, draw)));
}
