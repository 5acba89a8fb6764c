import { LikewiseError } from '@likewise/core';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../../src/server/app.ts';
import { problemKinds } from '../../src/server/http/problem.ts';
import { Serving } from '../../src/server/serving/serving.ts';
import { shelf, TogetherModel, together } from './film-club.ts';

let app: FastifyInstance;
beforeAll(async () => {
  app = await createApp(new Serving(await together()));
});
afterAll(() => app.close());

async function problem(request: InjectOptions | string, from = app) {
  const response = await from.inject(request);
  expect(response.headers['content-type'], response.body).toBe('application/problem+json; charset=utf-8');
  const document = response.json();
  expect(document.status).toBe(response.statusCode);
  expect(document).toMatchObject({ type: `/docs#problem-${document.code}`, title: expect.any(String), detail: expect.any(String) });
  expect(problemKinds[document.code as keyof typeof problemKinds].slice(0, 2)).toEqual([document.status, document.title]);
  expect(document.instance).toBe(typeof request === 'string' ? request : request.url);
  expect(response.body).not.toMatch(/\bat .*\.(ts|js):\d/);
  return { ...document, allow: response.headers.allow };
}
const json = (payload: unknown): InjectOptions => ({
  method: 'POST',
  url: '/v1/recommendations',
  headers: { 'content-type': 'application/json' },
  payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
});

describe('query', () => {
  test.each(['0', '-1', '1001', '1e9', '1e3', '2.5', '', 'ten', 'NaN', '99999999999999999999', '0x10', ' 5'])(
    'n=%s is refused with its range',
    async (n) => {
      const { status, errors } = await problem(`/v1/recommendations/w?n=${encodeURIComponent(n)}`);
      expect(status).toBe(400);
      expect(errors).toEqual([{ in: 'query', field: 'n', message: `must be an integer from 1 to 1000; got ${JSON.stringify(n)}` }]);
    },
  );

  test('n twice is refused', async () => {
    expect((await problem('/v1/recommendations/w?n=1&n=2')).detail).toBe('n must be given once, as an integer from 1 to 1000.');
  });

  test('every wrong field is listed, unknown ones with the nearest known', async () => {
    const { errors } = await problem('/v1/recommendations/w?keepseen=true&explain=yes&offset=-1');
    expect(errors).toEqual([
      { in: 'query', field: 'offset', message: 'must be an integer from 0 to 100000; got "-1"' },
      { in: 'query', field: 'explain', message: 'must be true or false; got "yes"' },
      {
        in: 'query',
        field: 'keepseen',
        message: 'is not known here (did you mean keepSeen?); expected one of n, offset, exclude, keepSeen, explain, context',
      },
    ]);
  });

  test.each(['/v1/popular', '/v1/items', '/v1/items/b', '/v1/items/b/similar', '/v1/models', '/v1/estimators'])(
    '%s refuses what it does not know',
    async (path) => {
      expect((await problem(`${path}?bogus=1`)).errors[0].field).toBe('bogus');
    },
  );
});

describe('body', () => {
  test.each([
    ['{bad', 'bad-json', 400],
    ['', 'bad-json', 400],
    ['{"ratings":[],"__proto__":{"n":1}}', 'invalid-request', 400],
    ['{"ratings":[],"constructor":{"prototype":{"n":1}}}', 'invalid-request', 400],
    ['{"ratings":[],"features":{"__proto__":1}}', 'invalid-request', 400],
    [`{"ratings":[],"n":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 'invalid-request', 400],
    [`{"ratings":${'{"item":'.repeat(100_000)}0${'}'.repeat(100_000)}}`, 'invalid-request', 400],
    [`{"ratings":[{"item":"${'x'.repeat(4_200_000)}"}]}`, 'too-large', 413],
  ])('%#: %.20s', async (payload, code, status) => {
    expect(await problem(json(payload))).toMatchObject({ code, status });
  });

  test('of another type, or of none', async () => {
    const request = { method: 'POST', url: '/v1/recommendations', payload: 'ratings=1' } as const;
    const form = { ...request, headers: { 'content-type': 'application/x-www-form-urlencoded' } };
    expect(await problem(form)).toMatchObject({ status: 415, detail: expect.stringContaining('"application/x-www-form-urlencoded"') });
    expect(await problem({ ...request, headers: { 'content-type': 'text/plain' } })).toMatchObject({ status: 415 });
    expect(await problem({ method: 'POST', url: '/v1/recommendations' })).toMatchObject({ status: 400, code: 'invalid-request' });
  });

  test.each([
    [null, 'the body is not valid: expected object, received null.'],
    [[], 'the body is not valid: expected object, received array.'],
    [{}, 'ratings must be given, or a session (item ids in order), and not both.'],
    [{ ratings: [{ item: 'b', value: '5' }] }, 'ratings[0].value is not valid: expected number, received string.'],
    [{ ratings: [{ item: null }] }, 'ratings[0].item must be a text or a number.'],
    [{ ratings: [{ item: 'b', rating: 5 }] }, 'ratings[0].rating is not known here.'],
    [{ ratings: [], n: 0 }, 'n must be an integer from 1 to 1000; got 0.'],
    [{ ratings: [], n: 1e9 }, 'n must be an integer from 1 to 1000; got 1000000000.'],
    [{ ratings: [], n: '5' }, 'n must be an integer from 1 to 1000; got "5".'],
    [{ ratings: [], keepSeen: 'yes' }, 'keepSeen is not valid: expected boolean, received string.'],
    [
      { ratings: [], candidate: [] },
      'candidate is not known here (did you mean candidates?); expected one of ratings, session, features, friends, n, offset, exclude, candidates, keepSeen, explain, context.',
    ],
  ])('%j', async (payload, detail) => {
    expect(await problem(json(payload))).toMatchObject({ code: 'invalid-request', status: 400, detail });
  });

  test('a value beyond every number is refused', async () => {
    expect((await problem(json('{"ratings":[{"item":"b","value":1e999}]}'))).errors[0].field).toBe('ratings[0].value');
  });
});

describe('addresses and methods', () => {
  test('unknown', async () => {
    for (const url of [
      '/nope',
      '/v1',

      '/v1/recommendations/a/b',
    ])
      expect(await problem(url)).toMatchObject({ status: 404, code: 'unknown-route' });
    expect(await problem({ method: 'POST', url: '/nope' })).toMatchObject({ status: 404 });
  });

  test('an empty id', async () => {
    expect(await problem('/v1/recommendations/')).toMatchObject({ status: 400, detail: 'user must not be empty.' });
    expect(await problem('/v1/items//similar')).toMatchObject({ status: 400, detail: 'item must not be empty.' });
  });

  test('a broken escape, and an id longer than the server reads', async () => {
    expect(await problem('/v1/recommendations/%zz')).toMatchObject({ status: 400, code: 'bad-url' });
    expect(await problem(`/v1/recommendations/${'x'.repeat(20_000)}`)).toMatchObject({ status: 414, code: 'address-too-long' });
  });

  test.each([
    ['DELETE', '/v1/popular', 'GET, HEAD, OPTIONS'],
    ['POST', '/v1/recommendations/w', 'GET, HEAD, OPTIONS'],
    ['GET', '/v1/recommendations', 'POST, OPTIONS'],
    ['PUT', '/', 'GET, HEAD, OPTIONS'],
    ['PATCH', '/metrics', 'GET, HEAD, OPTIONS'],
  ] as const)('%s %s is 405 with what is allowed', async (method, url, allow) => {
    expect(await problem({ method, url })).toMatchObject({ status: 405, allow });
    const withBody = { method, url, ...(method === 'GET' ? {} : { payload: 'x', headers: { 'content-type': 'text/csv' } }) };
    expect(await problem(withBody)).toMatchObject({ status: 405 });
    const options = await app.inject({ method: 'OPTIONS', url });
    expect([options.statusCode, options.headers.allow, options.body]).toEqual([204, allow, '']);
  });

  test('HEAD is GET without its body', async () => {
    const [head, get] = await Promise.all([app.inject({ method: 'HEAD', url: '/v1/popular' }), app.inject('/v1/popular')]);
    expect([head.statusCode, head.body, head.headers['content-length']]).toEqual([200, '', get.headers['content-length']]);
  });
});

describe('failures of a model', () => {
  const failing = async (error: Error, request: InjectOptions | string = '/v1/recommendations/w') => {
    const logged: unknown[] = [];
    const model = new TogetherModel(shelf);
    model.recommend = () => {
      throw error;
    };
    const broken = await createApp(new Serving({ ...(await together()), model }), { logger: { error: (...line) => logged.push(line) } });
    return { document: await problem(request, broken), logged };
  };

  test('ours: 500 without a word of the inside, which goes to the log', async () => {
    const error = new TypeError('secret of the inside');
    const { document, logged } = await failing(error);
    expect(document).toMatchObject({ status: 500, code: 'internal' });
    expect(JSON.stringify(document)).not.toContain('secret');
    expect(logged).toEqual([['GET /v1/recommendations/w failed', error]]);
  });

  const refusal = new LikewiseError('invalid-value', 'together: a weight must be ≥ 0; got −1.', { value: -1 });

  test('what the model refuses of a request: 400 with its sentence', async () => {
    const { document, logged } = await failing(refusal, json({ ratings: [{ item: 'b', value: -1 }] }));
    expect(document).toMatchObject({
      status: 400,
      code: 'refused-by-model',
      reason: 'invalid-value',
      detail: 'together: a weight must be ≥ 0; got −1.',
    });
    expect(logged).toEqual([]);
  });

  test('the same refusal where the request told nothing, and a refusal of the model’s own state, are our fault', async () => {
    expect((await failing(refusal)).document).toMatchObject({ status: 500, code: 'internal' });
    const own = new LikewiseError('not-positive-definite', 'together: the matrix is singular.');
    const { document, logged } = await failing(own, json({ ratings: [{ item: 'b' }] }));
    expect(document).toMatchObject({ status: 500, code: 'internal' });
    expect(document.detail).not.toContain('singular');
    expect(logged).toEqual([['POST /v1/recommendations failed', own]]);
  });
});

describe('requests that would cost more than they are worth', () => {
  const long = 'k'.repeat(4_000_000);
  test.each([
    ['an unknown key of 4 MB', `{"ratings":[],"${long}":1}`],
    ['an unknown key of 4 MB within a rating', `{"ratings":[{"item":"b","${long}":1}]}`],
    ['an unknown name of 4 MB among the features', `{"ratings":[],"features":{"${long}":1}}`],
    [
      '200,000 unknown keys',
      JSON.stringify({ ratings: [], ...Object.fromEntries(Array.from({ length: 200_000 }, (_, k) => [`k${k}`, 1])) }),
    ],
    ['a million wrong ratings', `{"ratings":[${'0,'.repeat(1_000_000)}0]}`],
    ['10,000 wrong ratings', `{"ratings":[${'0,'.repeat(9_999)}0]}`],
    ['100,000 wrong ids', `{"ratings":[],"exclude":[${'null,'.repeat(99_999)}null]}`],
    ['an n of 4 MB', `{"ratings":[],"n":"${long}"}`],
    ['an id of 4 MB', `{"ratings":[{"item":"${long}"}]}`],
  ])('%s: a short refusal, soon', async (_, payload) => {
    const began = performance.now();
    const document = await problem(json(payload));
    expect(performance.now() - began).toBeLessThan(5000);
    expect(document).toMatchObject({ status: 400, code: 'invalid-request' });
    expect(JSON.stringify(document).length).toBeLessThan(20_000);
  });

  test('an unknown item of 16 KB is echoed by its beginning', async () => {
    const { body } = await app.inject(json({ ratings: [{ item: 'i'.repeat(16_384) }, { item: 'b' }] }));
    expect(JSON.parse(body).notes[0]).toMatch(/^not known to the model: "i{59}…"$/);
  });
});

describe('numbers beyond what models can hold', () => {
  test.each([
    [{ ratings: [{ item: 'b', value: 1e38 }] }, 'ratings[0].value must be a number from −1000000000 to 1000000000; got 1e+38.'],
    [{ ratings: [{ item: 'b', timestamp: 1e300 }] }, expect.stringContaining('ratings[0].timestamp is too big')],
    [{ ratings: [], features: { age: -1e38 } }, expect.stringContaining('features.age must be a number from −1000000000 to 1000000000')],
    [{ ratings: [], context: { hour: 1e38 } }, expect.stringContaining('context.hour must be a number from −1000000000')],
  ])('%j', async (payload, detail) => {
    expect(await problem(json(payload))).toMatchObject({ status: 400, code: 'invalid-request', detail });
  });
});

test.each(['TRACE', 'PROPFIND', 'MOVE', 'M-SEARCH'])('%s is 405, whatever it brings', async (method) => {
  expect(await problem({ method: method as 'GET', url: '/v1/popular' })).toMatchObject({ status: 405, allow: 'GET, HEAD, OPTIONS' });
  expect(await problem({ method: method as 'GET', url: '/nope' })).toMatchObject({ status: 404 });
});

describe('hosts', () => {
  const withHost = (host: string): InjectOptions => ({ url: '/v1/popular', headers: { host } });

  test('on this machine alone, no other name is answered: a page of another site may point its name here', async () => {
    const own = await createApp(new Serving(await together()), { allowedHosts: ['club.example'] });
    for (const host of [
      'evil.example',
      'evil.example:4090',
      '127.0.0.1.evil.example',
      'localhost.evil.example',
      '10.0.0.1',
      '[::2]:80',
      '__proto__',
    ])
      expect(await problem(withHost(host), own)).toMatchObject({
        status: 421,
        code: 'foreign-host',
        detail: expect.stringContaining(host),
      });
    for (const host of [
      'localhost',
      'LOCALHOST:4090',
      'localhost.',
      '127.0.0.1:80',
      '127.8.8.8',
      '[::1]:4090',
      'api.localhost',
      'Club.Example:443',
    ])
      expect((await own.inject(withHost(host))).statusCode, host).toBe(200);
    await own.close();
  });

  test('any is answered where none is named, or all are', async () => {
    expect((await app.inject(withHost('evil.example'))).statusCode).toBe(200);
    const open = await createApp(new Serving(await together()), { allowedHosts: ['*'] });
    expect((await open.inject(withHost('evil.example'))).statusCode).toBe(200);
    await open.close();
  });
});
