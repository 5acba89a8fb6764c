import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../../src/server/app.ts';
import { Serving } from '../../src/server/serving/serving.ts';
import { together } from './film-club.ts';

const [shop, other] = ['https://shop.example', 'http://localhost:3000'];
let [closed, two, any]: FastifyInstance[] = [];
beforeAll(async () => {
  const serving = new Serving(await together());
  [closed, two, any] = await Promise.all(
    [undefined, [shop, `${other}/`], ['*']].map((allowedOrigins) => createApp(serving, { allowedOrigins })),
  );
});
afterAll(() => Promise.all([closed, two, any].map((app) => app.close())));

const ask = async (app: FastifyInstance, origin: string, method: 'GET' | 'OPTIONS' = 'GET', url = '/v1/popular') =>
  (await app.inject({ method, url, headers: { origin, 'access-control-request-method': 'POST' } })).headers;

describe('pages of other origins', () => {
  test('may read nothing unless they were named', async () => {
    expect(await ask(closed, shop)).not.toHaveProperty('access-control-allow-origin');
    for (const origin of ['https://evil.example', 'https://shop.example.evil.example', 'http://shop.example', 'null', ''])
      expect(await ask(two, origin), origin).not.toHaveProperty('access-control-allow-origin');
  });

  test('named ones may, each for itself, problems too; no cache mixes them', async () => {
    for (const origin of [shop, other])
      for (const url of ['/v1/popular', '/v1/popular?n=0', '/nope'])
        expect(await ask(two, origin, 'GET', url)).toMatchObject({ 'access-control-allow-origin': origin, vary: 'origin' });
    expect(await ask(any, 'https://anyone.example')).toMatchObject({ 'access-control-allow-origin': '*' });
  });

  test('a preflight hears the methods and the header of a body', async () => {
    expect(await ask(two, shop, 'OPTIONS', '/v1/recommendations')).toMatchObject({
      'access-control-allow-origin': shop,
      'access-control-allow-methods': 'POST, OPTIONS',
      'access-control-allow-headers': 'content-type',
      'access-control-max-age': '600',
    });
    expect(await ask(two, 'https://evil.example', 'OPTIONS', '/v1/recommendations')).not.toHaveProperty('access-control-allow-methods');
  });
});
