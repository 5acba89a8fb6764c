/** Items that come after training, by who met them. */

import { describe, expect, test } from 'vitest';
import { edgesFromRows } from '../../../src/data/edges.ts';
import type { Id } from '../../../src/data/id-map.ts';
import { Interactions } from '../../../src/data/interactions.ts';
import { interactionsFromRows } from '../../../src/data/rows.ts';
import { modelEntry } from '../../../src/models/catalog.ts';
import type { BatchRecommender, ItemHistory, ItemSimilarity, RatingPredictor } from '../../../src/models/contract/model.ts';
import { bayesianPMF } from '../../../src/models/factorization/bayesian-pmf/bayesian-pmf.ts';
import type { BayesianPMFModel } from '../../../src/models/factorization/bayesian-pmf/model.ts';
import { decodeModel, encodeModel } from '../../../src/persist/model-file.ts';
import { lowRankRatings } from '../../../testkit/index.ts';
import { metBy } from '../../../testkit/pairs.ts';

type People = ItemHistory;
type Growing = RatingPredictor &
  BatchRecommender &
  ItemSimilarity & {
    foldInItem(people: People): Float32Array | undefined;
    withItem(item: Id, people: People): Growing | undefined;
  };

const whole = lowRankRatings({ users: 80, items: 30, rank: 2, density: 0.7, noise: 0.2, seed: 5 });
const newcomer = whole.items.ids[7];
const met: [Id, number][] = [];
/** Everything but one item, which is not even in the id map. */
const ratings: Interactions = interactionsFromRows(
  whole.users.ids.flatMap((user, u) => {
    const { pointers, indexes, values } = whole.userItems;
    return Array.from(indexes.subarray(pointers[u], pointers[u + 1]), (itemIndex, e) => {
      // No rating below 0, which sums of parts cannot make.
      const value = Math.max(0, values[pointers[u] + e]);
      if (itemIndex === 7) met.push([user, value]);
      return { user, item: whole.items.ids[itemIndex], value };
    }).filter(({ item }) => item !== newcomer);
  }),
);
const friends = edgesFromRows(whole.users.ids.slice(1).map((user, u) => [user, whole.users.ids[u], 1]));
const before = new Interactions({ ...ratings, edges: friends });
/** Half of the people tell the model of the item, the others ask. */
const telling = met.filter((_, k) => k % 2 === 0);
const asking = met.filter((_, k) => k % 2 === 1);
const rmse = (of: (user: Id) => number): number =>
  Math.sqrt(asking.reduce((sum, [user, r]) => sum + (of(user) - r) ** 2, 0) / asking.length);
const meanOfTelling = telling.reduce((sum, [, r]) => sum + r, 0) / telling.length;

describe.each([
  ['gradient-mf', { factors: 2, regularization: 1, epochs: 200 }],
  ['svd', { factors: 4, regularization: 0.02 }],
  ['svd', { factors: 4, regularization: 0.02, link: 'sigmoid', epochs: 100 }],
  ['svd', { factors: 4, regularization: 0.02, biases: false }],
  ['svd-pp', { factors: 4, regularization: 0.02, learningRate: 0.02 }],
  ['explicit-als', { factors: 2, regularization: 0.05 }],
  ['explicit-als', { factors: 3, regularization: 0.05, biases: 'none' }],
  ['pmf', { factors: 3 }],
  ['bayesian-pmf', { factors: 2, samples: 60 }],
  ['bayesian-pmf', { factors: 3, samples: 40, chains: 2, biases: false }],
  ['social-mf', { factors: 2, regularization: 0.05, socialRegularization: 0.2 }],
  ['nmf', { factors: 3, regularization: 0.02 }],
] as const)('%s %o', async (name, settings) => {
  const model = (await modelEntry<string>(name).create(settings).fit(before)) as Growing;
  const grown = model.withItem(newcomer, metBy(telling)) as Growing;

  test('predicts a new item for people who said nothing of it, better than its mean', () => {
    const error = rmse((user) => grown.predict(user, newcomer) as number);
    expect(error).toBeLessThan(0.85 * rmse(() => meanOfTelling));
  });

  test('all else stays, in the older model too', () => {
    expect(model.items.indexOf(newcomer)).toBeUndefined();
    expect(model.predict(whole.users.ids[0], newcomer)).toBeUndefined();
    expect(grown.items.ids).toEqual([...model.items.ids, newcomer]);
    for (const user of before.users.ids) expect(grown.scoreItems(user)?.slice(0, -1)).toEqual(model.scoreItems(user));
  });

  test('the item stands in lists, has neighbors, counts as seen, and serves new people', async () => {
    const [told] = telling[0];
    const [asks] = asking[0];
    const lists = (user: Id) => grown.recommend(user, { n: 40 })?.map(({ item }) => item);
    expect(lists(asks)).toContain(newcomer);
    expect(lists(told)).not.toContain(newcomer);
    const top = await grown.topItems(Uint32Array.of(before.users.indexOf(asks) as number), { n: 40 });
    expect(top.items).toContain(before.items.size);
    expect(grown.similarItems(newcomer)?.length).toBe(10);
    expect(grown.scoreItems({ ratings: [{ item: newcomer, value: 5 }] })?.every(Number.isFinite)).toBe(true);
  });

  test('it is what foldInItem says, whatever the order, and is saved like any model', () => {
    expect(model.foldInItem(metBy(telling.toReversed()))).toEqual(model.foldInItem(metBy(telling)));
    const copy = decodeModel(encodeModel(grown), [modelEntry(name)]) as unknown as Growing;
    for (const user of before.users.ids.slice(0, 5)) expect(copy.scoreItems(user)).toEqual(grown.scoreItems(user));
  });

  test('an item that is known, people who are not, and values that are none', () => {
    expect(() => model.withItem(model.items.ids[0], metBy(telling))).toThrow(expect.objectContaining({ code: 'known-item' }));
    expect(model.withItem('other', [{ user: 'ghost', value: 4 }])).toBeUndefined();
    expect(model.foldInItem([])).toBeUndefined();
    expect(() => model.withItem('other', [{ user: whole.users.ids[0], value: Number.NaN }])).toThrow(
      expect.objectContaining({ code: 'invalid-value' }),
    );
  });
});

describe('bayesian-pmf', () => {
  const truth = lowRankRatings({ users: 400, items: 40, rank: 2, density: 0.5, noise: 0.5, seed: 9 });
  const newcomers = [3, 11, 19, 27, 35].map((i) => truth.items.ids[i]);
  const all = truth.users.ids.flatMap((user, u) => {
    const { pointers, indexes, values } = truth.userItems;
    return Array.from(indexes.subarray(pointers[u], pointers[u + 1]), (i, e) => ({
      user,
      item: truth.items.ids[i],
      value: values[pointers[u] + e],
    }));
  });

  test.each([1, 5, 40])(
    'intervals of items that %i people told of hold what the others give, also where little is known',
    async (count) => {
      const model = await bayesianPMF({ factors: 2, samples: 200, burnIn: 60 }).fit(
        interactionsFromRows(all.filter(({ item }) => !newcomers.includes(item))),
      );
      let inside = 0;
      let asked = 0;
      let width = 0;
      for (const item of newcomers) {
        const met = all.filter((row) => row.item === item);
        const grown = model.withItem(item, met.slice(0, count)) as BayesianPMFModel;
        for (const { user, value } of met.slice(count)) {
          const { low, high } = grown.predictInterval(user, item, 0.8) as { low: number; high: number };
          asked++;
          width += high - low;
          if (value >= low && value <= high) inside++;
        }
      }
      expect(inside / asked, `${inside} of ${asked}`).toBeGreaterThan(0.75);
      expect(inside / asked).toBeLessThan(0.9);
      // The noise alone is 1.28 deviations to both sides.
      expect(width / asked).toBeGreaterThan(2 * 1.28 * 0.5);
    },
  );
});
