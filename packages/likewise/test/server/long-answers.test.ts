/** The second thread: the same answers, the same refusals, an end to waiting. It runs from the built program. */
import { chain, implicitALS, interactionsFromRows, popular } from '@likewise/core';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApp } from '../../src/server/app.ts';
import { Serving } from '../../src/server/serving/serving.ts';
import { ClientGone } from '../../src/server/serving/turns.ts';
import { LongAnswers } from '../../src/server/threads/long-answers.ts';
import { sharedModel } from '../../src/server/threads/model-in-common-memory.ts';

const train = interactionsFromRows(
  Array.from({ length: 4000 }, (_, r) => ({ user: `u${r % 40}`, item: `i${(r * 7 + (r % 40) * 3) % 900}` })).concat(
    // Someone with more items than are answered at once.
    Array.from({ length: 600 }, (_, i) => ({ user: 'heavy', item: `i${i}` })),
  ),
);
let app: FastifyInstance;
let serving: Serving;
let parts: {
  model: Awaited<ReturnType<ReturnType<typeof implicitALS>['fit']>>;
  fallback: Awaited<ReturnType<ReturnType<typeof popular>['fit']>>;
};
beforeAll(async () => {
  parts = { model: await implicitALS({ factors: 8, epochs: 3 }).fit(train), fallback: await popular().fit(train) };
  serving = new Serving({ ...parts, ...sharedModel(parts.model) });
  app = await createApp(serving);
});
afterAll(() => app.close());

const ratings = Array.from({ length: 60 }, (_, i) => ({ item: `i${i * 3}` }));
const post = (body: object) =>
  app.inject({
    method: 'POST',
    url: '/v1/recommendations',
    headers: { 'content-type': 'application/json' },
    payload: JSON.stringify(body),
  });
const itemsOf = (response: { json(): { items: { item: string; score: number }[] } }) =>
  response.json().items.map(({ item, score }) => [item, score]);
const nobody = { n: 3, offset: 0, exclude: [] };
const stays = (): boolean => false;

test('many ratings, a large body and someone with many items are answered as they would be in place', async () => {
  const expected = parts.model.recommend({ ratings }, { n: 20 })?.map(({ item, score }) => [item, score]);
  expect(itemsOf(await post({ ratings, n: 20 }))).toEqual(expected);
  // More than 64 KiB.
  const exclude = Array.from({ length: 9000 }, (_, k) => `unknown-${k}`);
  expect(itemsOf(await post({ ratings, n: 20, exclude }))).toEqual(expected);
  const heavy = await app.inject('/v1/recommendations/heavy?n=20&explain=true');
  const answer = chain(parts.model, parts.fallback).answer('heavy', { n: 20, explain: true, mostReasons: 5 });
  expect(itemsOf(heavy)).toEqual(answer?.items.map(({ item, score }) => [item, score]));
  expect(heavy.json().items[0].because[0]).toEqual(answer?.items[0].explanation?.because[0]);
  const far = (await app.inject('/v1/popular?n=1000&offset=5000')).json();
  expect(far).toEqual({ source: 'popular', items: [] });
});

test('it refuses as the first thread does', async () => {
  const padding = Array.from({ length: 9000 }, (_, k) => `unknown-${k}`);
  for (const wrong of [
    { ratings: [{ item: null }] },
    { ratings, rating: 1 },
    { ratings, n: 0 },
    { ratings: [{ item: 'i1', value: 1e38 }] },
  ]) {
    const [small, large] = [await post(wrong), await post({ ...wrong, exclude: padding })];
    expect([small.statusCode, large.statusCode]).toEqual([400, 400]);
    expect(large.json()).toEqual(small.json());
  }
  const negative = [{ item: 'i1', value: -1 }];
  const [small, large] = [await post({ ratings: negative }), await post({ ratings: [...negative, ...ratings.slice(1)] })];
  expect(small.json()).toMatchObject({ status: 400, code: 'refused-by-model', reason: 'negative-weight' });
  expect(large.json()).toEqual(small.json());
  const broken = await app.inject({
    method: 'POST',
    url: '/v1/recommendations',
    headers: { 'content-type': 'application/json' },
    payload: `{"ratings":[${' '.repeat(70_000)}`,
  });
  expect(broken.json()).toMatchObject({ status: 400, code: 'bad-json' });
});

test('only so many wait; whoever has gone is not answered', async () => {
  const long = new LongAnswers(parts);
  const question = { kind: 'user', user: 'heavy', request: { ...nobody, n: 500, explain: true } } as const;
  let left = false;
  const asked = Array.from({ length: 65 }, (_, k) => long.ask(question, k % 2 === 0 ? stays : () => left));
  expect(() => long.ask(question, stays)).toThrow('64 answers that take long are waiting already');
  left = true;
  // Places of those who have gone are free again.
  const last = long.ask(question, stays);
  const outcomes = await Promise.allSettled([...asked, last]);
  outcomes.forEach((outcome, k) => {
    if (k % 2 === 0 || k === 65) expect(outcome).toMatchObject({ status: 'fulfilled', value: { source: 'implicit-als' } });
    else expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(ClientGone) });
  });
  long.retire();
});

test('what is being computed is given up once its client has gone', async () => {
  const long = new LongAnswers(parts);
  await long.ask({ kind: 'user', user: 'heavy', request: nobody }, stays);
  let gone = false;
  const asked = long.ask({ kind: 'user', user: 'heavy', request: { ...nobody, n: 1000, keepSeen: true, explain: true } }, () => gone);
  gone = true;
  await expect(asked).rejects.toThrow(ClientGone);
  long.retire();
});

test('a swap lets those who wait finish on the model they asked', async () => {
  const before = serving.current.answers.forUser('heavy', nobody, stays);
  serving.swap({ model: parts.fallback });
  expect((await before).source).toBe('implicit-als');
  expect((await app.inject('/v1/recommendations/heavy')).json().source).toBe('popular');
});
