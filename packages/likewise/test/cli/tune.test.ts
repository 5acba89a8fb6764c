/** `likewise tune`, as people type it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folder, likewise, refusal } from './run.ts';

const { path, file } = folder();
const rows = Array.from({ length: 600 }, (_, k) => [
  `u${k % 30}`,
  `i${Math.floor(k / 30)}`,
  1 + ((k * 7 + (k % 30)) % 5),
  1_700_000_000 + k,
]);
const ratings = file('ratings.csv', `user,item,rating,timestamp\n${rows.map((row) => row.join(',')).join('\n')}\n`);
const words = ['tune', ratings, '--model', 'svd:factors=2', '--metric', 'rmse', '--trials', '5'];

const tuned = async (...more: string[]) => {
  const { code, stdout, stderr } = await likewise([...words, ...more, '--json']);
  expect(code, stderr).toBe(0);
  return { ...JSON.parse(stdout), stderr };
};
const bare = (trials: { seconds?: number }[]) => trials.map(({ seconds: _, ...trial }) => trial);

test('the best settings as text, and the call that trains them, which works', async () => {
  const { best, trials, command, space, data, validation } = await tuned();
  expect(trials.length).toBeGreaterThanOrEqual(5);
  expect(best.value).toBe(Math.min(...trials.map(({ value }: { value: number }) => value)));
  expect(best.text).toMatch(/^svd:factors=2/);
  expect([validation, data.rows, Object.keys(space)]).toEqual(['random:0.9', 600, ['learningRate', 'regularization']]);
  expect(command).toBe(`likewise fit ${best.text} ${ratings} -o svd.safetensors`);
  const out = join(path, 'best.safetensors');
  expect(await likewise(['fit', best.text, ratings, '-o', out])).toMatchObject({ code: 0 });
});

test('as a table; with a test part, the best and the defaults are judged by it once', async () => {
  const { code, stdout } = await likewise([...words, '--split', 'random:0.8']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/judged by +rmse on validation random:0.9, lower is better/);
  expect(stdout).toMatch(/test part, random:0.8: \d\.\d{4} \(.*\); the defaults have \d\.\d{4}/);
  const { test: judged } = await tuned('--split', 'random:0.8');
  expect(judged.split).toBe('random:0.8');
  expect(judged.best.metrics.rmse).toBeGreaterThan(0);
});

test('--history: a search cut short goes on to the same end; another call does not', async () => {
  const [whole, cut] = [join(path, 'whole.jsonl'), join(path, 'cut.jsonl')];
  const { trials } = await tuned('--history', whole);
  const lines = readFileSync(whole, 'utf8').split('\n');
  expect(lines).toHaveLength(trials.length + 2);
  writeFileSync(cut, `${lines.slice(0, 3).join('\n')}\n${lines[3].slice(0, 20)}`);
  const again = await tuned('--history', cut);
  expect(bare(again.trials)).toEqual(bare(trials));
  expect(again.stderr).toContain(`${cut}: 2 trials to go on from`);
  expect(readFileSync(cut, 'utf8').split('\n')).toHaveLength(trials.length + 2);
  expect(refusal(await likewise([...words, '--history', cut, '--seed', '3']))).toContain('holds trials of another call');
  expect(refusal(await likewise([...words, '--history', ratings]))).toMatch(/ratings\.csv/);
});

test.each([
  [['--range', 'factor=1..2'], 'unknown option "factor" (did you mean "factors"?)'],
  [['--range', 'regularization'], '--range: write name=low..high, name=low..high:even or name=a|b|c; got "regularization".'],
  [['--range', 'regularization=2..1'], 'from the smaller to the larger end; got 2 to 1'],
  [['--metric', 'coverge@5'], 'did you mean "coverage"?'],
  [['--metric', 'popularity@5'], 'neither more nor less popularity@5 is better in itself'],
  [['--split', 'kfold:3'], 'give one with a single test part'],
  [['--trials', '0'], '--trials must be an integer ≥ 1'],
  [['--sampler', 'grid'], '--sampler'],
])('refused: %j', async (more, sentence) => {
  expect(refusal(await likewise([...words, ...more]))).toContain(sentence);
});
