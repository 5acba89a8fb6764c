import { describe, expect, test } from 'vitest';
import {
  coldItems,
  coldUsers,
  columnSplit,
  content,
  evaluate,
  featuresFromRows,
  type Interactions,
  interactionsFromColumns,
  interactionsFromRows,
  kFold,
  leaveLast,
  leaveRandom,
  numberIds,
  parseSplit,
  perUserSplit,
  popular,
  randomSplit,
  selectInteractions,
  timeSplit,
  usersSplit,
} from '../../src/index.ts';
import fc from '../../testkit/properties.ts';
import { pairs, pairsOf } from './pairs.ts';

/** Random interactions with few moments, so that ties of time are common. */
const someInteractions = fc
  .array(
    fc.record({
      user: fc.integer({ min: 0, max: 9 }),
      item: fc.integer({ min: 0, max: 14 }),
      value: fc.integer({ min: 1, max: 5 }),
      time: fc.integer({ min: 0, max: 12 }),
      fold: fc.integer({ min: 1, max: 3 }),
    }),
    { minLength: 12, maxLength: 80 },
  )
  .map((rows) => {
    const users = numberIds(rows.map((row) => `u${row.user}`));
    const items = numberIds(rows.map((row) => `i${row.item}`));
    return interactionsFromColumns({
      users: users.map,
      items: items.map,
      userIndexes: users.indexes,
      itemIndexes: items.indexes,
      values: Float32Array.from(rows, (row) => row.value),
      timestamps: Float64Array.from(rows, (row) => 1_700_000_000 + row.time),
      context: new Map([
        ['fold', { kind: 'category', levels: ['1', '2', '3'], codes: Uint32Array.from(rows, (row) => row.fold - 1) } as const],
      ]),
    });
  });

const rules = [
  'random:0.7',
  'kfold:3',
  'leave-last',
  'leave-random',
  'leave-random:2',
  'per-user:0.6',
  'time:0.8',
  'users:0.5',
  'column:fold=1',
];

/** A rule may refuse data that leaves a part empty; nothing else. */
function tried<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (['empty-part', 'unknown-level'].includes((error as { code?: string }).code ?? '')) return undefined;
    throw error;
  }
}

describe.each(rules)('%s', (text) => {
  test('every interaction is in exactly one part, whole, under the ids of the whole', () => {
    let done = 0;
    fc.assert(
      fc.property(someInteractions, fc.nat(50), (data, seed) => {
        const split = tried(() => parseSplit(text).apply(data, { seed }));
        if (split === undefined) return;
        done++;
        expect(split.name).toBe(text);
        for (const { train, test, foldIn } of split.folds) {
          const parts = [train, test, ...(foldIn === undefined ? [] : [foldIn])];
          expect(parts.flatMap(pairsOf).sort()).toEqual(pairsOf(data).sort());
          for (const part of parts) {
            expect(part.users).toBe(data.users);
            expect(part.items).toBe(data.items);
            expect(part.ratingScale).toEqual(data.ratingScale);
            expect(part.size).toBeGreaterThan(0);
          }
        }
      }),
    );
    expect(done).toBeGreaterThan(30);
  });

  test('same seed, same parts', () => {
    fc.assert(
      fc.property(someInteractions, fc.nat(50), (data, seed) => {
        const [one, two] = [0, 1].map(() =>
          tried(() =>
            parseSplit(text)
              .apply(data, { seed })
              ?.folds.map((fold) => pairsOf(fold.test)),
          ),
        );
        expect(one).toEqual(two);
      }),
      { numRuns: 30 },
    );
  });
});

const many = interactionsFromRows(
  Array.from({ length: 400 }, (_, k) => ({ user: k % 20, item: Math.floor(k / 20), value: (k % 5) + 1, timestamp: k })),
);

test.each(['random:0.8', 'kfold:5', 'leave-random', 'leave-random:3', 'users:0.8'])('%s: another seed, other parts', (text) => {
  const parts = [1, 2].map((seed) => parseSplit(text).apply(many, { seed }).folds[0].test);
  expect(pairsOf(parts[0])).not.toEqual(pairsOf(parts[1]));
});

test('random: the training part is the share rounded down; a share like 0.29 means what it says', () => {
  expect(randomSplit(many, { share: 0.8 }).folds[0].train.size).toBe(320);
  expect(randomSplit(many, { share: 0.29 }).folds[0].train.size).toBe(116);
});

test('random: every interaction tests equally often over seeds', () => {
  const times = new Map<string, number>();
  for (let seed = 0; seed < 200; seed++)
    for (const pair of pairs(randomSplit(many, { share: 0.5, seed }).folds[0].test)) times.set(pair, (times.get(pair) ?? 0) + 1);
  expect(times.size).toBe(400);
  // Binomial(200, ½): mean 100, standard deviation 7.1; the largest of 400 stays within 5 of them.
  for (const count of times.values()) expect(Math.abs(count - 100)).toBeLessThan(36);
});

test('kfold: the test parts cover everything once, in sizes that differ by at most 1', () => {
  fc.assert(
    fc.property(someInteractions, fc.integer({ min: 2, max: 5 }), fc.nat(50), (data, folds, seed) => {
      fc.pre(data.size >= folds);
      const tests = kFold(data, { folds, seed }).folds.map((fold) => pairsOf(fold.test));
      expect(tests.flat().sort()).toEqual(pairsOf(data).sort());
      const sizes = tests.map((part) => part.length);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }),
  );
});

test('time: nothing trains that is later than the first test row, and ties go together', () => {
  fc.assert(
    fc.property(someInteractions, fc.double({ min: 0.05, max: 0.95, noNaN: true }), (data, share) => {
      const split = tried(() => timeSplit(data, { share }));
      if (split === undefined) return;
      const { train, test } = split.folds[0];
      expect(Math.max(...(train.timestamps ?? []))).toBeLessThan(Math.min(...(test.timestamps ?? [])));
    }),
  );
});

test('per-user: everyone trains with their share, and tests with the rest', () => {
  const { train, test: held } = perUserSplit(many, { share: 0.75 }).folds[0];
  for (const part of [train, held])
    expect(new Set(Array.from(many.users.ids, (_, user) => part.userItems.pointers[user + 1] - part.userItems.pointers[user])).size).toBe(
      1,
    );
  expect([train.size, held.size]).toEqual([300, 100]);
});

test('leave-last: the test row of each person is their latest; people with one row only train and are known as meant', () => {
  fc.assert(
    fc.property(someInteractions, (data) => {
      const split = tried(() => leaveLast(data));
      if (split === undefined) return;
      const { train, test, testUsers } = split.folds[0];
      for (let user = 0; user < data.users.size; user++) {
        const all = data.timestamps?.subarray(data.userItems.pointers[user], data.userItems.pointers[user + 1]) ?? [];
        const held = test.timestamps?.subarray(test.userItems.pointers[user], test.userItems.pointers[user + 1]) ?? [];
        expect([...held]).toEqual(all.length > 1 ? [Math.max(...all)] : []);
        expect(testUsers?.[user]).toBe(1);
      }
      expect(train.size + test.size).toBe(data.size);
    }),
  );
});

test('leave-random: one row of each person with two or more', () => {
  const { test: held } = leaveRandom(many, { seed: 3 }).folds[0];
  expect(held.size).toBe(20);
  expect(new Set([...pairs(held)].map((pair) => pair.split(' ')[0])).size).toBe(20);
});

test('leave-random:3: three rows of each person with more; who has no more only trains', () => {
  const { train, test: held, testUsers } = leaveRandom(many, { seed: 3, count: 3 }).folds[0];
  expect([train.size, held.size]).toEqual([340, 60]);
  const { folds } = leaveRandom(many, { count: 19 });
  expect([folds[0].train.size, folds[0].test.size]).toEqual([20, 380]);
  expect(testUsers).toEqual(new Uint8Array(20).fill(1));
  expect(() => leaveRandom(many, { count: 20 }).folds[0]).toThrow('split leave-random:20: the test part of the 400 interactions is empty');
  expect(() => leaveRandom(many, { count: 0 })).toThrow('split leave-random:0: count must be an integer ≥ 1; got 0.');
  for (const text of ['leave-random:', 'leave-random:0', 'leave-random:2.5', 'leave-random:-1'])
    expect(() => parseSplit(text)).toThrow('write leave-random, or leave-random:5');
  expect(parseSplit('leave-random:1').name).toBe('leave-random');
});

test('users: held-out people are absent from training, and told and asked apart', () => {
  const { train, test: held, foldIn } = usersSplit(many, { share: 0.75, seed: 1 }).folds[0];
  const people = (data: Interactions | undefined) => new Set([...pairs(data as Interactions)].map((pair) => pair.split(' ')[0]));
  expect(people(train).size).toBe(15);
  expect(people(held).size).toBe(5);
  expect([...people(held)].sort()).toEqual([...people(foldIn)].sort());
  expect([...people(train)].filter((user) => people(held).has(user))).toEqual([]);
  expect([foldIn?.size, held.size]).toEqual([80, 20]); // 80 % of 20 items each
});

test('cold users: whole people are held out, nothing of theirs is told, and they are judged all the same', async () => {
  const { cold, train, test: held, foldIn, testUsers } = coldUsers(many, { share: 0.75, seed: 1 }).folds[0];
  const people = (data: Interactions) => new Set([...pairs(data)].map((pair) => pair.split(' ')[0]));
  expect([people(train).size, people(held).size]).toEqual([15, 5]);
  expect([...people(train)].filter((user) => people(held).has(user))).toEqual([]);
  expect([cold, foldIn, testUsers?.reduce((sum, mark) => sum + mark, 0)]).toEqual([true, undefined, 5]);
  const [row] = (await evaluate([popular()], parseSplit('cold-users:0.75').apply(many), ['ndcg@10'])).rows;
  expect([row.usersEvaluated, row.usersLeftOut]).toEqual([5, 0]);
  expect(() =>
    coldUsers(
      selectInteractions(
        many,
        Uint8Array.from({ length: many.size }, (_, e) => (e < 20 ? 1 : 0)),
      ),
    ),
  ).toThrow(/is empty/);
});

test('cold items: whole items are held out, and lists hold nothing else', async () => {
  const { candidates, train, test: held } = coldItems(many, { share: 0.75, seed: 1 }).folds[0];
  const itemsIn = (data: Interactions) => new Set([...pairs(data)].map((pair) => pair.split(' ')[1]));
  const all = itemsIn(many).size;
  expect(itemsIn(held).size).toBe(all - Math.floor(0.75 * all));
  expect([...itemsIn(train)].filter((item) => itemsIn(held).has(item))).toEqual([]);
  expect(train.size + held.size).toBe(many.size);
  expect(
    many.items.ids
      .filter((_, index) => candidates?.[index] === 1)
      .map(String)
      .sort(),
  ).toEqual([...itemsIn(held)].sort());
});

test('cold items: whoever tells items apart by features finds them; nobody gets an item of training', async () => {
  // Ten people like one of two kinds each; the new items of their kind are all they should get.
  const rows = Array.from({ length: 10 }, (_, u) => Array.from({ length: 12 }, (_, k) => ({ user: u, item: 2 * k + (u % 2) }))).flat();
  const itemFeatures = featuresFromRows(Array.from({ length: 30 }, (_, item) => ({ id: item, categories: { kind: String(item % 2) } })));
  const data = interactionsFromRows(rows, { itemFeatures });
  const report = await evaluate([content(), popular()], parseSplit('cold-items:0.75').apply(data, { seed: 2 }), [
    'ndcg@3',
    'auc',
    'coverage@24',
  ]);
  expect(report.candidates).toBe('6 held-out items');
  expect(report.rows[0].metrics['ndcg@3']).toBe(1);
  expect(report.rows[0].metrics['auc']).toBe(1);
  expect(report.rows[1].metrics['ndcg@3']).toBeLessThan(1);
  for (const row of report.rows) expect(row.metrics['coverage@24']).toBeCloseTo(6 / 24, 12);
});

test('column: a number column compares as numbers', () => {
  const data = interactionsFromColumns({
    users: numberIds(['a', 'b']).map,
    items: numberIds(['x', 'y']).map,
    userIndexes: Uint32Array.of(0, 0, 1),
    itemIndexes: Uint32Array.of(0, 1, 0),
    context: new Map([['fold', { kind: 'number', values: Float64Array.of(1, 2, Number.NaN) } as const]]),
  });
  expect([...pairs(columnSplit(data, { column: 'fold', value: '1.0' }).folds[0].test)]).toEqual(['a x']);
});

test('column with a condition: people whose test rows all fail it are still known as meant', () => {
  const data = interactionsFromColumns({
    users: numberIds(['a', 'b']).map,
    items: numberIds(['x', 'y']).map,
    userIndexes: Uint32Array.of(0, 0, 1, 1),
    itemIndexes: Uint32Array.of(0, 1, 0, 1),
    values: Float32Array.of(5, 5, 5, 2),
    context: new Map([['fold', { kind: 'number', values: Float64Array.of(2, 1, 2, 1) } as const]]),
  });
  const split = parseSplit('column:fold=1').apply(data, { positive: '≥4' });
  expect(split.positive).toBe('>=4');
  expect([...pairs(split.folds[0].train)]).toEqual(['a x', 'b x']);
  expect([...pairs(split.folds[0].test)]).toEqual(['a y']);
  expect([...(split.folds[0].testUsers ?? [])]).toEqual([1, 1]);
});

const untimed = interactionsFromRows([
  { user: 'a', item: 'x', value: 1 },
  { user: 'a', item: 'y', value: 2 },
  { user: 'b', item: 'x', value: 3 },
]);
const partlyTimed = interactionsFromRows([
  { user: 'a', item: 'x', value: 1, timestamp: 5 },
  { user: 'a', item: 'y', value: 2 },
]);
const sameMoment = interactionsFromRows([
  { user: 'a', item: 'x', value: 1, timestamp: 5 },
  { user: 'a', item: 'y', value: 2, timestamp: 5 },
]);

test.each([
  ['leave-lst', untimed, 'unknown split "leave-lst" (did you mean "leave-last"?); expected one of cold-items, cold-users, column, kfold,'],
  ['random:1.5', untimed, 'split random:1.5: the training share must be a number > 0 and < 1; got 1.5.'],
  ['random:', untimed, 'split random:: the training share must be a number > 0 and < 1; got NaN.'],
  ['kfold:1', untimed, 'split kfold: the number of folds must be an integer ≥ 2, as in kfold:5; got "1".'],
  ['kfold:4', untimed, 'must be an integer ≥ 2 and ≤ the number of interactions (3); got 4.'],
  ['leave-last:3', untimed, 'split leave-last: write leave-last, or leave-last:2 for the next item after a history; got "3".'],
  ['leave-last:2', untimed, 'split leave-last:2: 3 of 3 interactions have no timestamp; give every row one (--columns user,item,timestamp'],
  ['leave-last:2', sameMoment, 'split leave-last:2: none of the 1 people has 3 interactions: one to train, one to tell and one to test;'],
  ['leave-last', untimed, 'split leave-last: 3 of 3 interactions have no timestamp'],
  [
    'time:0.5:next',
    untimed,
    'split time: after the share or day write all, last, first, random, successive, as in time:0.8:last; got "0.5:next".',
  ],
  ['time:0.5:last:2', untimed, 'as in time:0.8:last; got "0.5:last:2".'],
  ['rolling', untimed, 'split rolling: write the length of a window and how many there are, as in rolling:7dx6'],
  ['rolling:7m x 2', untimed, 'h, d and w are hours, days and weeks); got "7m x 2".'],
  ['rolling:7d x 0', untimed, 'got "7d x 0".'],
  ['rolling:7d x 2', untimed, 'split rolling:7dx2: 3 of 3 interactions have no timestamp'],
  ['time:0.5', partlyTimed, 'split time:0.5: 1 of 2 interactions have no timestamp'],
  ['time:0.5', sameMoment, 'split time:0.5: all 2 interactions are of one moment: time cannot part them; choose random or per-user.'],
  ['column:fold', untimed, 'split column: write a column and a value, as in column:fold=1; got "fold".'],
  ['column:fold=1', untimed, 'the data has no column besides user, item, value and time.'],
  ['column:fodl=1', many, 'the data has no column'],
])('%s is refused with a sentence', (text, data, message) => {
  expect(() => parseSplit(text).apply(data)).toThrow(message);
});

test('column: an unknown name or level points at the nearest', () => {
  const rows = [0, 1, 2].map((k) => ({ user: k, item: k }));
  const users = numberIds(rows.map((row) => row.user));
  const data = interactionsFromColumns({
    users: users.map,
    items: users.map,
    userIndexes: users.indexes,
    itemIndexes: users.indexes,
    context: new Map([['part', { kind: 'category', levels: ['train', 'test'], codes: Uint32Array.of(0, 0, 1) } as const]]),
  });
  expect(() => parseSplit('column:prat=test').apply(data)).toThrow('(did you mean "part"?)');
  expect(() => parseSplit('column:part=tset').apply(data)).toThrow('(did you mean "test"?)');
});

test('a split written out is checked by the compiler, a text from elsewhere when it is read', () => {
  // @ts-expect-error: no such split
  expect(() => parseSplit('leave-lats')).toThrow('did you mean "leave-last"?');
  const text: string = 'column:fold=1';
  expect(parseSplit(text).name).toBe(text);
});
