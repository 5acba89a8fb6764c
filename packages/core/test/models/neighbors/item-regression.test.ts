import { describe, expect, test } from 'vitest';
import golden from '../../../../../golden/item-regression.json' with { type: 'json' };
import { interactionsFromColumns } from '../../../src/data/interactions.ts';
import { interactionsFromRows } from '../../../src/data/rows.ts';
import { rowIndexes, rowValues } from '../../../src/matrix/sparse.ts';
import { itemRegression } from '../../../src/models/neighbors/item-regression/item-regression.ts';
import { lowRankRatings, namedIds, ratingsOf } from '../../../testkit/index.ts';

const ofGolden = interactionsFromColumns({
  users: namedIds('u', golden.users),
  items: namedIds('i', golden.items),
  userIndexes: Uint32Array.from(golden.ratings, ([u]) => u),
  itemIndexes: Uint32Array.from(golden.ratings, ([, i]) => i),
  values: Float32Array.from(golden.ratings, ([, , rating]) => rating),
});

describe('every prediction as dense NumPy makes it', () => {
  test.each(golden.cases.map((one) => [JSON.stringify(one.settings), one] as const))('%s', async (_, { settings, predictions }) => {
    const model = await itemRegression(settings).fit(ofGolden);
    for (const [k, expected] of predictions.entries()) {
      const [user, item] = [`u${Math.floor(k / golden.items)}`, `i${k % golden.items}`];
      // float32 residuals and weights against float64.
      expect(Math.abs((model.predict(user, item) as number) - expected), `${user} ${item}`).toBeLessThan(2e-6);
    }
  });
});

const train = lowRankRatings({ users: 60, items: 25, rank: 2, density: 0.5, noise: 0.3 });

test('no small change of a weight lowers the objective: each item stands at its minimum', async () => {
  const regularization = 3;
  const { weights, seen, meanRating, userBias, itemBias } = (await itemRegression({ regularization }).fit(train)).state;
  const residual = (u: number, i: number, value: number): number => value - meanRating - userBias[u] - itemBias[i];
  for (let item = 0; item < train.items.size; item++) {
    const neighbors = [...rowIndexes(weights, item)];
    const w = Float64Array.from(rowValues(weights, item));
    const slopes = w.map((value) => 2 * regularization * value);
    for (let u = 0; u < train.users.size; u++) {
      const [rated, values] = [[...rowIndexes(seen, u)], rowValues(seen, u)];
      const at = rated.indexOf(item);
      if (at < 0) continue;
      const x = neighbors.map((j) => (rated.includes(j) ? residual(u, j, values[rated.indexOf(j)]) : 0));
      const error = residual(u, item, values[at]) - x.reduce((sum, value, k) => sum + value * w[k], 0);
      x.forEach((value, k) => {
        slopes[k] -= 2 * error * value;
      });
    }
    for (const slope of slopes) expect(Math.abs(slope), `item ${item}`).toBeLessThan(1e-4);
  }
});

test('only the K most similar items speak, and an item never for itself', async () => {
  const { weights } = (await itemRegression({ neighbors: 4 }).fit(train)).state;
  for (let item = 0; item < train.items.size; item++) {
    expect(rowIndexes(weights, item).length).toBeLessThanOrEqual(4);
    expect([...rowIndexes(weights, item)]).not.toContain(item);
  }
});

test('a newcomer with the ratings of a training user gets the same answers, to the last bit', async () => {
  const model = await itemRegression().fit(train);
  for (const [u, user] of train.users.ids.entries()) {
    const told = { ratings: ratingsOf(train, u) };
    expect(model.scoreItems(told)).toEqual(model.scoreItems(user));
    for (const item of train.items.ids) expect(model.predict(told, item)).toBe(model.predict(user, item));
  }
});

test('two items that always agree: one speaks for the other, and says so', async () => {
  const rows = Array.from({ length: 40 }, (_, u) => [
    { user: u, item: 'dune', value: u % 2 === 0 ? 5 : 1 },
    { user: u, item: 'dune 2', value: u % 2 === 0 ? 5 : 1 },
    { user: u, item: 'bread', value: 2 + ((u >> 1) % 3) },
  ]).flat();
  const model = await itemRegression({ regularization: 1, userRegularization: 1e6, shrinkage: 0 }).fit(interactionsFromRows(rows));
  const fan = { ratings: [{ item: 'dune', value: 5 }] };
  expect(model.predict(fan, 'dune 2')).toBeGreaterThan(4.8);
  expect(model.predict({ ratings: [{ item: 'dune', value: 1 }] }, 'dune 2')).toBeLessThan(1.2);
  expect(model.similarItems('dune 2', { n: 1 })?.[0].item).toBe('dune');
  const { because, score } = model.explain(fan, 'dune 2')!;
  expect(because.map(({ item }) => item)).toEqual(['dune']);
  expect(score - because[0].contribution).toBeCloseTo(3, 1); // What lies below is the baseline.
  expect(model.predict({ ratings: [] }, 'dune 2')).toBeCloseTo(3, 1);
  expect(model.predict('nobody', 'dune')).toBeUndefined();
  expect(model.predict(0, 'new')).toBeUndefined();
});

test('a signal ends training between two items', async () => {
  const stop = new AbortController();
  const big = lowRankRatings({ users: 600, items: 400, rank: 3, density: 0.3, noise: 0.5 });
  const fit = itemRegression().fit(big, { signal: stop.signal });
  setTimeout(() => stop.abort(new Error('enough')), 30);
  await expect(fit).rejects.toThrow('enough');
});

test('ratings that leave the range of 32-bit numbers are refused', async () => {
  const rows = [1, 2, 3].map((user) => ({ user, item: `i${user % 2}`, value: user * 1e16 }));
  await expect(itemRegression().fit(interactionsFromRows(rows, { duplicates: 'last' }))).rejects.toThrow(
    /^itemRegression: with values up to/,
  );
});
