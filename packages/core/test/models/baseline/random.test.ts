import { expect, test } from 'vitest';
import { interactionsFromColumns } from '../../../src/data/interactions.ts';
import { random } from '../../../src/models/baseline/random.ts';
import { namedIds } from '../../../testkit/index.ts';

const users = 2000;
const items = 8;
const train = interactionsFromColumns({
  users: namedIds('u', users),
  items: namedIds('i', items),
  userIndexes: Uint32Array.of(0),
  itemIndexes: Uint32Array.of(0),
});

test('every item is as likely at every place of the list', async () => {
  const model = await random({ seed: 3 }).fit(train);
  const counts = Array.from({ length: items }, () => new Array<number>(items).fill(0));
  for (const user of train.users.ids)
    model.recommend(user, { n: items, keepSeen: true })?.forEach(({ item }, place) => {
      counts[place][train.items.indexOf(item) as number]++;
    });
  // χ² of 8 × 8 counts with 49 degrees of freedom: 99.9 % of uniform orders stay below 85.4.
  const expected = users / items;
  const chi2 = counts.flat().reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  expect(chi2).toBeLessThan(85.4);
});

test('scores are in [0, 1); lists change with user and seed, not with asking again', async () => {
  const model = await random({ seed: 3 }).fit(train);
  const scores = model.scoreItems('u1') as Float32Array;
  for (const score of scores) {
    expect(score).toBeGreaterThanOrEqual(0);
    expect(score).toBeLessThan(1);
  }
  expect(model.scoreItems('u1')).toEqual(scores);
  expect(model.scoreItems('u2')).not.toEqual(scores);
  expect((await random({ seed: 4 }).fit(train)).scoreItems('u1')).not.toEqual(scores);
});

test('gives the same list in every version', async () => {
  const model = await random({ seed: 3 }).fit(train);
  expect(model.recommend('u1', { n: 8 })?.map(({ item }) => item)).toMatchInlineSnapshot(`
    [
      "i7",
      "i3",
      "i4",
      "i1",
      "i2",
      "i6",
      "i0",
      "i5",
    ]
  `);
});
