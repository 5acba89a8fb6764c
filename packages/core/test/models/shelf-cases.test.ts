/** Situations that users of other recommenders reported, on a shelf of six items. */

import { expect, test } from 'vitest';
import { bias, biasEntry } from '../../src/models/baseline/bias.ts';
import { popular } from '../../src/models/baseline/popular.ts';
import { interactionsFor, shelf } from '../../testkit/index.ts';
import { rated } from '../../testkit/pairs.ts';

const itemsOf = (list: readonly { item: unknown }[] | undefined): unknown[] | undefined => list?.map(({ item }) => item);

// benfred/implicit#172, #316, #476, #557, #507
test('case 10: a list longer than the shelf holds what is left, each once, and no filler', async () => {
  const model = await popular().fit(shelf());
  const list = model.recommend('w', { n: 500 });
  expect(itemsOf(list)).toEqual(['first', 'd', 'e', 'f']);
  for (const { score } of list ?? []) expect(score).toBeGreaterThan(0);
});

test('case 10: someone who has everything gets an empty list, not undefined', async () => {
  expect((await popular().fit(shelf())).recommend('all', { n: 5 })).toEqual([]);
});

test('case 10: the item of index 0 can be recommended and can be excluded', async () => {
  const model = await popular().fit(shelf());
  expect(model.items.indexOf('first')).toBe(0);
  expect(itemsOf(model.recommend('w', { n: 1 }))).toEqual(['first']);
  expect(itemsOf(model.recommend('w', { exclude: ['first'] }))).toEqual(['d', 'e', 'f']);
});

test('case 10: a filter that leaves two items gives two', async () => {
  const model = await popular().fit(shelf());
  expect(itemsOf(model.recommend('w', { n: 2, filter: (item) => item === 'e' || item === 'f' }))).toEqual(['e', 'f']);
});

test('case 10: n = 0 is refused', async () => {
  const model = await popular().fit(shelf());
  expect(() => model.recommend('w', { n: 0 })).toThrow('recommend: n must be an integer ≥ 1; got 0.');
});

// benfred/implicit#210, NicolasHug/Surprise#140
test('case 11: a new person is served from what is known, less what they have', async () => {
  const model = await popular().fit(shelf());
  const ratings: [string, number][] = [
    ['b', 1],
    ['ghost', 1],
  ];
  expect(itemsOf(model.recommend({ ratings: rated(ratings) }))).toEqual(['first', 'c', 'd', 'e', 'f']);
  expect(ratings.filter(([item]) => model.items.indexOf(item) === undefined)).toEqual([['ghost', 1]]);
});

test('case 11: a user who is not in the model gets undefined, not the list of another', async () => {
  const model = await popular().fit(shelf());
  expect(model.recommend('nobody')).toBeUndefined();
  expect(model.scoreItems('nobody')).toBeUndefined();
});

test('case 11: a personal model has no answer for someone whose items are all unknown', async () => {
  const model = await bias().fit(
    interactionsFor(biasEntry, 2, 3, [
      [0, 0, 5],
      [0, 1, 3],
      [1, 1, 4],
    ]),
  );
  expect(model.recommend({ ratings: [{ item: 'ghost', value: 5 }] })).toBeUndefined();
  expect(model.scoreItems({ ratings: [{ item: 'ghost', value: 5 }] })).toBeUndefined();
  expect(
    itemsOf(
      model.recommend({
        ratings: [
          { item: 'ghost', value: 5 },
          { item: 'i1', value: 5 },
        ],
      }),
    ),
  ).toEqual(['i0']);
});
