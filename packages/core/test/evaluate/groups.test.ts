import { describe, expect, test } from 'vitest';
import golden from '../../../../golden/groups.json' with { type: 'json' };
import {
  bias,
  evaluate,
  evaluateSeeds,
  featuresFromRows,
  givenLists,
  givenSplit,
  groupsBy,
  type Interactions,
  interactionsFromRows,
  parseSplit,
  popular,
  random,
  type UserValues,
} from '../../src/index.ts';
import { data } from './two-tastes.ts';

/** Items that nobody has are items of the catalog. */
const rowsOf = (cells: readonly (readonly number[])[]): Interactions => interactionsFromRows(cells.map(([user, item]) => ({ user, item })));
const itemFeatures = featuresFromRows(golden.genres.map((genre, id) => ({ id, genre })));
const userFeatures = featuresFromRows(
  golden.sexes.map((sex, id) => ({ id, ...(sex === '' ? {} : { sex }), ...(golden.ages[id] === null ? {} : { age: golden.ages[id] }) })),
  { kinds: { age: 'number' } },
);
const split = givenSplit(rowsOf(golden.train).with({ itemFeatures, userFeatures }), rowsOf(golden.test), {
  order: (ids) => [...ids].sort((a, b) => (a as number) - (b as number)),
});
const lists = givenLists('lists', new Map(golden.lists.map((list, user) => [user, list])));
const metrics = [`precision@${golden.n}`, `coverage@${golden.n}`] as const;
const run = async (...by: string[]) => (await evaluate([lists], split, [...metrics], { by: by.map(groupsBy) })).rows[0];

describe('figures of groups of users agree with NumPy (golden/groups.py)', () => {
  type Expected = { users: number; precision?: number; coverage?: number };
  test.each([
    ['users:activity', Object.entries(golden.activity)],
    ['users:sex', Object.entries(golden.sex)],
    ['users:age', golden.age.map((expected): [string | undefined, Expected] => [undefined, expected])],
  ] as [string, [string | undefined, Expected][]][])('%s', async (by, expected) => {
    const { groups } = await run(by);
    expect(groups).toHaveLength(expected.length);
    for (const [g, [name, figures]] of expected.entries()) {
      const found = groups![g];
      if (name !== undefined) expect(found.group).toBe(name);
      expect(found.users).toBe(figures.users);
      expect(Math.abs(found.metrics[metrics[0]] - figures.precision!)).toBeLessThan(1e-12);
      expect(Math.abs(found.metrics[metrics[1]] - figures.coverage!)).toBeLessThan(1e-12);
      const [low, high] = found.ci[metrics[0]];
      expect(low <= found.metrics[metrics[0]] && found.metrics[metrics[0]] <= high).toBe(true);
    }
  });

  test('bounds are told', async () => {
    const [first, second] = golden.activityBounds;
    const bounds = (await run('users:activity')).groups!.map(({ from, to }) => [from, to]);
    expect(bounds).toEqual([
      [undefined, first],
      [first + 1, second],
      [second + 1, undefined],
    ]);
    const { groups } = await run('users:age');
    expect(groups!.map(({ group }) => group)).toEqual([
      `≤ ${golden.ageBounds[0]}`,
      `> ${golden.ageBounds[0]}, ≤ ${golden.ageBounds[1]}`,
      `> ${golden.ageBounds[1]}`,
      '(none)',
    ]);
  });
});

test.each(['genre', 'popularity'] as const)('exposure by items:%s agrees with NumPy (golden/groups.py)', async (column) => {
  const { exposure } = await run(`items:${column}`);
  for (const share of ['places', 'catalog', 'training', 'relevant'] as const) {
    golden[column][share].forEach((expected, g) => {
      expect(Math.abs(exposure![g][share] - expected), share).toBeLessThan(1e-12);
    });
    expect(exposure!.reduce((sum, group) => sum + group[share], 0)).toBeCloseTo(1, 12);
  }
  expect(exposure!.map(({ group }) => group)).toEqual(column === 'genre' ? ['a', 'b', 'c', '(none)'] : ['head', 'middle', 'tail']);
  expect(exposure![0].n).toBe(golden.n);
});

test('figures of all stay as they are', async () => {
  const plain = (await evaluate([lists], split, [...metrics])).rows[0];
  const grouped = await run('users:sex', 'items:genre');
  expect(grouped.metrics).toEqual(plain.metrics);
  expect(grouped.ci).toEqual(plain.ci);
  expect([plain.groups, plain.exposure]).toEqual([undefined, undefined]);
});

test('rating errors of a group are over the test rows of its users; stated bounds; a group without a test user has no figure', async () => {
  const random80 = parseSplit('random:0.8').apply(data);
  const heard: UserValues[] = [];
  const { rows } = await evaluate([bias(), popular()], random80, ['mse', 'ndcg@5', 'auc'], {
    by: [groupsBy('users:activity=0,4')],
    onUserValues: (values) => void heard.push(values),
  });
  const [none, few, many] = rows[0].groups!;
  expect(none).toMatchObject({ group: 'new', to: 0, users: 0, metrics: {}, ci: {} });
  const { train, test: held } = random80.folds[0];
  const known = (user: number) => train.userItems.pointers[user + 1] - train.userItems.pointers[user];
  const tested = (user: number) => held.userItems.pointers[user + 1] - held.userItems.pointers[user];
  const [values] = heard;
  const of = (wanted: (count: number) => boolean) => values.users.flatMap((id, u) => (wanted(known(held.users.indexOf(id)!)) ? [u] : []));
  for (const [group, inside] of [
    [few, of((count) => count >= 1 && count <= 4)],
    [many, of((count) => count > 4)],
  ] as const) {
    const rowsIn = inside.map((u) => tested(held.users.indexOf(values.users[u])!));
    const squares = inside.reduce((sum, u, k) => sum + values.values.get('mse')![u] * rowsIn[k], 0);
    expect(group.metrics['mse']).toBeCloseTo(squares / rowsIn.reduce((sum, count) => sum + count, 0), 12);
    const ranked = inside.map((u) => values.values.get('ndcg@5')![u]).filter((value) => !Number.isNaN(value));
    expect(group.metrics['ndcg@5']).toBeCloseTo(ranked.reduce((sum, value) => sum + value, 0) / ranked.length, 12);
    expect(group.users).toBe(ranked.length);
  }
  expect(Object.keys(rows[1].groups![1].metrics)).not.toContain('mse');
});

test('several folds and seeds: users add up, figures are means; lists of several questions a user count in their groups', async () => {
  const by = [groupsBy('users:activity'), groupsBy('items:popularity')];
  const folds = (await evaluate([popular()], parseSplit('kfold:3').apply(data), ['hr@5'], { by })).rows[0];
  expect(folds.groups!.reduce((sum, { users }) => sum + users, 0)).toBe(folds.usersEvaluated);
  const trials = [0, 1].map((seed) => ({ seed, estimators: [random({ seed })], split: parseSplit('random:0.8').apply(data, { seed }) }));
  const both = (await evaluateSeeds(trials, ['hr@5'], { by })).rows[0];
  const each = await Promise.all(trials.map(({ estimators, split: of }) => evaluate(estimators, of, ['hr@5'], { by })));
  const mean = (at: (row: typeof both) => number) => each.reduce((sum, { rows }) => sum + at(rows[0]) / 2, 0);
  for (const g of [0, 1, 2]) {
    expect(both.groups![g].metrics['hr@5']).toBeCloseTo(
      mean((row) => row.groups![g].metrics['hr@5']),
      12,
    );
    expect(both.exposure![g].places).toBeCloseTo(
      mean((row) => row.exposure![g].places),
      12,
    );
  }
  const asked = (await evaluate([popular()], parseSplit('random:0.8').apply(data), ['hr@5', 'coverage@5'], { by, context: 'all' })).rows[0];
  expect(asked.groups!.every(({ metrics: own }) => own['coverage@5'] > 0)).toBe(true);
  expect(asked.exposure!.reduce((sum, { places }) => sum + places, 0)).toBeCloseTo(1, 12);
});

test('a number of few values is grouped by each; someone of several levels is in each group', async () => {
  const people = featuresFromRows(
    data.users.ids.map((id, u) => ({ id, tags: u % 2 ? ['x'] : ['x', 'y'], children: u % 3 })),
    { kinds: { children: 'number' } },
  );
  const { rows } = await evaluate([popular()], parseSplit('leave-last').apply(data.with({ userFeatures: people })), ['hr@5'], {
    by: ['users:children', 'users:tags'].map(groupsBy),
  });
  const of = (by: string) => rows[0].groups!.filter((group) => group.by === by).map(({ group, users }) => [group, users]);
  expect(of('users:children')).toEqual([
    ['0', 20],
    ['1', 20],
    ['2', 20],
  ]);
  expect(of('users:tags')).toEqual([
    ['x', 60],
    ['y', 30],
  ]);
});

describe('refused', () => {
  const asked = (by: string, of: Interactions = data) =>
    evaluate([popular()], parseSplit('leave-last').apply(of), ['hr@5'], { by: [groupsBy(by)] });
  test.each([
    'activity',
    'users',
    'users:',
    'people:age',
    'users:activity=',
    'users:activity=5,5',
    'users:activity=x',
    'users:activity=-1',
  ])('%s', (by) => {
    expect(() => groupsBy(by)).toThrow(/^groups.*(write users:activity|must be integers ≥ 0)/);
  });

  test('columns that are not there, with what is', async () => {
    await expect(asked('users:age')).rejects.toThrow('groups users:age: the interactions must carry user features; got none.');
    await expect(asked('items:genre')).rejects.toThrow('the interactions must carry item features');
    const described = data.with({ itemFeatures: featuresFromRows([{ id: 1, genre: 'a', vectors: { v: [1, 2] } }]) });
    await expect(asked('items:gener', described)).rejects.toThrow('no column "gener" to be grouped by (did you mean "genre"?)');
    const many = data.with({ userFeatures: featuresFromRows(data.users.ids.flatMap((id) => [{ id, name: [`${id}a`, `${id}b`] }])) });
    await expect(asked('users:name', many)).rejects.toThrow('must have at most 100 levels, or nobody reads the table; it has 120.');
  });
});
