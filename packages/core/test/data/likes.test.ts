import { describe, expect, test } from 'vitest';
import { implicitALS, interactionsFromRows, joinIds, likes, likesCondition, parseCondition, popular, positives } from '../../src/index.ts';

const ratings = interactionsFromRows([
  { user: 'a', item: 'x', value: -1 },
  { user: 'a', item: 'y', value: 0 },
  { user: 'b', item: 'x', value: 4 },
  { user: 'b', item: 'z', value: 0.1 },
]);

test.each([
  ['>=0', 3],
  ['≥0', 3],
  ['>0', 2],
  ['<0', 1],
  ['<= 0', 2],
  ['=0.1', 1], // stored as Float32
  ['==4', 1],
  ['!=4', 3],
])('%s keeps %i of 4, each counting 1, under the same ids', (condition, size) => {
  const kept = positives(ratings, condition);
  expect(kept.size).toBe(size);
  expect([...kept.userItems.values]).toEqual(Array(size).fill(1));
  expect(kept.valueKind).toBe('none');
  expect(kept.ratingScale).toBeUndefined();
  expect([kept.users, kept.items]).toEqual([ratings.users, ratings.items]);
});

test('conditions and data that do not fit are refused', () => {
  for (const text of ['4', '>=', '>=four', '=>4', '>=4 5', ''])
    expect(() => parseCondition(text)).toThrow(
      `"${text}" is not a condition on a value; write a comparison and a number, such as ">=4" or "=1".`,
    );
  expect(() => positives(ratings, '>4')).toThrow('positive >4: none of the 4 interactions meets it; their values go from -1 to 4.');
  expect(() => positives(positives(ratings, '>0'), '>0')).toThrow('the interactions have no values to compare');
});

const rated = (...values: number[]) => interactionsFromRows(values.map((value, i) => ({ user: 'u', item: `i${i}`, value })));

describe('what is liked where nobody says it', () => {
  test.each([
    ['at the mean and above', [1, 2, 3, 4, 5], [0, 0, 1, 1, 1], '>=3'],
    ['the top of the scale, where most ratings are higher still', [1, 5, 5, 5, 5, 5, 5, 4], [0, 1, 1, 1, 1, 1, 1, 1], '>=4'],
    ['equal ratings, whatever the rounding of their mean', Array(7).fill(3.3), Array(7).fill(1), '>=3.3'],
    ['a scale around zero', [-10, -2, 0, 8], [0, 0, 1, 1], '>=0'],
    // 7 digits would round it up, above itself.
    ['the lowest of them itself, whatever its digits', [1, Math.SQRT2, 1.5], [0, 1, 1], '>=1.4142135'],
  ])('is %s; all of it stays seen', (_, values, expected, condition) => {
    const ratings = rated(...values);
    const liked = likes(ratings);
    expect(likesCondition(ratings)?.text).toBe(condition);
    expect([...liked.userItems.values]).toEqual(expected);
    expect([liked.size, liked.valueKind, liked.ratingScale]).toEqual([values.length, 'weight', undefined]);
    expect(likes(ratings, condition)).toEqual(liked);
  });

  test('is everything above 0 where values are no ratings: they stay as they are', () => {
    const plays = rated(0, 3, 7).with({ valueKind: 'weight' });
    expect(likesCondition(plays)).toBeUndefined();
    expect(likes(plays)).toBe(plays);
    expect([...likes(plays, '>=5').userItems.values]).toEqual([0, 0, 1]);
  });
});

test('what is not liked stays in its place with all that belongs to it, and is recommended to nobody who had it', async () => {
  const pairs = [4, 1, 5, 5, 4, 5].map((value, row) => ({ user: 'abc'[row >> 1], item: 'xyxyyz'[row], value, timestamp: row }));
  const all = interactionsFromRows(pairs);
  const liked = likes(all, '>=4');
  expect([...liked.userItems.values]).toEqual([1, 0, 1, 1, 1, 1]);
  for (const part of ['users', 'items', 'timestamps', 'context', 'mergedRows'] as const) expect(liked[part]).toBe(all[part]);
  expect([liked.userItems.indexes, liked.userItems.pointers]).toEqual([all.userItems.indexes, all.userItems.pointers]);
  for (const estimator of [popular(), implicitALS({ factors: 2 })]) {
    const listed = async (data: typeof all) => (await estimator.fit(data)).recommend('a')?.map(({ item }) => item);
    expect(await listed(liked), estimator.name).toEqual(['z']);
    expect((await listed(positives(all, '>=4')))?.toSorted(), estimator.name).toEqual(['y', 'z']);
  }
});

test('of weights, popular counts people with a value above 0', async () => {
  const plays = interactionsFromRows(
    [
      ['a', 'x', 0],
      ['b', 'x', 0],
      ['b', 'y', 9],
    ].map(([user, item, value]) => ({ user: String(user), item: String(item), value: Number(value) })),
    { valueKind: 'weight' },
  );
  expect((await popular().fit(plays)).scoreItems('a')).toEqual(Float32Array.of(0, 1));
  // A rating of 0 is a rating: popular counts who rated.
  expect((await popular().fit(plays.with({ valueKind: 'rating' }))).scoreItems('a')).toEqual(Float32Array.of(2, 1));
});

test('joinIds gives both parts one numbering and keeps every value with its pair', () => {
  const other = interactionsFromRows([
    { user: 'c', item: 'z', value: 2, timestamp: 9 },
    { user: 'a', item: 'w', value: 3, timestamp: 7 },
    { user: 'a', item: 'x', value: 5, timestamp: 8 },
  ]);
  const { first, second } = joinIds(ratings, other);
  expect(first.users.ids).toEqual(['a', 'b', 'c']);
  expect(first.items.ids).toEqual(['x', 'y', 'z', 'w']);
  expect(second.items).toEqual(first.items);
  expect([...second.userItems.pointers]).toEqual([0, 2, 2, 3]);
  expect([...second.userItems.indexes]).toEqual([0, 3, 2]);
  expect([...second.userItems.values]).toEqual([5, 3, 2]);
  expect([...(second.timestamps ?? [])]).toEqual([8, 7, 9]);
  const ordered = joinIds(ratings, other, (ids) => [...ids].sort());
  expect(ordered.first.items.ids).toEqual(['w', 'x', 'y', 'z']);
  expect([...ordered.first.userItems.indexes]).toEqual([1, 2, 1, 3]);
});
