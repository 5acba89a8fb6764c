/** The factorization machine: laws also with ratings, what context and attributes teach, someone new, and refusals. */

import { describe, expect, test } from 'vitest';
import { featuresFromRows } from '../../../src/data/features.ts';
import type { ContextColumn } from '../../../src/data/interaction-columns.ts';
import { Interactions } from '../../../src/data/interactions.ts';
import { interactionsFromRows } from '../../../src/data/rows.ts';
import { seededRandom } from '../../../src/math/random.ts';
import {
  factorizationMachine,
  factorizationMachineEntry,
} from '../../../src/models/context/factorization-machine/factorization-machine.ts';
import type { Attributes, History } from '../../../src/models/contract/model.ts';
import { checkStateShapes } from '../../../src/models/contract/state-shapes.ts';
import { decodeModel, encodeModel } from '../../../src/persist/model-file.ts';
import { describeModelLaws } from '../../../testkit/index.ts';
import { lawData } from '../../../testkit/law-data.ts';
import { ratingsOf } from '../../../testkit/ratings-of.ts';

describe('with ratings and bags', () => {
  describeModelLaws(factorizationMachineEntry, {
    data: 'ratings',
    settings: { factors: 4, samples: 10, burnIn: 5, userBag: true, itemBag: true },
    foldInAgrees: 'no: averages of ten draws differ; the next test takes many',
    checkerboardSettings: { samples: 60, burnIn: 40, context: 'none', userAttributes: false },
  });
});

test('folding in the ratings of a training user comes near the user, the nearer the more samples', async () => {
  const train = lawData({ ...factorizationMachineEntry, feedback: 'ratings' });
  const distance = async (samples: number): Promise<number> => {
    const settings = { factors: 2, samples, burnIn: 50, context: 'none', userAttributes: false, userBag: true };
    const model = await factorizationMachine(settings).fit(train);
    let squares = 0;
    for (let u = 0; u < 20; u++) {
      const known = model.scoreItems(train.users.ids[u]) as Float32Array;
      const folded = model.scoreItems({ ratings: ratingsOf(train, u) }) as Float32Array;
      for (let i = 0; i < 12; i++) squares += (known[i] - folded[i]) ** 2 / 240;
    }
    return Math.sqrt(squares);
  };
  const [few, many] = [await distance(10), await distance(600)];
  expect(many).toBeLessThan(0.1);
  expect(many).toBeLessThan(few / 3);
});

const random = seededRandom(8);
const weathers = ['rain', 'sun'];

/** Ratings whose taste turns with the weather: half of the users love the even items in the rain, the others in the sun. */
function weatherRatings({ userCount = 60, itemCount = 20 } = {}): Interactions {
  const rows: { user: string; item: string; value: number }[] = [];
  const codes: number[] = [];
  for (let u = 0; u < userCount; u++) {
    for (let i = 0; i < itemCount; i++) {
      if (random.uniform() < 0.4) continue;
      const code = random.integer(2);
      const agree = (i % 2 === 0) === (code === 0);
      rows.push({ user: `u${u}`, item: `i${i}`, value: Math.round(3 + (agree ? 1.6 : -1.6) + 0.3 * random.normal()) });
      codes.push(code);
    }
  }
  const data = interactionsFromRows(rows);
  const { users, items, userItems } = data;
  // Entries are ordered by user, then item index; rows were too, but items are numbered by first appearance.
  const order = rows
    .map((row, at) => ({ at, u: users.indexOf(row.user) as number, i: items.indexOf(row.item) as number }))
    .sort((a, b) => a.u - b.u || a.i - b.i);
  const column: ContextColumn = { kind: 'category', levels: weathers, codes: Uint32Array.from(order, ({ at }) => codes[at]) };
  const itemFeatures = featuresFromRows(
    items.ids.map((id) => ({ id, categories: { kind: Number(String(id).slice(1)) % 2 === 0 ? 'even' : 'odd' } })),
  );
  return new Interactions({
    users,
    items,
    userItems,
    valueKind: 'rating',
    itemFeatures,
    context: new Map([['weather', column]]),
  });
}

test.each(['gibbs', 'sgd'] as const)('%s: the context turns the prediction, and its absence is the average', async (training) => {
  const model = await factorizationMachine({ factors: 4, training, samples: 40, epochs: 40 }).fit(weatherRatings());
  const [rain, sun, any] = [
    model.predict('u0', 'i2', { weather: 'rain' }),
    model.predict('u0', 'i2', { weather: 'sun' }),
    model.predict('u0', 'i2'),
  ];
  expect(rain).toBeGreaterThan(4);
  expect(sun).toBeLessThan(2);
  expect(Math.abs((any as number) - 3)).toBeLessThan(0.5);
  expect(model.recommend('u0', { keepSeen: true, n: 1 }, { weather: 'sun' })?.[0].item).toMatch(/i\d*[13579]$/);
  expect(model.unknownContext({})).toEqual(['weather']);
  expect(model.unknownContext({ weather: 'hail' })).toEqual(['weather']);
  expect(model.unknownContext({ weather: 'sun' })).toEqual([]);
  expect(model.predict('u0', 'i2', { weather: 'hail' })).toBe(any);
  expect(() => model.predict('u0', 'i2', { wether: 'sun' })).toThrow(/did you mean "weather"/);
});

test('a new item is known by its attributes, a new user by ratings and context; files keep all of it', async () => {
  const model = await factorizationMachine({ factors: 4, samples: 40 }).fit(weatherRatings());
  const even = { kind: 'even' };
  expect(model.predictNewItem('u0', even, { weather: 'rain' })).toBeGreaterThan(3.7);
  expect(model.predictNewItem('u0', even, { weather: 'sun' })).toBeLessThan(2.3);
  expect(() => model.predictNewItem('u0', { knd: 'even' })).toThrow(/no attribute "knd" \(did you mean "kind"\?\)/);
  expect(model.predictNewItem('ghost', even)).toBeUndefined();
  expect(model.predictNewItem({ ratings: [] }, even)).toBeDefined();
  expect(model.predict({ ratings: [] }, 'i2')).toBeDefined();
  expect(model.predict('ghost', 'i2')).toBeUndefined();
  const someone = { ratings: [{ item: 'i2', value: 5 }] };
  expect(model.predict(someone, 'i4', { weather: 'rain' })).toBeGreaterThan(3.7);
  expect(model.predictNewItem(someone, even, { weather: 'rain' })).toBeGreaterThan(3.7);
  const { low, mean, high } = model.predictInterval(someone, 'i4', 0.9, { weather: 'rain' })!;
  expect(low).toBeLessThan(mean);
  expect(mean).toBeLessThanOrEqual(high);
  expect(model.recommend(someone, { n: 20 })?.some(({ item }) => item === 'i2')).toBe(false);
  const again = decodeModel(encodeModel(model), [factorizationMachineEntry]);
  expect(again.predictNewItem('u0', even, { weather: 'rain' })).toBe(model.predictNewItem('u0', even, { weather: 'rain' }));
});

describe('someone new, by their attributes', async () => {
  // Cooks love the even items, smiths the odd ones; the young rate a point higher.
  const draw = seededRandom(12);
  const rows = Array.from({ length: 60 * 20 }, (_, k) => ({ u: k % 60, i: Math.floor(k / 60) }))
    .filter(() => draw.uniform() < 0.6)
    .map(({ u, i }) => ({ user: `u${u}`, item: `i${i}`, value: (u % 2 === i % 2 ? 4 : 1) + (u % 4 < 2 ? 1 : 0) }));
  const userFeatures = featuresFromRows(
    Array.from({ length: 60 }, (_, u) => ({
      id: `u${u}`,
      categories: { job: u % 2 === 0 ? 'cook' : 'smith', age: u % 4 < 2 ? '20' : '30', likes: [`l${u % 3}`, `l${u % 5}`] },
      numbers: { income: 1000 + 100 * u },
    })),
  );
  const train = interactionsFromRows(rows, { userFeatures });
  const someone = (features: Attributes, ratings: History = []) => ({ ratings, features });

  test.each(['gibbs', 'sgd'] as const)('%s: answered by what those with the same attributes rate, over files too', async (training) => {
    const model = await factorizationMachine({ factors: 4, training, samples: 40, epochs: 40 }).fit(train);
    const again = decodeModel(encodeModel(model), [factorizationMachineEntry]);
    for (const asked of [model, again]) {
      expect(asked.recommend(someone({ job: 'cook' }), { n: 3 })?.map(({ item }) => String(item))).toEqual(
        Array(3).fill(expect.stringMatching(/[02468]$/)),
      );
      expect(asked.recommend(someone({ job: 'smith', age: 24 }), { n: 1 })?.[0].item).toMatch(/[13579]$/);
    }
    expect(model.attributes).toEqual(['age', 'job', 'likes', 'income']);
    const of = (features: Attributes) => model.scoreItems(someone(features)) as Float32Array;
    // Within reach of a band, a number is of the band.
    expect(of({ job: 'cook', age: 24 })).toEqual(of({ job: 'cook', age: '20' }));
    expect(model.predict(someone({ job: 'cook', age: 24 }), 'i2')).toBeGreaterThan(model.predict(someone({ job: 'cook', age: 31 }), 'i2')!);
    expect(of({ income: 6900 })).not.toEqual(of({ income: 1000 }));
    // A level that nobody has says nothing; nor does nothing.
    expect(of({ job: 'pirate' })).toEqual(of({}));
    expect(() => of({ jobb: 'cook' })).toThrow(/no attribute "jobb" \(did you mean "job"\?\)/);
    expect(() => of({ income: 'much' })).toThrow(expect.objectContaining({ code: 'invalid-value' }));
    // What is rated speaks louder than the profession.
    const odd = [1, 3, 5, 7, 9].map((i) => ({ item: `i${i}`, value: 5 }));
    const even = [0, 2, 4, 6, 8].map((i) => ({ item: `i${i}`, value: 1 }));
    const turned = model.scoreItems(someone({ job: 'cook' }, [...odd, ...even])) as Float32Array;
    expect(turned[train.items.indexOf('i11') as number]).toBeGreaterThan(of({ job: 'cook' })[train.items.indexOf('i11') as number]);
    expect(turned).not.toEqual(model.scoreItems({ ratings: [...odd, ...even] }));
  });

  test('the score is the sum over features and over pairs of features, as training weighs them', async () => {
    const model = await factorizationMachine({ factors: 3, training: 'sgd', epochs: 5 }).fit(train);
    const { userFeatureNames, userFeatureRows, itemRows, intercepts, meanRating } = model.state;
    const { mean, deviation } = userFeatures.moments!.get('income')!;
    const stated = { 'job=cook': 1, 'likes=l0': Math.SQRT1_2, 'likes=l3': Math.SQRT1_2, income: (1500 - mean) / deviation };
    const parts = Object.entries(stated).map(([name, x]) => {
      const row = userFeatureNames.indexOf(name);
      return Array.from(userFeatureRows.values.subarray(row * 4, row * 4 + 4), (value) => value * x);
    });
    const scores = model.scoreItems(someone({ likes: ['l0', 'l3'], income: 1500, job: 'cook' })) as Float32Array;
    scores.forEach((score, i) => {
      // SGD expects a new id to be 0; an item without attributes or bag is one feature.
      const all = [...parts, Array.from(itemRows.values.subarray(i * 4, i * 4 + 4))];
      const dot = (a: number[], b: number[]) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
      let expected = meanRating + intercepts[0] + all.reduce((sum, part) => sum + part[3], 0);
      for (let j = 0; j < all.length; j++) for (let k = 0; k < j; k++) expected += dot(all[j], all[k]);
      expect(score).toBeCloseTo(expected, 4);
    });
  });

  test('a model that was told of no attributes refuses them by name', async () => {
    const blind = await factorizationMachine({ factors: 2, samples: 4, userAttributes: false }).fit(train);
    expect(() => blind.recommend(someone({ job: 'cook' }))).toThrow(/no attribute "job"; there are none/);
    expect(blind.attributes).toEqual([]);
  });
});

test('a number as context: standardized, and anything between and beyond may be asked', async () => {
  const rows = Array.from({ length: 400 }, (_, k) => ({ user: `u${k % 20}`, item: `i${Math.floor(k / 20)}`, value: 3 }));
  const heat = rows.map((_, k) => (k * 37) % 41);
  const base = interactionsFromRows(rows.map((row, k) => ({ ...row, value: 1 + heat[k] / 10 })));
  const byEntry = new Map(rows.map((row, k) => [`${row.user} ${row.item}`, heat[k]]));
  const values = new Float64Array(base.size);
  for (let u = 0; u < base.users.size; u++)
    for (let e = base.userItems.pointers[u]; e < base.userItems.pointers[u + 1]; e++)
      values[e] = byEntry.get(`${base.users.ids[u]} ${base.items.ids[base.userItems.indexes[e]]}`) as number;
  values[0] = Number.NaN;
  const { users, items, userItems } = base;
  const train = new Interactions({
    users,
    items,
    userItems,
    valueKind: 'rating',
    context: new Map([['heat', { kind: 'number', values }]]),
  });
  const model = await factorizationMachine({ factors: 2, samples: 60 }).fit(train);
  for (const asked of [0, 12.5, 40])
    expect(Math.abs((model.predict('u3', 'i3', { heat: asked }) as number) - (1 + asked / 10))).toBeLessThan(0.25);
  expect(() => model.predict('u3', 'i3', { heat: 'hot' })).toThrow(expect.objectContaining({ code: 'invalid-value' }));
});

test('bags and attributes lower the error on data that has what they say', async () => {
  // Everyone rates what they like; what someone had tells their taste before a single value is read.
  const rows: { user: string; item: string; value: number }[] = [];
  const hidden: typeof rows = [];
  const draw = seededRandom(3);
  for (let u = 0; u < 200; u++)
    for (let i = 0; i < 60; i++) {
      const mine = u % 2 === i % 2;
      if (draw.uniform() > (mine ? 0.12 : 0.02)) continue;
      (draw.uniform() < 0.2 ? hidden : rows).push({ user: `u${u}`, item: `i${i}`, value: (mine ? 4 : 2) + draw.integer(2) });
    }
  const train = interactionsFromRows(rows);
  const errorOf = async (settings: object): Promise<number> => {
    const model = await factorizationMachine({ factors: 4, samples: 60, ...settings }).fit(train);
    const squares = hidden.flatMap(({ user, item, value }) => {
      const predicted = model.predict(user, item);
      return predicted === undefined ? [] : [(predicted - value) ** 2];
    });
    return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
  };
  const plain = await errorOf({});
  expect(await errorOf({ userBag: true, itemBag: true })).toBeLessThan(plain);
});

test('a rate that is too high is noticed in the first epoch; equal ratings, which start without an error, are no divergence', async () => {
  const rows = Array.from({ length: 60 }, (_, k) => ({ user: `u${k % 10}`, item: `i${(k * 7) % 12}`, value: 1 + (k % 5) }));
  const settings = { factors: 4, training: 'sgd', epochs: 3 } as const;
  const fit = (train: Interactions, learningRate = 0.05) => factorizationMachine({ ...settings, learningRate }).fit(train);
  const likes = interactionsFromRows(rows.map(({ user, item }) => ({ user, item })));
  await expect(fit(interactionsFromRows(rows), 50)).rejects.toThrow(
    /^factorizationMachine: training diverged in epoch 1: the mean squared error is \S+, it began at [\d.]+\. Lower learningRate \(now 50\), or bring the ratings to a smaller scale\.$/,
  );
  await expect(fit(likes, 1e4)).rejects.toMatchObject({ code: 'diverged', data: { epoch: 1, learningRate: 1e4 } });
  const flat = await fit(interactionsFromRows(rows.map((row) => ({ ...row, value: 4 }))));
  expect(flat.predict('u1', 'i2')).toBeCloseTo(4, 1);
});

test('thinning keeps every k-th draw; more burn-in starts later', async () => {
  const train = weatherRatings({ userCount: 20 });
  const all = await factorizationMachine({ factors: 2, samples: 8, burnIn: 0 }).fit(train);
  const thinned = await factorizationMachine({ factors: 2, samples: 2, burnIn: 2, thinning: 3 }).fit(train);
  const own = 3;
  for (const [kept, from] of [
    [0, 4],
    [1, 7],
  ])
    expect(thinned.state.userRows.values.slice(kept * own, (kept + 1) * own)).toEqual(
      all.state.userRows.values.slice(from * own, (from + 1) * own),
    );
});

test('chains stand one after the other, the first as if alone, the next from another start; reports go on', async () => {
  const train = weatherRatings({ userCount: 20 });
  const settings = { factors: 2, samples: 4, burnIn: 3 };
  const epochs: number[] = [];
  const onEpoch = ({ epoch }: { readonly epoch: number }) => void epochs.push(epoch);
  const alone = await factorizationMachine(settings).fit(train);
  const both = await factorizationMachine({ ...settings, chains: 2 }).fit(train, { onEpoch });
  expect(epochs).toEqual(Array.from({ length: 14 }, (_, epoch) => epoch + 1));
  const chain = (model: typeof both, c: number) => model.state.userRows.values.slice(c * 4 * 3, (c + 1) * 4 * 3);
  expect(chain(both, 0)).toEqual(chain(alone, 0));
  expect(both.state.intercepts.slice(0, 4)).toEqual(alone.state.intercepts);
  expect(chain(both, 1)).not.toEqual(chain(both, 0));
  expect(both.state.intercepts).toHaveLength(8);
  // Where it starts is soon forgotten: both chains are of one posterior.
  const long = await factorizationMachine({ ...settings, samples: 200, burnIn: 100, chains: 2 }).fit(train);
  const mean = (c: number) => long.state.intercepts.slice(c * 200, (c + 1) * 200).reduce((sum, w) => sum + w, 0) / 200;
  expect(mean(1)).toBeCloseTo(mean(0), 0);
});

test.each([
  [{ training: 'gibbs' }, 'none', 'missing-ratings'],
  [{ training: 'sgd', userBag: true }, 'rating', 'invalid-option'],
  [{ itemBag: true }, 'none', 'missing-ratings'],
  [{ context: 'weathr' }, 'rating', 'unknown-context'],
] as const)('refuses %o with values of kind %s', async (settings, valueKind, code) => {
  const { users, items, userItems, context } = weatherRatings({ userCount: 5 });
  const train = new Interactions({ users, items, userItems, context, valueKind });
  await expect(factorizationMachine(settings).fit(train)).rejects.toMatchObject({ name: 'LikewiseError', code });
});

test('a damaged state is refused by name', async () => {
  const { state } = await factorizationMachine({ factors: 2, samples: 3 }).fit(weatherRatings({ userCount: 5 }));
  const cut = { ...state.itemRows, rows: state.itemRows.rows - 1 };
  expect(() => factorizationMachineEntry.restore({ ...state, itemRows: cut }, checkStateShapes)).toThrow(/itemRows must be/);
  expect(() => factorizationMachineEntry.restore({ ...state, userFeatureNames: ['job=cook'] }, checkStateShapes)).toThrow(
    /userFeatureRows must be 1 × 9; got 0 × 9/,
  );
  expect(() => factorizationMachineEntry.restore({ ...state, intercepts: new Float64Array(0) }, checkStateShapes)).toThrow(
    /intercepts must be 1 numbers; got 0/,
  );
  expect(() => factorizationMachineEntry.restore({ ...state, userMoments: undefined }, checkStateShapes)).toThrow(
    /how attributes are standardized/,
  );
});
