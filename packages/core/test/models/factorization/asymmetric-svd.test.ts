import { expect, test } from 'vitest';
import golden from '../../../../../golden/asymmetric-svd.json' with { type: 'json' };
import { interactionsFromColumns } from '../../../src/data/interactions.ts';
import { rowIndexes, rowValues } from '../../../src/matrix/sparse.ts';
import type { ModelState } from '../../../src/models/contract/state.ts';
import { asymmetricSVD, asymmetricSVDEntry } from '../../../src/models/factorization/asymmetric-svd/asymmetric-svd.ts';
import type { AsymmetricSVDModel } from '../../../src/models/factorization/asymmetric-svd/model.ts';
import { lowRankRatings, namedIds, ratingsOf } from '../../../testkit/index.ts';

test('vectors given, every score and share is as dense NumPy makes it', async () => {
  const train = interactionsFromColumns({
    users: namedIds('u', golden.users),
    items: namedIds('i', golden.items),
    userIndexes: Uint32Array.from(golden.ratings, ([u]) => u),
    itemIndexes: Uint32Array.from(golden.ratings, ([, i]) => i),
    values: Float32Array.from(golden.ratings, ([, , rating]) => rating),
  });
  const fitted = await asymmetricSVD({ ...golden.settings, epochs: 1 }).fit(train);
  const vectors = (rows: number, values: readonly number[]) => ({ rows, columns: 3, values: Float32Array.from(values) });
  const model = asymmetricSVDEntry.restore({
    ...fitted.state,
    itemFactors: vectors(golden.items, golden.itemFactors),
    ratedFactors: vectors(golden.items, golden.ratedFactors),
    implicitFactors: vectors(golden.items, golden.implicitFactors),
    userFactors: vectors(golden.users, golden.userFactors),
  } as unknown as ModelState);
  for (let u = 0; u < golden.users; u++) {
    for (const query of [`u${u}`, { ratings: ratingsOf(train, u) }]) {
      const scores = model.scoreItems(query) as Float32Array;
      for (let i = 0; i < golden.items; i++) expect(scores[i]).toBeCloseTo(golden.scores[u * golden.items + i], 5);
    }
  }
  const rated = [...rowIndexes(train.userItems, 0)].map((i) => `i${i}`);
  for (let i = 0; i < golden.items; i++) {
    const { because, score } = model.explain('u0', `i${i}`)!;
    expect(score).toBeCloseTo(golden.scores[i], 5);
    for (const { item, contribution } of because)
      expect(contribution).toBeCloseTo(golden.sharesOfFirst[i][rated.indexOf(item as string)], 5);
    const sizes = because.map(({ contribution }) => Math.abs(contribution));
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    expect(model.explainer('u0', { most: 2 })?.explain(`i${i}`)?.because).toEqual(because.slice(0, 2));
  }
});

const train = lowRankRatings({ users: 40, items: 20, rank: 2, density: 0.6, noise: 0.3 });
const penalties = { regularization: 2, sumRegularization: 1 };

/** J in float64, by the definition, at a state moved by `by` in one number of one part. */
function objective(
  { state }: AsymmetricSVDModel,
  moved?: { part: 'itemFactors' | 'ratedFactors' | 'implicitFactors'; at: number; by: number },
) {
  const value = (part: 'itemFactors' | 'ratedFactors' | 'implicitFactors', at: number): number =>
    state[part].values[at] + (moved?.part === part && moved.at === at ? moved.by : 0);
  const { columns: factors } = state.itemFactors;
  let total = 0;
  for (let u = 0; u < train.users.size; u++) {
    const [items, ratings] = [[...rowIndexes(state.seen, u)], rowValues(state.seen, u)];
    const errors = items.map((i, e) => ratings[e] - state.meanRating - state.userBias[u] - state.itemBias[i]);
    const sum = Array.from({ length: factors }, (_, f) =>
      items.reduce((z, j, e) => z + errors[e] * value('ratedFactors', j * factors + f) + value('implicitFactors', j * factors + f), 0),
    );
    items.forEach((i, e) => {
      const product = sum.reduce((all, z, f) => all + (z / Math.sqrt(items.length)) * value('itemFactors', i * factors + f), 0);
      total += (errors[e] - product) ** 2 / 2;
    });
  }
  for (let at = 0; at < state.itemFactors.values.length; at++) {
    total += (penalties.regularization / 2) * value('itemFactors', at) ** 2;
    total += (penalties.sumRegularization / 2) * (value('ratedFactors', at) ** 2 + value('implicitFactors', at) ** 2);
  }
  return total;
}

test('the objective that is reported is the definition, and long training ends where its slope is 0', async () => {
  const settings = { factors: 3, learningRate: 0.01, ...penalties };
  const reported: number[] = [];
  const onEpoch = ({ objective: value }: { objective?: number | undefined }): void => void reported.push(value as number);
  await asymmetricSVD({ ...settings, epochs: 8 }).fit(train, { onEpoch });
  const after7 = objective(await asymmetricSVD({ ...settings, epochs: 7 }).fit(train));
  expect(Math.abs(reported[7] / after7 - 1)).toBeLessThan(1e-5);
  expect(reported[7]).toBeLessThan(reported[0]);

  const early = await asymmetricSVD({ ...settings, epochs: 20 }).fit(train);
  const late = await asymmetricSVD({ ...settings, epochs: 4000 }).fit(train);
  const steepest = (model: AsymmetricSVDModel): number => {
    let most = 0;
    for (const part of ['itemFactors', 'ratedFactors', 'implicitFactors'] as const)
      for (let at = 0; at < 60; at += 7)
        most = Math.max(most, Math.abs(objective(model, { part, at, by: 1e-4 }) - objective(model, { part, at, by: -1e-4 })) / 2e-4);
    return most;
  };
  expect(steepest(late)).toBeLessThan(0.05);
  expect(steepest(early)).toBeGreaterThan(20 * steepest(late));
});

test('a newcomer needs no training: the ratings of a training user give the same vector and the same answers, to the last bit', async () => {
  const model = await asymmetricSVD({ factors: 4, epochs: 10, regularization: 1, sumRegularization: 1 }).fit(train);
  const { userFactors, userBias } = model.state;
  for (const [u, user] of train.users.ids.entries()) {
    const told = { ratings: ratingsOf(train, u) };
    expect(model.foldIn(told.ratings)).toEqual(Float32Array.of(...userFactors.values.subarray(u * 4, u * 4 + 4), userBias[u]));
    expect(model.scoreItems(told)).toEqual(model.scoreItems(user));
  }
});

test('an item that comes later is placed by who rated it; nobody else gets other answers', async () => {
  const model = await asymmetricSVD({ factors: 4, epochs: 30, regularization: 1, sumRegularization: 1 }).fit(train);
  const twin = train.items.ids[3];
  const raters = train.users.ids.flatMap((user, u) => {
    const at = [...rowIndexes(train.userItems, u)].indexOf(3);
    return at < 0 ? [] : [{ user, value: rowValues(train.userItems, u)[at] }];
  });
  const grown = model.withItem('new', raters)!;
  expect(grown.items.size).toBe(train.items.size + 1);
  for (const user of train.users.ids) {
    expect(Math.abs((grown.predict(user, 'new') as number) - (model.predict(user, twin) as number))).toBeLessThan(0.6);
    expect(grown.predict(user, train.items.ids[1])).toBe(model.predict(user, train.items.ids[1]));
  }
  expect(model.withItem('new', [{ user: 'nobody', value: 3 }])).toBeUndefined();
});

test('a rate that is too high is noticed', async () => {
  await expect(asymmetricSVD({ learningRate: 30 }).fit(train)).rejects.toThrow(/^asymmetricSVD: training diverged in epoch/);
});
