/** Frequent itemsets: FP-growth against Apriori, closed and maximal against their definitions, and what is refused. */

import { describe, expect, test } from 'vitest';
import { apriori } from '../../src/rules/apriori.ts';
import { basketsFromRows, leastCount } from '../../src/rules/baskets.ts';
import { estimateOccurringSets } from '../../src/rules/count-estimate.ts';
import { fpGrowth, frequentItems } from '../../src/rules/fp-growth.ts';
import { frequentItemsets, type Itemset, mineItemsets, streamItemsets } from '../../src/rules/itemsets.ts';
import fc from '../../testkit/properties.ts';
import { randomBaskets } from './baskets.ts';

const keyed = (sets: Iterable<Itemset>): Map<string, number> => new Map([...sets].map(({ items, count }) => [items.join(' '), count]));
const bySlowWay = (...[baskets, options]: Parameters<typeof apriori>): Map<string, number> =>
  new Map(apriori(baskets, options).map(({ items, count }) => [items.map((item) => baskets.items.ids[item]).join(' '), count]));

test.each([
  [0.01, undefined],
  [0.05, undefined],
  [0.2, undefined],
  [0.02, 1],
  [0.02, 2],
  [0.02, 3],
])('minSupport %d, maxLength %s: exactly the sets and counts of Apriori', (minSupport, maxLength) => {
  for (let seed = 0; seed < 12; seed++) {
    const baskets = randomBaskets(seed);
    const expected = bySlowWay(baskets, { minSupport, maxLength });
    expect(expected.size).toBeGreaterThan(3);
    const itemsets = frequentItemsets(baskets, { minSupport, maxLength });
    expect(keyed(itemsets)).toEqual(expected);
    expect(itemsets.size).toBe(expected.size);
    expect(keyed(streamItemsets(baskets, { minSupport, maxLength }))).toEqual(expected);
  }
});

test('any baskets give the sets of Apriori, each once', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.integer({ min: 0, max: 7 }), { maxLength: 8 }), { minLength: 1, maxLength: 30 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (rows, minSupport) => {
        const baskets = basketsFromRows(rows);
        const found = [...frequentItemsets(baskets, { minSupport })];
        expect(keyed(found)).toEqual(bySlowWay(baskets, { minSupport }));
        expect(new Set(found.map(({ items }) => items.join(' '))).size).toBe(found.length);
      },
    ),
  );
});

test('more items than pairs are counted for: the same sets by walking the tree', () => {
  // 5,000 items are frequent, so pairs are not counted ahead.
  const rows = Array.from({ length: 5000 }, (_, item) => [`a${item}`, `a${(item + 1) % 5000}`, `b${item % 7}`]);
  const baskets = basketsFromRows(rows);
  const least = 1;
  const found = new Map<string, number>();
  const frequent = frequentItems(baskets, least);
  expect(frequent.itemOf.length).toBe(5007);
  for (const { ranks, length, count } of fpGrowth(baskets, frequent, least)) {
    if (length === 0) continue;
    found.set(
      Array.from(ranks.subarray(0, length), (rank) => frequent.itemOf[rank])
        .sort((a, b) => a - b)
        .join(' '),
      count,
    );
  }
  const expected = new Map<string, number>();
  const { pointers, indexes } = baskets.rows;
  for (let row = 0; row < rows.length; row++) {
    const [a, b, c] = indexes.subarray(pointers[row], pointers[row + 1]);
    for (const set of [[a], [b], [c], [a, b], [a, c], [b, c], [a, b, c]])
      expected.set(set.join(' '), (expected.get(set.join(' ')) ?? 0) + 1);
  }
  expect(found).toEqual(expected);
});

describe.each([undefined, 3])('maxLength %s', (maxLength) => {
  test('closed: no larger frequent set has the count; maximal: there is no larger one', () => {
    for (let seed = 0; seed < 8; seed++) {
      const itemsets = frequentItemsets(randomBaskets(seed, { baskets: 25 }), { minSupport: 0.05, maxLength });
      const all = [...itemsets];
      const larger = (set: Itemset) =>
        all.filter((other) => other.items.length > set.items.length && set.items.every((item) => other.items.includes(item)));
      expect(itemsets.closed()).toEqual(all.filter((set) => larger(set).every(({ count }) => count < set.count)));
      expect(itemsets.maximal()).toEqual(all.filter((set) => larger(set).length === 0));
      expect(itemsets.closed().length).toBeLessThan(all.length);
    }
  });
});

test('count answers for frequent sets alone, whatever the order of the items', () => {
  const itemsets = frequentItemsets(basketsFromRows([['a', 'b'], ['a', 'b', 'c'], ['a']]), { minSupport: 0.5 });
  expect(itemsets.count(['b', 'a'])).toBe(2);
  expect(itemsets.count(['a', 'a'])).toBe(3);
  expect(itemsets.count(['a', 'c'])).toBeUndefined();
  expect(itemsets.count(['a', 'nobody'])).toBeUndefined();
  expect(itemsets.count([])).toBeUndefined();
});

test('least counts by quotients: 0.55 of 100 is 55, though 0.55 · 100 is more', () => {
  expect(0.55 * 100).toBeGreaterThan(55);
  expect(leastCount(0.55, 100)).toBe(55);
  for (let baskets = 1; baskets <= 300; baskets++) {
    for (let count = 1; count <= baskets; count++) expect(leastCount(count / baskets, baskets)).toBe(count);
  }
  expect(leastCount(0, 10)).toBe(1);
});

test('an empty basket counts in every share, an item twice counts once', () => {
  const itemsets = frequentItemsets(basketsFromRows([['a', 'a', 'a'], [], ['a', 'b'], []]), { minSupport: 0.25 });
  expect([...itemsets]).toEqual([
    { items: ['a'], count: 2, support: 0.5 },
    { items: ['b'], count: 1, support: 0.25 },
    { items: ['a', 'b'], count: 1, support: 0.25 },
  ]);
  expect(frequentItemsets(basketsFromRows([[], []]), { minSupport: 0 }).size).toBe(0);
});

test.each([
  [{ minSupport: 55 }, 'frequentItemsets: minSupport must be a share from 0 to 1 (0.55?); got 55.'],
  [{ minSupport: -0.1 }, 'frequentItemsets: minSupport must be a finite number ≥ 0 and ≤ 1; got -0.1.'],
  [{ maxLength: 0 }, 'frequentItemsets: maxLength must be an integer ≥ 1; got 0.'],
  [{ maxItemsets: 0 }, 'frequentItemsets: maxItemsets must be an integer ≥ 1; got 0.'],
  [{ minsupport: 0.1 }, 'frequentItemsets: unknown option "minsupport" (did you mean "minSupport"?)'],
])('%o is refused', (options: object, message) => {
  expect(() => frequentItemsets(randomBaskets(1), options)).toThrow(message);
});

test('no baskets, and sets beyond number, are refused with what is known', () => {
  expect(() => frequentItemsets(basketsFromRows([]))).toThrow('frequentItemsets: there are no baskets; give at least one.');
  const wide = basketsFromRows([Array.from({ length: 40 }, (_, item) => item), [1, 2]]);
  expect(() => frequentItemsets(wide, { minSupport: 0 })).toThrow(
    'with minSupport 0 every set that occurs counts, and one basket of 40 items alone has 1099511627775 of them, above the bound of 10000000; raise minSupport (two baskets are 1.00), or set maxLength.',
  );
  expect(frequentItemsets(wide, { minSupport: 0, maxLength: 2 }).size).toBe(40 + 780);
  const twice = basketsFromRows([Array.from({ length: 20 }, (_, item) => item), Array.from({ length: 20 }, (_, item) => item)]);
  expect(() => frequentItemsets(twice, { minSupport: 1, maxItemsets: 1000 })).toThrow(
    'more than 1000 sets have a support of 1 or more (2 of 2 baskets)',
  );
});

test('the estimate of all sets that occur is near the truth, with and without a bound of length', () => {
  for (let seed = 0; seed < 12; seed++) {
    const baskets = randomBaskets(seed, { baskets: 400, items: 14, most: 9 });
    for (const maxLength of [undefined, 2, 3]) {
      const truth = frequentItemsets(baskets, { minSupport: 0, maxLength }).size;
      const { value, standardError } = estimateOccurringSets(baskets, maxLength ?? Number.POSITIVE_INFINITY);
      expect(Math.abs(value - truth), `seed ${seed}, ${value} for ${truth}`).toBeLessThan(4 * standardError + 1e-9 * truth);
      expect(standardError).toBeLessThan(0.35 * truth);
    }
  }
  expect(estimateOccurringSets(basketsFromRows([['a', 'b', 'c']]), 2)).toEqual({ value: 6, standardError: 0 });
  expect(estimateOccurringSets(basketsFromRows([[], []]), 2).value).toBe(0);
});

test('support 0 of many baskets is refused with an estimate, before the work', () => {
  const many = randomBaskets(1, { baskets: 3000, items: 60, most: 15 });
  expect(() => frequentItemsets(many, { minSupport: 0, maxItemsets: 100_000 })).toThrow(
    /with minSupport 0 every set that occurs counts, and the 3000 baskets have about \d+ of them, above the bound of 100000; raise minSupport/,
  );
  // Baskets overlap: their subsets added up are more than the bound, the sets are not.
  const alike = basketsFromRows(Array.from({ length: 3000 }, () => [1, 2, 3, 4, 5]));
  expect(frequentItemsets(alike, { minSupport: 0, maxItemsets: 40 }).size).toBe(31);
});

test('mined with turns of the event loop between: the same sets, told and stopped', async () => {
  const long = basketsFromRows([Array.from({ length: 16 }, (_, item) => item)]);
  const told: number[] = [];
  const found = await mineItemsets(long, { minSupport: 1 }, { onSets: (sets) => told.push(sets) });
  expect(found.size).toBe(65_535);
  // While pairs are counted; after each item, whose sets double; and in between where they are many.
  expect(told).toEqual([0, 0, 0, 0, 0, 0, ...Array.from({ length: 16 }, (_, item) => 2 ** item), 32_767, 65_535].sort((a, b) => a - b));
  expect([...found]).toEqual([...frequentItemsets(long, { minSupport: 1 })]);
  const stop = new AbortController();
  const stopped = mineItemsets(long, { minSupport: 1 }, { signal: stop.signal, onSets: () => stop.abort(new Error('enough')) });
  await expect(stopped).rejects.toThrow('enough');
});
