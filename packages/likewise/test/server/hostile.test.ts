/** Thousands of requests that nobody means well with, the same ones in every run: never a fault of the server, never a stack, memory flat. */
import { once } from 'node:events';
import { METHODS } from 'node:http';
import { connect } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  demographic,
  factorizationMachine,
  featuresFromRows,
  implicitALS,
  interactionsFromRows,
  popular,
  type Random,
  seededRandom,
  svd,
} from '@likewise/core';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApp } from '../../src/server/app.ts';
import { Serving } from '../../src/server/serving/serving.ts';
import { startServer } from '../../src/server/start-server.ts';
import { shelf, titles, together } from './film-club.ts';

const faults: unknown[] = [];
const apps: FastifyInstance[] = [];
const logger = { error: (...line: unknown[]) => faults.push(line) };

beforeAll(async () => {
  const rows = Array.from({ length: 120 }, (_, r) => ({
    user: `u${r % 12}`,
    item: r % 10,
    value: 1 + ((r * 7) % 5),
    context: { day: r % 2 ? 'sun' : 'moon' },
  }));
  const rated = interactionsFromRows(rows.filter((_row, r) => r % 7 > 0));
  const fallback = await popular().fit(rated);
  const models = await Promise.all([
    implicitALS({ factors: 4, epochs: 2 }).fit(shelf),
    svd({ factors: 2, epochs: 2 }).fit(rated),
    factorizationMachine({ factors: 2, samples: 4 }).fit(rated),
    demographic().fit(
      rated.with({
        userFeatures: featuresFromRows(Array.from({ length: 12 }, (_, u) => ({ id: `u${u}`, job: u % 2 ? 'cook' : 'smith', age: 20 + u }))),
      }),
    ),
  ]);
  apps.push(await createApp(new Serving(await together(titles)), { logger, allowedHosts: [], allowedOrigins: ['https://club.example'] }));
  for (const model of models) apps.push(await createApp(new Serving({ model, fallback }), { logger }));
});
afterAll(() => Promise.all(apps.map((app) => app.close())));

const pick = <T>(random: Random, from: readonly T[]): T => from[random.integer(from.length)];
const long = 'x'.repeat(9000);
const texts = [
  '',
  '0',
  '1',
  '-1',
  '7',
  'w',
  'b',
  'all',
  'u1',
  'first',
  '1000',
  '1e3',
  '1e309',
  'NaN',
  'true',
  '__proto__',
  'constructor',
  'toString',
  '../..',
  'a/b',
  '\u0000',
  '\ud800',
  'é',
  '\u202e',
  '%',
  "'; --",
  '<script>',
  long,
];
const names = [
  'job',
  'age',
  'day',

  'n',
  'offset',
  'exclude',
  'keepSeen',
  'explain',
  'context',
  'query',
  'ratings',
  'item',
  'value',
  'timestamp',
  'features',
  'friends',
  'candidates',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'N',
  long,
];
const numbers = [0, -0, 1, 5, -5, 0.5, 1e9, -1e9, 1e9 + 1, 1e38, -1e308, 2 ** 53, 5e-324, 1000, 100_000];

const encoded = (text: string): string => encodeURIComponent(text.toWellFormed());

function value(random: Random, depth = 0): unknown {
  const kind = random.integer(depth > 3 ? 4 : 8);
  if (kind === 0) return pick(random, numbers);
  if (kind === 1) return pick(random, texts);
  if (kind === 2) return pick(random, [null, true, false]);
  if (kind === 3) return pick(random, ['b', 'c', 3, 7, 'first']);
  if (kind === 4) return Array.from({ length: random.integer(4) }, () => value(random, depth + 1));
  if (kind === 5) return Array.from({ length: random.integer(120) }, (_, k) => ({ item: k % 13, value: pick(random, numbers) }));
  if (kind === 6) return Array.from({ length: random.integer(3) }, () => ({ item: pick(random, texts), value: value(random, 9) }));
  return record(random, depth + 1);
}
const record = (random: Random, depth: number): object =>
  // Built so that "__proto__" is a key of its own, as JSON.parse makes it.
  JSON.parse(
    `{${Array.from({ length: random.integer(5) }, () => `${JSON.stringify(pick(random, names))}:${JSON.stringify(value(random, depth)) ?? 'null'}`).join(',')}}`,
  );

/** A body that is nearly right, and then has some of its characters changed now and then. */
function body(random: Random): string | Buffer {
  const ratings = Array.from({ length: random.integer(8) }, () => ({
    item: pick(random, [3, 7, 'b', 'c', ...texts]),
    value: pick(random, numbers),
  }));
  const parts: Record<string, unknown> = {
    ratings,
    ...(random.uniform() < 0.7 && { n: 1 + random.integer(20) }),
    explain: random.uniform() < 0.5,
  };
  for (const name of names)
    if (random.uniform() < 0.03)
      Object.defineProperty(parts, name, { value: value(random), enumerable: true, configurable: true, writable: true });
  const text = JSON.stringify(random.uniform() < 0.1 ? value(random) : parts) ?? 'null';
  if (random.uniform() < 0.7) return text;
  const bytes = Buffer.from(text);
  for (let k = random.integer(4); k >= 0 && bytes.length > 0; k--) bytes[random.integer(bytes.length)] = random.integer(256);
  return random.uniform() < 0.3 ? bytes.subarray(0, random.integer(bytes.length + 1)) : bytes;
}

function request(random: Random): InjectOptions {
  const id = encoded(pick(random, texts));
  const path = pick(random, [
    '/v1/recommendations',
    `/v1/recommendations/${id}`,
    '/v1/popular',
    '/v1/items',
    `/v1/items/${id}`,
    `/v1/items/${id}/similar`,
    '/v1/models',
    '/openapi.json',
    '/metrics',
    '/health/ready',
    '/',
    `/${id}`,
    '/v1/recommendations/%E0%A4%A',
    '//',
    '/..;/',
  ]);
  const pairs = Array.from(
    { length: random.integer(5) },
    () => `${encoded(pick(random, names))}${pick(random, ['=', '', '[]=', '%3D'])}${encoded(pick(random, texts))}`,
  );
  const url = (pairs.length === 0 ? path : `${path}?${pairs.join(pick(random, ['&', '&&', ';']))}`).slice(0, 14_000);
  const method = (
    random.uniform() < 0.4
      ? 'GET'
      : random.uniform() < 0.8
        ? 'POST'
        : pick(
            random,
            METHODS.filter((one) => one !== 'CONNECT'),
          )
  ) as 'GET';
  const headers: Record<string, string> = {};
  if (random.uniform() < 0.9)
    headers['content-type'] =
      random.uniform() < 0.8
        ? 'application/json'
        : pick(random, ['application/json; charset=utf-8', 'text/plain', 'application/x-www-form-urlencoded', 'application/json;;', '']);
  if (random.uniform() < 0.1) headers['host'] = pick(random, ['evil.example', 'localhost', '[::1]', 'a b', '']);
  if (random.uniform() < 0.1) headers['origin'] = pick(random, ['https://club.example', 'null', 'https://evil.example']);
  if (random.uniform() < 0.05) headers['content-length'] = pick(random, ['0', '5', '99999999', '-1']);
  return method === 'GET'
    ? { method, url, headers }
    : { method, url: random.uniform() < 0.7 ? '/v1/recommendations' : url, headers, payload: body(random) };
}

function check(
  { method, url, payload }: InjectOptions,
  { statusCode, headers, body: answer }: { statusCode: number; headers: object; body: string },
): void {
  const what = `${method} ${String(url).slice(0, 200)} ${String(payload).slice(0, 500)}\n→ ${statusCode} ${answer.slice(0, 500)}`;
  // What a model cannot do is a 501, which is an answer.
  expect(statusCode === 501 || statusCode < 500, what).toBe(true);
  expect(answer, what).not.toMatch(/\n\s+at |\bat .*\.[tj]s:\d/);
  expect(answer.length, what).toBeLessThan(200_000);
  const { 'content-type': type = '' } = headers as { 'content-type'?: string };
  if (statusCode >= 400 && method !== 'HEAD') {
    expect(type, what).toContain('application/problem+json');
    expect(JSON.parse(answer).status, what).toBe(statusCode);
  } else if (type.startsWith('application/json') && method !== 'HEAD') {
    // A score that is no number would be null.
    for (const { score = 0 } of JSON.parse(answer).items ?? []) expect(typeof score, what).toBe('number');
  }
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

test('4,000 requests: 500 never, a stack never, memory flat', async () => {
  const random = seededRandom(13);
  const used: number[] = [];
  for (let k = 0; k < 4000; k++) {
    const asked = request(random);
    check(asked, await apps[k % apps.length].inject(asked));
    if (k === 1999 || k === 3999) {
      collect();
      used.push(process.memoryUsage().heapUsed / 2 ** 20);
    }
  }
  expect(faults).toEqual([]);
  expect(used[1] - used[0], 'MiB kept by 2,000 requests').toBeLessThan(10);
}, 120_000);

test('bytes that are hardly HTTP: every connection ends, and the server goes on', async () => {
  const random = seededRandom(14);
  const { url, port, close } = await startServer({ ...(await together()), port: 0, logger, patienceMs: 1000 });
  const heads = [
    'GET /v1/popular HTTP/1.1\r\nhost: localhost\r\n\r\n',
    'GET http://evil.example/v1/popular HTTP/1.1\r\nhost: localhost\r\n\r\n',
    'GET /v1/popular HTTP/1.1\r\nhost: localhost\r\nhost: evil.example\r\n\r\n',
    'GET /v1/popular HTTP/1.0\r\n\r\n',
    'GET /v1/popular HTTP/1.1\r\n\r\n',
    'CONNECT evil.example:443 HTTP/1.1\r\nhost: localhost\r\n\r\n',
    'FOO /v1/popular HTTP/1.1\r\nhost: localhost\r\n\r\n',
    'POST /v1/recommendations HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{"rat\r\nFFFFFFFFFFFFFFFF\r\n',
    'POST /v1/recommendations HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 14\r\ntransfer-encoding: chunked\r\n\r\n{"ratings":[]}',
    'POST /v1/recommendations HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 14\r\ncontent-length: 3\r\n\r\n{"ratings":[]}',
    'POST /v1/recommendations HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\nexpect: 100-continue\r\ncontent-length: 14\r\n\r\n{"ratings":[]}',
    'GET /v1/popular HTTP/1.1\r\nhost: localhost\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n',
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    `GET /v1/popular HTTP/1.1\r\nhost: localhost\r\n${'x: y\r\n'.repeat(3000)}\r\n`,
    '\u0016\u0003\u0001\u0002\u0000\u0001',
  ];
  const send = async (bytes: Buffer): Promise<string> => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    let answer = '';
    socket.on('data', (data) => (answer += data.toString('latin1')));
    socket.write(bytes);
    // A request that is whole leaves its connection open.
    const leave = setTimeout(() => socket.destroy(), 60);
    if (!socket.destroyed) await once(socket, 'close');
    clearTimeout(leave);
    return answer;
  };
  for (let round = 0; round < 30; round++)
    for (const answer of await Promise.all(
      Array.from({ length: 10 }, () => {
        const bytes = Buffer.from(pick(random, heads).repeat(1 + random.integer(3)), 'latin1');
        for (let k = random.integer(5); k > 0; k--) bytes[random.integer(bytes.length)] = random.integer(256);
        return send(random.uniform() < 0.2 ? bytes.subarray(0, random.integer(bytes.length)) : bytes);
      }),
    )) {
      expect(answer).not.toMatch(/^HTTP\/1\.1 5/m);
      expect(answer).not.toMatch(/\n\s+at |\bat .*\.[tj]s:\d/);
    }
  expect((await fetch(`${url}/health/ready`)).status).toBe(200);
  expect(faults).toEqual([]);
  await close();
}, 60_000);
