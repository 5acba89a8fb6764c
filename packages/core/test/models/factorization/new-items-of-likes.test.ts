/** Items that come after training of likes, by who met them: ranked for the others as training would rank them. */

import { describe, expect, test } from 'vitest';
import type { Id } from '../../../src/data/id-map.ts';
import { type InteractionRow, interactionsFromRows } from '../../../src/data/rows.ts';
import { seededRandom } from '../../../src/math/random.ts';
import { modelEntry } from '../../../src/models/catalog.ts';
import type { NewItems, Recommender } from '../../../src/models/contract/model.ts';
import type { BPRModel } from '../../../src/models/factorization/bpr/model.ts';
import { metBy } from '../../../testkit/pairs.ts';

type People = readonly (readonly [user: Id, value: number])[];
type Growing = Recommender & NewItems;

/** Three tastes, with items from popular to rare; everyone likes most of their own taste and little of the rest. */
const USERS = 150;
const ITEMS = 48;
const random = seededRandom(11, 'new-items-of-likes');
const rows: InteractionRow[] = [];
for (let u = 0; u < USERS; u++)
  for (let i = 0; i < ITEMS; i++) {
    const popularity = 0.25 + 0.6 * (Math.floor(i / 3) / (ITEMS / 3));
    if (random.uniform() < popularity * (u % 3 === i % 3 ? 1 : 0.12)) rows.push({ user: `u${u}`, item: `i${i}`, value: 1 });
  }
/** A rare and a popular item. */
const newcomers = ['i7', 'i40'];
const tells = (user: Id): boolean => Number(String(user).slice(1)) % 2 === 0;
const dataOf = (kept: readonly InteractionRow[]) => interactionsFromRows(kept, { valueKind: 'weight' });
const rest = rows.filter(({ item }) => !newcomers.includes(String(item)));

/** Share of the other items that the newcomer stands above, averaged over people; 1: on top. */
function standing(model: Recommender, item: Id, users: readonly Id[]): number {
  const place = (user: Id): number => {
    const scores = model.scoreItems(user) as Float32Array;
    const own = scores[model.items.indexOf(item) as number];
    return scores.reduce((below, score) => below + (score < own ? 1 : 0), 0) / (scores.length - 1);
  };
  return users.map(place).reduce((sum, share) => sum + share, 0) / users.length;
}

describe.each([
  ['implicit-als', { factors: 6, regularization: 0.05 }],
  ['bpr', { factors: 6, epochs: 60 }],
  ['bpr', { factors: 6, epochs: 60, candidates: 4, regularization: 0.03 }],
  ['bpr', { factors: 6, epochs: 60, negativeSampling: 'popularity', itemBias: false }],
  ['logistic-mf', { factors: 6, regularization: 1 }],
  ['pure-svd', { factors: 4 }],
  ['pure-svd', { factors: 4, weighting: 'binary', centering: 'item' }],
] as const)('%s %o', async (name, settings) => {
  const estimator = modelEntry(name).create(settings);
  const model = (await estimator.fit(dataOf(rest))) as unknown as Growing;

  test.each(newcomers)(
    '%s stands higher for its own people than for others, as far as training would have put them apart',
    async (item) => {
      const telling: People = rows.filter((row) => row.item === item && tells(row.user)).map(({ user }) => [user, 1] as const);
      const told = rows.filter((row) => row.item === item && tells(row.user));
      const trained = (await estimator.fit(dataOf([...rest, ...told]))) as unknown as Growing;
      const grown = model.withItem(item, metBy(telling)) as unknown as Growing;
      const others = model.users.ids.filter((user) => !tells(user));
      const taste = Number(item.slice(1)) % 3;
      const [own, strange] = [true, false].map((same) => others.filter((user) => (Number(String(user).slice(1)) % 3 === taste) === same));
      const apart = (of: Recommender): number => standing(of, item, own) - standing(of, item, strange);
      expect(apart(grown)).toBeGreaterThan(0.15);
      // Training has one more chance to learn that the others do not have it yet.
      expect(apart(grown)).toBeGreaterThan(apart(trained) - 0.12);
    },
  );
});

describe('likes that are none', async () => {
  const model = (await modelEntry('bpr').create({ factors: 4, epochs: 10 }).fit(dataOf(rest))) as unknown as Growing;
  test('who met the item without liking it has seen it, and tells nothing else', () => {
    expect(model.withItem('new', [{ user: 'u0', value: 0 }])).toBeUndefined();
    const people: People = [
      ['u0', 1],
      ['u1', 0],
    ];
    const grown = model.withItem('new', metBy(people)) as unknown as Growing;
    expect(grown.recommend('u1', { n: 100 })?.map(({ item }) => item)).not.toContain('new');
  });
  test('a user whose values are all 0 has no list, asked alone or with many', async () => {
    const cold = (await modelEntry('bpr')
      .create({ factors: 4, epochs: 10 })
      .fit(dataOf([...rest, { user: 'cold', item: 'i3', value: 0 }]))) as BPRModel;
    expect(cold.recommend('cold')).toBeUndefined();
    const top = await cold.topItems(Uint32Array.of(cold.users.indexOf('cold') as number, 0), { n: 3 });
    expect([...top.items.subarray(0, 3)]).toEqual([-1, -1, -1]);
    expect(top.items[3]).toBeGreaterThanOrEqual(0);
  });
  test('a negative value is refused, naming who gave it', () => {
    expect(() => model.withItem('new', [{ user: 'u3', value: -1 }])).toThrow(
      expect.objectContaining({ code: 'negative-weight', data: { user: 'u3', value: -1 } }),
    );
  });
});

/** s(u, i) of the new item for every user, and its parts, of a model that has it last. */
function solvedItem(grown: Growing): { readonly y: Float32Array; readonly bias: number; readonly scores: Float64Array } {
  const { itemFactors, itemBias, userFactors, userBias } = (grown as unknown as BPRModel).state;
  const factors = itemFactors.columns;
  const y = itemFactors.values.slice(-factors);
  const bias = itemBias.at(-1) as number;
  const scores = Float64Array.from({ length: USERS }, (_, u) => {
    let sum = bias + userBias[u];
    for (let f = 0; f < factors; f++) sum += y[f] * userFactors.values[u * factors + f];
    return sum;
  });
  return { y, bias, scores };
}
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const people: People = rows.filter((row) => row.item === 'i40' && tells(row.user)).map(({ user }) => [user, 1] as const);

test('logistic-mf: the item is at the maximum of its objective, all pairs counted', async () => {
  const [alpha, regularization] = [6, 1];
  const settings = { factors: 3, alpha, regularization, epochs: 400 };
  const model = (await modelEntry('logistic-mf').create(settings).fit(dataOf(rest))) as unknown as Growing;
  const { y, scores } = solvedItem(model.withItem('new', metBy(people)) as unknown as Growing);
  const { userFactors } = (model as unknown as BPRModel).state;
  /** Slope of the objective in each coordinate and the bias, at the given scores. */
  const slopes = (at: Float64Array, vector: ArrayLike<number>): number[] => {
    const slope = Array.from({ length: 4 }, (_, f) => (f < 3 ? -regularization * vector[f] : 0));
    for (let u = 0; u < USERS; u++) {
      const user = model.users.ids[u];
      const liked = people.some(([other]) => other === user) ? alpha * sigmoid(-at[u]) : 0;
      for (let f = 0; f < 4; f++) slope[f] += (liked - sigmoid(at[u])) * (f < 3 ? userFactors.values[u * 3 + f] : 1);
    }
    return slope;
  };
  const { userBias } = (model as unknown as BPRModel).state;
  const start = Math.hypot(...slopes(Float64Array.from(userBias), [0, 0, 0]));
  expect(Math.hypot(...slopes(scores, y))).toBeLessThan(0.01 * start);
});

test.each([
  ['uniform', 1],
  ['popularity', 1],
  ['uniform', 3],
] as const)(
  'bpr, %s, %i candidates: the item is where an epoch of all its samples moves it nowhere',
  async (negativeSampling, candidates) => {
    const [factors, regularization] = [3, 0.02];
    const settings = { factors, regularization, negativeSampling, candidates, epochs: 600, learningRate: 0.05, learningRateDecay: 0.993 };
    const model = (await modelEntry('bpr').create(settings).fit(dataOf(rest))) as unknown as Growing;
    const { y, bias, scores } = solvedItem(model.withItem('new', metBy(people)) as unknown as Growing);
    const { userFactors, seen } = (model as unknown as BPRModel).state;
    const has = model.users.ids.map((_, u) => [...seen.indexes.subarray(seen.pointers[u], seen.pointers[u + 1])]);
    const popularity = new Float64Array(model.items.size).fill(negativeSampling === 'uniform' ? 1 : 0);
    if (negativeSampling === 'popularity') for (const item of seen.indexes) popularity[item]++;
    const own = negativeSampling === 'uniform' ? 1 : people.length;
    /** Expected move of an epoch at rate 1, enumerating every sample that the item can take part in. */
    const move = (at: Float64Array, vector: ArrayLike<number>, ownBias: number): number[] => {
      const sum = new Array(factors + 1).fill(0);
      const add = (u: number, slope: number, times: number): void => {
        for (let f = 0; f <= factors; f++)
          sum[f] +=
            times *
            (f < factors ? slope * userFactors.values[u * factors + f] - regularization * vector[f] : slope - regularization * ownBias);
      };
      for (let u = 0; u < USERS; u++) {
        const known = model.scoreItems(model.users.ids[u]) as Float32Array;
        const lacks = [...known.keys()].filter((item) => !has[u].includes(item)).sort((a, b) => known[a] - known[b]);
        const weight = lacks.reduce((total, item) => total + popularity[item], 0);
        if (people.some(([user]) => user === model.users.ids[u])) {
          // The highest of c draws is the k-th lowest with probability F(k)^c − F(k−1)^c.
          let below = 0;
          for (const item of lacks) {
            const above = below + popularity[item] / weight;
            add(u, sigmoid(known[item] - at[u]), above ** candidates - below ** candidates);
            below = above;
          }
          continue;
        }
        const lower = lacks.reduce((total, item) => total + (known[item] < at[u] ? popularity[item] / weight : 0), 0);
        const drawn = (candidates * own * lower ** (candidates - 1)) / (weight + own);
        for (const positive of has[u]) add(u, -sigmoid(at[u] - known[positive]), drawn);
      }
      return sum;
    };
    const start = Math.hypot(...move(new Float64Array(USERS), [0, 0, 0], 0));
    expect(Math.hypot(...move(scores, y, bias))).toBeLessThan(0.1 * start);
  },
);
