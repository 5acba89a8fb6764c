import { IdMap, interactionsFromColumns } from '@likewise/core';
import { expect, test } from 'vitest';
import { likedOf } from '../../src/workflow/liked.ts';

const rated = (...values: number[]) =>
  interactionsFromColumns({
    users: new IdMap(['u']),
    items: new IdMap(values.map((_, i) => `i${i}`)),
    userIndexes: new Uint32Array(values.length),
    itemIndexes: Uint32Array.from(values.keys()),
    values: Float32Array.from(values),
    valueKind: 'rating',
  });

test.each([
  ['at the mean and above', [1, 2, 3, 4, 5], [0, 0, 1, 1, 1]],
  ['the top of the scale, where most ratings are higher still', [1, 5, 5, 5, 5, 5, 5, 4], [0, 1, 1, 1, 1, 1, 1, 1]],
  ['equal ratings, whatever the rounding of their mean', Array(7).fill(3.3), Array(7).fill(1)],
  ['a scale around zero', [-10, -2, 0, 8], [0, 0, 1, 1]],
])('liked is %s; all of it stays seen', (_, values, expected) => {
  const { interactions, likes } = likedOf(rated(...values));
  expect([...interactions.userItems.values]).toEqual(expected);
  expect(interactions.size).toBe(values.length);
  expect(likes).toBe(expected.filter((value: number) => value === 1).length);
});
