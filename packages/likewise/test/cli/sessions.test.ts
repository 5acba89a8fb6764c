/** `recommend --session` and `evaluate --split leave-last:2`, as people type them. */
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { folder, likewise, refusal } from './run.ts';

const { path, file } = folder();
const ways = ['tea jam rye', 'tea jam rye', 'jam tea nut', 'jam tea nut', 'oil rye'];
const rows = (from: number): string[] => ways.flatMap((way, user) => way.split(' ').map((item, at) => `u${user},${item},${from + at}`));
const visits = file('visits.csv', `user,item,timestamp\n${rows(1_700_000_000).join('\n')}\n`);
const untimed = file('untimed.csv', `user,item\n${rows(0).map((row) => row.slice(0, row.lastIndexOf(','))).join('\n')}\n`); // biome-ignore format: one line
const rules = join(path, 'rules.model');
const counts = join(path, 'popular.model');

beforeAll(async () => {
  expect(await likewise(['fit', 'sequential-rules', visits, '-o', rules, '--last', '2'])).toMatchObject({ code: 0 });
  expect(await likewise(['fit', 'popular', visits, '-o', counts])).toMatchObject({ code: 0 });
});
const first = async (...words: string[]) => {
  const { code, stdout, stderr } = await likewise(['recommend', rules, ...words, '-n', '1', '--json']);
  expect(code, stderr).toBe(0);
  return { item: JSON.parse(stdout).items[0].item, stderr };
};

test('a session is told in order: another order, another list; --ratings in the same order agree', async () => {
  expect((await first('--session', 'jam,tea')).item).toBe('nut');
  expect((await first('--session', 'tea,jam')).item).not.toBe('nut');
  expect((await first('--ratings', 'jam,tea')).item).toBe('nut');
  const some = await first('--session', 'ghost,jam,tea');
  expect(some).toMatchObject({ item: 'nut', stderr: expect.stringContaining('unknown items, left out: ghost') });
  const explained = await likewise(['recommend', rules, '--session', 'jam,tea', '-n', '1', '--explain']);
  expect(explained.stdout).toContain('tea (');
});

test('refused: unknown items alone, a session beside ratings, no times; told: a model that heeds no order', async () => {
  expect(refusal(await likewise(['recommend', rules, '--session', 'ghost']))).toContain(
    '--session: the model knows none of these items: ghost',
  );
  expect(refusal(await likewise(['recommend', rules, '--session', 'tea', '--ratings', 'jam']))).toContain('not both');
  const { stderr } = await likewise(['recommend', counts, '--session', 'tea']);
  expect(stderr).toMatch(/popular takes no heed of the order of a session; a model that does: .*sequential-rules/);
  for (const words of [['fit', 'markov-chain', untimed, '-o', join(path, 'x')], ['evaluate', untimed, '--split', 'leave-last:2', '--model', 'popular']]) // biome-ignore format: one line
    expect(refusal(await likewise(words))).toMatch(/timestamp/);
});

test('leave-last:2 judges by the next item, and says how many people are too short', async () => {
  const { code, stdout, stderr } = await likewise([
    ...['evaluate', visits, '--split', 'leave-last:2', '--model', 'popular', '--model', 'sequential-rules', '--metric', 'hr@3', '--json'],
  ]);
  expect(code, stderr).toBe(0);
  const report = JSON.parse(stdout);
  expect(report.split).toBe('leave-last:2');
  expect(report.rows.map(({ usersEvaluated, usersLeftOut }: Record<string, number>) => [usersEvaluated, usersLeftOut])).toEqual([[4, 1], [4, 1]]); // biome-ignore format: one line
  const text = await likewise(['evaluate', visits, '--split', 'leave-last:2', '--model', 'popular', '--metric', 'hr@3']);
  expect(text.stdout + text.stderr).toContain('1 person was left out of rankings');
});

test('a blend is written with its models and their options, fitted, saved and asked', async () => {
  const out = join(path, 'blend.model');
  const model = 'blend:models=sequential-rules:last=2+popular,weights=3+1';
  const fitted = await likewise(['fit', model, visits, '-o', out, '--method', 'rrf', '--json']);
  expect(fitted.code, fitted.stderr).toBe(0);
  const { settings } = JSON.parse(fitted.stdout);
  expect(settings).toMatchObject({ models: 'sequential-rules:last=2+popular', weights: '3+1', method: 'rrf' });
  const asked = await likewise(['recommend', out, '--session', 'jam,tea', '-n', '1', '--json']);
  expect([asked.code, JSON.parse(asked.stdout).items[0].item], asked.stderr).toEqual([0, 'nut']);
  const report = await likewise([
    'evaluate',
    visits,
    '--split',
    'leave-last:2',
    '-m',
    model,
    '-m',
    'popular',
    '--metric',
    'hr@3',
    '--json',
  ]);
  expect(JSON.parse(report.stdout).rows.map((row: { model: string }) => row.model)).toEqual([model, 'popular']);
  expect(refusal(await likewise(['fit', 'blend:models=popular', visits, '-o', out]))).toContain('blend: models must be two or more');
});
