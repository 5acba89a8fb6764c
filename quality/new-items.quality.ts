/** Items held out whole on MovieLens 100K, then told of by a quarter of their people: against training with that quarter. */
import { type Id, type Interactions, type ItemHistory, interactionsFromRows, type Model, modelEntry } from '@likewise/core';
import { expect, test } from 'vitest';
import { readInteractions } from '../packages/likewise/src/data/read/interactions.ts';
import { dataFolder } from './data-folder.ts';

interface Row {
  readonly user: Id;
  readonly item: Id;
  readonly value: number;
}
/** What the models of this suite have in common with others of their abilities. */
interface Growing extends Model {
  withItem(item: Id, users: ItemHistory): Growing | undefined;
  predict(user: Id, item: Id): number | undefined;
  predictInterval(user: Id, item: Id, level: number): { readonly low: number; readonly high: number };
  recommend(user: Id, options: { readonly n: number }): readonly { readonly item: Id }[] | undefined;
}

const { interactions } = await readInteractions(`${dataFolder()}/ml-100k/u.data.gz`);
const rows: Row[] = interactions.users.ids.flatMap((user, u) => {
  const { pointers, indexes, values } = interactions.userItems;
  return Array.from(indexes.subarray(pointers[u], pointers[u + 1]), (i, e) => ({
    user,
    item: interactions.items.ids[i],
    value: values[pointers[u] + e],
  }));
});
const { pointers } = interactions.itemUsers;
/** Every tenth of the films with 60 ratings and more. */
const newcomers = interactions.items.ids.filter((_, i) => pointers[i + 1] - pointers[i] >= 60).filter((_, k) => k % 10 === 0);

/** The rest, with and without what the telling quarter says; who tells and who asks of each newcomer. */
function parts(from: readonly Row[]) {
  const rest = from.filter(({ item }) => !newcomers.includes(item));
  const met = newcomers.map((item) => ({ item, met: from.filter((row) => row.item === item) }));
  const told = met.map(({ item, met: all }) => ({
    item,
    tells: all.filter((_, k) => k % 4 === 0),
    asks: all.filter((_, k) => k % 4 !== 0),
  }));
  return { rest, told, whole: [...rest, ...told.flatMap(({ tells }) => tells)] };
}
async function modelsOf(
  name: string,
  settings: object,
  { rest, whole }: ReturnType<typeof parts>,
  dataOf: (rows: readonly Row[]) => Interactions,
) {
  const estimator = modelEntry(name).create(settings);
  const fit = async (kept: readonly Row[]): Promise<Growing> => (await estimator.fit(dataOf(kept))) as unknown as Growing;
  return { before: await fit(rest), trained: await fit(whole) };
}

test.each([
  ['explicit-als', {}, 0.005],
  ['svd', {}, 0.01],
  ['pmf', { factors: 3 }, 0.01],
  ['bayesian-pmf', { samples: 60 }, 0.005],
] as const)('%s %o: ratings of new items are as near as those of a training with them', async (name, settings, within) => {
  const ratings = parts(rows);
  const { before, trained } = await modelsOf(name, settings, ratings, (kept) => interactionsFromRows(kept));
  const squares = { grown: 0, trained: 0, mean: 0 };
  let [asked, inside] = [0, 0];
  for (const { item, tells, asks } of ratings.told) {
    const grown = before.withItem(item, tells) as Growing;
    const mean = tells.reduce((sum, { value }) => sum + value, 0) / tells.length;
    for (const { user, value } of asks) {
      asked++;
      squares.grown += ((grown.predict(user, item) ?? mean) - value) ** 2;
      squares.trained += ((trained.predict(user, item) ?? mean) - value) ** 2;
      squares.mean += (mean - value) ** 2;
      if (name !== 'bayesian-pmf') continue;
      const { low, high } = grown.predictInterval(user, item, 0.9);
      if (low <= value && value <= high) inside++;
    }
  }
  const rmse = (sum: number): number => Math.sqrt(sum / asked);
  const figures = `${name}: ${rmse(squares.grown)}, trained ${rmse(squares.trained)}, mean ${rmse(squares.mean)}; inside ${inside / asked} of ${asked}`;
  expect(rmse(squares.grown), figures).toBeLessThan(rmse(squares.trained) + within);
  expect(rmse(squares.grown), figures).toBeLessThan(0.95 * rmse(squares.mean));
  if (name === 'bayesian-pmf') expect(Math.abs(inside / asked - 0.9), figures).toBeLessThan(0.025);
});

test.each([
  ['implicit-als', {}, 1],
  ['bpr', { epochs: 30 }, 0.7],
  ['logistic-mf', { epochs: 20, regularization: 10 }, 1],
  // What the subspace of the others does not hold of a column is lost.
  ['pure-svd', {}, 0.65],
] as const)(
  '%s %o: new items stand in the lists of those who like them, %d times as often as after a training with them',
  async (name, settings, least) => {
    const likes = parts(rows.filter(({ value }) => value >= 4).map((row) => ({ ...row, value: 1 })));
    const { before, trained } = await modelsOf(name, settings, likes, (kept) => interactionsFromRows(kept, { valueKind: 'weight' }));
    const found = { grown: 0, trained: 0, asked: 0 };
    for (const { item, tells, asks } of likes.told) {
      const grown = before.withItem(item, tells) as Growing;
      const listed = (model: Growing, user: Id): number =>
        model.recommend(user, { n: 50 })?.some((scored) => scored.item === item) ? 1 : 0;
      for (const { user } of asks) {
        found.asked++;
        found.grown += listed(grown, user);
        found.trained += listed(trained, user);
      }
    }
    const figures = `${name}: in the first 50 ${found.grown / found.asked}, trained ${found.trained / found.asked}, of ${found.asked}`;
    expect(found.grown, figures).toBeGreaterThan(least * found.trained);
  },
);
