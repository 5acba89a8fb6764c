/** `likewise prepare`: parts of a ratings file as files, by the same rules as `evaluate`. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { inProcess } from './in-process.ts';
import { folder } from './run.ts';

const { path, file } = folder();
const out = (name: string): string => join(path, name);
const lines = (name: string): string[] => readFileSync(out(name), 'utf8').trimEnd().split('\n').slice(1);
const csv = `user,item,rating,timestamp,place\n${Array.from({ length: 30 }, (_, u) =>
  Array.from({ length: 12 }, (_item, i) => [
    u,
    100 + i,
    ((u * i + u + i) % 5) + 1,
    1_700_000_000 + u * 3 + i * 977,
    i % 2 ? 'home' : 'town',
  ])
    .filter((_row, i) => (u * i) % 4 < 2 && i <= u)
    .map((row) => `${row.join(',')}\n`)
    .join(''),
).join('')}`;
const ratings = file('ratings.csv', csv);
const rows = csv.trimEnd().split('\n').slice(1);

async function ran(...words: string[]) {
  const outcome = await inProcess(['prepare', ratings, ...words, '--json']);
  expect(outcome.stderr + outcome.code).toMatch(/0$/);
  return JSON.parse(outcome.stdout);
}
async function refused(...words: string[]): Promise<string> {
  const before = readdirSync(path);
  const { code, stderr } = await inProcess(['prepare', ratings, ...words]);
  expect(code).toBe(2);
  expect(readdirSync(path)).toEqual(before);
  return stderr;
}

test('all rows, as they stood', async () => {
  const { steps, parts } = await ran('-o', out('all.csv'));
  expect(lines('all.csv')).toEqual(rows);
  expect(steps).toEqual([{ step: 'as read', users: 30, items: 12, rows: rows.length }]);
  expect(parts).toMatchObject([{ part: 'kept', users: 30, items: 12, rows: rows.length, bytes: readFileSync(out('all.csv')).length }]);
});

describe('evaluate on the written parts is evaluate with that split', () => {
  const judged = async (words: string[]) => {
    const { stdout } = await inProcess([
      'evaluate',
      ...words,
      '--model',
      'bias',
      '--model',
      'popular',
      '--metric',
      'rmse,ndcg@3',
      '--json',
    ]);
    // A split by time adds a model of its own at the end.
    const { data, rows: found } = JSON.parse(stdout);
    return [data.train, data.test, found.slice(0, 2).map((row: { metrics: object; ci: object }) => [row.metrics, row.ci])];
  };
  test.each(['random:0.7', 'per-user:0.5', 'leave-random', 'leave-random:3', 'leave-last', 'time:0.8', 'column:place=home'])(
    '%s',
    async (split) => {
      for (const ending of ['csv', 'parquet']) {
        const [train, test2] = [out(`train.${ending}`), out(`test.${ending}`)];
        const { next } = await ran('--split', split, '--seed', '3', '--train', train, '--test', test2);
        expect(next).toBe(`likewise evaluate ${train} --test ${test2} --scale 1,5`);
        // The seed of the intervals too.
        const written = await judged([train, '--test', test2, '--scale', '1,5', '--seed', '3']);
        expect(written).toEqual(await judged([ratings, '--split', split, '--seed', '3']));
      }
    },
  );

  test('likes, with a core', async () => {
    const filters = ['--positive', '>=3', '--k-core', '3'];
    await ran(...filters, '--train', out('likes.csv'), '--test', out('liked.csv'));
    expect(lines('likes.csv')[0]).toMatch(/^\d+,\d+,\d{10},(home|town)$/);
    const models = ['--model', 'popular', '--metric', 'recall@3'];
    const [one, other] = await Promise.all(
      [
        [ratings, ...filters],
        [out('likes.csv'), '--test', out('liked.csv')],
      ].map(async (words) => {
        const { stdout } = await inProcess(['evaluate', ...words, ...models, '--json']);
        return JSON.parse(stdout).rows[0].metrics;
      }),
    );
    expect(other).toEqual(one);
  });
});

test('the most active users and most rated items are counted on all rows, and numbered by that', async () => {
  const { steps } = await ran('--most-active', '6', '--most-rated', '4', '--number', out('ids.csv'), '-o', out('dense.csv'));
  const count = (column: number) => {
    const counts = new Map<string, number>();
    for (const row of rows) counts.set(row.split(',')[column], (counts.get(row.split(',')[column]) ?? 0) + 1);
    return [...counts].sort(([a, x], [b, y]) => y - x || Number(a) - Number(b)).map(([id]) => id);
  };
  const [users, items] = [count(0).slice(0, 6), count(1).slice(0, 4)];
  const ids = lines('ids.csv').map((line) => line.split(','));
  expect(ids.filter(([of]) => of === 'user')).toEqual(users.map((id, number) => ['user', String(number), id]));
  expect(ids.filter(([of]) => of === 'item')).toEqual(items.map((id, number) => ['item', String(number), id]));
  const back = lines('dense.csv').map((line) => {
    const [user, item, ...rest] = line.split(',');
    return [users[Number(user)], items[Number(item)], ...rest].join(',');
  });
  expect(back).toEqual(rows.filter((row) => users.includes(row.split(',')[0]) && items.includes(row.split(',')[1])));
  expect(steps[1]).toEqual({ step: 'the 6 most active users × the 4 most rated items', users: 6, items: 4, rows: back.length });
});

test('a share of everyone’s rows, and least counts before it; what each left is told', async () => {
  const { code, stdout } = await inProcess(
    ['prepare', ratings, '--min-counts', 'users=4,items=9', '--share', '0.5', '--split', 'leave-random:2', '--train', out('a.csv'), '--test', out('b.csv')], // biome-ignore format: one line
  );
  expect(code).toBe(0);
  const steps = stdout.split('\n').slice(1, 4).map((line) => line.trim().split(/ {2,}/)); // biome-ignore format: one line
  expect(steps.map(([step]) => step)).toEqual([
    'as read',
    'at least 4 interactions a user, 9 interactions an item',
    "0.5 of each user's rows",
  ]);
  expect(Number(steps[0][3]) - Number(steps[1][3])).toBe(Number(steps[1][4]));
  expect(stdout).toContain('split leave-random:2, seed 0');
  const kept = new Map<string, number>();
  for (const row of [...lines('a.csv'), ...lines('b.csv')]) kept.set(row.split(',')[0], (kept.get(row.split(',')[0]) ?? 0) + 1);
  expect([...kept.values()].reduce((sum, count) => sum + count)).toBe(Number(steps[2][3]));
  expect(lines('b.csv').length % 2).toBe(0);
});

test('several folds, each in files of its own', async () => {
  const { parts, next } = await ran('--split', 'kfold:3', '--train', out('tr-{fold}.csv'), '--test', out('te-{fold}.csv'));
  expect(parts.map(({ part, fold }: { part: string; fold: number }) => `${part} ${fold}`)).toEqual(['train 1', 'test 1', 'train 2', 'test 2', 'train 3', 'test 3']); // biome-ignore format: one line
  expect(['te-1.csv', 'te-2.csv', 'te-3.csv'].flatMap(lines).sort()).toEqual([...rows].sort());
  expect([...lines('tr-2.csv'), ...lines('te-2.csv')].sort()).toEqual([...rows].sort());
  expect(next).toBeUndefined();
});

test('what is told before the test part goes into a file of its own', async () => {
  await ran('--split', 'leave-last:2', '--train', out('t1.csv'), '--test', out('t2.csv'), '--told', out('t3.csv'));
  expect(lines('t3.csv').length).toBeGreaterThan(lines('t1.csv').length);
  expect([...lines('t3.csv'), ...lines('t2.csv')].every((row) => rows.includes(row))).toBe(true);
});

test('a row or an item that no training part holds is told', async () => {
  const cold = await inProcess(['prepare', ratings, '--split', 'cold-items:0.8', '--train', out('c1.csv'), '--test', out('c2.csv')]);
  expect(cold.stdout).toMatch(/\d+ of the 12 items are not in the training part: no model can learn of them/);
});

test('refused, with nothing written', async () => {
  const [train, held] = [
    ['--train', out('x.csv')],
    ['--test', out('y.csv')],
  ];
  const both = [...train, ...held];
  expect(await refused()).toContain('say where to write: -o kept.csv, or --train train.csv and --test test.csv');
  expect(await refused(...train)).toContain('say where to write');
  expect(await refused(...both, '-o', out('z.csv'))).toContain(
    'give -o for all rows in one file, or --train and --test for parts, not both',
  );
  expect(await refused('-o', out('z.csv'), '--split', 'random:0.5')).toContain('--split needs --train and --test');
  expect(await refused('-o', out('z.txt'))).toContain('the name must end in .csv, .tsv, .jsonl');
  expect(await refused('-o', ratings)).toContain('it is read by this run');
  expect(await refused('--train', out('x.csv'), '--test', out('x.csv'))).toContain('is named twice');
  expect(await refused(...both, '--split', 'kfold:3')).toContain(
    'split kfold:3 has 3 folds: write {fold} in the name, as in train-{fold}.csv',
  );
  expect(await refused('--train', out('x{fold}.csv'), ...held)).toContain('split random:0.8 has one fold: leave {fold} out of the name');
  expect(await refused(...both, '--split', 'users:0.5')).toContain('--told says where it is written');
  expect(await refused(...both, '--told', out('w.csv'))).toContain('split random:0.8 tells nothing but the training part');
  expect(await refused(...both, '--split', 'randm')).toContain('did you mean "random"');
  expect(await refused(...both, '--share', '1')).toContain('--share must be a share > 0 and < 1; got "1".');
  expect(await refused(...both, '--most-active', '0')).toContain('--most-active must be an integer ≥ 1');
  expect(await refused(...both, '--k-core', '99')).toContain('nobody is left');
  expect(await refused(...both, '--split', 'leave-random:99')).toContain('the test part of the');
  expect(existsSync(out('x.csv'))).toBe(false);
});

test('an input that a fold would be written over is refused', async () => {
  const before = file('fold-2.csv', csv);
  const { code, stderr } = await inProcess([
    'prepare',
    before,
    '--split',
    'kfold:2',
    '--train',
    out('f-{fold}.csv'),
    '--test',
    out('fold-{fold}.csv'),
  ]);
  expect([code, readFileSync(before, 'utf8')]).toEqual([2, csv]);
  expect(stderr).toContain('it is read by this run');
});
