/** People without history on the command line: attributes, friends, edges files. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folder, likewise, refusal } from './run.ts';

const { path, file } = folder();
const ratings = file('ratings.csv', 'user,item,rating\n1,tea,5\n1,jam,4\n2,tea,2\n2,saw,5\n3,saw,1\n3,nut,4\n');
const users = file('users.csv', 'user,job\n1,cook\n2,smith\n3,smith\n9,cook\n');
const edges = file('edges.csv', 'user,friend,trust\n7,2,1\n2,3,2\n3,3,1\n7,2,4\n8,ghost,1\n');
const model = (name: string): string => join(path, `${name}.safetensors`);

test('demographic: someone new by attributes, someone of the attributes file by id', async () => {
  const fitted = await likewise(['fit', 'demographic', ratings, '--user-features', users, '--damping', '0.01', '-o', model('d')]);
  expect(fitted.code, fitted.stderr).toBe(0);
  const list = await likewise(['recommend', model('d'), '--features', 'job=cook', '--explain', '--json']);
  expect(list.code, list.stderr).toBe(0);
  const { items } = JSON.parse(list.stdout);
  expect(items[0]).toMatchObject({ item: 'tea', because: [{ attribute: 'job=cook', people: 1 }, {}] });
  expect(JSON.parse((await likewise(['recommend', model('d'), '--user', '9', '--json'])).stdout).items[0].item).toBe('tea');
  expect(refusal(await likewise(['recommend', model('d'), '--features', 'jobb=cook']))).toContain('did you mean "job"?');
  expect(refusal(await likewise(['recommend', model('d'), '--friends', '1']))).toContain('demographic knows nothing of friends');
});

test('factorization-machine: someone new by attributes, with what they rated or without', async () => {
  const out = model('fm');
  const wide = Array.from({ length: 24 * 10 }, (_, k) => [k % 24, Math.floor(k / 24)]).map(
    ([u, i]) => `${u},i${i},${u % 2 === i % 2 ? 5 : 1}\n`,
  );
  const rated = file('wide.csv', `user,item,rating\n${wide.join('')}`);
  const who = file(
    'who.csv',
    `user,job,age\n${Array.from({ length: 24 }, (_, u) => `${u},${u % 2 ? 'smith' : 'cook'},${20 + u}\n`).join('')}`,
  );
  const fitted = await likewise(['fit', 'factorization-machine', rated, '--user-features', who, '--factors', '2', '-o', out]);
  expect(fitted.code, fitted.stderr).toBe(0);
  const best = async (...flags: string[]): Promise<string> => {
    const { code, stdout, stderr } = await likewise(['recommend', out, '-n', '1', '--json', ...flags]);
    expect(code, stderr).toBe(0);
    return JSON.parse(stdout).items[0].item;
  };
  expect(await best('--features', 'job=cook,age=24')).toMatch(/[02468]$/);
  expect(await best('--features', 'job=smith')).toMatch(/[13579]$/);
  expect(await best('--features', 'job=smith', '--ratings', 'i1=1,i3=1,i5=1,i0=5,i2=5,i4=5')).toMatch(/[68]$/);
  expect(refusal(await likewise(['recommend', out, '--features', 'jobb=cook']))).toContain('did you mean "job"?');
});

test('social: edges are counted and told; friends of someone new; the reasons name them', async () => {
  const fitted = await likewise(['fit', 'social', ratings, '--edges', edges, '--damping', '0.01', '-o', model('s')]);
  expect(fitted.code, fitted.stderr).toBe(0);
  for (const told of ['1 edge leads from a person to themselves', '1 edge repeats another', '3 of 5 people are not in the ratings'])
    expect(fitted.stderr).toContain(told);
  const known = JSON.parse((await likewise(['recommend', model('s'), '--user', '7', '--explain', '--json'])).stdout);
  expect(known.items[0].item).toBe('saw');
  expect(known.items[0].because.map(({ user }: { user?: string }) => user)).toContain('2');
  const list = await likewise(['recommend', model('s'), '--friends', '2,nobody', '--explain']);
  expect(list.stderr).toContain('unknown friends, left out: nobody');
  expect(list.stdout).toContain('user 2 (');
});

test('a header of unknown words is one where numbers stand below; nobody is told of a flag that fit does not have', async () => {
  const out = model('headed');
  const weighted = file('headed.csv', 'who,whom,how much\n7,2,0.5\n2,3,2\n');
  expect((await likewise(['fit', 'social', ratings, '--edges', weighted, '-o', out])).stderr).toMatch(
    /header, from = who, to = whom, weight = how much\nheaded\.csv: 2 edges among 3 people/,
  );
  const words = file('words.csv', '7,2,friend\n2,3,family\n');
  const { stderr } = await likewise(['fit', 'social', ratings, '--edges', words, '-o', out]);
  expect(stderr).toMatch(/words\.csv: separator comma, no header, from = column 1, to = column 2\n/);
  expect(stderr).toMatch(/words\.csv: not used: column 3\nwords\.csv: 2 edges among/);
  const one = file('one.csv', '7,2\n');
  expect((await likewise(['fit', 'social', ratings, '--edges', one, '-o', out])).stderr).toContain('one.csv: 1 edge among 2 people');
});

test('refusals: distrust, strangers only, no edges', async () => {
  const fit = async (...flags: string[]) => refusal(await likewise(['fit', 'social', ratings, ...flags, '-o', model('x')]));
  expect(await fit('--edges', file('bad.csv', '1,2,0.5\n2,3,-1\n'))).toMatch(/bad\.csv, line 2: the weight must be a number above 0/);
  expect(await fit('--edges', file('others.csv', 'x,y\ny,z\n'))).toContain('none of its 3 people is in the ratings');
  expect(await fit()).toContain('social: the interactions must carry edges');
});
