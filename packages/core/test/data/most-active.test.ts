/** The most active users and the most rated items. */
import { expect, test } from 'vitest';
import { activityOrder, type Interactions, interactionsFromRows, mostActive } from '../../src/index.ts';

const pairsOf = ({ users, items, userItems: { pointers, indexes } }: Interactions): string =>
  users.ids.flatMap((user, u) => Array.from(indexes.subarray(pointers[u], pointers[u + 1]), (i) => `${user}${items.ids[i]}`)).join(' ');
const rowsOf = (text: string) => interactionsFromRows(text.split(' ').map(([user, item], k) => ({ user, item, value: 3, timestamp: k })));
// a has 3, b and c have 2, d has 1; x has 4, y and z have 2.
const data = rowsOf('dx cz cx bx by ax ay az');

test('both are counted on the whole data before either is cut; of equal counts the lower index stays', () => {
  expect([data.users.ids, data.items.ids]).toEqual([['d', 'c', 'b', 'a'], ['x', 'z', 'y']]); // biome-ignore format: one line
  expect(pairsOf(mostActive(data, { users: 2 }))).toBe('cx cz ax az ay');
  // Among a and c alone z would have more than y, but the count is that of everyone.
  expect(pairsOf(mostActive(data, { users: 3, items: 1 }))).toBe('cx bx ax');
  expect(pairsOf(mostActive(data, { items: 2 }))).toBe('dx cx cz bx ax az');
  expect(pairsOf(mostActive(data, {}))).toBe(pairsOf(data));
  expect(mostActive(data, { items: 2 }).timestamps).toEqual(Float64Array.of(0, 2, 1, 3, 5, 7));
});

test('a user whose items all go stays in the ids, without a row', () => {
  const { users, items, size } = mostActive(rowsOf('ax ay bz cz dz'), { users: 2, items: 1 });
  expect([users.ids, items.ids, size]).toEqual([['a', 'b'], ['z'], 1]);
});

test('refused: counts that are none, and users and items that never met', () => {
  expect(() => mostActive(data, { users: 0 })).toThrow('mostActive: users must be an integer ≥ 1; got 0.');
  expect(() => mostActive(data, { items: 1.5 })).toThrow('mostActive: items must be an integer ≥ 1; got 1.5.');
  expect(() => mostActive(rowsOf('ax ay bz cz'), { users: 1, items: 1 })).toThrow(
    'none of the 1 most active users has met any of the 1 items',
  );
});

test('places by falling count, ties by index', () => {
  expect([...activityOrder(Uint32Array.of(1, 3, 3, 0, 5))]).toEqual([4, 1, 2, 0, 3]);
});
