import { describe, expect, test } from 'vitest';
import golden from '../../../../../golden/implicit-als.json' with { type: 'json' };
import { featuresFromRows } from '../../../src/data/features.ts';
import { IdMap } from '../../../src/data/id-map.ts';
import { type Interactions, interactionsFromColumns } from '../../../src/data/interactions.ts';
import { interactionsFromRows } from '../../../src/data/rows.ts';
import { loadKernels } from '../../../src/kernels/load-kernels.ts';
import { referenceKernels } from '../../../src/kernels/reference/reference.ts';
import { seededRandom } from '../../../src/math/random.ts';
import { implicitALS, implicitALSEntry } from '../../../src/models/factorization/implicit-als/implicit-als.ts';
import { ImplicitALSModel } from '../../../src/models/factorization/implicit-als/model.ts';
import { decodeModel, encodeModel } from '../../../src/persist/model-file.ts';
import { rated } from '../../../testkit/pairs.ts';

function closest(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  for (let k = 0; k < expected.length; k++) expect(Math.abs(actual[k] - expected[k]), `at ${k}`).toBeLessThan(tolerance);
}

/** One level an attribute for each 1 of the row. */
const told = (rows: readonly (readonly number[])[]) =>
  featuresFromRows(
    rows.map((row, id) => ({ id, categories: Object.fromEntries(row.flatMap((one, k) => (one === 1 ? [[`f${k}`, 'yes']] : []))) })),
  );

describe.each([
  ['reference', async () => referenceKernels],
  ['wasm', () => loadKernels({ threads: 1 })],
] as const)('%s kernels against NumPy (golden/implicit_als.py)', (_, kernelsOf) => {
  test('features of both sides: three epochs, the objective, rows that nobody met', async () => {
    const made = golden.features;
    const users = new IdMap(Array.from({ length: golden.users }, (_, u) => u));
    const items = new IdMap(Array.from({ length: golden.items }, (_, i) => i));
    const data = interactionsFromColumns({
      users,
      items,
      userIndexes: Uint32Array.from(made.interactions, ([user]) => user),
      itemIndexes: Uint32Array.from(made.interactions, ([, item]) => item),
      userFeatures: told(made.userFeatures),
      itemFeatures: told(made.itemFeatures),
    });
    const matrix = (rows: number, values: number[]) => ({ rows, columns: golden.factors, values: Float32Array.from(values) });
    const from = new ImplicitALSModel(implicitALSEntry, {
      settings: {},
      users,
      items,
      seen: data.userItems,
      userFactors: matrix(golden.users, golden.start),
      itemFactors: matrix(golden.items, Array(golden.items * golden.factors).fill(0)),
      userGram: matrix(golden.factors, Array(golden.factors ** 2).fill(0)),
      itemGram: matrix(golden.factors, Array(golden.factors ** 2).fill(0)),
    });
    const objectives: number[] = [];
    const model = await implicitALS({ ...made.settings, weighting: 'binary' }).fit(data, {
      from,
      kernels: await kernelsOf(),
      onEpoch: ({ objective }) => void objectives.push(objective as number),
    });
    closest(model.state.itemFactors.values, made.items, 2e-5);
    closest(model.state.userFactors.values, made.users, 2e-5);
    made.objectives.forEach((expected, epoch) => void expect(objectives[epoch] / expected).toBeCloseTo(1, 5));
  });
});

/** Two kinds of items, told by their features, and two tastes, told by the users'; item "new" and user "new" have features only. */
function tastes(described = true): Interactions {
  const random = seededRandom(4, 'features');
  const rows = [];
  for (let u = 0; u < 60; u++) {
    for (let i = 0; i < 40; i++) if (random.uniform() < (u % 2 === i % 2 ? 0.4 : 0.04)) rows.push({ user: `u${u}`, item: `i${i}` });
  }
  const kind = (side: string, n: number) => [
    ...Array.from({ length: n }, (_, k) => ({ id: `${side}${k}`, categories: { kind: k % 2 === 0 ? 'even' : 'odd' } })),
    { id: 'new', categories: { kind: 'odd' } },
  ];
  const [itemFeatures, userFeatures] = [featuresFromRows(kind('i', 40)), featuresFromRows(kind('u', 60))];
  return interactionsFromRows(rows, described ? { itemFeatures, userFeatures } : {});
}
const small = { factors: 6, epochs: 10, regularization: 0.03 } as const;
const both = { ...small, itemFeatureWeight: 0.6, userFeatureWeight: 0.5 } as const;

describe('features', () => {
  test('an item that nobody has is recommended to its kind, and is near to its kind', async () => {
    const model = await implicitALS({ ...small, itemFeatureWeight: 0.6 }).fit(tastes());
    const score = (user: string) => model.scoreItems(user)?.[model.items.indexOf('new') as number] as number;
    for (let u = 0; u < 58; u += 2) expect(score(`u${u + 1}`)).toBeGreaterThan(score(`u${u}`));
    const near = model.similarItems('new', { n: 10 }) ?? [];
    expect(near).toHaveLength(10);
    for (const { item } of near) expect(Number(String(item).slice(1)) % 2).toBe(1);
    expect(model.recommend('u1', { candidates: ['new'] })).toHaveLength(1);
    expect(model.explain('u1', 'new')?.score).toBeCloseTo(score('u1'), 4);
  });

  test('someone who has nothing is recommended their kind, alone and in a batch; unknown people stay unknown', async () => {
    const model = await implicitALS(both).fit(tastes());
    const list = model.recommend('new', { n: 8 }) ?? [];
    expect(list).toHaveLength(8);
    for (const { item } of list) expect(item === 'new' || Number(String(item).slice(1)) % 2 === 1).toBe(true);
    const batch = await model.topItems(Uint32Array.of(model.users.indexOf('new') as number), { n: 8 });
    expect(Array.from(batch.items, (item) => model.items.ids[item])).toEqual(list.map(({ item }) => item));
    expect(model.recommend('stranger')).toBeUndefined();
  });

  test('weight 0 changes no bit, features or not', async () => {
    const plain = await implicitALS(small).fit(tastes(false));
    expect(encodeModel(await implicitALS({ ...small, itemFeatureWeight: 0 }).fit(tastes()))).toEqual(encodeModel(plain));
  });

  test('no epoch raises the objective', async () => {
    const objectives: number[] = [];
    await implicitALS({ ...both, epochs: 15 }).fit(tastes(), { onEpoch: ({ objective }) => void objectives.push(objective as number) });
    for (let epoch = 1; epoch < 15; epoch++) expect(objectives[epoch]).toBeLessThanOrEqual(objectives[epoch - 1] * (1 + 1e-6));
  });

  test('any number of threads gives the same bits; a saved model answers the same', async () => {
    const models = await Promise.all([1, 2, 3].map((threads) => implicitALS(both).fit(tastes(), { threads })));
    const [one, two, three] = models.map((model) => encodeModel(model));
    expect(two).toEqual(one);
    expect(three).toEqual(one);
    expect(decodeModel(one, [implicitALSEntry]).recommend('new')).toEqual(models[0].recommend('new'));
  });

  test('folding in a training user repeats their vector bit for bit with features of items', async () => {
    const model = await implicitALS({ ...small, itemFeatureWeight: 0.6 }).fit(tastes());
    const { pointers, indexes } = model.state.seen;
    const had = Array.from(indexes.subarray(pointers[5], pointers[6]), (item) => [model.items.ids[item], 1] as const);
    expect(model.foldIn(rated(had))).toEqual(model.state.userFactors.values.slice(5 * 6, 6 * 6));
  });

  test.each([
    ['no item features', { itemFeatureWeight: 0.5 }, tastes(false), 'missing-item-features'],
    ['no user features', { userFeatureWeight: 0.5 }, tastes(false), 'missing-user-features'],
  ] as const)('%s: refused', async (_, settings, data, code) => {
    await expect(implicitALS({ ...small, ...settings }).fit(data)).rejects.toMatchObject({ code });
  });

  test('another solver, a refit of changed rows and features without end are refused', async () => {
    expect(() => implicitALS({ ...both, solver: 'cg' })).toThrow(/solver must be direct or auto.*got cg/);
    const model = await implicitALS(both).fit(tastes());
    await expect(implicitALS(both).fit(tastes(), { from: model, refit: 'changed' })).rejects.toMatchObject({ code: 'cannot-refit' });
    const titles = featuresFromRows(Array.from({ length: 2001 }, (_, k) => ({ id: `i${k}`, categories: { title: `t${k}` } })));
    const data = interactionsFromRows([{ user: 'u', item: 'i1' }], { itemFeatures: titles });
    await expect(implicitALS({ ...small, itemFeatureWeight: 0.5 }).fit(data)).rejects.toMatchObject({ code: 'too-large' });
    const textsOnly = featuresFromRows([{ id: 'i1', texts: { plot: 'a man and a boat' } }]);
    const said = interactionsFromRows([{ user: 'u', item: 'i1' }], { itemFeatures: textsOnly });
    await expect(implicitALS({ ...small, itemFeatureWeight: 0.5 }).fit(said)).rejects.toMatchObject({ code: 'no-features' });
  });
});
