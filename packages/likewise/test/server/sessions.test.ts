/** The next item after a session, served: the order is kept, also where an item comes again. */
import { interactionsFromRows, popular, sequentialRules } from '@likewise/core';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApp } from '../../src/server/app.ts';
import { Serving } from '../../src/server/serving/serving.ts';

const train = interactionsFromRows(
  ['tea jam rye', 'tea jam rye', 'jam tea nut', 'jam tea nut'].flatMap((way, user) =>
    way.split(' ').map((item, timestamp) => ({ user: `u${user}`, item, timestamp })),
  ),
);
let app: FastifyInstance;
beforeAll(async () => {
  const [model, fallback] = [await sequentialRules({ last: 2 }).fit(train), await popular().fit(train)];
  app = await createApp(new Serving({ model, fallback }));
});
afterAll(() => app.close());

const ask = (payload: object) => app.inject({ method: 'POST', url: '/v1/recommendations', payload: { n: 1, ...payload } });
const scoresOf = async (payload: object): Promise<Record<string, number>> => {
  const { items } = (await ask({ n: 9, keepSeen: true, ...payload })).json();
  return Object.fromEntries(items.map(({ item, score }: { item: string; score: number }) => [item, score]));
};

test('a session is answered in its order, as ratings in order are', async () => {
  const first = async (payload: object) => (await ask(payload)).json().items[0].item;
  expect(await first({ session: ['jam', 'tea'] })).toBe('nut');
  expect(await first({ session: ['tea', 'jam'] })).not.toBe('nut');
  expect(await scoresOf({ session: ['tea', 'jam'] })).toEqual(await scoresOf({ ratings: [{ item: 'tea' }, { item: 'jam' }] }));
  const timed = [{ item: 'jam', timestamp: 2 }, { item: 'tea', timestamp: 1 }]; // biome-ignore format: one line
  expect(await scoresOf({ ratings: timed })).toEqual(await scoresOf({ session: ['tea', 'jam'] }));
});

test('an item that comes again counts at both places of a session; of ratings the last counts, where it stands', async () => {
  expect(await scoresOf({ session: ['rye', 'jam', 'jam'] })).toEqual(await scoresOf({ session: ['jam', 'jam'] }));
  expect(await scoresOf({ session: ['jam', 'tea', 'jam'] })).toEqual(await scoresOf({ session: ['tea', 'jam'] }));
  expect(await scoresOf({ ratings: ['jam', 'tea', 'jam'].map((item) => ({ item })) })).toEqual(await scoresOf({ session: ['tea', 'jam'] }));
});

test('unknown items are named, and a session of nothing else gets the fallback; both or neither are refused', async () => {
  const some = (await ask({ session: ['ghost', 'jam', 'tea'] })).json();
  expect([some.source, some.items[0].item, some.notes]).toEqual(['sequential-rules', 'nut', ['not known to the model: "ghost"']]);
  expect((await ask({ session: ['ghost'] })).json().source).toMatch(/^popular, /);
  for (const payload of [{}, { session: ['tea'], ratings: [] }]) {
    const response = await ask(payload);
    expect(response.statusCode).toBe(400);
    expect(response.body).toContain('ratings must be given, or a session (item ids in order), and not both.');
  }
});
