/** Ctrl-C, a reader that goes away, and servers. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom, shuffle } from '@likewise/core';
import { expect, test } from 'vitest';
import { folder, likewise, program } from './run.ts';

const { path, file } = folder();
const ratings = file('ratings.csv', 'user,item,rating\na,x,5\na,y,4\nb,x,2\nb,z,3\nc,y,1\n');
const forever = ['--epochs', '1000000000'];

/** Interrupts once stderr or stdout says that work has begun. */
const interruptAt =
  (sign: RegExp, signal: NodeJS.Signals = 'SIGINT') =>
  (child: ChildProcess) => {
    const look = (text: Buffer | string) => {
      if (sign.test(String(text))) setTimeout(() => child.kill(signal), 50);
    };
    child.stderr?.on('data', look);
    child.stdout?.on('data', look);
  };

test('Ctrl-C during fit leaves nothing; so does SIGTERM; evaluate and a waiting stdin stop too', async () => {
  const out = join(path, 'm');
  const [fit, terminated, evaluate] = await Promise.all([
    likewise(['fit', 'bias', ratings, '-o', out, ...forever], { meanwhile: interruptAt(/user = user/) }),
    likewise(['fit', 'bias', ratings, '-o', out, ...forever], { meanwhile: interruptAt(/user = user/, 'SIGTERM') }),
    likewise(['evaluate', ratings, '--model', 'bias:epochs=1000000000'], { meanwhile: interruptAt(/user = user/) }),
  ]);
  expect([fit.code, terminated.code, evaluate.code]).toEqual([130, 143, 130]);
  expect(fit.stdout + evaluate.stdout).toBe('');
  expect(fit.stderr).not.toMatch(/^\s+at /m);
  expect(readdirSync(path)).toEqual(['ratings.csv']);
});

test('a simulation on threads stops at once, also within one endless run', async () => {
  const simulation = (pulls: string) => ['bandit', 'simulate', '--arms', '0.2,0.5', '--runs', '1', '--pulls', pulls];
  const began = Date.now();
  await likewise(simulation('10'));
  // On a busy machine the program needs longer to come so far.
  const underWay = Math.max(1500, 2 * (Date.now() - began));
  let interrupted = 0;
  const { code, stdout } = await likewise(simulation('1000000000'), {
    meanwhile: (child) =>
      setTimeout(() => {
        interrupted = Date.now();
        child.kill('SIGINT');
      }, underWay),
  });
  expect([code, stdout]).toEqual([130, '']);
  // Sooner than a program that does not hear the signal is waited for.
  expect(Date.now() - interrupted).toBeLessThan(2900);
});

test.each([
  ['describe', '-'],
  ['rules', '-', '--min-support', '0.1'],
  ['pagerank', '-'],
  ['rank', '-', '--by', 'wilson'],
  ['evaluate', '-', '--model', 'popular'],
  ['fit', 'popular', '-', '-o', 'model'],
])('%s: signals are left to the system, which ends it at once whatever it computes; stdin that never ends too', async (...words) => {
  const child = spawn(process.execPath, [program, ...words], { cwd: path });
  setTimeout(() => child.kill('SIGINT'), 1000);
  const [, signal] = await once(child, 'exit');
  child.stdin.destroy();
  expect(signal).toBe('SIGINT');
});

test('a pipe gets plain lines about a long job, at most one a second', async () => {
  const { stderr } = await likewise(['fit', 'bias', ratings, '-o', join(path, 'm'), ...forever], {
    meanwhile: (child) => setTimeout(() => child.kill('SIGINT'), 3200),
  });
  const lines = stderr.split('\n').filter((line) => line.startsWith('fitting bias'));
  expect(lines.length).toBeGreaterThanOrEqual(1);
  expect(lines.length).toBeLessThanOrEqual(3);
  expect(lines[0]).toMatch(/^fitting bias · 0 % · epoch \d+ of 1000000000, objective \S+, trainRmse \S+$/);
  expect(stderr).not.toContain('\x1b');
});

test('a reader that goes away ends it quietly', async () => {
  const many = file('many.csv', `user,item\n${Array.from({ length: 20_000 }, (_, r) => `u${r},i${r % 50}`).join('\n')}\n`);
  const model = join(path, 'many.model');
  await likewise(['fit', 'popular', many, '-o', model]);
  const child = spawn(process.execPath, [program, 'recommend', model, '--all']);
  let stderr = '';
  child.stderr.on('data', (text) => (stderr += text));
  await once(child.stdout, 'data');
  child.stdout.destroy();
  const [code] = await once(child, 'exit');
  expect(code).toBe(0);
  expect(stderr).toBe('');
});

/** Starts a server, asks, stops it. */
async function served(
  words: readonly string[],
  ask: (url: string) => Promise<void>,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  let asked: Promise<void> | undefined;
  const outcome = await likewise([...words, '--port', '0'], {
    meanwhile(child) {
      let text = '';
      child.stdout?.on('data', (piece: string) => {
        text += piece;
        const url = /serving \S+ at (http:\S+)/.exec(text)?.[1];
        if (url === undefined || asked !== undefined) return;
        asked = ask(url).finally(() => child.kill('SIGINT'));
        // Looked at below, when the program has ended.
        asked.catch(() => {});
      });
    },
  });
  await asked;
  return outcome;
}

const answer = async (url: string) => (await (await fetch(url)).json()) as { items: { item: string; title?: string }[] };

test('serve answers from a model file and ends well when stopped', async () => {
  const model = join(path, 'served.model');
  await likewise(['fit', 'popular', ratings, '-o', model]);
  const items = file('items.csv', 'item,title\nz,Zulu\n');
  const { code, stderr } = await served(['serve', '--model', model, '--items', items, '--store', join(path, 's.db')], async (url) => {
    expect(await answer(`${url}/v1/recommendations/a?n=5`)).toMatchObject({ items: [{ item: 'z', title: 'Zulu' }] });
    expect((await answer(`${url}/v1/recommendations/nobody?n=2`)).items).toHaveLength(2);
  });
  expect(code).toBe(0);
  expect(stderr).toContain('--store: this version stores no events');
});

test('up on a small file says why it takes popular', async () => {
  const { code, stdout } = await served(['up', ratings], async (url) => {
    expect((await answer(`${url}/v1/recommendations/a?n=5`)).items.map(({ item }) => item)).toEqual(['z']);
  });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^model: popular, because 5 interactions of 3 people are too few/m);
});

test('up on ratings takes implicit-als, keeps what was disliked out of lists, and compares it with popular', async () => {
  // Two groups of people with 40 items each; everyone has 20 random ones of their group, and dislikes the last of them.
  const random = seededRandom(1);
  const rows = Array.from({ length: 60 }, (_, u) =>
    shuffle(
      random,
      Uint32Array.from({ length: 40 }, (_item, i) => i),
    )
      .slice(0, 20)
      .reduce((lines: string[], i, k) => lines.concat(`u${u},${(u % 2) * 40 + i},${k === 19 ? 1 : 4 + (k % 2)}`), []),
  ).flat();
  const taste = file('taste.csv', `user,item,rating\n${rows.join('\n')}\n`);
  const had = rows.filter((row) => row.startsWith('u0,')).map((row) => row.split(',')[1]);
  const { code, stdout, stderr } = await served(['up', taste], async (url) => {
    const items = (await answer(`${url}/v1/recommendations/u0?n=20`)).items.map(({ item }) => item);
    expect(items).toHaveLength(20);
    for (const item of items) expect(had).not.toContain(item);
    // Half of the items belong to the other half of the people.
    for (const item of items.slice(0, 5)) expect(Number(item)).toBeLessThan(40);
    for (let tries = 0; tries < 100; tries++) {
      const models = await (await fetch(`${url}/v1/models`)).text();
      if (models.includes('"figures"')) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  });
  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(/^model: implicit-als:.*ratings of 4 and more count as liked \(1,140 of 1,200\)/m);
  expect(stdout).toMatch(/^implicit-als:\S+ +0\.\d{4} /m);
  expect(stdout).toMatch(/^popular +0\.\d{4} /m);
});
