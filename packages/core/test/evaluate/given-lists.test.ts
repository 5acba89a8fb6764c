/** Lists of another program are judged as a model's are. */
import { expect, test } from 'vitest';
import { can, evaluate, givenLists, type Id, interactionsFromRows, parseSplit, popular, type Recommender } from '../../src/index.ts';
import { data } from './two-tastes.ts';

const split = parseSplit('leave-last').apply(data);
const metrics = ['ndcg@5', 'hr@5', 'coverage@5', 'diversity@5'] as const;

async function listsOfPopular(n: number): Promise<Map<Id, readonly Id[]>> {
  const model = (await popular().fit(split.folds[0].train)) as Recommender;
  return new Map(data.users.ids.map((user) => [user, model.recommend(user, { n })?.map(({ item }) => item) ?? []]));
}

test('the lists of a model have its figures', async () => {
  const theirs = givenLists('theirs.csv', await listsOfPopular(20));
  const { rows } = await evaluate([popular(), theirs], split, metrics);
  expect(rows[1].model).toBe('theirs.csv');
  expect(rows[1].metrics).toEqual(rows[0].metrics);
  expect(rows[1].ci).toEqual(rows[0].ci);
});

test('people of held-out kinds have the list of their id, told history or not', async () => {
  const users = parseSplit('users:0.5').apply(data);
  const { test: held } = users.folds[0];
  const right = new Map(
    data.users.ids.map((user, u) => [
      user,
      Array.from(held.userItems.indexes.subarray(held.userItems.pointers[u], held.userItems.pointers[u + 1]), (i) => data.items.ids[i]),
    ]),
  );
  const { rows } = await evaluate([givenLists('right', right)], users, ['recall@5']);
  expect(rows[0].metrics['recall@5']).toBe(1);
});

test('whom no list was made for has none, what is theirs already is left out, and strangers are passed over: all told', async () => {
  const lists = await listsOfPopular(5);
  const [first, second] = data.users.ids;
  const { userItems, items } = split.folds[0].train;
  lists.delete(first);
  lists.set(second, [items.ids[userItems.indexes[userItems.pointers[1]]], ...(lists.get(second) ?? [])]);
  lists.set('stranger', [items.ids[0]]);
  const notes: string[] = [];
  const { rows } = await evaluate([popular(), givenLists('theirs', lists)], split, ['hr@5'], { onNote: (note) => notes.push(note) });
  expect(rows[1].usersUnanswered).toBe(1);
  expect(notes).toEqual([
    'theirs: 1 of 60 lists are of people who are in no part of the data; they are passed over',
    `theirs: 1 of ${59 * 5 + 2} listed items are already the person's own in training; they are left out of the lists`,
  ]);
});

test('an item twice, and items that are in no part of the data, are refused', async () => {
  expect(() => givenLists('theirs', new Map([['a', ['x', 'y', 'x']]]))).toThrow('theirs: the list of a holds x twice; keep one.');
  const foreign = givenLists('theirs', new Map([[data.users.ids[0], [data.items.ids[0], 'zz']]]));
  await expect(evaluate([foreign], split, ['hr@5'])).rejects.toMatchObject({
    code: 'unknown-item',
    message:
      'theirs: 1 of 2 listed items are in no part of the data (zz); their places could not be kept. Give them the ids of the data, or take them out of the lists.',
  });
});

test('nothing is learned: no table says on what it was trained', async () => {
  const rated = interactionsFromRows(
    Array.from({ length: 60 }, (_, k) => ({ user: k % 6, item: Math.floor(k / 6), value: 1 + ((k * 7) % 5), timestamp: k })),
  );
  const theirs = givenLists('theirs', new Map([[0, [9, 8]]]));
  const report = await evaluate([popular(), theirs], parseSplit('per-user:0.5').apply(rated), ['hr@5'], { relevant: '>=4' });
  expect(report.rows.map(({ trainedOn }) => trainedOn)).toEqual(['likes', undefined]);
  expect(can(await theirs.fit(rated), 'recommend')).toBe(false);
});
