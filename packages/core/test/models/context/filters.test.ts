/** Contextual pre- and post-filtering around any estimator. */
import { expect, test } from 'vitest';
import { featuresFromRows } from '../../../src/data/features.ts';
import type { ContextColumn } from '../../../src/data/interaction-columns.ts';
import { type Interactions, interactionsFromColumns } from '../../../src/data/interactions.ts';
import { teachingPart } from '../../../src/data/likes.ts';
import { popular } from '../../../src/models/baseline/popular.ts';
import { content } from '../../../src/models/content/content/content.ts';
import { postfiltered, prefiltered } from '../../../src/models/context-filters/context-filters.ts';
import { can } from '../../../src/models/contract/model.ts';
import { itemKNN } from '../../../src/models/neighbors/item-knn.ts';
import { demographic } from '../../../src/models/social/demographic/demographic.ts';
import { namedIds } from '../../../testkit/named-ids.ts';

const levels = ['morning', 'evening'];
/** Coffee (i0) by many in the morning, tea (i1) by some in the evening, water (i2) by few at any time. */
const rows = [
  ...Array.from({ length: 12 }, (_, u) => [u, 0, 0]),
  ...Array.from({ length: 8 }, (_, u) => [u + 4, 1, 1]),
  ...Array.from({ length: 4 }, (_, u) => [u * 3, 2, u % 2]),
];
const data = interactionsFromColumns({
  users: namedIds('u', 13),
  items: namedIds('i', 3),
  userIndexes: Uint32Array.from(rows, ([u]) => u),
  itemIndexes: Uint32Array.from(rows, ([, i]) => i),
  context: new Map<string, ContextColumn>([
    ['time', { kind: 'category', levels, codes: Uint32Array.from(rows, ([, , time]) => time) }],
    ['hour', { kind: 'number', values: Float64Array.from(rows, ([, , time]) => (time === 0 ? 8 : 20)) }],
  ]),
});
const byGroup = featuresFromRows(data.users.ids.map((id, u) => ({ id, categories: { group: u < 4 ? 'early' : 'late' } })));
const order = (model: { recommend(who: string, options: { keepSeen: true }): readonly { item: unknown }[] | undefined } | undefined) =>
  model?.recommend('u5', { keepSeen: true })?.map(({ item }) => item);

test('pre-filtering trains on the context alone', async () => {
  expect(order(await popular().fit(data))).toEqual(['i0', 'i1', 'i2']);
  expect(order(await prefiltered(popular(), { where: { time: 'evening' } }).fit(data))?.[0]).toBe('i1');
  expect(order(await prefiltered(popular(), { where: { hour: 20 } }).fit(data))?.[0]).toBe('i1');
  expect(order(await prefiltered(popular(), { where: { time: levels } }).fit(data))).toEqual(['i0', 'i1', 'i2']);
  const knn = await prefiltered(itemKNN(), { where: { time: 'morning' } }).fit(data);
  expect(knn.name).toBe('item-knn');
  expect(knn.users.size).toBe(13);
});

test('post-filtering moves scores by the lift of the context, more with more weight', async () => {
  const scoresOf = async (weight: number) =>
    (await postfiltered(popular(), { where: { time: 'evening' }, weight, damping: 1 }).fit(data)).scoreItems('u5') as Float32Array;
  const plain = (await popular().fit(data)).scoreItems('u5') as Float32Array;
  expect(await scoresOf(0)).toEqual(plain);
  // Overall 10 of 24 are evenings; of coffee 0 of 12, of tea 8 of 8.
  const share = 10 / 24;
  const spread = Math.sqrt((16 + 0 + 16) / 3);
  const moved = await scoresOf(2);
  expect(moved[0]).toBeCloseTo(12 + 2 * spread * Math.log((0 + share) / 13 / share), 4);
  expect(moved[1]).toBeCloseTo(8 + 2 * spread * Math.log((8 + share) / 9 / share), 4);
  expect(order(await postfiltered(popular(), { where: { time: 'evening' } }).fit(data))?.[0]).toBe('i1');
});

test('a weight of 0 was seen and not liked: it belongs to no context', async () => {
  const dislikes = data.userItems.indexes.map((item) => (item === 0 ? 0 : 1));
  const liked = data.with({ userItems: { ...data.userItems, values: Float32Array.from(dislikes) }, valueKind: 'weight' });
  const sharesOf = async (train: Interactions) => (await postfiltered(popular(), { where: { time: 'evening' } }).fit(train)).shares;
  expect(await sharesOf(liked)).toEqual(await sharesOf(teachingPart(liked)));
  expect(teachingPart(liked).size).toBe(12);
});

test('items hardly ever met in the context leave the list', async () => {
  const model = await postfiltered(popular(), { where: { time: 'evening' }, minShare: 0.4, damping: 0.001 }).fit(data);
  expect(order(model)).toEqual(['i1', 'i2']);
});

test('the wrapper is asked what its model can be asked; items known by features alone are neither raised nor lowered', async () => {
  const itemFeatures = featuresFromRows(['i0', 'i1', 'new'].map((id) => ({ id, categories: { drink: id === 'i1' ? 'tea' : 'coffee' } })));
  const where = { time: 'evening' };
  const plain = await content({ minDf: 1 }).fit(data.with({ itemFeatures }));
  const model = await postfiltered(content({ minDf: 1 }), { where }).fit(data.with({ itemFeatures }));
  expect(model.name).toBe('postfiltered');
  for (const ability of ['score', 'recommend', 'fold-in'] as const) expect(can(model, ability)).toBe(true);
  for (const ability of ['explain', 'similar', 'context', 'by-features'] as const) expect(can(model, ability)).toBe(false);
  const at = plain.items.indexOf('new') as number;
  expect(model.scoreItems('u1')?.[at]).toBe(plain.scoreItems('u1')?.[at]);
  expect(model.scoreItems('nobody')).toBeUndefined();
  const byFeatures = await postfiltered(demographic({ strengths: 'equal' }), { where }).fit(data.with({ userFeatures: byGroup }));
  expect(can(byFeatures, 'by-features')).toBe(true);
  const scores = (group: string) => byFeatures.scoreItems({ ratings: [], features: { group } });
  expect(scores('early')).not.toEqual(scores('late'));
});

test.each([
  [{ tme: 'evening' }, /did you mean "time"/],
  [{ time: 'evenin' }, /no level "evenin" \(did you mean "evening"\?\)/],
  [{ hour: 3 }, /none of 24 interactions/],
  [{}, /at least one context column/],
])('refuses %o', async (where, message) => {
  await expect(prefiltered(popular(), { where }).fit(data)).rejects.toThrow(message);
  await expect(postfiltered(popular(), { where }).fit(data)).rejects.toThrow(message);
});
