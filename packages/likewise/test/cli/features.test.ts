/** Files about users and items, on the command line and as data. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readFeatures } from '../../src/data/read-features.ts';
import { folder, likewise, refusal } from './run.ts';

const { path, file } = folder();
const ratings = file('ratings.csv', 'user,item,rating\n1,a,5\n1,b,4\n2,a,2\n2,c,5\n3,b,1\n3,d,4\n');
const refused = async (...flags: string[]): Promise<string> =>
  refusal(await likewise(['fit', 'factorization-machine', ratings, ...flags, '-o', join(path, 'x.safetensors')]));

test('text, numbers, years, postal codes and names of users', async () => {
  const lines = Array.from(
    { length: 40 },
    (_, k) => `${k},${20 + k},${k * 1.5},${k % 2 ? 'tea' : 'jam'},Person ${k},${10000 + k * 999},${1990 + (k % 3)}-05-01`,
  );
  const users = file('users.csv', `user_id,age,income,drinks,name,zip,joined\n${lines.join('\n')}\n`);
  const { features, report } = await readFeatures(users, 'user');
  expect(report.columns).toEqual({
    age: 'ten years',
    income: 'number',
    drinks: 'levels',
    name: 'left out',
    zip: 'first character',
    joined: 'year',
  });
  expect(features.ids.size).toBe(40);
  expect(features.names).toContain('age=20');
  expect(features.names).toContain('drinks=tea');
  expect(features.names).toContain('joined=1991');
  expect(features.names).toContain('income');
  expect(features.names.filter((name) => name.startsWith('name'))).toEqual([]);
});

test('MovieLens u.user, u.item and movies.csv are recognised', async () => {
  const user = await readFeatures(file('u.user', '1|24|M|technician|85711\n2|53|F|other|94043\n'), 'user');
  expect(user.features.names).toEqual([
    'age=24',
    'age=53',
    'occupation=other',
    'occupation=technician',
    'sex=F',
    'sex=M',
    'zip=8',
    'zip=9',
  ]);
  const marks = (...on: number[]) => Array.from({ length: 19 }, (_, k) => (on.includes(k) ? 1 : 0)).join('|');
  const item = await readFeatures(
    file('u.item', `1|Toy Story (1995)|01-Jan-1995||http://a|${marks(3, 5)}\n2|Heat (1995)|02-Feb-1996||http://b|${marks(1)}\n`),
    'item',
  );
  expect(item.features.names.slice(0, 3)).toEqual(['category=Action', 'category=Animation', 'category=Comedy']);
  expect(item.features.names).toContain('column 3=1996');
  const movies = await readFeatures(
    file('movies.csv', 'movieId,title,genres\n1,Toy Story (1995),Comedy|Crime\n2,Heat (1996),Crime\n'),
    'item',
  );
  expect(movies.features.names).toEqual(['category=Comedy', 'category=Crime', 'year=1995', 'year=1996']);
});

test('a model fitted with them answers; unknown ids are counted and told', async () => {
  const items = file('items.csv', 'item,title,genres\na,A,x\nb,B,y\nc,C,x\nzz,Z,y\n');
  const out = join(path, 'fm.safetensors');
  const fitted = await likewise(['fit', 'factorization-machine', ratings, '--item-features', items, '--samples', '5', '-o', out]);
  expect(fitted.code, fitted.stderr).toBe(0);
  expect(fitted.stderr).toContain('4 items, 2 features: category = levels');
  expect(fitted.stderr).toContain('1 items are not in the ratings');
  expect(fitted.stderr).toContain('1 of 4 items of the ratings are not in');
  const predicted = await likewise(['predict', out, '--user', '1', '--item', 'c']);
  expect(predicted.code).toBe(0);
});

test('refusals: twice the same user, no attribute, nobody in common', async () => {
  const twice = file('twice.csv', 'user,kind\n1,a\n1,b\n');
  expect(await refused('--user-features', twice)).toContain('user 1 stands on line 2 already');
  const bare = file('bare.csv', 'user\n1\n2\n');
  expect(await refused('--user-features', bare)).toContain('no column says anything');
  const others = file('others.csv', 'user,kind\nx,a\ny,b\n');
  expect(await refused('--user-features', others)).toContain('none of its 2 users is in the ratings');
});
