import { describe, expect, test } from 'vitest';
import golden from '../../../../../golden/linear.json' with { type: 'json' };
import { IdMap } from '../../../src/data/id-map.ts';
import { interactionsFromColumns } from '../../../src/data/interactions.ts';
import { type InteractionRow, interactionsFromRows } from '../../../src/data/rows.ts';
import { loadKernels } from '../../../src/kernels/load-kernels.ts';
import { referenceKernels } from '../../../src/kernels/reference/reference.ts';
import { seededRandom } from '../../../src/math/random.ts';
import type { DenseMatrix } from '../../../src/matrix/dense.ts';
import type { SparseRows } from '../../../src/matrix/sparse.ts';
import { topItemsByScores } from '../../../src/models/answering/recommend-many.ts';
import { modelEntry } from '../../../src/models/catalog.ts';
import { checkStateShapes } from '../../../src/models/contract/state-shapes.ts';
import type { LinearItemModel } from '../../../src/models/item-weights/item-weights-model.ts';
import { ease } from '../../../src/models/linear/ease/ease.ts';
import { requireRoom } from '../../../src/models/linear/ease/inverse.ts';
import { rp3beta } from '../../../src/models/linear/rp3beta.ts';
import { requireSlimRoom } from '../../../src/models/linear/slim/regressions.ts';
import { slim } from '../../../src/models/linear/slim/slim.ts';

const ids = (size: number): IdMap => new IdMap(Array.from({ length: size }, (_, index) => index));

/** Row-major, zeros filled in. */
function denseOf(weights: DenseMatrix | SparseRows): Float32Array {
  if (!('pointers' in weights)) return weights.values;
  const values = new Float32Array(weights.rows * weights.columns);
  for (let row = 0; row < weights.rows; row++)
    for (let e = weights.pointers[row]; e < weights.pointers[row + 1]; e++)
      values[row * weights.columns + weights.indexes[e]] = weights.values[e];
  return values;
}
function farthest(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(actual.length).toBe(expected.length);
  let most = 0;
  for (let k = 0; k < expected.length; k++) {
    const difference = Math.abs(actual[k] - expected[k]);
    most = difference > most || Number.isNaN(difference) ? difference : most;
  }
  return most;
}

describe.each([
  ['reference', async () => referenceKernels],
  ['wasm', () => loadKernels({ threads: 1 })],
] as const)('%s kernels against NumPy and scikit-learn (golden/linear.py)', (_, kernelsOf) => {
  const train = interactionsFromColumns({
    users: ids(golden.users),
    items: ids(golden.items),
    userIndexes: Uint32Array.from(golden.interactions, ([user]) => user),
    itemIndexes: Uint32Array.from(golden.interactions, ([, item]) => item),
    values: Float32Array.from(golden.interactions, ([, , value]) => value),
    valueKind: 'weight',
  });
  // The closed form is computed in float64 and kept in float32; coordinate descent runs in float32.
  const within: Readonly<Record<string, number>> = { ease: 1e-7, slim: 3e-6, rp3beta: 1e-7 };

  test.each(golden.cases.map((one) => [one.model, one.settings, one] as const))('%s %o', async (name, given, expected) => {
    const settings = name === 'slim' ? { ...given, epochs: 5000, tolerance: 1e-8 } : given;
    const model = (await modelEntry(name)
      .create(settings)
      .fit(train, { kernels: await kernelsOf() })) as LinearItemModel;
    const largest = expected.weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
    expect(farthest(denseOf(model.state.weights), expected.weights) / largest).toBeLessThan(within[name]);
    for (let u = 0; u < golden.users; u++) {
      const scores = model.scoreItems(u);
      if (scores === undefined) {
        expect(golden.interactions.some(([user]) => user === u)).toBe(false);
        continue;
      }
      expect(scores[5]).toBeNaN(); // nobody has it
      scores[5] = 0;
      expect(farthest(scores, expected.scores.slice(u * golden.items, (u + 1) * golden.items))).toBeLessThan(20 * within[name]);
    }
  });
});

/** People of two tastes; 70 items make two tiles of the inverse and a stride that is no multiple of four. */
const rows: InteractionRow[] = [];
const random = seededRandom(5, 'tastes');
for (let u = 0; u < 200; u++)
  for (let i = 0; i < 70; i++)
    if (random.uniform() < (u % 2 === i % 2 ? 0.3 : 0.03)) rows.push({ user: `u${u}`, item: `i${i}`, value: random.integer(5) }); // 0: seen, no sign of liking
const train = interactionsFromRows(rows, { valueKind: 'weight' });
const everyone = Uint32Array.from(train.users.ids.keys());

describe.each([
  ['ease', () => ease({ regularization: 5 })],
  ['ease with a threshold', () => ease({ regularization: 5, threshold: 0.05 })],
  ['ease of given values', () => ease({ regularization: 5, weighting: 'given' })],
  ['slim', () => slim({ sparsity: 0.3, regularization: 3 })],
  ['rp3beta', () => rp3beta({ neighbors: 15 })],
] as const)('%s', (_, make) => {
  test('lists of many users are those of their scores, to the last bit', async () => {
    const model = await make().fit(train);
    for (const keepSeen of [false, true])
      expect(await model.topItems(everyone, { n: 9, keepSeen, threads: 1 })).toEqual(topItemsByScores(model, everyone, { n: 9, keepSeen }));
  });

  test('contributions of the person’s items add up to the score, largest first', async () => {
    const model = await make().fit(train);
    for (const user of ['u0', 'u13']) {
      const scores = model.scoreItems(user) as Float32Array;
      train.items.ids.forEach((item, i) => {
        const explanation = model.explain(user, item);
        expect(Math.abs((explanation?.score as number) - scores[i])).toBeLessThan(1e-6);
        const shares = explanation?.because.map(({ contribution }) => contribution) as number[];
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(scores[i], 6);
        expect(shares).toEqual(shares.toSorted((a, b) => b - a));
      });
    }
  });

  test('items are like items of the same taste', async () => {
    const model = await make().fit(train);
    let same = 0;
    for (let i = 0; i < 70; i++)
      for (const { item } of model.similarItems(`i${i}`, { n: 5 }) ?? []) if (Number(String(item).slice(1)) % 2 === i % 2) same++;
    // By chance half would be.
    expect(same / (70 * 5)).toBeGreaterThan(0.75);
  });

  test('who only has values of 0 gets no answer, and a negative value is refused by name', async () => {
    const more = [...rows, { user: 'zero', item: 'i3', value: 0 }];
    const model = await make().fit(interactionsFromRows(more, { valueKind: 'weight' }));
    expect(model.recommend('zero')).toBeUndefined();
    const zero = model.users.indexOf('zero') as number;
    expect((await model.topItems(Uint32Array.of(zero), { n: 3 })).items).toEqual(Int32Array.of(-1, -1, -1));
    expect(model.foldIn([{ item: 'i3', value: 0 }])).toBeUndefined();
    expect(() => model.foldIn([{ item: 'i3', value: -1 }])).toThrow(expect.objectContaining({ code: 'negative-weight' }));
    const negative = interactionsFromRows([...rows, { user: 'neg', item: 'i3', value: -2 }], { valueKind: 'weight' });
    await expect(make().fit(negative)).rejects.toMatchObject({
      code: 'negative-weight',
      message: expect.stringContaining('user neg, item i3'),
    });
  });

  test('an index that is no user is refused', async () => {
    const model = await make().fit(train);
    await expect(model.topItems(Uint32Array.of(200), { n: 3 })).rejects.toMatchObject({ code: 'invalid-index' });
  });
});

test('a threshold drops the small weights of ease and keeps the others', async () => {
  const dense = denseOf((await ease({ regularization: 5 }).fit(train)).state.weights);
  const { weights } = (await ease({ regularization: 5, threshold: 0.05 }).fit(train)).state;
  expect('pointers' in weights && weights.values.length).toBeLessThan(dense.length / 2);
  expect(denseOf(weights)).toEqual(dense.map((weight) => (Math.abs(weight) >= 0.05 ? weight : 0)));
});

test('slim: more sparsity leaves fewer weights, and none where it is above every product', async () => {
  const count = async (sparsity: number) => (await slim({ sparsity, regularization: 3 }).fit(train)).state.weights.values.length;
  const counts = [await count(0), await count(1), await count(4), await count(1000)];
  expect(counts).toEqual(counts.toSorted((a, b) => b - a));
  expect(new Set(counts).size).toBe(4);
  expect(counts[3]).toBe(0);
});

test('rp3beta: β holds popular items back', async () => {
  const popularity = new Map<unknown, number>();
  for (const { item, value } of rows) if ((value as number) > 0) popularity.set(item, (popularity.get(item) ?? 0) + 1);
  const mean = async (beta: number) => {
    const model = await rp3beta({ beta }).fit(train);
    return [...everyone].reduce((sum, u) => sum + (popularity.get(model.recommend(`u${u}`, { n: 1 })?.[0].item) ?? 0), 0);
  };
  expect(await mean(0.8)).toBeLessThan(await mean(0));
});

test('a catalog beyond memory is refused before any work, with the estimate and what to take instead', () => {
  requireRoom(30_000);
  expect(() => requireRoom(40_000)).toThrow(
    expect.objectContaining({
      code: 'too-large',
      message: expect.stringMatching(/40000 items needs 12\.\d GiB .* take sansa, slim or item-knn, whose weights are sparse, or elsa/),
    }),
  );
  requireSlimRoom(32_000);
  expect(() => requireSlimRoom(40_000)).toThrow(
    expect.objectContaining({ code: 'too-large', message: expect.stringContaining('item-knn') }),
  );
});

test('a damaged state is refused by name', async () => {
  const { state } = await ease().fit(train);
  const short = { ...state, weights: { rows: 3, columns: 70, values: new Float32Array(210) } };
  expect(() => modelEntry('ease').restore(short, checkStateShapes)).toThrow(
    'ease: weights must be 70 × 70; got 3 × 70. The model file is damaged.',
  );
});
