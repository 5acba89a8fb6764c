/** What flags make of values and events, as far as answers show it. */
import { expect, test } from 'vitest';
import { inProcess } from './in-process.ts';
import { folder } from './run.ts';

const { path, file } = folder();
const done = async (...words: string[]) => {
  const outcome = await inProcess(words);
  expect(outcome).toMatchObject({ code: 0 });
  return outcome;
};
const listOf = async (model: string, user: string): Promise<string[]> =>
  JSON.parse((await done('recommend', model, '--user', user, '--json')).stdout).items.map(({ item }: { item: string }) => item);

test('case 41: what was seen and not rated is no rating, and nobody is shown it again', async () => {
  const ratings = file('anime.csv', 'user,anime,rating\np,a,9\np,b,-1\nq,a,8\nq,c,10\nr,b,7\nr,d,-1\n');
  const { stdout } = await done('describe', ratings, '--missing', '-1', '--json');
  expect(JSON.parse(stdout)).toMatchObject({ rows: 6, interactions: 4, mean: 34 / 4, leftOut: ['2 rows without a rating (-1) left out'] });
  const model = `${path}/liked`;
  const { stderr } = await done('fit', 'popular', ratings, '--missing', '-1', '--positive', '>=7', '-o', model);
  expect(stderr).toContain('2 pairs without a rating count as seen');
  expect(await listOf(model, 'p')).toEqual(['c', 'd']);
  expect(await listOf(model, 'r')).toEqual(['a', 'c']);
});

test('case 66: chosen events change who leads; a test part need not have every kind', async () => {
  const views = Array.from({ length: 6 }, (_, u) => `v${u},A,view\n`).join('');
  const events = file('events.csv', `user,item,event\n${views}v0,B,purchase\nv1,B,purchase\nv2,B,purchase\nv9,C,purchase\n`);
  const [alike, bought] = [`${path}/alike`, `${path}/bought`];
  await done('fit', 'popular', events, '-o', alike);
  await done('fit', 'popular', events, '--events', 'purchase', '-o', bought);
  expect([(await listOf(alike, 'v9'))[0], (await listOf(bought, 'v9'))[0]]).toEqual(['A', 'B']);
  const part = file('part.csv', 'user,item,event\nv9,B,purchase\nv9,A,purchase\n');
  const judging = ['--events', 'view=1,purchase=5', '--model', 'popular', '--metric', 'hr@1', '--json'];
  const { stdout } = await done('evaluate', events, '--test', part, ...judging);
  expect(JSON.parse(stdout).rows[0].metrics['hr@1']).toBe(1);
});

test('a column that may be a value is said by describe, with its flag', async () => {
  const rows = Array.from({ length: 40 }, (_, k) => `u${k % 8},i${(k * 7) % 10},${1 + (k % 5)},${1 + ((k * 3) % 5)}\n`).join('');
  const { stdout } = await done('describe', file('two.csv', `user,item,rating,liking\n${rows}`));
  expect(stdout).not.toContain('beware: column liking');
  const { stdout: other } = await done(
    'describe',
    file('one.csv', `user,item,place,liking\n${rows.replaceAll(/,(\d),(\d)\n/g, ',x$1,$2\n')}`),
  );
  expect(other).toContain('beware: column liking may be a rating: --columns rating=liking takes it');
});
