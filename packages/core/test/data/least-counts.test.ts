/** Users and items that are met often enough. */
import { expect, test } from 'vitest';
import { atLeast, type Interactions, interactionsFromRows } from '../../src/index.ts';
import fc from '../../testkit/properties.ts';

const written = ({ users, items, userItems: { pointers, indexes, values } }: Interactions): string =>
  users.ids
    .flatMap((user, u) =>
      Array.from(indexes.subarray(pointers[u], pointers[u + 1]), (i, k) => `${user}${items.ids[i]}${values[pointers[u] + k]}`),
    )
    .join(' ');
const rowsOf = (text: string) =>
  interactionsFromRows(text.split(' ').map(([user, item, value], k) => ({ user, item, value: Number(value), timestamp: k })));
// x is met by a, b, c; y by a, b; z by c; w by a.
const data = rowsOf('ax5 ay4 aw1 bx3 by5 cx2 cz4');

test('counts once: what falls below by it stays; again and again: a core', () => {
  expect(written(atLeast(data, { items: 2 }))).toBe('ax5 ay4 bx3 by5 cx2');
  expect(written(atLeast(data, { users: 2, items: 2 }))).toBe('ax5 ay4 bx3 by5 cx2');
  const core = atLeast(data, { users: 2, items: 2, repeat: true });
  expect(written(core)).toBe('ax5 ay4 bx3 by5');
  expect([core.users.ids, core.items.ids]).toEqual([['a', 'b'], ['x', 'y']]); // biome-ignore format: one line
  expect(Array.from(core.timestamps ?? [])).toEqual([0, 1, 3, 4]);
  expect(core.ratingScale).toEqual(data.ratingScale);
});

test('only what meets the condition counts, the rest stays where user and item do', () => {
  expect(written(atLeast(data, { users: 1, positive: '>=4' }))).toBe(written(data));
  expect(written(atLeast(data, { users: 2, positive: '>=4' }))).toBe('ax5 ay4 aw1');
  expect(written(atLeast(data, { items: 2, positive: '>=4' }))).toBe('ay4 by5');
});

test('refused: no whole number, and data of which nothing is left', () => {
  expect(() => atLeast(data, { users: 1.5 })).toThrow('atLeast: users must be an integer ≥ 0; got 1.5.');
  expect(() => atLeast(data, { users: 9 })).toThrow('nobody is left where users need 9 interactions and items 0; lower the counts.');
});

test('a core is what is left however users and items are taken out, and holds its counts', () => {
  const pair = fc.record({ user: fc.integer({ min: 0, max: 7 }), item: fc.integer({ min: 0, max: 7 }) });
  fc.assert(
    fc.property(fc.array(pair, { minLength: 1, maxLength: 50 }), fc.integer({ min: 1, max: 3 }), (pairs, k) => {
      let left = [...new Map(pairs.map((one) => [`${one.user} ${one.item}`, one])).values()];
      for (let before = -1; before !== left.length; ) {
        before = left.length;
        const enough = (of: 'user' | 'item') => (one: { user: number; item: number }) =>
          left.filter((other) => other[of] === one[of]).length >= k;
        left = left.filter(enough('item'));
        left = left.filter(enough('user'));
      }
      const all = interactionsFromRows(pairs);
      if (left.length === 0) {
        expect(() => atLeast(all, { users: k, items: k, repeat: true })).toThrow('nobody is left');
        return;
      }
      const core = atLeast(all, { users: k, items: k, repeat: true });
      const expected = left.map(({ user, item }) => `${user}${item}1`).sort();
      expect(written(core).split(' ').sort()).toEqual(expected);
    }),
  );
});
