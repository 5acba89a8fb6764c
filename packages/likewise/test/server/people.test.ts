/** People without history, served: answered by their attributes or friends, and told where a model knows nothing of these. */
import {
  demographic,
  edgesFromRows,
  factorizationMachine,
  featuresFromRows,
  Interactions,
  interactionsFromRows,
  popular,
  type Recommender,
  social,
} from '@likewise/core';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApp } from '../../src/server/app.ts';
import { Serving } from '../../src/server/serving/serving.ts';

const train = new Interactions({
  ...interactionsFromRows([
    { user: 'ann', item: 'tea' },
    { user: 'bob', item: 'tea' },
    { user: 'bob', item: 'jam' },
    { user: 'cat', item: 'saw' },
    { user: 7, item: 'nut' },
    { user: 'dan', item: 'saw' },
    { user: 'dan', item: 'oil' },
    { user: 'eve', item: 'saw' },
  ]),
  userFeatures: featuresFromRows([
    { id: 'ann', categories: { job: 'cook', age: '20' } },
    { id: 'bob', categories: { job: 'cook', age: '30' } },
    { id: 'cat', categories: { job: 'smith', age: '20' } },
    { id: 'dan', categories: { job: 'smith', age: '30' } },
  ]),
  edges: edgesFromRows([
    ['zoe', 'bob'],
    ['ann', 7],
  ]),
});

let byAttributes: FastifyInstance;
let byFriends: FastifyInstance;
let byNeither: FastifyInstance;
beforeAll(async () => {
  const fallback = await popular().fit(train);
  const served = (model: Recommender) => createApp(new Serving({ model, fallback }));
  byAttributes = await served(await demographic({ strengths: 'equal', mismatch: 0, damping: 0.001, attributes: 'job' }).fit(train));
  byFriends = await served(await social({ damping: 0.001, depth: 1 }).fit(train));
  byNeither = await served(fallback);
});
afterAll(() => Promise.all([byAttributes, byFriends, byNeither].map((app) => app.close())));

const ask = (app: FastifyInstance, payload: object) =>
  app.inject({ method: 'POST', url: '/v1/recommendations', payload: { ratings: [], n: 2, ...payload } });
const listOf = async (app: FastifyInstance, payload: object) => {
  const response = await ask(app, payload);
  expect(response.statusCode, response.body).toBe(200);
  const { source, items, notes } = response.json();
  return { source, items: items.map(({ item }: { item: string }) => item), notes };
};

test('a newcomer is answered by attributes alone; what they have is left out', async () => {
  expect(await listOf(byAttributes, { features: { job: 'cook' } })).toEqual({ source: 'demographic', items: ['tea', 'jam'] });
  expect((await listOf(byAttributes, { features: { job: 'smith' } })).items).toEqual(['saw', 'oil']);
  expect((await listOf(byAttributes, { features: { job: ['smith'] } })).items).toEqual(['saw', 'oil']);
  expect((await listOf(byAttributes, { features: { job: 'cook' }, ratings: [{ item: 'tea' }] })).items[0]).toBe('jam');
});

test('the reasons say what the newcomer shares with people who have the item', async () => {
  const { items } = (await ask(byAttributes, { features: { job: 'cook' }, explain: true })).json();
  expect(items[0].because[0]).toMatchObject({ attribute: 'job=cook', people: 2 });
});

test('so does a model whose other answers are by vectors and under contexts', async () => {
  const rows = Array.from({ length: 24 * 10 }, (_, k) => ({ u: k % 24, i: Math.floor(k / 24) }));
  const ratings = interactionsFromRows(
    rows.map(({ u, i }) => ({ user: `u${u}`, item: `i${i}`, value: u % 2 === i % 2 ? 5 : 1 })),
    {
      userFeatures: featuresFromRows(
        Array.from({ length: 24 }, (_, u) => ({ id: `u${u}`, categories: { job: u % 2 ? 'smith' : 'cook' } })),
      ),
    },
  );
  const model = await factorizationMachine({ factors: 2 }).fit(ratings);
  const app = await createApp(new Serving({ model, fallback: await popular().fit(ratings) }));
  try {
    const cooks = await listOf(app, { features: { job: 'cook' } });
    expect(cooks.source).toBe('factorization-machine');
    expect(cooks.notes).toBeUndefined();
    for (const item of cooks.items) expect(item).toMatch(/[02468]$/);
    for (const item of (await listOf(app, { features: { job: 'smith' } })).items) expect(item).toMatch(/[13579]$/);
    expect((await ask(app, { features: { jobb: 'cook' } })).statusCode).toBe(400);
    expect((await listOf(app, {})).source).toBe('popular, no history');
  } finally {
    await app.close();
  }
});

test('an attribute or a value that the model cannot take is refused by name', async () => {
  const misspelt = await ask(byAttributes, { features: { jobb: 'cook' } });
  expect(misspelt.statusCode).toBe(400);
  expect(misspelt.body).toMatch(/jobb.*did you mean.*job/);
  const nested = await ask(byAttributes, { features: { job: { title: 'cook' } } });
  expect(nested.statusCode).toBe(400);
  expect(nested.body).toContain('features');
});

test('a newcomer is answered by friends alone, whose ids are found as text or as the number they spell', async () => {
  expect(await listOf(byFriends, { friends: ['bob'] })).toEqual({ source: 'social', items: ['tea', 'jam'] });
  expect((await listOf(byFriends, { friends: ['7'] })).items[0]).toBe('nut');
  expect((await listOf(byFriends, { friends: [7, 'nobody'] })).items[0]).toBe('nut');
  const { items } = (await ask(byFriends, { friends: ['bob'], explain: true })).json();
  expect(items[0].because[0]).toMatchObject({ user: 'bob' });
});

test('friends that nobody knows are no history: the fallback answers', async () => {
  const { source, items } = await listOf(byFriends, { friends: ['nobody'] });
  expect(source).toBe('popular, no history');
  expect(items).toEqual(['saw', 'tea']);
});

test('friends that are no list are refused', async () => {
  const response = await ask(byFriends, { friends: 'bob' });
  expect(response.statusCode).toBe(400);
  expect(response.body).toContain('friends');
});

test('a model that knows nothing of attributes or friends says so', async () => {
  const { source, notes } = await listOf(byNeither, { features: { job: 'cook' }, friends: ['bob'] });
  expect(source).toBe('popular, no history');
  expect(notes).toEqual(['popular knows nothing of attributes', 'popular knows nothing of friends']);
  expect((await listOf(byFriends, { features: { job: 'cook' }, friends: ['bob'] })).notes).toEqual(['social knows nothing of attributes']);
});
