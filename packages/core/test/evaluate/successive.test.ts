/** Each later event of a person asked for in turn: by hand, and by an independent program. */
import { expect, test } from 'vitest';
import golden from '../../../../golden/successive.json' with { type: 'json' };
import {
  type Estimator,
  ease,
  evaluate,
  type Interactions,
  implicitALS,
  interactionsFromRows,
  type Metric,
  parseSplit,
  popular,
  timeSplit,
  type UserQuery,
} from '../../src/index.ts';
import { pairs } from '../split/pairs.ts';
import { listener } from './listener.ts';

const rows = golden.rows.map(([user, item, timestamp, value]) => ({
  user: user as string,
  item: item as string,
  timestamp: timestamp as number,
  value: value as number,
}));
const data = interactionsFromRows(rows);
/** The moment as a share of the rows before it. */
const share = rows.filter(({ timestamp }) => timestamp < golden.moment).length / rows.length;
const split = timeSplit(data, { share, target: 'successive' });

test.each([
  ['all', undefined],
  ['liked', '>=4'],
] as const)('popular agrees with an independent program, %s (golden/successive.py)', async (which, relevant) => {
  expect(split.folds[0].window?.from).toBe(golden.moment);
  // As a model of ratings, so that what is not liked counts in training too.
  const byAll: Estimator = { ...popular(), learns: 'ratings' as never };
  const [row] = (await evaluate([byAll], split, ['hr@5', 'ndcg@5'], { relevant })).rows;
  const expected = golden[which];
  expect([row.usersEvaluated, row.usersLeftOut]).toEqual([expected.asked, expected.left]);
  expect(Math.abs(row.metrics['hr@5'] - expected['hr@5'])).toBeLessThan(1e-12);
  expect(Math.abs(row.metrics['ndcg@5'] - expected['ndcg@5'])).toBeLessThan(1e-12);
});

const small = interactionsFromRows(
  'a,p,1 a,q,11 a,r,12 a,s,13 b,p,2 b,r,12 c,q,14 c,s,15 d,p,16'.split(' ').map((row) => {
    const [user, item, timestamp] = row.split(',');
    return { user, item, timestamp: Number(timestamp), value: item === 'r' ? 1 : 5 };
  }),
);

test('the parts by hand: who comes after the moment is told their first event and asked for the rest', () => {
  const { name, folds: [fold] } = parseSplit('time:0.25:successive').apply(small); // biome-ignore format: one line
  const written = (part?: Interactions) => [...pairs(part as Interactions)].map((pair) => pair.replace(' ', '')).join(' ');
  expect(name).toBe('time:0.25:successive');
  expect([written(fold.train), written(fold.test), written(fold.foldIn)]).toEqual(['ap bp', 'aq ar as br cs', 'ap bp cq dp']);
  expect([fold.nextItem, fold.successive, Array.from(fold.testUsers ?? [])]).toEqual([true, true, [1, 1, 1, 1]]);
});

test('the history grows by what was asked, liked or not; a model that cannot take one is asked once', async () => {
  const asked: UserQuery[] = [];
  const foldsIn = { abilities: ['score', 'fold-in'] };
  const fold = parseSplit('time:0.25:successive').apply(small);
  await evaluate([listener(asked, foldsIn)], fold, ['hr@1']);
  const told = () =>
    asked.map((who) => (typeof who === 'object' ? [...who.ratings].map(({ item, value }) => `${item}${value}`).join(' ') : who));
  expect(told()).toEqual(['p5', 'p5 q5', 'p5 q5 r1', 'p5', 'q5']);
  asked.length = 0;
  await evaluate([listener(asked, foldsIn)], fold, ['hr@1'], { relevant: '>=4' });
  expect(told()).toEqual(['p5', 'p5 q5 r1', 'q5']); // b has nothing liked
  asked.length = 0;
  await evaluate([{ ...listener(asked, foldsIn), learns: 'likes' }], fold, ['hr@1'], { relevant: '>=4' });
  expect(told()).toEqual(['p1', 'p1 q1 r0', 'q1']);
  asked.length = 0;
  const { rows: [row] } = await evaluate([listener(asked, { abilities: ['score'] })], fold, ['hr@1', 'mrr@4']); // biome-ignore format: one line
  expect(asked).toEqual(['a', 'b', 'c']);
  // All alike, so the one looked for stands last of what is left: a third, second, first of 3, 2, 1; b and c third of 3.
  expect(row.metrics['mrr@4']).toBeCloseTo(((1 / 3 + 1 / 2 + 1) / 3 + 1 / 3 + 1 / 3) / 3, 12);
});

const plain = interactionsFromRows(rows.map(({ value: _, ...row }) => row));

test('with one question a person it is time:…:first', async () => {
  const met = new Set<string>();
  const before = rows.filter(({ timestamp }) => timestamp < golden.moment);
  const known = new Set(before.map(({ user }) => user));
  const after = rows.filter(({ user, timestamp }) => timestamp >= golden.moment && known.has(user) && met.size !== met.add(user).size);
  const once = interactionsFromRows([...before, ...after].map(({ value: _, ...row }) => row));
  const figures = async (target: 'first' | 'successive') => {
    const cut = timeSplit(once, { share: before.length / once.size, target });
    return (await evaluate([implicitALS({ factors: 4, epochs: 3 }), ease()], cut, ['ndcg@5', 'auc'])).rows.map((row) => row.metrics);
  };
  expect(await figures('successive')).toEqual(await figures('first'));
});

test('lists of many at once are those one by one', async () => {
  const alone: Metric = { kind: 'ranking', name: 'scores', n: 0, needsScores: true, start: () => () => 0 };
  const cut = timeSplit(plain, { share, target: 'successive' });
  const together = (await evaluate([ease()], cut, ['ndcg@5', 'coverage@5'])).rows[0];
  const apart = (await evaluate([ease()], cut, ['ndcg@5', 'coverage@5', alone])).rows[0];
  expect(together.metrics).toEqual({ 'ndcg@5': apart.metrics['ndcg@5'], 'coverage@5': apart.metrics['coverage@5'] });
});

test('other ways of asking are refused beside it', async () => {
  await expect(evaluate([popular()], split, ['hr@5'], { sampled: 5 })).rejects.toThrow(
    'asks for each event in turn among the whole catalog; leave sampled out.',
  );
  await expect(evaluate([popular()], split, ['hr@5'], { context: 'all' })).rejects.toThrow('leave context out.');
  await expect(evaluate([popular()], split, ['rmse'])).rejects.toThrow('no rating is predicted');
});
