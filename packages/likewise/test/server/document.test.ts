import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../../src/server/app.ts';
import { problemKinds } from '../../src/server/http/problem.ts';
import { Serving } from '../../src/server/serving/serving.ts';
import { titles, together } from './film-club.ts';

let app: FastifyInstance;
// biome-ignore lint/suspicious/noExplicitAny: a JSON document.
let api: any;
beforeAll(async () => {
  app = await createApp(new Serving(await together(titles)));
  api = (await app.inject('/openapi.json')).json();
});
afterAll(() => app.close());

describe('openapi.json', () => {
  test('is 3.1 and names every public route', () => {
    expect(api.openapi).toBe('3.1.0');
    expect(Object.keys(api.paths).sort()).toEqual([
      '/health/live',
      '/health/ready',
      '/v1/estimators',
      '/v1/items',
      '/v1/items/{item}',
      '/v1/items/{item}/similar',
      '/v1/models',
      '/v1/popular',
      '/v1/recommendations',
      '/v1/recommendations/{user}',
    ]);
    expect(Object.keys(api.paths['/v1/recommendations'])).toEqual(['post']);
  });

  test('every operation has an id, a tag, a summary, a described answer and problem answers; every reference leads somewhere', () => {
    const ids = new Set();
    for (const methods of Object.values<object>(api.paths)) {
      // biome-ignore lint/suspicious/noExplicitAny: a JSON document.
      for (const operation of Object.values<any>(methods)) {
        ids.add(operation.operationId);
        expect(operation.tags).toHaveLength(1);
        expect(operation.summary).toMatch(/^[A-Z]/);
        expect(operation.responses[200].content['application/json'].schema.$ref).toMatch(/^#\/components\/schemas\//);
        expect(operation.responses[500].content['application/problem+json'].schema.$ref).toBe('#/components/schemas/Problem');
        for (const parameter of operation.parameters ?? []) expect(parameter.description, parameter.name).toBeTruthy();
      }
    }
    expect(ids.size).toBe(10);
    for (const [, name] of JSON.stringify(api).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g))
      expect(api.components.schemas).toHaveProperty(name);
  });

  test('parameters say kind, range and default', () => {
    const parameters = api.paths['/v1/recommendations/{user}'].get.parameters;
    expect(parameters.find(({ name }: { name: string }) => name === 'n')).toMatchObject({
      in: 'query',
      required: false,
      schema: { type: 'integer', minimum: 1, maximum: 1000, default: 10 },
    });
    expect(parameters.find(({ name }: { name: string }) => name === 'user')).toMatchObject({ in: 'path', required: true });
    const body = api.paths['/v1/recommendations'].post.requestBody.content['application/json'].schema;
    expect(Object.keys(body.properties)).toEqual(expect.arrayContaining(['ratings', 'session', 'n']));
    expect(body.example.ratings).toHaveLength(2);
  });

  test('explains every kind of problem', () => {
    for (const code of Object.keys(problemKinds)) expect(api.info.description).toContain(`\`${code}\``);
    expect(api.components.schemas.Problem.required).toEqual(['type', 'code', 'title', 'status', 'detail', 'instance']);
  });

  test('its examples are answers that the schemas allow', () => {
    const schemas = Object.entries<{ example?: object; properties: object; required?: string[] }>(api.components.schemas);
    const examples = schemas.filter(([, { example }]) => example !== undefined);
    expect(examples.length).toBeGreaterThan(6);
    for (const [name, { example, properties, required = [] }] of examples) {
      expect(Object.keys(properties), name).toEqual(expect.arrayContaining(Object.keys(example as object)));
      expect(Object.keys(example as object), name).toEqual(expect.arrayContaining(required));
    }
  });
});

describe('pages', () => {
  test.each(['/', '/docs'])('%s loads nothing from elsewhere and has nothing inline', async (path) => {
    const response = await app.inject(path);
    expect(response.headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'x-content-type-options': 'nosniff' });
    expect(response.headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'");
    expect(response.body).not.toMatch(/<script>|<style>| style=| on\w+="|https?:\/\//);
    for (const [, address] of response.body.matchAll(/(?:src|href)="([^"#]+)"/g)) {
      expect((await app.inject(address)).statusCode, address).toBe(200);
    }
  });

  test('scripts import only what is served', async () => {
    for (const path of ['/studio/studio.js', '/studio/docs.js', '/studio/dom.js']) {
      const { body, headers } = await app.inject(path);
      expect(headers['content-type']).toBe('text/javascript; charset=utf-8');
      for (const [, file] of body.matchAll(/from '\.\/([^']+)'/g)) expect((await app.inject(`/studio/${file}`)).statusCode).toBe(200);
    }
  });
});

test('health', async () => {
  for (const path of ['/health/live', '/health/ready']) expect((await app.inject(path)).json()).toEqual({ status: 'ok' });
});

test('while the server closes it lives, but is not ready', async () => {
  let closing = false;
  const ending = await createApp(new Serving(await together()), { isClosing: () => closing });
  const ask = async (path: string) => {
    const response = await ending.inject(path);
    return [response.statusCode, response.json()];
  };
  expect(await ask('/health/ready')).toEqual([200, { status: 'ok' }]);
  closing = true;
  expect(await ask('/health/ready')).toEqual([503, { status: 'closing' }]);
  expect(await ask('/health/live')).toEqual([200, { status: 'ok' }]);
  await ending.close();
});

test('metrics count by route pattern and by who answered, never by id', async () => {
  await app.inject('/v1/recommendations/w');
  await app.inject('/v1/recommendations/secret-person');
  await app.inject('/v1/recommendations/w?n=0');
  await app.inject('/nowhere/1');
  const { body, headers } = await app.inject('/metrics');
  expect(headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
  expect(body).toContain('likewise_http_requests_total{method="GET",route="/v1/recommendations/:user",status="200"} 2');
  expect(body).toContain('likewise_http_requests_total{method="GET",route="/v1/recommendations/:user",status="400"} 1');
  expect(body).toContain('likewise_http_requests_total{method="GET",route="unknown",status="404"} 1');
  expect(body).toContain('likewise_http_request_duration_seconds_count{route="/v1/recommendations/:user"} 3');
  expect(body).toContain('likewise_lists_total{source="together"} 1');
  expect(body).toContain('likewise_lists_total{source="popular"} 1');
  expect(body).toContain('likewise_model_size{of="items"} 6');
  expect(body).not.toContain('secret-person');
});
