/** From a file to a model file to answers; the numbered cases are situations that people met with other tools. */
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { file, fitted, itemsOf, json, path, shelf } from './fitted.ts';
import { likewise, refusal } from './run.ts';

test('case 2: ids keep every digit and leading zeros', async () => {
  const csv =
    'user,item,rating\n007,0042,5\n7,0042,4\n007,42,3\n7,42,2\n9007199254740992,0042,5\n9007199254740993,42,1\n9007199254740993,1e3,4\n9007199254740992,1000,4\n';
  const model = await fitted('ids', 'popular', csv);
  const [described, answer] = await Promise.all([
    json(['describe', join(path, 'ids.csv')]),
    json(['recommend', model, '--user', '9007199254740993']),
  ]);
  expect(described.document).toMatchObject({ rows: 8, users: 4, items: 4 });
  expect(answer.document.user).toBe('9007199254740993');
  expect(itemsOf(answer).sort()).toEqual(['0042', '1000']);
});

test('case 3: one bad cell is named, and no model appears', async () => {
  const bad = file('bad.csv', 'user,item,rating\nu1,i1,4\nu1,i2,3\nu2,i1,5\nu2,i3,—\nu3,i2,4\n');
  expect(refusal(await likewise(['fit', 'popular', bad, '-o', join(path, 'm3')]))).toMatch(/bad\.csv, line 5: rating .*"—"/);
  expect(existsSync(join(path, 'm3'))).toBe(false);
});

test('case 6: a repeated pair is merged by the rule and counted', async () => {
  const csv =
    'user,item,rating,timestamp\na,x,2,1700000900\nb,x,4,1700000100\na,x,5,1700000100\nb,y,3,1700000200\na,x,4,1700000500\nc,y,1,1700000300\nb,y,3,1700000200\nc,x,2,1700000400\n';
  const ratings = file('again.csv', csv);
  const [last, sum] = await Promise.all([json(['describe', ratings]), json(['describe', ratings, '--duplicates', 'sum'])]);
  expect(last.document).toMatchObject({ rows: 8, interactions: 5, users: 3, items: 2, mergedRows: 3, mean: 12 / 5 });
  expect(last.document.warnings[0]).toMatch(/3 rows repeat one of 5 distinct pairs.*last by time/);
  expect(last.stderr).toContain('3 rows repeat');
  expect(sum.document.scale.max).toBe(11);
});

test('case 9: quotes, line breaks and emoji in ids', async () => {
  const csv =
    'user,item\n"Mill, North","Bolt ""M8"""\n"Mill, North","Tape\nwide"\n😀,"Bolt ""M8"""\n😀,café\nplain,café\nplain,"Tape\nwide"\n';
  const model = await fitted('quoted', 'popular', csv);
  expect(itemsOf(await json(['recommend', model, '--user', 'Mill, North']))).toEqual(['café']);
  const { stdout } = await likewise(['recommend', model, '--user', '😀']);
  expect(stdout).toMatch(/^1 +Tape⏎wide +2\.0000$/m);
});

test('case 10: the edges of a small shelf', async () => {
  const model = await fitted('shelf', 'popular', shelf);
  const [many, huge, none, zero, minus, without] = await Promise.all([
    json(['recommend', model, '--user', 'w', '-n', '500']),
    json(['recommend', model, '--user', 'w', '-n', '1e9']),
    json(['recommend', model, '--user', 'all', '-n', '5']),
    likewise(['recommend', model, '--user', 'w', '-n', '0']),
    likewise(['recommend', model, '--user', 'w', '-n', '-1']),
    json(['recommend', model, '--user', 'w', '--exclude', 'first,ghost']),
  ]);
  expect(itemsOf(many)).toEqual(['first', 'd', 'e', 'f']);
  expect(itemsOf(huge)).toEqual(['first', 'd', 'e', 'f']);
  expect(none.document).toEqual({ user: 'all', items: [] });
  expect(none.stderr).toMatch(/nothing is left to recommend/);
  expect(refusal(zero)).toBe('likewise: -n must be an integer ≥ 1; got "0".');
  expect(refusal(minus)).toBe('likewise: -n must be an integer ≥ 1; got "-1".');
  expect(itemsOf(without)).toEqual(['d', 'e', 'f']);
  expect(without.stderr).toContain('--exclude: unknown items: ghost');
});

test('case 11: someone new, and someone unknown', async () => {
  const model = await fitted('new', 'popular', shelf);
  const [mixed, ghost, nobody, noOne, both] = await Promise.all([
    json(['recommend', model, '--ratings', 'b=1,ghost=1']),
    likewise(['recommend', model, '--ratings', 'ghost=1']),
    likewise(['recommend', model, '--user', 'nobody']),
    likewise(['recommend', model]),
    likewise(['recommend', model, '--user', 'w', '--all']),
  ]);
  expect(itemsOf(mixed)).not.toContain('b');
  expect(mixed.document.user).toBe(null);
  expect(mixed.stderr).toMatch(/unknown items, left out: ghost/);
  expect(refusal(ghost)).toMatch(/the model knows none of these items: ghost/);
  expect(refusal(nobody)).toMatch(/user nobody is not in the model.*--ratings/);
  expect(refusal(noOne)).toMatch(/say for whom/);
  expect(refusal(both)).toMatch(/choose one of --user and --all/);
});

test('case 12: the model file is where it was asked to be', async () => {
  const ratings = file('where.csv', shelf);
  mkdirSync(join(path, 'folder'));
  const out = join(path, 'folder', 'm');
  const { document } = await json(['fit', 'popular', ratings, '-o', out]);
  expect(document).toMatchObject({ model: 'popular', settings: {}, epochs: 0, users: 4, items: 6, interactions: 12, out });
  expect(document.fileBytes).toBeGreaterThan(100);
  expect(readdirSync(join(path, 'folder'))).toEqual(['m']);
  expect(itemsOf(await json(['recommend', out, '--user', 'w']))).toEqual(['first', 'd', 'e', 'f']);
  expect(refusal(await likewise(['fit', 'popular', ratings, '-o', join(path, 'nowhere', 'm')]))).not.toMatch(/separator/);
});

test('everyone at once, as CSV lines, JSON lines and one JSON document', async () => {
  const model = await fitted('all', 'popular', 'user,item\n"a,b",x\n"a,b",y\nc,x\nd,"z, wide"\n');
  const titles = file('titles.csv', 'item,title\nx,"The ""X"""\ny,Why\n');
  const [csv, lines, whole] = await Promise.all([
    likewise(['recommend', model, '--all', '-n', '1', '--titles', titles]),
    likewise(['recommend', model, '--all', '--lines']),
    likewise(['recommend', model, '--all', '--json']),
  ]);
  expect(csv.stdout).toBe('user,rank,item,title,score\n"a,b",1,"z, wide",,1\nc,1,y,Why,1\nd,1,x,"The ""X""",2\n');
  const people = lines.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(people.map(({ user }) => user)).toEqual(['a,b', 'c', 'd']);
  expect(JSON.parse(whole.stdout)).toEqual(people);
});

test('titles, candidates and what is seen', async () => {
  const model = await fitted('titled', 'popular', shelf);
  const titles = file('items.csv', 'item,title,genres\nfirst,七人の侍,Drama\nd,Delicatessen,Comedy|Crime\n');
  const candidates = file('candidates.txt', 'f\nd\nghost\n');
  const [titled, chosen, kept] = await Promise.all([
    json(['recommend', model, '--user', 'w', '--titles', titles, '-n', '2']),
    json(['recommend', model, '--user', 'w', '--candidates', candidates]),
    json(['recommend', model, '--user', 'w', '--keep-seen', '-n', '2']),
  ]);
  expect(titled.document.items).toEqual([
    { item: 'first', score: 3, title: '七人の侍' },
    { item: 'd', score: 2, title: 'Delicatessen' },
  ]);
  expect(itemsOf(chosen)).toEqual(['d', 'f']);
  expect(chosen.stderr).toContain('--candidates: unknown items: ghost');
  expect(itemsOf(kept)).toEqual(['b', 'first']);
});

test('recommend --visitor: what most people liked, for someone of whom nothing is known', async () => {
  const csv = 'user,item,rating\na,x,5\na,y,4\nb,x,5\nb,z,1\nc,z,2\nc,y,5\nd,z,1\nd,x,4\n';
  const model = await fitted('visited', 'implicit-als', csv, '--positive', '>=4', '--factors', '2');
  const titles = file('visited-titles.csv', 'id,title\nx,The X\ny,The Y\n');
  const [list, alias, text, both] = await Promise.all([
    json(['recommend', model, '--visitor', '--titles', titles]),
    json(['recommend', model, '--visitor', '--items', titles, '--exclude', 'x', '-n', '1']),
    likewise(['recommend', model, '--visitor', '-n', '2', '--titles', titles]),
    likewise(['recommend', model, '--visitor', '--user', 'a']),
  ]);
  // z is what most people have, and nobody liked it.
  expect(list.document).toMatchObject({
    user: null,
    items: [
      { item: 'x', score: 3, title: 'The X' },
      { item: 'y', score: 2 },
      { item: 'z', score: 0 },
    ],
  });
  expect(list.stderr).toContain('nothing is known of a visitor: the list is that of popular, from what implicit-als was trained on');
  expect(alias.document.items).toEqual([{ item: 'y', score: 2, title: 'The Y' }]);
  expect(text.stdout).toMatch(/1 +x +The X +3\.0000\n2 +y +The Y +2\.0000/);
  expect(refusal(both)).toContain('choose one of --user and --visitor');
});

test('titles stand wherever ids are shown: predict of one item, rules', async () => {
  const titles = file('some-titles.csv', 'id,title\nx,The X\ny,The Y\n');
  const model = await fitted('titled-bias', 'bias', 'user,item,rating\na,x,5\na,y,4\nb,x,2\nb,z,1\nc,y,4\n');
  const baskets = file('xy.txt', 'x,y\nx,y\nx,y,z\nz,w\n');
  const [one, plain, document, rules, answers] = await Promise.all([
    likewise(['predict', model, '--user', 'b', '--item', 'y', '--titles', titles]),
    likewise(['predict', model, '--user', 'b', '--item', 'y']),
    json(['predict', model, '--user', 'b', '--item', 'y', '--titles', titles]),
    likewise(['rules', baskets, '--min-confidence', '0.9', '--titles', titles]),
    likewise(['rules', baskets, '--min-confidence', '0.9', '--basket', 'x', '--titles', titles]),
  ]);
  expect(one.stdout).toBe(`${plain.stdout.trimEnd()}  The Y\n`);
  expect(document.document.title).toBe('The Y');
  expect(rules.stdout).toMatch(/^The X +The Y /m);
  expect(answers.stdout).toMatch(/The Y +100\.0 % +The X/);
});

test('a model is written name:opt=v wherever one is trained; the path of one is refused with what takes it', async () => {
  const csv = file('spec.csv', 'user,item,rating\na,x,5\na,y,4\nb,x,2\nb,z,1\nc,y,4\n');
  const [spec, flags, over, wrong] = await Promise.all([
    json(['fit', 'svd:factors=3,epochs=2', csv, '-o', join(path, 'spec-1')]),
    json(['fit', 'svd', csv, '--factors', '3', '--epochs', '2', '-o', join(path, 'spec-2')]),
    json(['fit', 'svd:factors=3,epochs=2', csv, '--factors', '4', '-o', join(path, 'spec-3')]),
    likewise(['evaluate', csv, '--model', 'films.safetensors']),
  ]);
  expect(spec.document).toMatchObject({ model: 'svd', settings: { factors: 3, epochs: 2 } });
  expect(spec.document.settings).toEqual(flags.document.settings);
  expect(over.document.settings).toMatchObject({ factors: 4, epochs: 2 });
  expect(refusal(wrong)).toMatch(/"films.safetensors" is the path of a file; a model to train is written name:opt=v/);
});

test('a figure of convergence that is bad says what it means', async () => {
  const rows = Array.from({ length: 300 }, (_, r) => `u${r % 30},i${(r * 7) % 37},${1 + ((r * r) % 5)}`);
  const csv = file('chains.csv', `user,item,rating\n${rows.join('\n')}\n`);
  const fit = (samples: string) =>
    likewise(['fit', 'bayesian-pmf', csv, '--samples', samples, '--burn-in', '0', '--factors', '2', '-o', join(path, `chains-${samples}`)]);
  const [short, shortest] = await Promise.all([fit('6'), fit('2')]);
  expect(short.stderr).toMatch(/beware: potentialScaleReduction \d\.\d+ is above 1\.01: .*raise --samples or --burn-in/);
  expect(shortest.stderr).not.toContain('beware');
});

test('predictions beside the ratings given, of everyone for everything, and lists of items that enough people have', async () => {
  const csv = 'user,item,rating\na,x,5\na,y,1\nb,x,4\nb,"y, too",2\nc,x,5\nc,y,2\n';
  const model = await fitted('compare', 'bias', csv);
  const file = join(path, 'compare.csv');
  const [compared, table, matrix, list, rare, none, unknown, neither] = await Promise.all([
    json(['predict', model, '--user', 'a', '--compare', file]),
    likewise(['predict', model, '--user', 'a', '--compare', file]),
    likewise(['predict', model, '--all']),
    json(['recommend', model, '--user', 'b', '--min-ratings', '2']),
    json(['recommend', model, '--user', 'a']),
    json(['recommend', model, '--user', 'a', '--min-ratings', '2']),
    likewise(['predict', model, '--user', 'q', '--compare', file]),
    likewise(['predict', model, '--user', 'a']),
  ]);
  const { rmse, items } = compared.document;
  expect(items.map(({ item, given }: { item: string; given: number }) => [item, given])).toEqual([
    ['x', 5],
    ['y', 1],
  ]);
  const [x, y] = items.map(({ predicted }: { predicted: number }) => predicted);
  expect(rmse).toBeCloseTo(Math.sqrt(((x - 5) ** 2 + (y - 1) ** 2) / 2), 12);
  expect(table.stdout).toMatch(/given +predicted +item\n +5 +\d\.\d\d +x\n +1 +\d\.\d\d +y\n\nRMSE \d\.\d{4} over 2 of 2 ratings/);
  const lines = matrix.stdout.trimEnd().split('\n');
  expect([lines.length, lines[0]]).toEqual([4, 'user,x,y,"y, too"']);
  expect(lines[1].split(',').slice(0, 3)).toEqual(['a', String(x), String(y)]);
  expect([list, rare, none].map(itemsOf)).toEqual([['y'], ['y, too'], []]);
  expect(refusal(unknown)).toMatch(/user q is not in the model/);
  expect(refusal(neither)).toMatch(/--user <id> --item <id>, --user <id> --compare <ratings>, --test <ratings>, or --all/);
});

test('predict --test: every pair of a file as CSV; what has no prediction is empty and counted by its reason', async () => {
  const model = await fitted('rows', 'svd', 'user,item,rating\na,x,5\na,y,1\nb,x,4\nb,z,2\nc,x,5\nc,y,2\n');
  const rows = file('held-out.csv', 'user,item,rating\nb,y,3\na,z,4\nb,new,3\nstranger,x,1\nstranger,new,1\n');
  const pairs = file('pairs.csv', 'user,item\nb,y\n');
  const [rated, plain, one, refused] = await Promise.all([
    likewise(['predict', model, '--test', rows]),
    likewise(['predict', model, '--test', pairs]),
    json(['predict', model, '--user', 'b', '--item', 'y']),
    likewise(['predict', model, '--test', rows, '--json']),
  ]);
  const lines = rated.stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));
  expect(lines.map((cells) => cells.slice(0, 3).join())).toEqual([
    'user,item,rating',
    'a,z,4',
    'b,new,3',
    'b,y,3',
    'stranger,new,1',
    'stranger,x,1',
  ]);
  expect(lines.map((cells) => cells[3] !== '')).toEqual([true, true, false, true, false, false]);
  expect(Number(lines[3][3])).toBe(one.document.prediction);
  expect(rated.stderr).toContain('beware: no prediction for 3 of 5 pairs (1 user unknown, 1 item unknown, 1 both unknown)');
  const rmse = Math.sqrt(((Number(lines[1][3]) - 4) ** 2 + (Number(lines[3][3]) - 3) ** 2) / 2);
  expect(rated.stderr).toContain(`RMSE ${rmse.toFixed(4)} over 2 predicted pairs`);
  expect(plain.stdout).toBe(`user,item,prediction\nb,y,${one.document.prediction}\n`);
  expect(plain.stderr).not.toMatch(/no prediction|RMSE/);
  expect(refusal(refused)).toContain('--test writes CSV');
});

test('predict gives a rating, and says whom or what it does not know', async () => {
  const ratings = 'user,item,rating\na,x,5\na,y,4\nb,x,2\nb,z,1\nc,y,4\n';
  const [model, ranking] = await Promise.all([fitted('bias', 'bias', ratings), fitted('ranks', 'popular', ratings)]);
  const [answer, noUser, noItem, cannot] = await Promise.all([
    json(['predict', model, '--user', 'a', '--item', 'z']),
    likewise(['predict', model, '--user', 'q', '--item', 'z']),
    likewise(['predict', model, '--user', 'a', '--item', 'q']),
    likewise(['predict', ranking, '--user', 'a', '--item', 'z']),
  ]);
  expect(answer.document).toEqual({ user: 'a', item: 'z', prediction: expect.any(Number) });
  expect(answer.document.prediction).toBeGreaterThan(1);
  expect(answer.document.prediction).toBeLessThan(5);
  expect(refusal(noUser)).toMatch(/user q is not in the model/);
  expect(refusal(noItem)).toMatch(/item q is not in the model/);
  expect(refusal(cannot)).toMatch(/popular ranks items but predicts no ratings.*bias/);
});

test('options of the model are flags, in kebab-case and camelCase; standard input is a file', async () => {
  const ratings = 'user,item,rating\na,x,5\na,y,4\nb,x,2\n';
  const [kebab, camel] = await Promise.all(
    [['--user-regularization', '3'], ['--userRegularization=3']].map(async (flags, k) =>
      likewise(['fit', 'bias', '-', '-o', join(path, `stdin${k}`), '--json', ...flags], { input: ratings }),
    ),
  );
  expect(JSON.parse(kebab.stdout).settings).toMatchObject({ userRegularization: 3, itemRegularization: 10 });
  expect(JSON.parse(camel.stdout).settings).toEqual(JSON.parse(kebab.stdout).settings);
});

test('cases 10 and 11 with implicit-als; what a recommendation rests on; what is near', async () => {
  const model = await fitted('als', 'implicit-als', shelf, '--factors', '4');
  const [many, none, mixed, ghost, because, near] = await Promise.all([
    json(['recommend', model, '--user', 'w', '-n', '500']),
    json(['recommend', model, '--user', 'all', '-n', '5']),
    json(['recommend', model, '--ratings', 'b=1,ghost=1']),
    likewise(['recommend', model, '--ratings', 'ghost=1']),
    json(['recommend', model, '--user', 'v', '--explain', '-n', '1']),
    json(['similar', model, '--item', 'b', '-n', '50']),
  ]);
  expect(itemsOf(many).sort()).toEqual(['d', 'e', 'f', 'first']);
  for (const { score } of many.document.items) expect(Math.abs(score)).toBeLessThan(2);
  expect(none.document.items).toEqual([]);
  expect(itemsOf(mixed).sort()).toEqual(['c', 'd', 'e', 'f', 'first']);
  expect(mixed.stderr).toContain('ghost');
  expect(refusal(ghost)).toContain('ghost');
  const strong = await json(['recommend', model, '--ratings', 'b=5']);
  expect(strong.document.items).toEqual(mixed.document.items);
  expect(strong.stderr).toContain('every item counts 1');
  const [{ score, because: shares }] = because.document.items;
  expect(shares.map(({ item }: { item: string }) => item).sort()).toEqual(['b', 'first']);
  expect(shares.reduce((sum: number, { contribution }: { contribution: number }) => sum + contribution, 0)).toBeCloseTo(score, 3);
  expect(itemsOf(near)).not.toContain('b');
  expect(itemsOf(near)).toHaveLength(5);
});
