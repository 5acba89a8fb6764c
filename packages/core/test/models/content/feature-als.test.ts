/** What the mathematics of feature ALS promises: an objective that falls, fold-in that repeats training, newcomers placed by features. */

import { expect, test } from 'vitest';
import { featuresFromRows } from '../../../src/data/features.ts';
import { IdMap } from '../../../src/data/id-map.ts';
import { type Interactions, interactionsFromColumns } from '../../../src/data/interactions.ts';
import { interactionsFromRows } from '../../../src/data/rows.ts';
import { seededRandom } from '../../../src/math/random.ts';
import { rowIndexes } from '../../../src/matrix/sparse.ts';
import { featureALS } from '../../../src/models/content/feature-als/feature-als.ts';
import type { EpochReport } from '../../../src/models/contract/estimator.ts';
import { namedIds } from '../../../testkit/named-ids.ts';
import { rated } from '../../../testkit/pairs.ts';

const kinds = ['red', 'green', 'blue'];

/** People of three kinds like items of their own kind, mostly; every tenth item and person is known by features alone. */
function world(users = 60, items = 45): Interactions {
  const random = seededRandom(3, 'world');
  const pairs: [number, number][] = [];
  for (let u = 0; u < users; u++)
    for (let i = 0; i < items; i++)
      if (u % 10 !== 9 && i % 10 !== 9 && random.uniform() < (u % 3 === i % 3 ? 0.5 : 0.05)) pairs.push([u, i]);
  return interactionsFromColumns({
    users: namedIds('u', users),
    items: namedIds('i', items),
    userIndexes: Uint32Array.from(pairs, ([u]) => u),
    itemIndexes: Uint32Array.from(pairs, ([, i]) => i),
    userFeatures: featuresFromRows(
      Array.from({ length: users }, (_, u) => ({ id: `u${u}`, categories: { taste: kinds[u % 3] }, numbers: { age: 20 + (u % 7) } })),
    ),
    itemFeatures: featuresFromRows(Array.from({ length: items }, (_, i) => ({ id: `i${i}`, categories: { colour: kinds[i % 3] } }))),
  });
}

const kindOf = (item: string | number): number => Number(String(item).slice(1)) % 3;

test('no epoch raises the objective', async () => {
  const values: number[] = [];
  const onEpoch = ({ objective }: EpochReport): void => {
    values.push(objective as number);
  };
  await featureALS({ factors: 6, epochs: 12, regularization: 0.05 }).fit(world(), { onEpoch });
  expect(values.length).toBe(12);
  for (let k = 1; k < values.length; k++) expect(values[k]).toBeLessThanOrEqual(values[k - 1] * (1 + 1e-6));
  expect(values[11]).toBeLessThan(0.99 * values[0]);
});

test('items known by features alone are recommended to those who like their kind', async () => {
  const train = world();
  const model = await featureALS({ factors: 6 }).fit(train);
  const fresh = train.items.ids.filter((_, i) => i % 10 === 9);
  for (const user of ['u0', 'u1', 'u2', 'u30']) {
    const [best] = model.recommend(user, { n: 1, candidates: fresh }) ?? [];
    expect(kindOf(best.item), user).toBe(kindOf(user));
    expect(model.recommend(user, { n: 45 })?.length).toBe(
      45 - rowIndexes(train.userItems, kindOf(user) === 0 && user === 'u30' ? 30 : Number(user.slice(1))).length,
    );
  }
  expect(model.similarItems('i9', { n: 5 })?.map(({ item }) => kindOf(item))).toEqual([0, 0, 0, 0, 0]);
});

test('newcomers are placed by their features, known people without a like too', async () => {
  const model = await featureALS({ factors: 6 }).fit(world());
  kinds.forEach((taste, kind) => {
    const list = model.recommend({ ratings: [], features: { taste, age: 23 } }, { n: 5 });
    expect(list?.map(({ item }) => kindOf(item))).toEqual([kind, kind, kind, kind, kind]);
  });
  expect(model.recommend('u9', { n: 3 })?.map(({ item }) => kindOf(item))).toEqual([0, 0, 0]);
  expect(() => model.scoreItems({ ratings: [], features: { tast: 'red' } })).toThrow(/taste/);
});

test('likes and features of a training user give the user again', async () => {
  const train = world();
  const model = await featureALS({ factors: 6 }).fit(train);
  for (const u of [0, 4, 17]) {
    const ratings = Array.from(rowIndexes(train.userItems, u), (i) => [train.items.ids[i], 1] as const);
    const features = { taste: kinds[u % 3], age: 20 + (u % 7) };
    const [known, folded] = [model.scoreItems(`u${u}`), model.scoreItems({ ratings: rated(ratings), features })] as [
      Float32Array,
      Float32Array,
    ];
    known.forEach((score, i) => {
      expect(folded[i]).toBeCloseTo(score, 5);
    });
  }
});

test('explains by likes and attributes, and by the features of the item; each adds up', async () => {
  const model = await featureALS({ factors: 6 }).fit(world());
  for (const who of ['u0', 'u9', { ratings: [{ item: 'i3', value: 1 }] as const, features: { taste: 'red' } }]) {
    const explained = model.explain(who, 'i9');
    const score = model.scoreItems(who)?.[9] as number;
    for (const shares of [explained?.because, explained?.features])
      expect(shares?.reduce((sum, { contribution }) => sum + contribution, 0)).toBeCloseTo(score, 5);
    expect(explained?.features?.map(({ feature }) => feature).toSorted()).toEqual(['colour=red', 'everything', 'itself']);
    expect(explained?.because.map(({ attribute }) => attribute)).toContain('taste=red');
  }
});

test('an item of which nothing is known is in no list', async () => {
  const train = interactionsFromRows([
    { user: 'a', item: 'x' },
    { user: 'b', item: 'y' },
  ]);
  const wider = interactionsFromColumns({
    users: train.users,
    items: new IdMap([...train.items.ids, 'z']),
    userIndexes: Uint32Array.of(0, 1),
    itemIndexes: Uint32Array.of(0, 1),
  });
  const model = await featureALS({ factors: 4 }).fit(wider);
  expect(model.scoreItems('a')?.[2]).toBeNaN();
  expect(model.recommend('a', { n: 5 })?.map(({ item }) => item)).toEqual(['y']);
});

test('tells what is described, and counts features of ids that training does not have', async () => {
  const { users, items, userItems } = world();
  const rows = [
    ...Array.from({ length: 40 }, (_, i) => ({ id: `i${i}`, categories: { colour: kinds[i % 3] } })),
    { id: 'unheard', categories: { colour: 'red' } },
  ];
  const userIndexes = new Uint32Array(userItems.indexes.length);
  for (let u = 0; u < users.size; u++) userIndexes.fill(u, userItems.pointers[u], userItems.pointers[u + 1]);
  const train = interactionsFromColumns({
    users,
    items,
    userIndexes,
    itemIndexes: userItems.indexes,
    itemFeatures: featuresFromRows(rows),
  });
  let figures: EpochReport['figures'];
  const onEpoch = (report: EpochReport): void => {
    figures = report.figures;
  };
  const model = await featureALS({ factors: 4, epochs: 1 }).fit(train, { onEpoch });
  expect(figures).toEqual({ featuresItems: 3, withoutItems: 5, onlyItems: 1 });
  expect(model.items.indexOf('unheard')).toBe(45);
});

test('refuses features whose vectors would not fit into memory, before training', async () => {
  const count = 1_000_000;
  const ids = new IdMap(['x', 'y']);
  const indexes = Uint32Array.from({ length: 2 * count }, (_, e) => e % count);
  const itemFeatures = {
    ids,
    names: Array.from({ length: count }, (_, k) => `tag=${k}`),
    matrix: {
      rows: 2,
      columns: count,
      pointers: Uint32Array.of(0, count, 2 * count),
      indexes,
      values: new Float32Array(2 * count).fill(1),
    },
  };
  const train = interactionsFromColumns({
    users: namedIds('u', 2),
    items: ids,
    userIndexes: Uint32Array.of(0, 1),
    itemIndexes: Uint32Array.of(0, 1),
    itemFeatures,
  });
  await expect(featureALS({ factors: 512 }).fit(train)).rejects.toThrow(
    expect.objectContaining({ code: 'too-large', message: expect.stringMatching(/1000002 features with 512 factors need about 4\.4 GB/) }),
  );
});

test('stops when asked', async () => {
  const stop = new AbortController();
  const onEpoch = ({ epoch }: EpochReport): void => {
    if (epoch === 2) stop.abort(new Error('enough'));
  };
  await expect(featureALS({ factors: 4 }).fit(world(), { signal: stop.signal, onEpoch })).rejects.toThrow('enough');
});
