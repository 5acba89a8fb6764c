/** Columns beside a list, its order, and whether it is cut before or after it is filtered. */
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { inProcess } from './in-process.ts';
import { folder, refusal } from './run.ts';

const { path, file } = folder();
const [model, popular] = [join(path, 'svd.model'), join(path, 'popular.model')];
const rows =
  Array.from({ length: 20 }, (_, u) => Array.from({ length: 16 }, (_item, i) => [`u${u}`, `i${i}`, ((u * i + u) % 4) + 1 + (i % 3 === 0 ? 1 : 0)] as const)) // biome-ignore format: one line
    .flat()
    .filter((_, r) => ((r >> 4) * 3 + (r % 16) ** 2) % 7 < 2 + (r % 5));
const ratings = file('ratings.csv', `user,item,rating\n${rows.map((row) => `${row.join(',')}\n`).join('')}`);
interface Item {
  readonly item: string;
  readonly score: number;
  readonly mean?: number;
  readonly ratings?: number;
  readonly seen?: boolean;
}
const given = (item: string): readonly number[] => rows.filter(([, id]) => id === item).map(([, , rating]) => rating);
const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

beforeAll(async () => {
  for (const [name, out] of [['svd', model], ['popular', popular]]) expect(await inProcess(['fit', name, ratings, '-o', out])).toMatchObject({ code: 0 }); // biome-ignore format: one line
});
async function listed(...words: string[]): Promise<{ items: Item[]; meanRating?: number }> {
  const { stdout, stderr, code } = await inProcess(['recommend', model, '--training', ratings, ...words, '--json']);
  expect([code, stderr]).toMatchObject([0, expect.not.stringContaining('warning')]);
  return JSON.parse(stdout);
}

test('mean and number of ratings are those of the training file', async () => {
  const { items, meanRating } = await listed('--user', 'u1', '-n', '6', '--show', 'mean,ratings');
  for (const { item, mean, ratings: count } of items) {
    expect(mean).toBeCloseTo(meanOf(given(item)), 12);
    expect(count).toBe(given(item).length);
  }
  expect(meanRating).toBeCloseTo(meanOf(items.map(({ mean }) => mean as number)), 12);
  const { stdout } = await inProcess(['recommend', model, '--user', 'u1', '--training', ratings, '--show', 'mean', '-n', '3']);
  expect(stdout).toMatch(/# +item +score +mean\n/);
  expect(stdout).toMatch(/mean rating of the list: \d\.\d{3}\n$/);
});

test('case A10: the n of highest score first, of these the frequent ones, sorted by their mean', async () => {
  const { items: best } = await listed('--user', 'u2', '-n', '9', '--keep-seen', '--show', 'mean,ratings');
  const { items } = await listed(
    '--user',
    'u2',
    '-n',
    '9',
    '--keep-seen',
    '--among-best',
    '9',
    '--min-ratings',
    '12',
    '--sort',
    'mean',
    '--show',
    'ratings',
  );
  const wanted = best.filter(({ ratings: count = 0 }) => count >= 12).sort((a, b) => (b.mean as number) - (a.mean as number));
  expect(items).toEqual(wanted);
  expect(items.length).toBeGreaterThan(1);
  expect(items.length).toBeLessThan(9);
  // Filtered first, the list is full.
  const { items: full } = await listed('--user', 'u2', '-n', '5', '--keep-seen', '--min-ratings', '12', '--sort', 'mean');
  expect(full.length).toBe(5);
  expect(full.map(({ mean }) => mean)).toEqual(full.map(({ mean }) => mean as number).toSorted((a, b) => b - a));
});

test('a list that keeps what they have marks it', async () => {
  const { items } = await listed('--user', 'u2', '-n', '16', '--keep-seen', '--show', 'ratings');
  for (const { item, seen } of items) expect(seen).toBe(rows.some(([user, id]) => user === 'u2' && id === item));
  const { items: told } = await listed('--ratings', 'i1=5,i4=2', '-n', '16', '--keep-seen', '--show', 'ratings');
  expect(told.filter(({ seen }) => seen).map(({ item }) => item).sort()).toEqual(['i1', 'i4']); // biome-ignore format: one line
});

test('sorted by ratings: equal numbers stay in the order of their scores', async () => {
  const { items } = await listed('--user', 'u3', '-n', '8', '--sort', 'ratings');
  for (const [at, { ratings: count = 0, score }] of items.slice(1).entries()) {
    expect(items[at].ratings as number).toBeGreaterThanOrEqual(count);
    if (items[at].ratings === count) expect(items[at].score).toBeGreaterThanOrEqual(score);
  }
});

test('lists of everyone have the columns too', async () => {
  const words = [
    'recommend',
    model,
    '--all',
    '-n',
    '2',
    '--training',
    ratings,
    '--show',
    'mean,ratings',
    '--sort',
    'mean',
    '--among-best',
    '4',
  ];
  const { stdout } = await inProcess(words);
  const lines = stdout.trim().split('\n');
  expect(lines[0]).toBe('user,rank,item,score,mean,ratings');
  const { items } = await listed('--user', 'u5', '-n', '2', '--show', 'mean,ratings', '--sort', 'mean', '--among-best', '4');
  const of = lines.filter((line) => line.startsWith('u5,')).map((line) => line.split(','));
  expect(of.map(([, , item, , mean, count]) => [item, Number(mean), Number(count)])).toEqual(
    items.map(({ item, mean, ratings: count }) => [item, mean, count]),
  );
  const { stdout: text } = await inProcess([...words, '--lines']);
  expect(JSON.parse(text.split('\n')[5]).items[0]).toHaveProperty('ratings');
});

test('a model that keeps the ratings needs no file; one that does not says which flag takes it', async () => {
  const knn = join(path, 'knn.model');
  await inProcess(['fit', 'item-knn', ratings, '-o', knn]);
  const { stdout } = await inProcess(['recommend', knn, '--user', 'u1', '--show', 'mean', '--json', '-n', '3']);
  for (const { item, mean } of JSON.parse(stdout).items) expect(mean).toBeCloseTo(meanOf(given(item)), 6);
  const said = async (...words: string[]) => refusal(await inProcess(['recommend', model, '--user', 'u1', ...words]));
  expect(await said('--show', 'mean')).toContain(
    'svd keeps no ratings of its training: name the file that it was trained on, --training ratings.csv',
  );
  expect(await said('--sort', 'mean')).toContain('--training ratings.csv');
  expect(await said('--show', 'title')).toContain('--show must be mean, ratings, or both joined by a comma; got "title".');
  expect(await said('--sort', 'title')).toContain('--sort must be one of score, mean, ratings; got "title".');
  expect(await said('--among-best', '5')).toContain('--among-best 5 is below the length of the list, 10 (-n)');
  expect(await said('--training', ratings)).toContain('--training is for --show, --sort or --min-ratings');
});
