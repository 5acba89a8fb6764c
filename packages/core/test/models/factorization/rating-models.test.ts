/** What all factorizations of ratings promise beyond the laws: many threads, strange ratings, saved files. */

import { describe, expect, test } from 'vitest';
import type { Interactions } from '../../../src/data/interactions.ts';
import { interactionsFromRows } from '../../../src/data/rows.ts';
import { modelEntry } from '../../../src/models/catalog.ts';
import type { RatingPredictor, Scorer } from '../../../src/models/contract/model.ts';
import { checkStateShapes } from '../../../src/models/contract/state-shapes.ts';
import { implicitALS } from '../../../src/models/factorization/implicit-als/implicit-als.ts';
import { decodeModel, encodeModel } from '../../../src/persist/model-file.ts';
import { lowRankRatings } from '../../../testkit/index.ts';

type RatingModel = RatingPredictor & Scorer;

/** Enough for threads to be started: tens of thousands of ratings. */
const large = lowRankRatings({ users: 600, items: 300, rank: 3, density: 0.2, noise: 0.5, seed: 4 });
const small = lowRankRatings({ users: 40, items: 25, rank: 2, density: 0.5, noise: 0.3, seed: 2 });

const models: readonly (readonly [name: string, quick: object])[] = [
  ['svd', { factors: 10, epochs: 5 }],
  ['svd', { factors: 10, epochs: 5, link: 'sigmoid' }],
  ['svd-pp', { factors: 10, epochs: 5 }],
  ['explicit-als', { factors: 10, epochs: 3 }],
  ['pmf', { factors: 10, epochs: 3 }],
  ['bayesian-pmf', { factors: 10, samples: 4, burnIn: 2 }],
];

const fit = async (name: string, settings: object, train: Interactions, threads = 1): Promise<RatingModel> =>
  (await modelEntry(name).create(settings).fit(train, { threads })) as RatingModel;

/** √ of the mean squared error on the data itself. */
function rmse(model: RatingModel, { users, items, userItems }: Interactions): number {
  let squares = 0;
  for (let u = 0; u < users.size; u++) {
    for (let e = userItems.pointers[u]; e < userItems.pointers[u + 1]; e++)
      squares += ((model.predict(users.ids[u], items.ids[userItems.indexes[e]]) as number) - userItems.values[e]) ** 2;
  }
  return Math.sqrt(squares / userItems.values.length);
}
const scaled = (train: Interactions, by: number): Interactions =>
  interactionsFromRows(
    Array.from(train.userItems.values, (value, e) => ({
      user: train.users.ids[rowOfEntry(train, e)],
      item: train.items.ids[train.userItems.indexes[e]],
      value: value * by,
    })),
    { valueKind: 'rating' },
  );
const rowOfEntry = ({ userItems: { pointers } }: Interactions, entry: number): number => pointers.findLastIndex((start) => start <= entry);

describe.each(models)('%s %o', (name, quick) => {
  test('1, 2 and 3 threads give the same bits on data that keep them all busy', async () => {
    const bytes = encodeModel(await fit(name, quick, large, 1));
    for (const threads of [2, 3]) expect(encodeModel(await fit(name, quick, large, threads)), `${threads} threads`).toEqual(bytes);
  });

  test('more factors than users and items', async () => {
    const model = await fit(name, { ...quick, factors: 50 }, lowRankRatings({ users: 6, items: 5, rank: 1, seed: 3 }));
    for (const user of model.users.ids)
      for (const score of model.scoreItems(user) as Float32Array) expect(score).toSatisfy(Number.isFinite);
  });

  test('people with one rating each get finite ratings inside the scale', async () => {
    const rows = Array.from({ length: 12 }, (_, u) => ({ user: `u${u}`, item: `i${u % 4}`, value: 1 + (u % 5) }));
    const model = await fit(name, quick, interactionsFromRows(rows));
    for (const user of model.users.ids) {
      for (const item of model.items.ids) {
        expect(model.predict(user, item)).toBeGreaterThanOrEqual(1);
        expect(model.predict(user, item)).toBeLessThanOrEqual(5);
      }
    }
  });

  test('ratings × 1000 give a model as good as the scale, or a refusal that says what to lower', async () => {
    const outcome = await fit(name, quick, scaled(small, 1000)).then(
      (model) => rmse(model, small) >= 0 && rmse(model, scaled(small, 1000)) < 1100,
      (error: unknown) => error,
    );
    if (outcome !== true) {
      expect(outcome).toMatchObject({ code: 'diverged', data: { epoch: 1 } });
      expect((outcome as Error).message).toMatch(/diverged in epoch 1: .*Lower learningRate/);
    }
  });

  test('negative ratings are ratings', async () => {
    const shifted = interactionsFromRows([
      { user: 'a', item: 'x', value: -2 },
      { user: 'a', item: 'y', value: 2 },
      { user: 'b', item: 'x', value: -2 },
      { user: 'b', item: 'z', value: 1 },
      { user: 'c', item: 'y', value: 2 },
    ]);
    const model = await fit(name, quick, shifted);
    const [low, high] = [model.predict('c', 'x') as number, model.predict('c', 'y') as number];
    expect(low).toBeGreaterThanOrEqual(-2);
    expect(low).toBeLessThan(high);
  });

  test('a saved model answers the same; one whose parts do not fit is refused by name', async () => {
    const model = await fit(name, quick, small);
    const copy = decodeModel(encodeModel(model), [modelEntry(name)]) as RatingModel;
    for (const user of small.users.ids) expect(copy.scoreItems(user)).toEqual(model.scoreItems(user));
    const { state } = model;
    const matrix = state.itemFactors as { rows: number; columns: number; values: Float32Array };
    const cut = { ...state, itemFactors: { ...matrix, rows: matrix.rows - 1, values: matrix.values.slice(matrix.columns) } };
    expect(() => modelEntry(name).restore(cut, checkStateShapes)).toThrow(
      expect.objectContaining({ code: 'invalid-state', data: { name: 'itemFactors' } }),
    );
  });

  test('weights of implicit feedback are refused and implicit-als named', async () => {
    const clicks = interactionsFromRows([{ user: 'a', item: 'x', value: 3 }], { valueKind: 'weight' });
    await expect(fit(name, quick, clicks)).rejects.toThrow(/must carry a rating; got weights of implicit feedback.*implicit-als/);
  });
});

// NicolasHug/Surprise#214, #216
test.each(['svd', 'svd-pp', 'explicit-als', 'pmf', 'bayesian-pmf'])(
  'case 14: %s fitted to equal ratings stays within 0.25',
  async (name) => {
    const rows = ['134', '2356', '1245', '1346', '2356'].flatMap((items, u) =>
      [...items].map((item) => ({ user: `u${u}`, item: `i${item}`, value: 4 })),
    );
    const model = await fit(name, {}, interactionsFromRows(rows));
    for (const user of model.users.ids) {
      for (const score of model.scoreItems(user) as Float32Array) expect(Math.abs(score - 4)).toBeLessThan(0.25);
      for (const item of model.items.ids) expect(model.predict(user, item)).toBe(4);
    }
  },
);

// NicolasHug/Surprise#296, lyst/lightfm#432, guoguibing/librec#37
test.each(['svd', 'svd-pp', 'explicit-als', 'pmf', 'bayesian-pmf'])('case 16: %s on a long tail of large values', async (name) => {
  const rows = Array.from({ length: 60 }, (_, k) => {
    const [u, i] = [k % 10, Math.floor(k / 10)];
    return { user: `u${u}`, item: `i${(u + i) % 8}`, value: (u + 3 * i) % 17 === 0 ? 660 : 1 };
  });
  const train = interactionsFromRows(rows);
  const heard: number[] = [];
  const estimator = modelEntry(name).create({});
  const outcome = await estimator.fit(train, { onEpoch: ({ figures }) => void heard.push(figures?.trainRmse as number) }).then(
    (model) => rmse(model as RatingModel, train),
    (error: unknown) => error,
  );
  if (typeof outcome === 'number') expect(outcome).toBeLessThan(330);
  else {
    // At the end of the epoch that diverged: none of those before did.
    expect(outcome).toMatchObject({ code: 'diverged', data: { epoch: heard.length + 1 } });
    for (const error of heard) expect(error).toBeLessThan(2 * 190);
    expect((outcome as Error).message).toMatch(/the training RMSE is \S+, it began at \S+\. Lower learningRate \(now [\d.]+\)/);
  }
});

test('the reverse: implicit-als refuses ratings below 0 and says what to keep', async () => {
  const rated = interactionsFromRows([{ user: 'a', item: 'x', value: -1 }]);
  await expect(implicitALS().fit(rated)).rejects.toMatchObject({ code: 'negative-weight' });
});
