import { expect, test } from 'vitest';
import { type Interactions, interactionsFromColumns } from '../../../src/data/interactions.ts';
import { interactionsFromRows } from '../../../src/data/rows.ts';
import { type BiasModel, bias } from '../../../src/models/baseline/bias.ts';
import { lowRankRatings, namedIds, ratingsOf } from '../../../testkit/index.ts';

const train = lowRankRatings({ users: 40, items: 25, rank: 2, density: 0.4, noise: 0.5 });

test('by hand: one epoch solves items around μ, then users around both', async () => {
  const data = interactionsFromRows([
    { user: 'a', item: 'x', value: 5 },
    { user: 'a', item: 'y', value: 3 },
    { user: 'b', item: 'x', value: 4 },
  ]);
  const { state } = await bias({ epochs: 1, itemRegularization: 2, userRegularization: 1 }).fit(data);
  expect(state.meanRating).toBe(4);
  expect([...state.itemBias]).toEqual([1 / 4, -1 / 3]);
  expect(state.userBias[0]).toBeCloseTo((1 - 1 / 4 + (-1 + 1 / 3)) / 3, 15);
  expect(state.userBias[1]).toBeCloseTo((0 - 1 / 4) / 2, 15);
});

test('no epoch raises the objective, and the reports are those of the model', async () => {
  const objectives: number[] = [];
  let rmse = 0;
  const model = await bias({ epochs: 12 }).fit(train, {
    onEpoch: ({ objective, figures }) => {
      objectives.push(objective as number);
      rmse = figures?.['trainRmse'] as number;
    },
  });
  expect(objectives.length).toBe(12);
  for (let k = 1; k < objectives.length; k++) expect(objectives[k]).toBeLessThanOrEqual(objectives[k - 1]);
  expect(objectives[0] - objectives[11]).toBeGreaterThan(0);
  expect(rmse).toBeCloseTo(Math.sqrt(squaresOf(model, train) / train.size), 10);
});

test('many epochs reach the minimum: the gradient of the objective is 0', async () => {
  const settings = { userRegularization: 3, itemRegularization: 2, epochs: 300 };
  const { state } = await bias(settings).fit(train);
  const byUser = state.userBias.map((b) => settings.userRegularization * b);
  const byItem = state.itemBias.map((b) => settings.itemRegularization * b);
  for (let u = 0; u < train.users.size; u++)
    for (const { item, value: rating } of ratingsOf(train, u)) {
      const i = train.items.indexOf(item) as number;
      const error = rating - state.meanRating - state.userBias[u] - state.itemBias[i];
      byUser[u] -= error;
      byItem[i] -= error;
    }
  for (const slope of [...byUser, ...byItem]) expect(Math.abs(slope)).toBeLessThan(1e-9);
});

test('finds the biases that made the ratings when they are not drawn to 0', async () => {
  const userBias = [-0.5, 0, 0.25, 0.25];
  const itemBias = [1, -1, 0.5, -0.5, 0];
  const data = interactionsFromRows(
    userBias.flatMap((bu, u) => itemBias.map((bi, i) => ({ user: u, item: i, value: 3 + bu + bi }))).filter((_, k) => k % 6 !== 5),
  );
  const model = await bias({ userRegularization: 0, itemRegularization: 0, epochs: 200 }).fit(data);
  userBias.forEach((bu, u) => {
    itemBias.forEach((bi, i) => {
      const { meanRating, ...parts } = model.ratingParts(u, i) as { meanRating: number; userBias: number; itemBias: number };
      expect(meanRating + parts.userBias + parts.itemBias).toBeCloseTo(3 + bu + bi, 5);
    });
  });
});

test('folding in a training user gives exactly the bias that training found', async () => {
  const model = await bias().fit(train);
  for (let u = 0; u < train.users.size; u++) expect(model.foldIn(ratingsOf(train, u))).toEqual(Float32Array.of(model.state.userBias[u]));
});

test('a rating given twice counts once, the last', async () => {
  const model = await bias().fit(train);
  expect(
    model.foldIn([
      { item: 'i1', value: 1 },
      { item: 'i2', value: 4 },
      { item: 'i1', value: 5 },
    ]),
  ).toEqual(
    model.foldIn([
      { item: 'i1', value: 5 },
      { item: 'i2', value: 4 },
    ]),
  );
});

test('an item that nobody rated, and a user who rated nothing: no prediction, in no list; nobody in particular: the item alone', async () => {
  const data = interactionsFromColumns({
    users: namedIds('u', 3),
    items: namedIds('i', 3),
    userIndexes: Uint32Array.of(0, 0, 1),
    itemIndexes: Uint32Array.of(0, 1, 0),
    values: Float32Array.of(5, 4, 2),
  });
  const model = await bias().fit(data);
  const { meanRating, itemBias } = model.state;
  expect(model.predict('u0', 'i2')).toBeUndefined();
  expect(model.predict('u2', 'i0')).toBeUndefined();
  expect(model.predict('u2', 'i2')).toBeUndefined();
  expect(model.predict({ ratings: [] }, 'i0')).toBe(meanRating + itemBias[0]);
  expect(model.predict({ ratings: [] }, 'i2')).toBeUndefined();
  expect(model.recommend('u0')).toEqual([]);
  expect(model.foldIn([{ item: 'i2', value: 5 }])).toBeUndefined();
});

test('predictions are clipped, scores are not: what is above the scale keeps its order', async () => {
  const rows = Array.from({ length: 6 }, (_, u) => [
    { user: `kind${u}`, item: 'good', value: 5 },
    { user: `harsh${u}`, item: 'good', value: 3 },
    { user: `harsh${u}`, item: 'bad', value: 1 },
    { user: `kind${u}`, item: 'better', value: 5 },
    { user: `harsh${u}`, item: 'better', value: 4 },
  ]).flat();
  const model = await bias({ userRegularization: 0, itemRegularization: 0 }).fit(interactionsFromRows(rows));
  expect(model.predict('kind0', 'better')).toBe(5);
  const [best, next] = model.recommend('kind0', { keepSeen: true }) as { item: string; score: number }[];
  expect([best.item, next.item]).toEqual(['better', 'good']);
  expect(best.score).toBeGreaterThan(5);
});

function squaresOf(model: BiasModel, data: Interactions): number {
  let squares = 0;
  for (let u = 0; u < data.users.size; u++)
    for (const { item, value: rating } of ratingsOf(data, u)) {
      const { meanRating, userBias, itemBias } = model.ratingParts(data.users.ids[u], item) as {
        meanRating: number;
        userBias: number;
        itemBias: number;
      };
      squares += (rating - meanRating - userBias - itemBias) ** 2;
    }
  return squares;
}
