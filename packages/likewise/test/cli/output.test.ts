/** A result that did not get out is an error; results that replace files never replace what was read. */
import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folder, likewise, program, refusal } from './run.ts';

const { path, file } = folder();
const ratings = file(
  'ratings.csv',
  `user,item,rating\n${Array.from({ length: 60 }, (_, r) => `u${r % 10},i${(r * 7) % 13},${(r % 5) + 1}`).join('\n')}\n`,
);

/** With stdout on a disk that is always full. */
function ontoFull(words: readonly string[]): Promise<{ code: number | null; stderr: string }> {
  const full = openSync('/dev/full', 'w');
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--max-old-space-size=512', program, ...words], {
      stdio: ['ignore', full, 'pipe'],
      timeout: 60_000,
    });
    closeSync(full);
    let stderr = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stderr }));
  });
}

describe.skipIf(!existsSync('/dev/full'))('a full stdout is an error everywhere (skipped where there is no /dev/full)', () => {
  test.each([
    ['describe', ratings],
    ['describe', ratings, '--json'],
    ['models'],
    ['models', '--json'],
    ['--help'],
    ['evaluate', ratings, '--model', 'popular', '--metric', 'hr@3'],
    ['evaluate', ratings, '--model', 'popular', '--metric', 'hr@3', '--json'],
  ])('%s %s %s', async (...words) => {
    const { code, stderr } = await ontoFull(words.filter((word) => word !== undefined));
    expect(code).toBe(2);
    expect(stderr.match(/^likewise: .*$/gm)).toEqual(['likewise: standard output: no space left on the disk.']);
  });

  test('recommend --all, block by block', async () => {
    const model = join(path, 'full-model');
    await likewise(['fit', 'popular', ratings, '-o', model]);
    expect(await ontoFull(['recommend', model, '--all'])).toEqual({
      code: 2,
      stderr: 'likewise: standard output: no space left on the disk.\n',
    });
  });
});

test('an output that is an input is refused, and the input is whole', async () => {
  const before = readFileSync(ratings, 'utf8');
  const test1 = file('test.csv', 'user,item,rating\nu1,i9,4\n');
  const refused = await Promise.all([
    likewise(['fit', 'popular', ratings, '-o', ratings]),
    likewise(['evaluate', ratings, '--model', 'popular', '--report', ratings]),
    likewise(['evaluate', ratings, '--test', test1, '--model', 'popular', '--report', test1]),
    likewise(['fit', 'popular', ratings, '--item-features', test1, '-o', test1]),
  ]);
  for (const outcome of refused) expect(refusal(outcome)).toMatch(/cannot write .*: it is read by this run and would be lost/);
  // A pattern and a folder are the files in them.
  for (const input of [join(path, 'rat*.csv'), path]) {
    const outcome = await likewise(['fit', 'popular', input, '--skip-empty-ids', '-o', ratings]);
    expect(refusal(outcome)).toMatch(/cannot write .*ratings\.csv: .* and would be lost/);
  }
  const twice = ['--report', join(path, 'one'), '--per-user', join(path, '.', 'one')];
  expect(refusal(await likewise(['evaluate', ratings, '--model', 'popular', ...twice]))).toContain('files of their own');
  expect(readFileSync(ratings, 'utf8')).toBe(before);
  expect(readFileSync(test1, 'utf8')).toBe('user,item,rating\nu1,i9,4\n');
});

test('an evaluation that is stopped leaves nothing of its files', async () => {
  const rows = Array.from({ length: 20_000 }, (_, r) => `u${r % 400},i${(r * 7) % 613},${(r % 5) + 1}`);
  const long = file('long.csv', `user,item,rating\n${rows.join('\n')}\n`);
  const place = join(path, 'stopped');
  mkdirSync(place);
  const words = ['evaluate', long, '--model', 'svd:epochs=10000', '--metric', 'rmse', '--per-user', join(place, 'users.csv')];
  const { code } = await likewise(words, {
    meanwhile: (child) => {
      const look = setInterval(() => {
        if (readdirSync(place).length === 0) return;
        clearInterval(look);
        child.kill('SIGINT');
      }, 50);
    },
  });
  expect(code).toBe(130);
  expect(readdirSync(place)).toEqual([]);
});
