import { describe, expect, test } from 'vitest';
import golden from '../../../../../golden/content.json' with { type: 'json' };
import type { FeatureRow } from '../../../src/data/attributes.ts';
import { type Features, featuresFromRows } from '../../../src/data/features.ts';
import { IdMap } from '../../../src/data/id-map.ts';
import type { ValueKind } from '../../../src/data/interaction-columns.ts';
import { type InteractionRow, interactionsFromRows } from '../../../src/data/rows.ts';
import { rowIndexes, rowValues } from '../../../src/matrix/sparse.ts';
import { content, contentEntry } from '../../../src/models/content/content/content.ts';
import type { ContentModel } from '../../../src/models/content/content/model.ts';
import type { ContentOptions } from '../../../src/models/content/content/options.ts';
import { checkStateShapes } from '../../../src/models/contract/state-shapes.ts';
import { decodeModel, encodeModel } from '../../../src/persist/model-file.ts';
import { describeModelLaws } from '../../../testkit/index.ts';

// Without dislikes someone who rated everything low is unknown.
describeModelLaws(contentEntry, { data: 'ratings', settings: { dislikes: 0.5 } });

const fitted = (
  rows: readonly InteractionRow[],
  itemFeatures: readonly FeatureRow[] | Features,
  settings: Partial<ContentOptions> = {},
  valueKind?: ValueKind,
): Promise<ContentModel> =>
  content(settings).fit(
    interactionsFromRows(rows, {
      valueKind,
      itemFeatures: 'matrix' in itemFeatures ? itemFeatures : featuresFromRows(itemFeatures),
    }),
  );

/** Vector of an item by names. */
function vectorOf(model: ContentModel, item: string | number): Record<string, number> {
  const { vectors, features } = model.state;
  const row = model.items.indexOf(item) as number;
  const values = rowValues(vectors, row);
  return Object.fromEntries([...rowIndexes(vectors, row)].map((feature, k) => [features.ids[feature], values[k]]));
}

describe('against scikit-learn and NumPy (golden/content.py)', () => {
  const rows = golden.texts.map((text, id): FeatureRow => ({ id, texts: { text }, categories: { genre: golden.genres[id] } }));
  const user = [
    ...golden.liked.map((item) => ({ user: 'ann', item, value: 1 })),
    ...golden.disliked.map((item) => ({ user: 'ann', item, value: -1 })),
  ];
  const near = (actual: ArrayLike<number>, expected: readonly number[]): void => {
    expect(actual.length).toBe(expected.length);
    expected.forEach((value, k) => {
      expect(Math.abs(actual[k] - value), `entry ${k}`).toBeLessThan(3e-7);
    });
  };

  test.each(golden.cases.map((one) => [one.settings as Partial<ContentOptions>, one] as const))('%o', async (settings, expected) => {
    const words = await fitted(user, rows, { ...settings, fields: 'text', language: 'none' }, 'weight');
    expect([...words.state.features.ids].sort()).toEqual(expected.terms.map((term) => `text: ${term}`));
    golden.texts.forEach((_, item) => {
      const entries = expected.words[item] as [number, number][];
      const vector = vectorOf(words, item);
      expect(Object.keys(vector).length).toBe(entries.length);
      for (const [term, value] of entries) expect(Math.abs(vector[`text: ${expected.terms[term]}`] - value)).toBeLessThan(2e-7);
    });
    const fields = 'genre*2+text';
    const model = await fitted(user, rows, { ...settings, fields, language: 'none' }, 'weight');
    const order = golden.texts.map((_, item) => model.items.indexOf(item) as number);
    const scoresOf = (of: ContentModel) => order.map((index) => (of.scoreItems('ann') as Float32Array)[index]);
    near(scoresOf(model), expected.scores);
    near(scoresOf(await fitted(user, rows, { ...settings, fields, language: 'none', dislikes: 0.5 }, 'weight')), expected.scoresAgainst);
    for (const { item, score } of model.similarItems(0, { n: 20 }) ?? [])
      expect(Math.abs(score - expected.similarTo0[item as number])).toBeLessThan(3e-7);
  });
});

const films: readonly FeatureRow[] = [
  { id: 'heat', categories: { genre: ['crime', 'thriller'] }, texts: { plot: 'A detective hunts a crew of bank robbers.' } },
  { id: 'ronin', categories: { genre: ['crime', 'thriller'] }, texts: { plot: 'Hired robbers hunt for a briefcase.' } },
  { id: 'babe', categories: { genre: 'comedy' }, texts: { plot: 'A pig learns to herd the sheep of a farm.' } },
  { id: 'shaun', categories: { genre: 'comedy' }, texts: { plot: 'A sheep leads its herd from the farm to town.' } },
];
const had: readonly InteractionRow[] = [
  { user: 'ann', item: 'heat' },
  { user: 'bob', item: 'babe' },
];

test('items that only the features know are recommended, similar, and survive the model file', async () => {
  const model = await fitted(had, films);
  expect(model.items.ids).toEqual(['heat', 'babe', 'ronin', 'shaun']);
  for (const one of [model, decodeModel(encodeModel(model), [contentEntry])]) {
    expect(one.recommend('ann', { n: 1 })?.[0].item).toBe('ronin');
    expect(one.recommend('bob', { n: 1 })?.[0].item).toBe('shaun');
    expect(one.recommend({ ratings: [{ item: 'shaun', value: 1 }] }, { n: 1 })?.[0].item).toBe('babe');
    expect(one.similarItems('ronin')?.map(({ item }) => item)).toEqual(['heat']);
    expect(one.state.languages).toEqual({ plot: 'english' });
  }
});

test('explains by shared features and by items; both add up to the score', async () => {
  const model = await fitted([...had, { user: 'ann', item: 'ronin' }, { user: 'ann', item: 'babe' }], films);
  const { score, because, features = [] } = model.explain('ann', 'shaun') ?? { score: 0, because: [] };
  expect(features.map(({ feature }) => feature)).toEqual(
    expect.arrayContaining(['genre=comedy', 'plot: sheep', 'plot: herd', 'plot: farm']),
  );
  expect(features.find(({ feature }) => feature === 'plot: herd')?.items).toEqual(['babe']);
  const total = (parts: readonly { contribution: number }[]): number => parts.reduce((sum, part) => sum + part.contribution, 0);
  expect(total(features)).toBeCloseTo(score, 12);
  expect(total(because)).toBeCloseTo(score, 12);
  expect(model.scoreItems('ann')?.[model.items.indexOf('shaun') as number]).toBeCloseTo(score, 6);
  expect(model.explain('ann', 'heat')?.features?.[0].items.length).toBe(2);
});

test('ratings: liked is at or above the own damped mean; dislikes push away', async () => {
  const rows = [
    { user: 'ann', item: 'heat', value: 5 },
    { user: 'ann', item: 'babe', value: 1 },
    { user: 'bob', item: 'babe', value: 1 },
    { user: 'cid', item: 'heat', value: 3 },
  ];
  const of = async (settings: Partial<ContentOptions>, user = 'ann') => {
    const model = await fitted(rows, films, settings);
    const scores = model.scoreItems(user);
    return scores && Object.fromEntries(model.items.ids.map((id, index) => [id, scores[index]]));
  };
  const plain = await of({});
  expect(plain?.['heat']).toBeCloseTo(1, 6);
  expect(plain?.['shaun']).toBe(0);
  const pushed = await of({ dislikes: 0.5 });
  expect(pushed?.['shaun']).toBeLessThan(0);
  // All that bob has he rated low: nothing is known of what he likes.
  expect(await of({}, 'bob')).toBeUndefined();
  expect((await of({ dislikes: 1 }, 'bob'))?.['shaun']).toBeLessThan(0);
});

test('likes: rated counts a 5 more than a 4', async () => {
  const rows = [
    { user: 'ann', item: 'heat', value: 5 },
    { user: 'ann', item: 'babe', value: 4 },
    { user: 'bob', item: 'heat', value: 1 },
  ];
  const ratio = async (likes: 'equal' | 'rated') => {
    const model = await fitted(rows, films, { likes, fields: 'genre' });
    const scores = model.scoreItems('ann') as Float32Array;
    return scores[0] / scores[1];
  };
  expect(await ratio('equal')).toBeCloseTo(1, 6);
  expect(await ratio('rated')).toBeCloseTo(5 / 4, 5);
});

test('own vectors are compared by cosine, as they are; numbers by closeness to each other', async () => {
  const rows: FeatureRow[] = [
    { id: 'a', vectors: { v: [1, 0, 0] } },
    { id: 'b', vectors: { v: [10, 1, 0] } },
    { id: 'c', vectors: { v: [0, 0, 4] } },
    { id: 'd', vectors: { v: [-3, 0, 0] } },
  ];
  const model = await fitted([{ user: 'ann', item: 'a' }], rows);
  const scores = model.scoreItems('ann') as Float32Array;
  [1, 10 / Math.sqrt(101), 0, -1].forEach((cosine, k) => {
    expect(scores[k]).toBeCloseTo(cosine, 6);
  });
  expect(model.similarItems('a')).toEqual([{ item: 'b', score: expect.closeTo(10 / Math.sqrt(101), 6) }]);
});

test('fields: chosen and weighted; unknown ones are refused with the nearest name', async () => {
  expect(Object.keys(vectorOf(await fitted(had, films, { fields: 'genre' }), 'heat'))).toEqual(['genre=crime', 'genre=thriller']);
  const weighted = vectorOf(await fitted(had, films, { fields: 'plot+genre*3' }), 'ronin');
  const squares = (prefix: string) => Object.entries(weighted).reduce((sum, [name, x]) => sum + (name.startsWith(prefix) ? x * x : 0), 0);
  expect(squares('genre=') / squares('plot: ')).toBeCloseTo(9, 4);
  await expect(fitted(had, films, { fields: 'genres' })).rejects.toMatchObject({
    code: 'unknown-field',
    message: expect.stringContaining('"genre"'),
  });
  for (const fields of ['genre*0', 'genre*x', 'genre*'])
    await expect(fitted(had, films, { fields })).rejects.toMatchObject({ code: 'invalid-option' });
});

test('items without features score NaN, say nothing, and are in no list', async () => {
  const rows = [...had, { user: 'ann', item: 'blank' }, { user: 'eve', item: 'blank' }];
  const model = await fitted(rows, [...films, { id: 'empty', texts: { plot: '' } }]);
  const plain = await fitted(had, films);
  expect(model.recommend('ann')?.map(({ item, score }) => [item, score])).toEqual(
    plain.recommend('ann')?.map(({ item, score }) => [item, score]),
  );
  for (const item of ['blank', 'empty']) {
    expect(model.scoreItems('ann')?.[model.items.indexOf(item) as number]).toBeNaN();
    expect(model.similarItems(item)).toBeUndefined();
    expect(model.explain('ann', item)).toBeUndefined();
  }
  expect(model.recommend('eve')).toBeUndefined();
  expect(model.recommend({ ratings: [{ item: 'blank', value: 1 }] })).toBeUndefined();
});

test('no item in common with the features is refused, and so is a value that is no number', async () => {
  await expect(fitted([{ user: 'ann', item: 'other' }], films)).rejects.toMatchObject({
    code: 'no-features',
    message: expect.stringContaining('minDf'),
  });
  const silent = fitted(
    [{ user: 'ann', item: 'mute' }],
    [
      { id: 'mute', texts: { plot: '' } },
      { id: 'dots', texts: { plot: ' …! ' } },
    ],
  );
  await expect(silent).rejects.toMatchObject({ code: 'no-features' });
  const broken: Features = {
    ids: new IdMap(['heat']),
    names: ['year'],
    matrix: { rows: 1, columns: 1, pointers: Uint32Array.of(0, 1), indexes: Uint32Array.of(0), values: Float32Array.of(Number.NaN) },
  };
  await expect(fitted(had, broken)).rejects.toMatchObject({ code: 'invalid-value', message: expect.stringContaining('heat') });
});

test('texts of 10,000 words, and a hundred thousand distinct terms', async () => {
  const word = (k: number): string => `w${k.toString(36)}`;
  const rows: FeatureRow[] = Array.from({ length: 20 }, (_, id) => ({
    id,
    texts: { plot: Array.from({ length: 10_000 }, (_, k) => word(((id >> 1) * 10_000 + k) % 100_000)).join(' ') },
  }));
  const model = await fitted([{ user: 'ann', item: 4 }], rows);
  expect(model.state.features.size).toBe(100_000);
  expect(model.recommend('ann', { n: 1 })).toEqual([{ item: 5, score: expect.closeTo(1, 5) }]);
  const everywhere = [...rows, ...rows.slice(4, 6).map(({ texts }) => ({ id: 'again', texts }))].slice(0, 21);
  const capped = await fitted([{ user: 'ann', item: 4 }], everywhere, { maxFeatures: 500 });
  expect(capped.state.features.size).toBe(500);
  expect(
    capped
      .recommend('ann', { n: 2 })
      ?.map(({ item }) => item)
      .sort(),
  ).toEqual([5, 'again']);
});

test('a damaged state is refused', async () => {
  const model = await fitted(had, films);
  const { vectors } = model.state;
  for (const state of [
    { ...model.state, vectors: { ...vectors, columns: 1 } },
    { ...model.state, features: new IdMap([]) },
    { ...model.state, ratings: 3 as never },
  ])
    expect(() => contentEntry.restore(state, checkStateShapes)).toThrow(expect.objectContaining({ code: 'invalid-state' }));
});
