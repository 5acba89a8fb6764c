/** What a model is trained on: seeds and threads, values of both kinds, an older model. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { file, fitted, itemsOf, json, path, shelf } from './fitted.ts';
import { likewise, refusal } from './run.ts';

test('the same tensors for any number of threads, and another seed gives others', async () => {
  const tensors = async (name: string, ...flags: string[]) => {
    const bytes = readFileSync(await fitted(name, 'implicit-als', shelf, '--factors', '8', ...flags));
    return bytes.subarray(8 + Number(bytes.readBigUInt64LE())).toString('hex');
  };
  const [one, two, three, other] = await Promise.all([
    tensors('t1', '--seed', '5', '--threads', '1'),
    tensors('t2', '--seed', '5', '--threads', '2'),
    tensors('t3', '--seed', '5', '--threads', '3'),
    tensors('t4', '--seed', '6'),
  ]);
  expect(two).toBe(one);
  expect(three).toBe(one);
  expect(other).not.toBe(one);
});

test('case 8: zero and negative ratings are ratings; a negative weight is never trained on silently', async () => {
  const csv = 'user,item,rating\na,x,0\na,y,-10\nb,x,10\nb,z,0\nc,y,-2.5\nc,z,7.5\nd,x,0\nd,y,3\n';
  const ratings = file('zero.csv', csv);
  const [described, kept, refused] = await Promise.all([
    json(['describe', ratings]),
    json(['fit', 'implicit-als', ratings, '--positive', '>=0', '--factors', '4', '-o', join(path, 'zero.model')]),
    likewise(['fit', 'implicit-als', ratings, '--columns', 'user,item,weight', '-o', join(path, 'negative.model')]),
  ]);
  expect(described.document).toMatchObject({ rows: 8, users: 4, items: 3, scale: { min: -10, max: 10 }, mean: 1 });
  expect(kept.document).toMatchObject({ interactions: 8, liked: 6 });
  expect(refusal(refused)).toMatch(/must be ≥ 0; got -10 .*--positive/);
  expect(existsSync(join(path, 'negative.model'))).toBe(false);
});

test('ratings are not taken for likes, nor clicks for ratings: the remedy is named, and it works', async () => {
  const stars = file('stars.csv', 'user,item,rating\na,x,5\na,y,1\nb,x,4\nb,z,2\nc,y,5\nc,z,5\nd,x,1\nd,z,5\n');
  const ones = file('ones.csv', 'user,item,rating\na,x,1\na,y,1\nb,x,1\nb,z,1\n');
  const counts = file('plays.tsv', 'a\tx\t1200\na\ty\t3\nb\tx\t7\nb\tz\t41\n');
  const out = join(path, 'liked.model');
  const [likes, mixed, predicted, clicks, plays, weights] = await Promise.all([
    likewise(['fit', 'bpr', stars, '-o', join(path, 'none.model')]),
    likewise(['evaluate', stars, '--model', 'popular', '--model', 'ease']),
    likewise(['evaluate', stars, '--positive', '>=4', '--split', 'leave-random', '--model', 'popular', '--model', 'svd']),
    likewise(['fit', 'svd', ones, '-o', join(path, 'none.model')]),
    json(['fit', 'implicit-als', counts, '--factors', '4', '-o', join(path, 'plays.model')]),
    json(['fit', 'implicit-als', stars, '--columns', 'user,item,weight', '--factors', '4', '-o', join(path, 'weights.model')]),
  ]);
  expect(refusal(likes)).toMatch(/^likewise: bpr: .*ratings from 1 to 5.*--positive ">=4".*--columns user,item,weight.*svd/);
  expect(refusal(mixed)).toMatch(/^likewise: ease: .*--positive ">=4"/);
  expect(predicted.code).toBe(0);
  expect(predicted.stdout).toMatch(/svd: trained on what the positives >=4 were rated, and on nothing below; --relevant ">=4"/);
  expect(refusal(clicks)).toMatch(/^likewise: svd: every rating is 1, .*implicit-als, bpr/);
  expect(existsSync(join(path, 'none.model'))).toBe(false);
  expect([plays.document.interactions, weights.document.interactions]).toEqual([4, 8]);

  await json(['fit', 'implicit-als', stars, '--positive', '>=4', '--factors', '4', '-o', out]);
  const [disliked, liked, bare] = await Promise.all(['x=5,y=2', 'x=5', 'x'].map((given) => json(['recommend', out, '--ratings', given])));
  expect(disliked.stderr).toMatch(/1 of the ratings is not >=4.*not as liked/);
  expect(itemsOf(disliked)).toEqual(itemsOf(liked).filter((item) => item !== 'y'));
  expect(disliked.document.items).toEqual(liked.document.items.filter(({ item }: { item: string }) => item !== 'y'));
  expect(bare.document.items).toEqual(liked.document.items);
  // What training saw with one star is theirs too.
  await json(['fit', 'popular', stars, '--positive', '>=4', '-o', join(path, 'liked-popular.model')]);
  for (const model of [out, join(path, 'liked-popular.model')])
    expect(itemsOf(await json(['recommend', model, '--user', 'a'])), model).toEqual(['z']);
});

test('fit --from --refit changed solves the rows that changed, with the settings of the older model', async () => {
  const older = await fitted('yesterday', 'implicit-als', shelf, '--factors', '4', '--regularization', '0.05');
  const today = file('today.csv', `${shelf}new,first\nnew,d\n`);
  const words = ['fit', 'implicit-als', today, '--from', older, '--refit', 'changed', '-o', join(path, 'today.model')];
  const { document } = await json(words);
  expect(document).toMatchObject({ settings: { factors: 4, regularization: 0.05 }, figures: { usersSolved: 1, itemsSolved: 2 }, users: 5 });
  const [before, after] = await Promise.all(
    [older, join(path, 'today.model')].map((m) => json(['recommend', m, '--user', 'w', '-n', '9'])),
  );
  expect(itemsOf(after).sort()).toEqual(itemsOf(before).sort());
  expect(itemsOf(await json(['recommend', join(path, 'today.model'), '--user', 'new', '-n', '4']))).toHaveLength(4);
  expect(refusal(await likewise([...words, '--factors', '8']))).toMatch(
    /refit "changed" needs the settings of the older model.*factors 4, not 8/,
  );
});
