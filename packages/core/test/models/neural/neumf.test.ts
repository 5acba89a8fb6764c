import { expect, test } from 'vitest';
import { interactionsFromRows } from '../../../src/data/rows.ts';
import { seededRandom } from '../../../src/math/random.ts';
import { rowIndexes } from '../../../src/matrix/sparse.ts';
import { topItemsByScores } from '../../../src/models/answering/recommend-many.ts';
import { modelCatalog } from '../../../src/models/catalog.ts';
import type { NeuMFModel } from '../../../src/models/neural/neumf/model.ts';
import { neuMF } from '../../../src/models/neural/neumf/neumf.ts';
import { decodeModel, encodeModel } from '../../../src/persist/model-file.ts';

/** Two tastes of 12 items each; everyone likes about 7 of their 12. */
const random = seededRandom(1);
const rows = Array.from({ length: 60 }, (_, user) =>
  Array.from({ length: 12 }, (_, k) => ({ user: `u${user}`, item: `i${(user % 2) * 12 + k}` })).filter(() => random.uniform() < 7 / 12),
).flat();
const train = interactionsFromRows(rows);
const settings = {
  factors: 4,
  layerFactors: 4,
  hidden: '8+4',
  epochs: 60,
  batchSize: 16,
  learningRate: 0.01,
  regularization: 0.01,
} as const;
const ofTaste = (user: number, item: unknown): boolean => Math.floor(Number(String(item).slice(1)) / 12) === user % 2;

test('lists hold the own taste first; the loss falls', async () => {
  const model = await neuMF(settings).fit(train);
  let right = 0;
  for (const user of train.users.ids) {
    const [first] = model.recommend(user, { n: 1 }) ?? [];
    if (ofTaste(Number(String(user).slice(1)), first.item)) right++;
  }
  expect(right).toBeGreaterThan(55);
  expect(model.curve[59].training['loss']).toBeLessThan(0.8 * model.curve[0].training['loss']);
});

test('someone new gets what their likes ask for, and a training user nearly their own scores', async () => {
  const model = await neuMF({ ...settings, schedule: 'cosine' }).fit(train);
  const told = { ratings: [{ item: 'i13' }, { item: 'i17' }, { item: 'i20' }] };
  const first = model.recommend(told, { n: 9 }) ?? [];
  expect(first.filter(({ item }) => ofTaste(1, item)).length).toBeGreaterThanOrEqual(8);
  const [user] = train.users.ids;
  const ratings = Array.from(rowIndexes(train.userItems, 0), (i) => ({ item: train.items.ids[i] }));
  const [known, folded] = [model.scoreItems(user), model.scoreItems({ ratings })].map((scores) => Array.from(scores as Float32Array));
  const mean = known.reduce((sum, score) => sum + score, 0) / known.length;
  const spread = known.reduce((sum, score) => sum + (score - mean) ** 2, 0);
  expect(known.reduce((sum, score, i) => sum + (score - folded[i]) ** 2, 0) / spread).toBeLessThan(0.2);
});

test('fold-in: the order of a history does not matter, zeros and dislikes are no likes', async () => {
  const model = await neuMF(settings).fit(train);
  const history = [{ item: 'i1' }, { item: 'i4' }];
  const once = model.foldIn(history) as Float32Array;
  expect(model.foldIn([...history].reverse())).toEqual(once);
  expect(once.length).toBe(8);
  expect(model.foldIn([{ item: 'i1', value: 0 }])).toBeUndefined();
  expect(() => model.foldIn([{ item: 'i1', value: -1 }])).toThrow(expect.objectContaining({ code: 'negative-weight' }));
});

test('someone who likes everything teaches without drawn items', async () => {
  const all = interactionsFromRows(['a', 'b'].flatMap((user) => ['x', 'y', 'z'].map((item) => ({ user, item }))));
  const model = await neuMF({ ...settings, epochs: 5, validation: 0.3 }).fit(all);
  for (const { training, validation } of model.curve) {
    expect(training['loss']).toBeGreaterThan(0);
    expect(validation['loss']).toBeGreaterThan(0);
  }
  expect(model.recommend('a')).toEqual([]);
});

test('who only saw, and what nobody liked, are unknown', async () => {
  const seen = interactionsFromRows(
    [...rows.map((row) => ({ ...row, value: 1 })), { user: 'idle', item: 'i1', value: 0 }, { user: 'u0', item: 'odd', value: 0 }],
    { valueKind: 'weight' },
  );
  const model = await neuMF({ ...settings, epochs: 2 }).fit(seen);
  expect(model.recommend('idle')).toBeUndefined();
  expect(model.scoreItems('u0')?.[seen.items.indexOf('odd') as number]).toBeNaN();
  const asked = Uint32Array.from(seen.users.ids.keys());
  const [alone, together] = [topItemsByScores(model, asked, { n: 4 }), await model.topItems(asked, { n: 4, threads: 2 })];
  expect(together.items).toEqual(alone.items);
  expect(Array.from(together.items.subarray(4 * (seen.users.indexOf('idle') as number)).subarray(0, 4))).toEqual([-1, -1, -1, -1]);
});

test('saved and read, the product’s weights and the layers answer the same', async () => {
  const model = await neuMF({ ...settings, epochs: 3, hidden: '5' }).fit(train);
  const read = decodeModel(encodeModel(model), modelCatalog) as NeuMFModel;
  expect(read.scoreItems('u3')).toEqual(model.scoreItems('u3'));
});

test.each([
  [{ factors: 0 }, /factors must be an integer ≥ 1/],
  [{ layerFactors: 0 }, /layerFactors must be an integer ≥ 1/],
  [{ hidden: '0' }, /hidden must be widths/],
  [{ negatives: 0 }, /negatives must be an integer ≥ 1/],
  [{ activation: 'softsign' as 'relu' }, /activation must be one of/],
])('refuses %j', (given, message) => {
  expect(() => neuMF(given)).toThrow(message);
});
