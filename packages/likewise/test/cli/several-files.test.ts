/** Wherever ratings are asked for, several files, a folder or a pattern will do. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inProcess } from './in-process.ts';
import { folder } from './run.ts';

const { path } = folder();
const parts = join(path, 'parts');
mkdirSync(parts);
const [first, second] = [0, 1].map((part) => {
  const rows = Array.from({ length: 30 }, (_, k) => `u${k % 6},i${(k * 7 + part) % 10},${(k % 5) + 1}\n`);
  writeFileSync(join(parts, `part-${part}.csv`), `user,item,rating\n${rows.join('')}`);
  return join(parts, `part-${part}.csv`);
});
writeFileSync(join(parts, '_SUCCESS'), '');

const words: readonly (readonly [command: readonly string[], after: readonly string[]])[] = [
  [['describe'], ['--json']],
  [
    ['fit', 'popular'],
    ['-o', join(path, 'm'), '--json'],
  ],
  [['evaluate'], ['--model', 'bias', '--metric', 'rmse', '--seed', '1', '--json']],
];

test.each(words)('case 62: %s takes a list, a folder and a quoted pattern', async (command, after) => {
  const counted = async (...paths: string[]) => {
    const { code, stdout, stderr } = await inProcess([...command, ...paths, ...after]);
    expect(code, stderr).toBe(0);
    const { rows, interactions, data } = JSON.parse(stdout);
    return JSON.stringify([Array.isArray(rows) ? data.train + data.test : rows, interactions]);
  };
  const both = await counted(first, second);
  expect(await counted(parts)).toBe(both);
  expect(await counted(join(parts, '*.csv'))).toBe(both);
  expect(await counted(first)).not.toBe(both);
});

test('a model is not written over a file of the folder that it learns from', async () => {
  const before = readFileSync(first, 'utf8');
  const { code, stderr } = await inProcess(['fit', 'popular', parts, '-o', first]);
  expect([code, stderr]).toEqual([2, expect.stringMatching(/part-0\.csv: it is read by this run and would be lost/)]);
  expect(readFileSync(first, 'utf8')).toBe(before);
});

test('what is wrong names the file', async () => {
  const { code, stderr } = await inProcess(['describe', first, join(path, 'nowhere.csv')]);
  expect([code, stderr]).toEqual([2, expect.stringMatching(/nowhere\.csv: there is no such file/)]);
});
