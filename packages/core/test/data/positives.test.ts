import { expect, test } from 'vitest';
import { interactionsFromRows, joinIds, parseCondition, positives } from '../../src/index.ts';

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
