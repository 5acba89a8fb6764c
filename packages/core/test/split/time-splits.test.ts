/** Splits by a moment for everyone: by its day, with one target a person, and window after window. */
import { expect, test } from 'vitest';
import { type Interactions, interactionsFromRows, parseSplit, timeSplit } from '../../src/index.ts';
import { pairs } from './pairs.ts';

test('time by a day: the day itself tests, and says so', () => {
  const at = (day: string, hour: number) => Date.parse(`${day}T00:00:00Z`) / 1000 + hour * 3600;
  const days = interactionsFromRows([
    { user: 'a', item: 'x', timestamp: at('2019-04-30', 23) },
    { user: 'a', item: 'y', timestamp: at('2019-05-01', 0) },
    { user: 'b', item: 'x', timestamp: at('2019-05-02', 1) },
  ]);
  const split = parseSplit('time:2019-05-01').apply(days);
  expect([split.name, split.folds[0].window]).toEqual(['time:2019-05-01', { from: at('2019-05-01', 0), to: at('2019-05-02', 1) + 1 }]);
  expect([pairs(split.folds[0].train), pairs(split.folds[0].test)].map((part) => [...part])).toEqual([['a x'], ['a y', 'b x']]);
  expect(() => timeSplit(days, { day: '2019-5-1' })).toThrow('the day must be written as 2019-05-01; got "2019-5-1".');
  expect(() => parseSplit('time:2019-02-30').apply(days)).toThrow('must be a number > 0 and < 1; got NaN');
  expect(() => parseSplit('time:2018-01-01').apply(days)).toThrow('the training part of the 3 interactions is empty');
});

/** Two people before and after moment 10, one of whom comes only after it. */
const moments = interactionsFromRows(
  'a,p,1 a,q,11 a,r,12 a,s,13 b,p,2 b,r,12 c,q,14 c,s,15 d,p,16'.split(' ').map((row) => {
    const [user, item, timestamp] = row.split(',');
    return { user, item, timestamp: Number(timestamp) };
  }),
);
test.each([
  ['last', 'as br cs dp', 'ap aq ar bp cq'],
  ['first', 'aq br cq dp', 'ap bp'],
])('time with the %s as target: one interaction of each person is asked for, and all before it are told', (target, asked, told) => {
  const fold = timeSplit(moments, { share: 0.25, target: target as 'last' }).folds[0];
  const written = (data?: Interactions) => [...pairs(data as Interactions)].map((pair) => pair.replace(' ', '')).join(' ');
  expect([written(fold.train), written(fold.test), written(fold.foldIn)]).toEqual(['ap bp', asked, told]);
  expect([fold.nextItem, Array.from(fold.testUsers ?? [])]).toEqual([true, [1, 1, 1, 1]]);
});

test('time with a random target: each of the later interactions is drawn about as often', () => {
  const drawn = new Map<string, number>();
  for (let seed = 0; seed < 300; seed++)
    for (const pair of pairs(timeSplit(moments, { share: 0.25, target: 'random', seed }).folds[0].test))
      drawn.set(pair, (drawn.get(pair) ?? 0) + 1);
  for (const pair of ['a q', 'a r', 'a s']) expect(Math.abs((drawn.get(pair) as number) - 100)).toBeLessThan(30);
  expect(drawn.get('d p')).toBe(300);
});

test('rolling: each window tests after all that came before it, and what comes later is left out', () => {
  const days = interactionsFromRows(
    Array.from({ length: 40 }, (_, k) => ({ user: k % 4, item: Math.floor(k / 4), timestamp: 86_400 * Math.floor(k / 4) })),
  );
  const { name, folds } = parseSplit('rolling:2d x 3').apply(days);
  expect(name).toBe('rolling:2dx3');
  const seconds = (data: Interactions) => [...new Set(data.timestamps)].map((time) => time / 86_400).sort();
  // The data ends a second after the start of day 9, so that the last window begins a second after that of day 7.
  expect(folds.map(({ test }) => seconds(test))).toEqual([[4, 5], [6, 7], [8, 9]]); // biome-ignore format: one line
  expect(folds.map(({ train }) => Math.max(...seconds(train)))).toEqual([3, 5, 7]);
  for (const { train, window } of folds) expect(Math.max(...(train.timestamps ?? []))).toBeLessThan(window?.from as number);
  expect(() => parseSplit('rolling:10d x 2').apply(days)).toThrow(
    'window 1 from 1969-12-21: the test part of the 40 interactions is empty',
  );
});
