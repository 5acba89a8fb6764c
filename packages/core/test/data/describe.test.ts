import { expect, test } from 'vitest';
import { describe } from '../../src/data/describe.ts';
import { interactionsFromRows } from '../../src/index.ts';

const rows = [
  ['a', 'x', 2, 900],
  ['b', 'x', 4, 100],
  ['a', 'x', 5, 100],
  ['b', 'y', 3, 200],
  ['a', 'x', 4, 500],
  ['c', 'y', 1, 300],
  ['b', 'y', 3, 200],
  ['c', 'x', 2, 400],
] as const;
const made = () => interactionsFromRows(rows.map(([user, item, value, timestamp]) => ({ user, item, value, timestamp })));

test('counts, values, tail and times by hand; rows are those of the source', () => {
  // Pairs: a x 2@900, b x 4@100, b y 3@200, c x 2@400, c y 1@300; x has 3, y has 2.
  expect(describe(made())).toEqual({
    rows: 8,
    interactions: 5,
    mergedRows: 3,
    users: 3,
    items: 2,
    density: 5 / 6,
    valueKind: 'rating',
    scale: { min: 1, max: 4 },
    mean: 12 / 5,
    sd: Math.sqrt((0.16 + 2.56 + 0.36 + 0.16 + 1.96) / 4),
    quartiles: [2, 2, 3],
    histogram: [
      { from: 1, to: 1, count: 1 },
      { from: 2, to: 2, count: 2 },
      { from: 3, to: 3, count: 1 },
      { from: 4, to: 4, count: 1 },
    ],
    cold: { under: 5, users: 3, items: 2, userShare: 1, itemShare: 1, interactionShare: 1 },
    // The half lies at 500: a comes later.
    newness: { spanSeconds: 800, userShare: 1 / 3, itemShare: 0 },
    perUser: { min: 1, median: 2, mean: 5 / 3, p90: 2, max: 2 },
    perItem: { min: 2, median: 2.5, mean: 2.5, p90: 2.9, max: 3 },
    longTail: { top1Share: 3 / 5, top10Share: 3 / 5, gini: 0.1, itemsForHalf: 1, itemsOnce: 0, curve: [3, 2] },
    topItems: [
      { item: 'x', count: 3 },
      { item: 'y', count: 2 },
    ],
    topUsers: [
      { user: 'b', count: 2 },
      { user: 'c', count: 2 },
      { user: 'a', count: 1 },
    ],
    timeRange: { first: 100, last: 900, missing: 0 },
    context: [],
    warnings: ['3 rows repeat one of 5 distinct pairs', '1 user has one interaction only: nothing of theirs can be held out'],
  });
});

test('Gini: 0 where all items are alike, (n − 1)/n in the limit of one item for all', () => {
  const alike = interactionsFromRows(['a', 'b'].flatMap((user) => ['x', 'y', 'z'].map((item) => ({ user, item }))));
  expect(describe(alike).longTail.gini).toBe(0);
  const users = Array.from({ length: 1000 }, (_, k) => ({ user: k, item: 'hit' }));
  const { longTail } = describe(interactionsFromRows([...users, { user: 0, item: 'b' }, { user: 0, item: 'c' }, { user: 0, item: 'd' }]));
  expect(longTail.gini).toBeCloseTo(0.75, 2);
  expect(longTail.top1Share).toBeCloseTo(1000 / 1003, 12);
});

test('more than 20 different values: ten bins that hold them all', () => {
  const { histogram } = describe(interactionsFromRows(Array.from({ length: 101 }, (_, k) => ({ user: k, item: 'x', value: k }))));
  expect(histogram?.map(({ count }) => count)).toEqual([10, 10, 10, 10, 10, 10, 10, 10, 10, 11]);
  expect([histogram?.[0].from, histogram?.[9].to]).toEqual([0, 100]);
});

test('pairs without values have no mean; unknown times are counted; a constant rating is told', () => {
  const plain = describe(
    interactionsFromRows([
      { user: 1, item: 1, timestamp: 5 },
      { user: 1, item: 2 },
    ]),
  );
  expect(plain).toMatchObject({ mean: undefined, sd: undefined, quartiles: undefined, histogram: undefined, scale: undefined });
  expect(plain.timeRange).toEqual({ first: 5, last: 5, missing: 1 });
  const flat = describe(
    interactionsFromRows([
      { user: 1, item: 1, value: 4 },
      { user: 2, item: 1, value: 4 },
    ]),
  );
  expect(flat.warnings.join()).toMatch(/every rating is 4/);
  expect(() => describe(interactionsFromRows([]))).toThrow('there are no interactions');
});

test('one value has no standard deviation', () => {
  expect(describe(interactionsFromRows([{ user: 'a', item: 'x', rating: 3 }]))).toMatchObject({
    mean: 3,
    sd: undefined,
    quartiles: [3, 3, 3],
  });
});

test('who is met too seldom, and what is young', () => {
  const rows = [...'abcdef'].flatMap((user, u) =>
    [...'uvwxyz'].slice(0, 7 - u).map((item, i) => ({ user, item, value: 1, timestamp: 100 * u + i })),
  );
  const { cold, newness } = describe(interactionsFromRows(rows));
  // a and b have 6 of 6, c 5, d 4, e 3, f 2; u and v are met 6 times, w 5, x 4, y 3, z 2.
  expect(cold).toEqual({ under: 5, users: 3, items: 3, userShare: 0.5, itemShare: 0.5, interactionShare: 9 / 26 });
  // From 0 to 501 the half is at 250.5: d, e and f come later, every item is there from the start.
  expect(newness).toEqual({ spanSeconds: 501, userShare: 0.5, itemShare: 0 });
  const late = [...rows, { user: 'a', item: 'new', value: 1, timestamp: 400 }, { user: 'a', item: 'untimed', value: 1 }];
  expect(describe(interactionsFromRows(late)).newness?.itemShare).toBeCloseTo(1 / 7, 12);
  expect(describe(interactionsFromRows(rows.map((row) => ({ ...row, timestamp: 7 })))).newness).toBeUndefined();
  expect(describe(interactionsFromRows(rows.map(({ timestamp: _, ...row }) => row))).newness).toBeUndefined();
});
