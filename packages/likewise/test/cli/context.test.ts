/** Context columns from the file to the answer, on the command line and over HTTP. */
import { join } from 'node:path';
import { interactionsFromRows, popular, seededRandom } from '@likewise/core';
import { beforeAll, expect, test } from 'vitest';
import { createApp } from '../../src/server/app.ts';
import { Serving, type ServingParts } from '../../src/server/serving/serving.ts';
import { readModelFile } from '../../src/store/model-files.ts';
import { folder, likewise, refusal } from './run.ts';

const { path, file } = folder();
const model = join(path, 'weather.safetensors');
/** In the rain the even items are loved, in the sun the odd ones. */
const random = seededRandom(4);
const lines = Array.from({ length: 30 * 20 }, (_, k) => {
  const [user, item, sun] = [k % 30, Math.floor(k / 30), random.integer(2) === 1];
  return `u${user},i${item},${(item % 2 === 0) === !sun ? 5 : 1},${sun ? 'sun' : 'rain'},${10.5 + (k % 9)}`;
}).filter(() => random.uniform() < 0.7);
const data = file('weather.csv', `user,item,rating,weather,heat\n${lines.join('\n')}\n`);
const small = ['--factors', '2', '--samples', '20'];

beforeAll(async () => {
  expect(await likewise(['fit', 'factorization-machine', data, ...small, '-o', model])).toMatchObject({ code: 0 });
});

test('predict and recommend are asked under a context; what is left open or unknown is told', async () => {
  const rating = async (context: string): Promise<number> => {
    const { code, stdout } = await likewise(['predict', model, '--user', 'u1', '--item', 'i2', '--context', context, '--json']);
    expect(code).toBe(0);
    return JSON.parse(stdout).prediction;
  };
  expect(await rating('weather=rain,heat=12')).toBeGreaterThan(4);
  expect(await rating('weather=sun,heat=12')).toBeLessThan(2);
  const list = await likewise(['recommend', model, '--user', 'u1', '-n', '1', '--keep-seen', '--context', 'weather=sun', '--json']);
  expect(JSON.parse(list.stdout).items[0].item).toMatch(/[13579]$/);
  expect(list.stderr).toContain('nothing said of heat; the average stands for it');
  const hail = await likewise(['recommend', model, '--user', 'u1', '--context', 'weather=hail', '--json']);
  expect(hail.stderr).toContain('training had no weather=hail; the average stands for it');
});

test('bad contexts are refused in one line', async () => {
  const refused = async (...flags: string[]): Promise<string> => refusal(await likewise(flags));
  expect(await refused('predict', model, '--user', 'u1', '--item', 'i2', '--context', 'wether=sun')).toContain('did you mean "weather"');
  expect(await refused('predict', model, '--user', 'u1', '--item', 'i2', '--context', 'sun')).toContain('column=value');
  expect(await refused('predict', model, '--user', 'u1', '--item', 'i2', '--context', 'heat=hot')).toContain('finite number');
  expect(await refused('recommend', model, '--all', '--context', 'weather=sun')).toContain('leave --context out');
  const plain = join(path, 'plain.safetensors');
  expect(await likewise(['fit', 'bias', data, '-o', plain])).toMatchObject({ code: 0 });
  expect(await refused('predict', plain, '--user', 'u1', '--item', 'i2', '--context', 'weather=sun')).toContain('bias knows no contexts');
  expect(await refused('evaluate', data, '--model', 'bias', '--metric', 'ndcg@10', '--context', 'wether')).toContain('weather, heat');
});

test('evaluate asks each held-out interaction under its own', async () => {
  const models = ['factorization-machine:factors=2,samples=20', 'factorization-machine:factors=2,samples=20,context=none'];
  const { code, stdout } = await likewise([
    'evaluate',
    data,
    ...models.flatMap((name) => ['--model', name]),
    '--metric',
    'rmse,auc',
    '--context',
    'all',
    '--json',
  ]);
  expect(code).toBe(0);
  const report = JSON.parse(stdout);
  expect(report.context).toContain('under its own context');
  const [told, blind] = report.rows;
  expect(told.metrics.rmse).toBeLessThan(blind.metrics.rmse - 0.5);
});

test('the server takes a context in the address and in the body, and notes what it does not know', async () => {
  const served = (await readModelFile(model)) as ServingParts['model'];
  const fallback = await popular().fit(interactionsFromRows([{ user: 'u1', item: 'i1' }]));
  const app = await createApp(new Serving({ model: served, fallback }));
  try {
    const best = async (context: string): Promise<{ items: { item: string }[]; notes?: string[] }> => {
      const response = await app.inject(`/v1/recommendations/u1?n=1&keepSeen=true&${context}`);
      expect(response.statusCode, response.body).toBe(200);
      return response.json();
    };
    expect((await best('context=weather%3Drain&context=heat%3D12')).items[0].item).toMatch(/[02468]$/);
    expect((await best('context=weather%3Dsun')).items[0].item).toMatch(/[13579]$/);
    expect((await best('context=weather%3Dhail')).notes?.[0]).toContain('the average stands for it');
    expect((await best('context=wind')).notes?.[0]).toContain('is no context of the model: weather, heat');
    const posted = await app.inject({
      method: 'POST',
      url: '/v1/recommendations',
      payload: { ratings: [{ item: 'i0', value: 3 }], n: 1, context: { weather: 'sun', heat: 'hot' } },
    });
    expect(posted.statusCode, posted.body).toBe(200);
    expect(posted.json().items[0].item).toMatch(/[13579]$/);
    expect(posted.json().notes[0]).toContain('heat "hot" is not known');
  } finally {
    await app.close();
  }
});
