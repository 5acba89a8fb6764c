import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import fc from '../../../core/testkit/properties.ts';
import { createApp } from '../../src/server/app.ts';
import { Serving } from '../../src/server/serving/serving.ts';
import { titles, together } from './film-club.ts';

const failures: unknown[] = [];
let app: FastifyInstance;
beforeAll(async () => {
  app = await createApp(new Serving(await together(titles)), { logger: { error: (...line) => failures.push(line) } });
});
afterAll(() => app.close());

const word = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom('1', '0', '-1', '1000', '1001', 'true', 'false', '', 'w', 'b', 'first', '__proto__', 'constructor', 'toString', '1e3'),
);
const name = fc.oneof(fc.constantFrom('n', 'offset', 'exclude', 'keepSeen', 'explain', 'query', '__proto__'), word);
const encode = (text: string) => encodeURIComponent(text.toWellFormed());

test('whatever the query, the answer is 200 or a problem document that lists fields', async () => {
  const path = fc.constantFrom('/v1/recommendations/w', '/v1/recommendations/nobody', '/v1/popular', '/v1/items', '/v1/items/b/similar');
  await fc.assert(
    fc.asyncProperty(path, fc.array(fc.tuple(name, word), { maxLength: 5 }), async (base, pairs) => {
      const response = await app.inject(`${base}?${pairs.map(([key, value]) => `${encode(key)}=${encode(value)}`).join('&')}`);
      if (response.statusCode === 200) {
        const { items } = response.json();
        expect(new Set(items.map(({ item }: { item: string }) => item)).size).toBe(items.length);
      } else {
        expect(response.statusCode).toBe(400);
        expect(response.headers['content-type']).toContain('application/problem+json');
        expect(response.json().errors.length).toBeGreaterThan(0);
      }
    }),
    { numRuns: 500 },
  );
  expect(failures).toEqual([]);
});

test('whatever the id, it comes back as it was sent', async () => {
  const id = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }).map((text) => text.toWellFormed());
  await fc.assert(
    fc.asyncProperty(id, async (user) => {
      const response = await app.inject(`/v1/recommendations/${encodeURIComponent(user)}?n=1`);
      expect(response.json()).toMatchObject({ user, items: [expect.anything()] });
    }),
    { numRuns: 300 },
  );
});

test('raw addresses never break the server', async () => {
  await fc.assert(
    fc.asyncProperty(fc.stringMatching(/^[!-~]{0,40}$/), async (raw) => {
      const response = await app.inject(`/v1/recommendations/${raw}`);
      expect([200, 400, 404, 405]).toContain(response.statusCode);
    }),
    { numRuns: 300 },
  );
  expect(failures).toEqual([]);
});

test('whatever the body, the answer is 200 or a problem document', async () => {
  const id = fc.oneof(word, fc.double(), fc.integer());
  const body = fc.oneof(
    fc.jsonValue(),
    fc.record(
      {
        ratings: fc.array(fc.record({ item: id, value: fc.oneof(fc.double(), fc.constant('5')) }, { requiredKeys: ['item'] })),
        n: fc.oneof(fc.integer({ min: -1, max: 1002 }), word),
        exclude: fc.array(id),
        candidates: fc.array(id),
        keepSeen: fc.boolean(),
        explain: fc.boolean(),
      },
      { requiredKeys: [] },
    ),
  );
  await fc.assert(
    fc.asyncProperty(body, async (payload) => {
      const headers = { 'content-type': 'application/json' };
      const response = await app.inject({ method: 'POST', url: '/v1/recommendations', headers, payload: JSON.stringify(payload) });
      expect([200, 400]).toContain(response.statusCode);
    }),
    { numRuns: 500 },
  );
  expect(failures).toEqual([]);
});
