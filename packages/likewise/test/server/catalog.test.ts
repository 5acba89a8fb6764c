import { modelCatalog } from '@likewise/core';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApp } from '../../src/server/app.ts';
import { Serving } from '../../src/server/serving/serving.ts';
import { named, popularOnly, titles, together } from './film-club.ts';

let app: FastifyInstance;
let serving: Serving;
beforeAll(async () => {
  serving = new Serving(await together(titles));
  app = await createApp(serving);
});
afterAll(() => app.close());
const get = async (url: string) => (await app.inject(url)).json();

test('one item, with what the items file and the model know', async () => {
  expect(await get('/v1/items/first')).toEqual({
    item: 'first',
    title: 'Amélie (2001)',
    categories: ['Comedy', 'Romance'],
    inModel: true,
    popularity: 3,
  });
  expect(await get('/v1/items/e')).toEqual({ item: 'e', inModel: true, popularity: 1 });
  expect(await get('/v1/items/new')).toEqual({ item: 'new', title: 'Not Yet Seen (2030)', inModel: false });
});

test.each([
  ['man', ['c', 'b'], 'titles that begin so first'],
  ['third man', ['b'], 'words need not be first'],
  ['AMELIE', ['first'], 'neither case nor accents matter'],
  ['man wire', ['c'], 'every word must be there'],
  ['(2008)', ['c'], 'signs are signs, not patterns'],
  ['zzz', [], ''],
])('search: %s', async (query, expected, why) => {
  const { items, total } = await get(`/v1/items?query=${encodeURIComponent(query)}`);
  expect(
    items.map(({ item }: { item: string }) => item),
    why,
  ).toEqual(expected);
  expect(total).toBe(expected.length);
});

test('without a query, all items by popularity, page by page', async () => {
  const { total, items } = await get('/v1/items?n=3');
  expect(total).toBe(7);
  const rest = (await get('/v1/items?n=1000&offset=3')).items;
  const order = [...items, ...rest].map(({ item }: { item: string }) => item);
  expect(order).toEqual(['first', 'b', 'c', 'd', 'e', 'f', 'new']);
});

test('without titles, ids are searched', async () => {
  const bare = await createApp(new Serving(await together()));
  expect((await bare.inject('/v1/items?query=FIR')).json().items).toEqual([{ item: 'first', inModel: true, popularity: 3 }]);
  await bare.close();
});

test('similar items', async () => {
  expect(await get('/v1/items/b/similar?n=2')).toEqual({
    item: 'b',
    title: 'The Third Man (1949)',
    source: 'together',
    items: [
      { item: 'c', title: 'Man on Wire (2008)', score: 2 },
      { item: 'first', title: 'Amélie (2001)', score: 1 },
    ],
  });
});

test('case 25: similar to an unknown item is a 404 that names it', async () => {
  const response = await app.inject('/v1/items/ghost/similar');
  expect(response.statusCode).toBe(404);
  expect(response.json()).toMatchObject({ code: 'unknown-item', item: 'ghost', detail: expect.stringContaining('"ghost"') });
  const untrained = await app.inject('/v1/items/new/similar');
  expect(untrained.statusCode).toBe(404);
  expect(untrained.json().detail).toContain('no interactions');
});

test('a model without similar items says which have them', async () => {
  const alone = await createApp(new Serving(await popularOnly()));
  const response = await alone.inject('/v1/items/b/similar');
  expect(response.statusCode).toBe(501);
  expect(response.json()).toMatchObject({ code: 'not-able', model: 'popular' });
  expect((await alone.inject('/v1/items/ghost/similar')).statusCode).toBe(404);
  await alone.close();
});

test('case 26: an item with a slash is one item', async () => {
  const rows = new Map([['a/b', { title: 'Slash' }]]);
  const slashed = await createApp(new Serving(await together(rows)));
  expect((await slashed.inject('/v1/items/a%2Fb')).json()).toEqual({ item: 'a/b', title: 'Slash', inModel: false });
  await slashed.close();
});

test('models: what is being served', async () => {
  const { models } = await get('/v1/models');
  expect(models).toEqual([
    {
      id: 'together-1',
      name: 'together',
      active: true,
      since: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      fallback: 'popular',
      abilities: ['recommend', 'score', 'similar', 'fold-in', 'explain'],
      settings: { kind: 'test' },
      users: 4,
      items: 6,
      titles: true,
      why: 'a test',
      data: { source: 'shelf.csv', users: 4, items: 6 },
      figures: [{ model: 'together', metrics: { 'ndcg@10': 0.5 } }],
    },
  ]);
});

test('a swap changes the answers from the next request on; info goes with its model', async () => {
  serving.swap({ model: named('other') });
  expect((await get('/v1/recommendations/w')).source).toBe('other');
  const { models } = await get('/v1/models');
  expect(models[0]).toMatchObject({ id: 'other-2', name: 'other', titles: true });
  expect(models[0]).not.toHaveProperty('why');
  expect((await app.inject('/metrics')).body).toContain('likewise_model_info{id="other-2",name="other",fallback="popular"} 1');
});

test('estimators: the catalog, whole', async () => {
  const { estimators } = await get('/v1/estimators');
  expect(estimators.map(({ name }: { name: string }) => name)).toEqual(modelCatalog.map(({ name }) => name));
  const entry = modelCatalog[0];
  expect(estimators[0]).toMatchObject({
    summary: entry.summary,
    formula: entry.formula,
    options: entry.options,
    abilities: entry.abilities,
  });
});
