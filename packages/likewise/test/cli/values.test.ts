/** What flags make of values and events, as far as answers show it. */
import { can, edgesFromRows, featuresFromRows, interactionsFromRows, modelCatalog } from '@likewise/core';
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

test('weights of events are told to count in the models where they change a score, and in no other', async () => {
  const rows = Array.from({ length: 240 }, (_, k) => ({ user: `u${k % 24}`, item: `i${(k * 7 + (k % 5)) % 11}`, timestamp: 1.6e9 + k }));
  const featuresOf = (count: number, letter: string) =>
    featuresFromRows(Array.from({ length: count }, (_, k) => ({ id: `${letter}${k}`, kind: `kind ${k % 3}`, origin: `place ${k % 4}` })));
  const edges = edgesFromRows(Array.from({ length: 24 }, (_, k) => [`u${k}`, `u${(k * 5 + 1) % 24}`] as const));
  const seen = (weightOf: (k: number) => number) =>
    interactionsFromRows(
      rows.map((row, k) => ({ ...row, weight: weightOf(k) })),
      { duplicates: 'last', itemFeatures: featuresOf(11, 'i'), userFeatures: featuresOf(24, 'u'), edges },
    );
  const [alike, weighed] = [seen(() => 1), seen((k) => 1 + (k % 5))];
  /** Whether a fit on weights scores otherwise; `undefined` where the model takes no such data. */
  const weighs = async ({ create, options }: (typeof modelCatalog)[number], given: boolean): Promise<boolean | undefined> => {
    const settings = { ...('epochs' in options ? { epochs: 2 } : {}), ...(given ? { weighting: 'given' } : {}) };
    const scores = async (data: typeof alike): Promise<string | undefined> => {
      const model = await create(settings)
        .fit(data)
        .catch(() => undefined);
      if (model === undefined) return undefined;
      return JSON.stringify(['u1', 'u2', 'u3'].map((user) => (can(model, 'score') ? [...(model.scoreItems(user) ?? [])] : undefined)));
    };
    const [one, other] = [await scores(alike), await scores(weighed)];
    return one === undefined ? undefined : one !== other;
  };
  const deaf: string[] = [];
  for (const entry of modelCatalog) {
    const itself = await weighs(entry, false);
    if (itself === undefined) continue;
    expect(itself, entry.name).toBe(entry.weights === 'weighed');
    if (!itself) deaf.push(entry.name);
    if (entry.weights === 'if-given') expect(await weighs(entry, true), entry.name).toBe(true);
  }
  // The order of `random` comes from no data at all; of `blend` its members say it.
  const declared = modelCatalog.filter(({ weights }) => weights === 'counted' || weights === 'if-given').map(({ name }) => name);
  expect(deaf.sort()).toEqual([...declared, 'blend', 'random'].sort());
  const events = file('kinds.csv', 'user,item,event\na,x,view\nb,x,buy\nb,y,view\n');
  expect((await done('describe', events, '--events', 'view=1,buy=5')).stderr).toContain(
    '--events: weights count in feature-als, implicit-als',
  );
  expect((await done('describe', events, '--events', 'buy')).stderr).not.toContain('weights count');
});

test('weights that a model makes nothing of are told where it is trained', async () => {
  const rows = Array.from({ length: 60 }, (_, k) => `u${k % 12},i${(k * 7) % 11},${1 + (k % 3)},${1.6e9 + k}\n`).join('');
  const weighed = file('weighed.csv', `user,item,quantity,timestamp\n${rows}`);
  const out = `${path}/weighed.safetensors`;
  const said = async (...words: string[]): Promise<string> => (await done(...words)).stderr;
  const nothing = (names: string) =>
    `the sizes of the weights make no difference to ${names}, only whether they are above 0; weights count in`;
  for (const model of [
    'popular',
    'trending',
    'bpr:epochs=1',
    'factorization-machine:factors=2,samples=5',
    'ease',
    'implicit-als:epochs=1,weighting=binary',
  ])
    expect(await said('fit', model, weighed, '-o', out)).toContain(nothing(model.replace(/:.*/, '')));
  expect(await said('fit', 'blend:models=popular+implicit-als:epochs=1', weighed, '-o', out)).toContain(nothing('popular'));
  for (const model of ['implicit-als:epochs=1', 'ease:weighting=given', 'blend:models=ease:weighting=given+implicit-als:epochs=1'])
    expect(await said('fit', model, weighed, '-o', out)).not.toContain('make no difference');
  expect(await said('fit', 'popular', weighed, '--positive', '>=2', '-o', out)).not.toContain('make no difference');
  expect(await said('evaluate', weighed, '--model', 'popular', '--model', 'ease', '--model', 'pure-svd:factors=2')).toContain(
    nothing('popular, ease'),
  );
  const alike = file('alike.csv', `user,item,quantity\n${rows.replaceAll(/,\d,\d+\n/g, ',1\n')}`);
  expect(await said('fit', 'popular', alike, '-o', out)).not.toContain('make no difference');
});
