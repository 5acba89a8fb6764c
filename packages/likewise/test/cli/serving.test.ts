/** A server as deployments run it: environment, logs, signals, a model file that changes. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { Given } from '../../src/cli/command.ts';
import { addressOf, drainOf, hostsOf, originsOf } from '../../src/cli/flags/serving.ts';
import { folder, likewise, program } from './run.ts';

const { path, file } = folder();
const ratings = file('ratings.csv', 'user,item,rating\na,x,5\na,y,4\nb,x,2\nb,z,3\nc,y,1\n');
const [popular, random] = ['popular', 'random'].map((name) => join(path, `${name}.model`));
for (const [name, out] of [
  ['popular', popular],
  ['random', random],
])
  expect((await likewise(['fit', name, ratings, '-o', out])).code).toBe(0);

const children: ReturnType<typeof spawn>[] = [];
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
});

/** A server of the built program that answers. */
async function serving(words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [program, 'serve', ...words], { env: { ...process.env, ...env } });
  children.push(child);
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = once(child, 'close') as Promise<[number | null]>;
  await until(() => /serving \S+ at http:\S+/.test(stdout), ended);
  return { child, ended, url: /at (http:\S+)/.exec(stdout)?.[1] as string, said: () => stderr };
}

async function until(holds: () => boolean | Promise<boolean>, ended?: Promise<unknown>): Promise<void> {
  let over = false;
  ended?.then(() => {
    over = true;
  });
  while (!(await holds())) {
    if (over) throw new Error('the program has ended');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const sourceOf = async (url: string): Promise<string> => {
  const response = await fetch(`${url}/v1/recommendations/a?n=1`);
  expect(response.status).toBe(200);
  return ((await response.json()) as { source: string }).source;
};

test('PORT and HOST of the environment are taken where no flag says otherwise, and told', async () => {
  const given = (flags: Readonly<Record<string, unknown>> = {}) => new Given([], flags);
  expect(addressOf(given(), {})).toEqual({ port: 4090, host: undefined, notes: [] });
  expect(addressOf(given(), { PORT: '8080', HOST: '0.0.0.0' })).toEqual({
    port: 8080,
    host: '0.0.0.0',
    notes: [
      'port 8080, as PORT of the environment says; --port overrules it.',
      'host 0.0.0.0, as HOST of the environment says; --host overrules it.',
    ],
  });
  expect(addressOf(given({ port: '1', host: '127.0.0.1' }), { PORT: '8080', HOST: '::' })).toEqual({
    port: 1,
    host: '127.0.0.1',
    notes: [],
  });
  expect(addressOf(given(), { PORT: '', HOST: '' })).toMatchObject({ port: 4090, host: undefined });
  for (const PORT of ['abc', '70000', '1.5', ' '])
    expect(() => addressOf(given(), { PORT })).toThrow(`PORT of the environment must be an integer from 0 to 65535; got "${PORT}".`);

  const { child, ended, said, url } = await serving(['--model', popular], { PORT: '0', HOST: 'localhost' });
  expect(said()).toContain('port 0, as PORT of the environment says');
  expect(url).toMatch(/^http:\/\/localhost:\d+$/);
  child.kill('SIGINT');
  expect((await ended)[0]).toBe(0);
});

test('flags that no server could keep are refused before anything is read', () => {
  const given = (flags: Readonly<Record<string, unknown>>) => new Given([], flags);
  for (const origin of ['shop.example', 'https://shop.example/path', 'null', ''])
    expect(() => originsOf(given({ allowOrigin: [origin] }))).toThrow(/--allow-origin must be an origin such as/);
  expect(originsOf(given({ allowOrigin: ['https://shop.example', 'http://localhost:3000', '*'] }))).toHaveLength(3);
  for (const host of ['https://shop.example', 'shop.example:80'])
    expect(() => hostsOf(given({ allowHost: [host] }))).toThrow(/without a port/);
  for (const drain of ['-1', '9999', 'x']) expect(() => drainOf(given({ drain }))).toThrow(/--drain must be seconds from 0 to 3600/);
});

test('a new model comes without a restart and without a dropped request; a damaged one changes nothing and says so', async () => {
  const model = join(path, 'served.model');
  copyFileSync(popular, model);
  const { child, ended, url, said } = await serving(['--model', model, '--port', '0']);
  let [asked, finished] = [0, false];
  const load = Promise.all(
    Array.from({ length: 4 }, async () => {
      while (!finished) {
        expect(['popular', 'random']).toContain(await sourceOf(url));
        asked++;
      }
    }),
  );
  expect(await sourceOf(url)).toBe('popular');
  // As fit writes it: beside, then renamed.
  copyFileSync(random, `${model}.new`);
  renameSync(`${model}.new`, model);
  child.kill('SIGHUP');
  await until(async () => (await sourceOf(url)) === 'random', ended);
  expect(said()).toContain(`${model} was read again: random-2 answers from here on.`);
  const whole = readFileSync(popular);
  whole[whole.length - 1] ^= 255;
  for (const damaged of [whole, whole.subarray(0, 100), Buffer.from('no model')]) {
    writeFileSync(model, damaged);
    const before = said().length;
    child.kill('SIGHUP');
    await until(() => said().length > before, ended);
    expect(said().slice(before)).toMatch(/^the model goes on as it was: .*served\.model: /);
    expect(await sourceOf(url)).toBe('random');
  }
  finished = true;
  await load;
  expect(asked).toBeGreaterThan(10);
  child.kill('SIGTERM');
  expect((await ended)[0]).toBe(0);
});

test('--drain: told to stop, it says so to whoever asks whether it is ready, goes on answering, then closes; --log tells all of it', async () => {
  const log = join(path, 'requests.log');
  const { child, ended, url } = await serving(['--model', popular, '--port', '0', '--drain', '5', '--log', log]);
  expect(await sourceOf(url)).toBe('popular');
  expect((await fetch(`${url}/v1/recommendations/a?n=0`)).status).toBe(400);
  // Renamed by whoever keeps old logs; SIGHUP opens it anew.
  renameSync(log, `${log}.1`);
  child.kill('SIGHUP');
  const began = performance.now();
  child.kill('SIGTERM');
  await until(async () => (await fetch(`${url}/health/ready`)).status === 503, ended);
  const late = await fetch(`${url}/v1/recommendations/a?n=1`);
  expect([late.status, late.headers.get('connection')]).toEqual([200, 'close']);
  expect((await ended)[0]).toBe(0);
  expect(performance.now() - began).toBeGreaterThan(4900);
  await expect(fetch(`${url}/health/live`)).rejects.toThrow();
  const lines = [`${log}.1`, log].flatMap((name) => readFileSync(name, 'utf8').trimEnd().split('\n'));
  const events = lines.map((line) => JSON.parse(line));
  for (const { time } of events) expect(time).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  expect(events[0]).toMatchObject({ event: 'start', url, model: 'popular-1' });
  expect(events[1]).toMatchObject({ event: 'request', method: 'GET', url: '/v1/recommendations/a?n=1', status: 200, client: '127.0.0.1' });
  expect(events[1].ms).toBeGreaterThan(0);
  expect(events[1].bytes).toBeGreaterThan(20);
  expect(events[2]).toMatchObject({ event: 'request', status: 400 });
  expect(events.filter(({ event }) => event === 'drain')).toMatchObject([{ seconds: 5 }]);
  expect(events.at(-1)).toMatchObject({ event: 'stop' });
  expect(readFileSync(log, 'utf8')).toContain('"event":"stop"');
});

test('--log without a file writes to stderr; a log that cannot be opened is refused', async () => {
  const { child, ended, url, said } = await serving(['--model', popular, '--port', '0', '--log']);
  await sourceOf(url);
  child.kill('SIGINT');
  expect((await ended)[0]).toBe(0);
  const events = said()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).event);
  expect(events).toEqual(['start', 'request', 'stop']);
  const refused = await likewise(['serve', '--model', popular, '--log', join(path, 'no-folder', 'log')]);
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('likewise: --log: cannot write')]);
});

test.skipIf(process.platform === 'win32')(
  'npm start passes SIGTERM on: a server ends when the shell that npm started it by does',
  async () => {
    const line = `"${process.execPath}" "${program}" serve --model "${popular}" --port 0; true`;
    const shell = spawn('sh', ['-c', line], { env: { ...process.env, npm_lifecycle_event: 'start' } });
    children.push(shell);
    let stdout = '';
    shell.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    await until(() => stdout.includes('http://'));
    const url = /at (http:\S+)/.exec(stdout)?.[1] as string;
    expect(await sourceOf(url)).toBe('popular');
    shell.kill('SIGTERM');
    await until(() =>
      fetch(`${url}/health/live`).then(
        () => false,
        () => true,
      ),
    );
  },
);
