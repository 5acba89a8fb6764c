/** Files about users and items, on the command line and as data. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readFeatures } from '../../src/data/read/features.ts';
import { folder, likewise, refusal } from './run.ts';

const { path, file } = folder();
const ratings = file('ratings.csv', 'user,item,rating\n1,a,5\n1,b,4\n2,a,2\n2,c,5\n3,b,1\n3,d,4\n');
const refused = async (...flags: string[]): Promise<string> =>
  refusal(await likewise(['fit', 'factorization-machine', ratings, ...flags, '-o', join(path, 'x.safetensors')]));

test('a header that begins with id is one, also where every column is words', async () => {
  const said = file('words.csv', 'id,plot,mood\na,,\nb,a fox and a hen,glad\nc,a hen,sad\n');
  const { report } = await readFeatures(said, 'item');
  expect(report.described).toBe(3);
  expect(Object.keys(report.columns)).toEqual(expect.arrayContaining(['plot', 'mood']));
  const bare = file('bare.csv', 'id,first,glad\nid,second,sad\n');
  await expect(readFeatures(bare, 'user')).rejects.toMatchObject({ code: 'duplicate-id' });
});

test('people and items without features are known by name, and it is said what is missing', async () => {
  const said = file('few.csv', 'id,mood\na,glad\nc,glad\nx,sad\n');
  const out = join(path, 'few.safetensors');
  const fitted = await likewise(['fit', 'content', ratings, '--item-features', said, '-o', out]);
  expect(fitted.stderr).toContain('few.csv: 1 item is not in the ratings');
  expect(fitted.stderr).toContain('2 of 4 items of the ratings are not in few.csv');
  expect(refusal(await likewise(['recommend', out, '--user', '3']))).toMatch(/content knows nothing of user 3 to go by; .*--ratings/);
  expect(refusal(await likewise(['similar', out, '--item', 'b']))).toContain('content knows nothing of item b by which to compare it');
  expect(refusal(await likewise(['similar', out, '--item', 'ghost']))).toContain('item ghost is not in the model');
});

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
  expect(movies.features.texts).toEqual(new Map([['title', ['Toy Story', 'Heat']]]));
});

test('a model fitted with them answers; unknown ids are counted and told', async () => {
  const items = file('items.csv', 'item,title,genres\na,A,x\nb,B,y\nc,C,x\nzz,Z,y\n');
  const out = join(path, 'fm.safetensors');
  const fitted = await likewise(['fit', 'factorization-machine', ratings, '--item-features', items, '--samples', '5', '-o', out]);
  expect(fitted.code, fitted.stderr).toBe(0);
  expect(fitted.stderr).toContain('4 items, 2 features and 1 text: category = levels, title = text');
  expect(fitted.stderr).toContain('1 item is not in the ratings');
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

test('texts, lists, vectors and tags of items, in several files', async () => {
  const rows = Array.from(
    { length: 40 },
    (_, k) =>
      `${k},Item ${k},"A tale of ${k} bears, long and sad",tea|${k % 2 ? 'jam' : 'nuts'},"[${k}, 0.5, -1]",${Array.from({ length: 8 }, (_, d) => k + d / 8).join(',')}`,
  );
  const names = Array.from({ length: 8 }, (_, d) => `e${d}`).join(',');
  const items = file('wide.csv', `item,title,plot,foods,embedding,${names}\n${rows.join('\n')}\n`);
  const tags = file('tags.csv', 'userId,movieId,tag,timestamp\n1,3,Noir,5\n2,3,noir,6\n2,3,cult,6\n9,77,new,7\n');
  const { features, report } = await readFeatures([items, tags], 'item');
  expect(report.columns).toMatchObject({ title: 'text', plot: 'text', foods: 'list', embedding: 'vector', e0: 'number' });
  expect(report.messages[0]).toContain('e = vector of 8');
  expect(report.described).toBe(41);
  expect([...(features.texts?.keys() ?? [])]).toEqual(['plot', 'title']);
  expect(features.texts?.get('plot')?.[3]).toBe('A tale of 3 bears, long and sad');
  const { pointers, indexes, values } = features.matrix;
  const row = (at: number) =>
    Object.fromEntries(
      [...indexes.subarray(pointers[at], pointers[at + 1])].map((column, k) => [features.names[column], values[pointers[at] + k]]),
    );
  expect(row(3)).toMatchObject({
    'foods=tea': 1,
    'foods=jam': 1,
    'tag=noir': 1,
    'tag=cult': 1,
    'embedding[0]': 3,
    'embedding[2]': -1,
    'e[1]': 3.125,
  });
  expect(row(40)).toEqual({ 'tag=new': 1 });
  const lines = file('items.jsonl', '{"item":"a","genres":["x y","z"]}\n{"item":"b","genres":["z"]}\n');
  expect((await readFeatures(lines, 'item')).features.names).toEqual(['category=x y', 'category=z']);
});

test('kinds can be stated; what is wrong with them is told', async () => {
  const items = file('kinds.csv', 'item,title,code,note\na,A,1,x\nb,B,2,y\nc,C,3,z\n');
  const out = join(path, 'content.safetensors');
  const fit = (...flags: string[]) => likewise(['fit', 'content', ratings, '--item-features', items, '--minDf', '1', '-o', out, ...flags]);
  expect((await fit('--feature-kinds', 'code=number,note=skip')).stderr).toContain('code = number, note = left out, title = text');
  expect(refusal(await fit('--feature-kinds', 'kode=number'))).toContain('did you mean "code"?');
  expect(refusal(await fit('--feature-kinds', 'code=numbers'))).toContain('did you mean "number"?');
  expect(refusal(await fit('--feature-kinds', 'note=number'))).toContain('a: note must be a number; got "x"');
  expect(refusal(await fit('--feature-kinds', 'note'))).toContain('column=kind');
  expect(refusal(await fit('--item-features', items))).toContain('in another file already');
  expect(refusal(await likewise(['fit', 'content', ratings, '-o', out]))).toContain('--item-features');
});

test('content: recommends an item that nobody has, and says what it shares with the person', async () => {
  const items = file('films.csv', 'item,title,genres\na,The bear,x|w\nb,B,y\nc,C,x\nd,D,y\nnew,The bears,x|w\nempty,,\n');
  const out = join(path, 'films.safetensors');
  const fitted = await likewise(['fit', 'content', ratings, '--item-features', items, '-o', out, '--json']);
  expect(fitted.code, fitted.stderr).toBe(0);
  expect(fitted.stderr).toContain('2 items are not in the ratings');
  expect(JSON.parse(fitted.stdout)).toMatchObject({ items: 6, figures: { itemsWithFeatures: 5 } });
  const asked = await likewise(['recommend', out, '--user', '1', '--explain', '--json', '-n', '1']);
  const [first] = JSON.parse(asked.stdout).items;
  expect(first).toMatchObject({ item: 'new', because: [{ item: 'a' }] });
  expect(first.features.map(({ feature }: { feature: string }) => feature)).toContain('title: bear');
  expect((await likewise(['recommend', out, '--ratings', 'new=5', '--explain'])).stdout).toContain('in common');
  const judged = await likewise([
    'evaluate',
    ratings,
    '--item-features',
    items,
    '--split',
    'cold-items:0.5',
    '--model',
    'content:minDf=1',
    '--metric',
    'ndcg@2',
    '--json',
  ]);
  expect(judged.code, judged.stderr).toBe(0);
  expect(JSON.parse(judged.stdout)).toMatchObject({ split: 'cold-items:0.5', candidates: '2 held-out items' });
});
