/** `likewise posterior` and `likewise chain`: figures of the courses, and what is refused. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inProcess } from './in-process.ts';
import { folder, refusal } from './run.ts';

const { path, file } = folder();
const votes = file('votes.csv', 'id,ups,downs\na,8,2\nb,1,0\nc,80,20\nd,0,0\n');
async function ran(...words: string[]) {
  const { code, stdout, stderr } = await inProcess([...words, '--json']);
  expect([code, stderr]).toMatchObject([0, expect.not.stringContaining('likewise:')]);
  return JSON.parse(stdout);
}
const said = async (...words: string[]) => refusal(await inProcess(words));

test('case B7: 8 of 10 with Beta(1, 1), mean 0.75, central 95 % [0.482244, 0.939782]', async () => {
  const { items } = await ran('posterior', votes);
  expect(items.map(({ item }: { item: string }) => item)).toEqual(['c', 'a', 'b', 'd']);
  const { mean, low, high, n } = items[1];
  expect([mean, n]).toEqual([0.75, 10]);
  expect([low.toFixed(6), high.toFixed(6)]).toEqual(['0.482244', '0.939782']);
  const { items: byLow } = await ran('posterior', votes, '--sort', 'low');
  expect(byLow.map(({ item }: { item: string }) => item)).toEqual(['c', 'a', 'b', 'd']);
  expect((await ran('posterior', votes, '--prior-ups', '9', '--prior-downs', '1')).items.at(-1).mean).toBeCloseTo(89 / 110, 12);
});

test('an order by draws is another for another seed, and shows what is little known now and then', async () => {
  const orders = await Promise.all(
    Array.from({ length: 30 }, (_, seed) => ran('posterior', votes, '--sort', 'sample', '--seed', String(seed))),
  );
  const firsts = orders.map(({ items }) => items[0].item);
  expect(new Set(firsts).size).toBeGreaterThan(2);
  for (const { items } of orders) {
    const samples = items.map(({ sample }: { sample: number }) => sample);
    expect(samples).toEqual(samples.toSorted((a: number, b: number) => b - a));
  }
  expect(await ran('posterior', votes, '--sort', 'sample', '--seed', '4')).toEqual(orders[4]);
});

test('densities integrate to 1, 200 points an item', async () => {
  await ran('posterior', votes, '-n', '2', '--curves', join(path, 'curves.csv'));
  const lines = readFileSync(join(path, 'curves.csv'), 'utf8').trim().split('\n').slice(1).map((line) => line.split(',')); // biome-ignore format: one line
  expect(lines.length).toBe(400);
  for (const item of ['c', 'a']) {
    const area = lines.filter(([id]) => id === item).reduce((sum, [, , density]) => sum + Number(density) / 199, 0);
    expect(area).toBeCloseTo(1, 3);
  }
});

test('stars: the Dirichlet posterior of the levels of the file', async () => {
  const stars = file('stars.csv', `user,item,rating\n${[5, 5, 4, 5, 1].map((rating, u) => `u${u},x,${rating}\n`).join('')}u9,y,5\n`);
  const { items } = await ran('posterior', stars, '--stars');
  // Levels 1, 4 and 5, a prior of 1 each: x has 2, 2 and 4 of 8; y has 1, 1 and 2 of 4.
  const x = items.find(({ item }: { item: string }) => item === 'x');
  expect(x.mean).toBeCloseTo((2 * 1 + 2 * 4 + 4 * 5) / 8, 12);
  expect(x.levels.map(({ value, share }: { value: number; share: number }) => [value, share])).toEqual([[1, 0.25], [4, 0.25], [5, 0.5]]); // biome-ignore format: one line
  expect(x.low).toBeLessThan(x.mean);
  expect(items.find(({ item }: { item: string }) => item === 'y').high).toBe(5);
  const { stdout } = await inProcess(['posterior', stars, '--stars', '--sort', 'sample', '--seed', '2']);
  expect(stdout).toMatch(/# +item +ratings +mean +interval +share of 5 +draw/);
});

test('posterior refuses what belongs to the other kind', async () => {
  expect(await said('posterior', votes, '--seed', '1')).toContain('--seed is that of --sort sample');
  expect(await said('posterior', votes, '--prior', '2')).toContain('--prior is that of --stars');
  expect(await said('posterior', votes, '--stars', '--prior-ups', '2')).toContain('are those of votes');
  expect(await said('posterior', votes, '--stars', '--curves', join(path, 'x.csv'))).toContain('--curves are those of votes');
  expect(await said('posterior', votes, '--points', '9')).toContain('--points are those of --curves');
  expect(await said('posterior', votes, '--confidence', '95')).toContain('--confidence must be a number > 0 and < 1; got "95".');
  expect(await said('posterior', file('x.csv', 'id,price\na,1\n'))).toContain('posterior needs up- and down-votes');
  const many = file('many.csv', `user,item,rating\n${Array.from({ length: 30 }, (_, u) => `u${u},x,${u + 0.5}\n`).join('')}`);
  expect(await said('posterior', many, '--stars')).toContain('ratings must be from 2 to 20 levels; many.csv has 30 different values');
});

const sentence = file('sentence.txt', 'the quick brown fox jumps over the lazy dog\n');
const words = ['chain', sentence, '--delimiter', 'space'];

test('case B9: add-one and add-0.1 of a sentence', async () => {
  const next = async (...flags: string[]) => Object.fromEntries((await ran(...words, '--next', 'the', ...flags)).next.map(({ state, probability }: { state: string; probability: number }) => [state, probability])); // biome-ignore format: one line
  expect(await next()).toEqual({ quick: 0.5, lazy: 0.5 });
  expect((await next('--smoothing', '1')).quick).toBeCloseTo(0.2, 12);
  expect((await next('--smoothing', '0.1')).quick).toBeCloseTo(0.392857, 6);
  // P(lazy | the) P(fox | lazy): 0.1 ÷ (1 + 0.8) of what never followed.
  const { stepsProbability } = await ran(...words, '--smoothing', '0.1', '--sequence', 'the,lazy,fox');
  expect(stepsProbability).toBeCloseTo((1.1 / 2.8) * (0.1 / 1.8), 12);
  expect(await ran(...words, '--sequence', 'the,fox')).toMatchObject({ stepsProbability: 0, stepsLogProbability: null });
});

test('case B9: two states after 3 steps and in the long run', async () => {
  for (const head of ['from,to,probability\n', '']) {
    const weather = file('weather.csv', `${head}sun,sun,0.9\nsun,rain,0.1\nrain,sun,0.5\nrain,rain,0.5\n`);
    const { shares } = await ran('chain', weather, '--probabilities', '--start', 'sun', '--steps', '3');
    expect(shares.map(({ probability }: { probability: number }) => probability.toFixed(3))).toEqual(['0.844', '0.156']);
    const { stationary, isLimit, told } = await ran('chain', weather, '--probabilities');
    expect(stationary.map(({ probability }: { probability: number }) => probability.toFixed(6))).toEqual(['0.833333', '0.166667']);
    expect([isLimit, told]).toEqual([true, expect.stringContaining('irreducible')]);
  }
});

test('a row for each step: by time within a sequence, states may come again', async () => {
  const steps = file('steps.csv', 'visit,page,time\n1,home,1\n2,shop,5\n1,shop,3\n1,cart,2\n1,home,4\n2,home,6\n');
  const { next } = await ran('chain', steps, '--long', '--next', 'shop');
  expect(next).toEqual([{ state: 'home', probability: 1 }]);
  expect((await ran('chain', steps, '--long', '--next', 'home')).next).toEqual([{ state: 'cart', probability: 1 }]);
  // In the order of the rows it is another chain.
  expect((await ran('chain', steps, '--long', '--columns', 'sequence=visit,state=page', '--next', 'home')).next[0].state).toBe('shop');
});

test('chain refuses, with a remedy', async () => {
  expect(await said('chain', sentence, '--next', 'the')).toContain('--delimiter space parts words');
  expect(await said(...words)).toContain('nothing ever followed dog');
  expect(await said(...words, '--next', 'dog')).toContain(
    '--next dog: nothing ever followed it, so its next state is 0 ÷ 0; give --smoothing above 0.',
  );
  expect(await said(...words, '--sequence', 'dog,the')).toContain('a state in it was only ever last');
  expect(await said(...words, '--next', 'cat')).toContain('--next: the chain has no state cat; it has the, quick,');
  expect(await said(...words, '--next', 'the', '--sequence', 'the,fox')).toContain('ask one thing');
  expect(await said(...words, '--start', 'the')).toContain('--start and --steps go together');
  expect(await said(...words, '--columns', 'state=a')).toContain('--columns are those of --long and --probabilities');
  expect(await said('chain', sentence, '--long', '--probabilities')).toContain('not both');
  expect(await said('chain', sentence, '--probabilities', '--smoothing', '1')).toContain('--smoothing is for counts');
  expect(await said('chain', file('one.csv', 'visit,when\n1,2\n1,3\n'), '--long')).toContain('has no column state');
  expect(await said('chain', file('p.csv', 'from,to\na,b\n'), '--probabilities')).toContain('has no column from');
  expect(await said('chain', file('q.csv', 'from,to,probability\na,b,0.4\nb,a,1\n'), '--probabilities')).toContain(
    'the probabilities of leaving a must sum to 1',
  );
});
