import { expect, test } from 'vitest';
import { interactionsFromColumns } from '../../../src/data/interactions.ts';
import { popular } from '../../../src/models/baseline/popular.ts';
import { namedIds, shelf } from '../../../testkit/index.ts';

test('scores are the numbers of people', async () => {
  const model = await popular().fit(shelf());
  expect(model.items.ids).toEqual(['first', 'b', 'c', 'd', 'e', 'f']);
  expect([...(model.scoreItems('w') as Float32Array)]).toEqual([3, 3, 2, 2, 1, 1]);
});

test('a weight of 100 is one person, a weight of 0 nobody: seen, not liked', async () => {
  const train = interactionsFromColumns({
    users: namedIds('u', 2),
    items: namedIds('i', 3),
    userIndexes: Uint32Array.of(0, 1, 1),
    itemIndexes: Uint32Array.of(0, 1, 0),
    values: Float32Array.of(1, 100, 0),
    valueKind: 'weight',
  });
  expect([...(await popular().fit(train)).state.counts]).toEqual([1, 1, 0]);
});

test('an item nobody has scores 0 and comes last', async () => {
  const train = interactionsFromColumns({
    users: namedIds('u', 1),
    items: namedIds('i', 3),
    userIndexes: Uint32Array.of(0),
    itemIndexes: Uint32Array.of(1),
  });
  expect((await popular().fit(train)).recommend('u0', { keepSeen: true })).toEqual([
    { item: 'i1', score: 1 },
    { item: 'i0', score: 0 },
    { item: 'i2', score: 0 },
  ]);
});
