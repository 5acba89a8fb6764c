/** Situations that users of other tools reported, numbered as in our list; data invented, figures by hand. */
import { expect, test } from 'vitest';
import { bias, evaluate, givenSplit, type InteractionRow, interactionsFromRows, parseSplit, popular } from '../../src/index.ts';

const shelf = { f1: 'abcde', f2: 'abcd', f3: 'abc', f4: 'ab', f5: 'a', p: 'a', q: 'b', r: 'c' };
const shelfRows: InteractionRow[] = Object.entries(shelf).flatMap(([user, items]) => [...items].map((item) => ({ user, item, value: 5 })));
const implicit = (pairs: string) => interactionsFromRows(pairs.split(' ').map((pair) => ({ user: pair[0], item: pair[1] })));
const shelfTrain = interactionsFromRows(shelfRows.map(({ user, item }) => ({ user, item })));

test('case 17: every ranking metric by hand; who gets nothing right stays in the mean', async () => {
  const split = givenSplit(shelfTrain, implicit('pc qa qd qe rd re'));
  const names = ['hr', 'recall', 'recall-all', 'precision', 'mrr', 'map', 'ndcg'] as const;
  const { rows } = await evaluate([popular()], split, names.map((name) => `${name}@2` as const)); // biome-ignore format: one line
  const by = (name: string) => rows[0].metrics[`${name}@2`];
  expect(by('hr')).toBeCloseTo(2 / 3, 12);
  expect(by('recall')).toBeCloseTo(0.5, 12);
  expect(by('recall-all')).toBeCloseTo(4 / 9, 12);
  expect(by('precision')).toBeCloseTo(1 / 3, 12);
  expect(by('mrr')).toBeCloseTo(0.5, 12);
  expect(by('map')).toBeCloseTo(1 / 3, 12);
  const second = 1 / Math.log2(3);
  expect(by('ndcg')).toBeCloseTo((second + 1 / (1 + second)) / 3, 12);
  expect(rows[0]).toMatchObject({ usersEvaluated: 3, usersLeftOut: 0, usersUnanswered: 0, unsupported: [] });
});

test('case 18: people with nothing relevant are left out and counted', async () => {
  const rated = (text: string) =>
    interactionsFromRows(text.split(' ').map((cell) => ({ user: cell[0], item: cell[1], value: Number(cell[2]) })));
  const test18 = rated('pc5 qa2 qd3 rb4 ra1');
  const split = givenSplit(interactionsFromRows(shelfRows), test18, { positive: '>=4' });
  const { rows, relevant } = await evaluate([popular()], split, ['ndcg@2', 'mrr@2']);
  expect(relevant).toBe('test interactions >=4');
  expect(rows[0].metrics['ndcg@2']).toBeCloseTo(1 / Math.log2(3), 12);
  expect(rows[0].metrics['mrr@2']).toBe(0.5);
  expect(rows[0]).toMatchObject({ usersEvaluated: 2, usersLeftOut: 1 });
  // The same by relevance alone: ratings train, and what is not liked is known not to be relevant.
  const again = await evaluate([popular()], givenSplit(interactionsFromRows(shelfRows), test18), ['ndcg@2', 'mrr@2'], { relevant: '>=4' });
  expect(again.rows[0]).toMatchObject({ metrics: rows[0].metrics, usersEvaluated: 2, usersLeftOut: 1 });
  expect(again.relevant).toBe('test interactions >=4');
});

test('case 19: a test pair that is also in training is refused', () => {
  expect(() => givenSplit(shelfTrain, implicit('pc pa qd'))).toThrow(
    'split given: 1 of 3 test pairs is also in training, first (p, a); take it out of one part.',
  );
});

const timed = (text: string) =>
  interactionsFromRows(
    text.split(' ').map((cell) => {
      const [user, item, value, timestamp] = cell.split(',');
      return { user, item, value: value === '' ? undefined : Number(value), timestamp: Number(timestamp) };
    }),
  );

test('case 20: splitting by time means one moment for all', async () => {
  const data = timed(
    'a,x,4,1600086400 a,y,3,1600777600 b,x,5,1600172800 b,z,2,1600259200 c,y,4,1600345600 ' +
      'c,x,1,1600864000 d,z,3,1600432000 d,y,5,1600518400 e,x,2,1600604800 e,z,4,1600691200',
  );
  const split = parseSplit('time:0.8').apply(data);
  const { train, test: held } = split.folds[0];
  expect(Math.max(...(train.timestamps ?? []))).toBeLessThanOrEqual(Math.min(...(held.timestamps ?? [])));
  expect([...(held.timestamps ?? [])]).toEqual([1600777600, 1600864000]);
  const report = await evaluate([bias()], split, ['rmse']);
  expect(report.data).toMatchObject({ users: 5, items: 3, train: 8, test: 2 });
  const model = await bias().fit(train);
  const errors = [(model.predict('a', 'y') as number) - 3, (model.predict('c', 'x') as number) - 1];
  expect(report.rows[0].metrics.rmse).toBeCloseTo(Math.hypot(...errors) / Math.SQRT2, 12);
});

test('case 7: times one second apart keep their order', async () => {
  const events = [1, 2, 3, 4, 5, 6].flatMap((user) => {
    const [last, before] = user <= 3 ? ['A', 'C'] : ['C', 'A'];
    return [`${user},${last},,1700000002`, `${user},${before},,1700000001`, `${user},B${user},,1700000000`];
  });
  const { rows } = await evaluate([popular()], parseSplit('leave-last').apply(timed(events.join(' '))), ['hr@1']);
  expect(rows[0].metrics['hr@1']).toBe(1);
});

test('case 6: duplicates are merged before the split, so the parts add up to the pairs', async () => {
  const data = timed('a,x,2,900 b,x,4,100 a,x,5,100 b,y,3,200 a,x,4,500 c,y,1,300 b,y,3,200 c,x,2,400');
  const report = await evaluate([bias()], parseSplit('random:0.5').apply(data), ['rmse']);
  expect(report.data.train + report.data.test).toBe(5);
});

test('users with nothing in the test part are counted; who was meant to be judged is not among them', async () => {
  const split = givenSplit(shelfTrain, implicit('pc qa'));
  expect((await evaluate([popular()], split, ['hr@2'])).data.usersWithoutTest).toBe(6);
  const last = interactionsFromRows(shelfRows.map((row, r) => ({ ...row, timestamp: r })));
  // f5, p, q and r have one interaction each: the split sets out to judge them, and counts them as left out.
  const { data, rows } = await evaluate([popular()], parseSplit('leave-last').apply(last), ['hr@2'], { relevant: '>=4' });
  expect([data.usersWithoutTest, rows[0].usersLeftOut, rows[0].usersEvaluated]).toEqual([0, 4, 4]);
  const folds = await evaluate([popular()], parseSplit('kfold:2').apply(shelfTrain), ['hr@2']);
  expect(folds.data.usersWithoutTest).toBeGreaterThan(0);
});

test('a test part of strangers alone: the refusal names one and asks about the ids', async () => {
  await expect(evaluate([popular()], givenSplit(shelfTrain, implicit('xa yb')), ['hr@2'])).rejects.toThrow(
    'metric hr@2: on split given none of the 2 people of the test part is in training (such as x): are the ids of both parts written alike?',
  );
  const none = evaluate([popular()], givenSplit(interactionsFromRows(shelfRows), interactionsFromRows([{ user: 'p', item: 'c', value: 1 }])), ['hr@2'], { relevant: '>=4' }); // biome-ignore format: one line
  await expect(none).rejects.toThrow('nobody has both something to be known by and something relevant in the test part.');
});
