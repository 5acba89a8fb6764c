import { expect, test } from 'vitest';
import { autoRec, interactionsFromRows } from '../../../src/index.ts';
import { seededRandom } from '../../../src/math/random.ts';

/** Two tastes: users of either like the items of their parity. */
const rows = (users = 40, items = 24) => {
  const random = seededRandom(3, 'two tastes');
  const all: { user: number; item: number; value: number }[] = [];
  for (let user = 0; user < users; user++)
    for (let item = 0; item < items; item++)
      if (random.uniform() < 0.5) all.push({ user, item, value: (user + item) % 2 === 0 ? 4 + random.integer(2) : 1 + random.integer(2) });
  return all;
};
const train = interactionsFromRows(rows());
const settings = { factors: 16, epochs: 80, batchSize: 8, learningRate: 0.01, regularization: 2, inputDropout: 0.2 } as const;
const historyOf = (user: number) => rows().flatMap((row) => (row.user === user ? [{ item: row.item, value: row.value }] : []));
const columnOf = (item: number) => rows().flatMap((row) => (row.item === item ? [{ user: row.user, value: row.value }] : []));

test.each(['item', 'user'] as const)('form %s learns two tastes, and the curve tells of it', async (form) => {
  const model = await autoRec({ ...settings, form }).fit(train);
  expect(model.predict(0, 2)).toBeGreaterThan(3.8);
  expect(model.predict(0, 3)).toBeLessThan(2.6);
  const { curve } = model;
  expect(curve.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 80 }, (_, k) => k + 1));
  expect(curve[79].training['rmse']).toBeLessThan(curve[0].training['rmse'] / 2);
  expect(curve[79].validation).toEqual({});
});

test('user form: a training user’s ratings give the user’s predictions', async () => {
  const model = await autoRec({ ...settings, form: 'user' }).fit(train);
  for (const user of [0, 7]) expect(model.scoreItems({ ratings: historyOf(user) })).toEqual(model.scoreItems(user));
});

test('item form: an item’s ratings give its code, and a new user’s weights fit their ratings', async () => {
  const model = await autoRec(settings).fit(train);
  const { itemFactors, itemBias } = model.state;
  const at = train.items.indexOf(4) as number;
  const code = model.foldInItem(columnOf(4)) as Float32Array;
  expect([...code]).toEqual([...itemFactors.values.subarray(at * 16, at * 16 + 16), itemBias[at]]);
  const newcomer = { ratings: historyOf(0) };
  expect(model.predict(newcomer, 2)).toBeGreaterThan(3.5);
  expect(model.predict(newcomer, 3)).toBeLessThan(2.5);
});

test('what is held out stops training; the best epoch is kept', async () => {
  const { curve } = await autoRec({ ...settings, epochs: 300, learningRate: 0.05, validation: 0.2, patience: 3 }).fit(train);
  const best = curve.reduce((least, point) => (point.validation['rmse'] < least.validation['rmse'] ? point : least));
  expect(curve.length).toBe(best.epoch + 3);
  expect(curve.length).toBeLessThan(300);
});

test('ids without a rating change no bit of what the others get', async () => {
  const wide = interactionsFromRows([...rows(), { user: 99, item: 98, value: 3 }]);
  const { userItems } = wide;
  const less = wide.with({
    userItems: {
      ...userItems,
      pointers: userItems.pointers.map((end) => Math.min(end, userItems.indexes.length - 1)),
      indexes: userItems.indexes.slice(0, -1),
      values: userItems.values.slice(0, -1),
    },
    ratingScale: train.ratingScale,
  });
  const [first, second] = [await autoRec(settings).fit(train), await autoRec(settings).fit(less)];
  for (const item of [0, 5, 11]) expect(second.predict(3, item)).toBe(first.predict(3, item));
  expect(second.predict(99, 0)).toBeUndefined();
});
