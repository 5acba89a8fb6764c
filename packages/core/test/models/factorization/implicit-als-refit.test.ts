import { describe, expect, test } from 'vitest';
import type { Id } from '../../../src/data/id-map.ts';
import type { Interactions } from '../../../src/data/interactions.ts';
import { type InteractionRow, interactionsFromRows } from '../../../src/data/rows.ts';
import type { KernelSession, Kernels, RunOptions, SessionLayout } from '../../../src/kernels/kernels.ts';
import { referenceKernels } from '../../../src/kernels/reference/reference.ts';
import { seededRandom } from '../../../src/math/random.ts';
import type { EpochReport } from '../../../src/models/contract/estimator.ts';
import { implicitALS } from '../../../src/models/factorization/implicit-als/implicit-als.ts';
import type { ImplicitALSModel } from '../../../src/models/factorization/implicit-als/model.ts';
import { encodeModel } from '../../../src/persist/model-file.ts';
import { rated } from '../../../testkit/pairs.ts';

const settings = { factors: 6, epochs: 6, regularization: 0.05, unobservedWeight: 0.3, weighting: 'log' } as const;
const estimator = implicitALS(settings);

function rowsOf(users: number, items: number): InteractionRow[] {
  const random = seededRandom(8, 'refit');
  const rows: InteractionRow[] = [];
  for (let u = 0; u < users; u++) {
    rows.push({ user: `u${u}`, item: `i${u % items}`, value: 1 });
    for (let i = 0; i < items; i++) {
      if (i !== u % items && random.uniform() < (u % 2 === i % 2 ? 0.3 : 0.03)) {
        rows.push({ user: `u${u}`, item: `i${i}`, value: 1 + random.integer(4) });
      }
    }
  }
  return rows;
}
const before = rowsOf(80, 50);
const dataOf = (rows: readonly InteractionRow[]): Interactions => interactionsFromRows(rows, { valueKind: 'weight' });
const train = dataOf(before);

function vector(model: ImplicitALSModel, side: 'user' | 'item', id: Id): number[] {
  const { columns, values } = model.state[`${side}Factors`];
  const row = model[`${side}s`].indexOf(id) as number;
  return [...values.subarray(row * columns, (row + 1) * columns)];
}
const ratings = (rows: readonly InteractionRow[], user: Id) =>
  rows.filter((row) => row.user === user).map(({ item, value }) => [item, value ?? 1] as const);

// u3 gets two items, u4 loses one, u5 changes a value; one user and one item are new, and ids stand in another order.
const lost = before.find(({ user }) => user === 'u4') as InteractionRow;
const moved = before.find(({ user, item }) => user === 'u5' && item !== lost.item) as InteractionRow;
const gained = ['i0', 'i1', 'i2', 'i3', 'i4', 'i5']
  .filter((item) => !before.some((row) => row.user === 'u3' && row.item === item))
  .slice(0, 2);
const after: InteractionRow[] = [
  { user: 'newcomer', item: 'novelty', value: 2 },
  { user: 'newcomer', item: 'i7', value: 1 },
  ...before.filter((row) => row !== lost).map((row) => (row === moved ? { ...row, value: 9 } : row)),
  ...gained.map((item) => ({ user: 'u3', item, value: 1 })),
  { user: 'u6', item: 'novelty', value: 1 },
];
const changedUsers = ['newcomer', 'u3', 'u4', 'u5', 'u6'];
const changedItems = ['novelty', 'i7', lost.item, moved.item, ...gained];

describe("refit: 'changed'", () => {
  test('unchanged rows keep their bits, changed users are the fold-in bit for bit, newcomers are known', async () => {
    const older = await estimator.fit(train);
    const bytes = encodeModel(older);
    const reports: EpochReport[] = [];
    const model = await estimator.fit(dataOf(after), { from: older, refit: 'changed', onEpoch: (report) => void reports.push(report) });
    expect(encodeModel(older), 'the older model').toEqual(bytes);
    for (const [side, changed] of [['user', changedUsers] as const, ['item', changedItems] as const]) {
      for (const id of model[`${side}s`].ids) {
        if (!changed.includes(id as string)) expect(vector(model, side, id), `${side} ${id}`).toEqual(vector(older, side, id));
        else if (older[`${side}s`].indexOf(id) !== undefined) expect(vector(model, side, id)).not.toEqual(vector(older, side, id));
        else expect(vector(model, side, id).some((value) => value !== 0)).toBe(true);
      }
    }
    for (const user of changedUsers)
      expect([...(model.foldIn(rated(ratings(after, user))) as Float32Array)]).toEqual(vector(model, 'user', user));
    expect(reports).toEqual([{ epoch: 1, epochs: 1, figures: { usersSolved: 5, itemsSolved: new Set(changedItems).size } }]);
    expect(model.recommend('newcomer', { n: 3 })).toHaveLength(3);
    expect(model.similarItems('novelty', { n: 3 })).toHaveLength(3);
  });

  test('it comes near to what training all rows gives, for the rows that changed', async () => {
    const older = await implicitALS({ ...settings, epochs: 60 }).fit(train);
    const refitted = await estimator.fit(dataOf(after), { from: older, refit: 'changed' });
    const whole = await implicitALS({ ...settings, epochs: 60 }).fit(dataOf(after), { from: older });
    const distance = (model: ImplicitALSModel, user: Id) => {
      const [a, b] = [model.scoreItems(user) as Float32Array, whole.scoreItems(user) as Float32Array];
      return Math.sqrt(a.reduce((sum, value, i) => sum + (Number.isNaN(value) ? 0 : (value - b[i]) ** 2), 0) / a.length);
    };
    for (const user of changedUsers) expect(distance(refitted, user), `user ${user}`).toBeLessThan(0.05);
  });

  test('nothing changed: the same vectors and sums, in the bits', async () => {
    const older = await estimator.fit(train);
    const { state } = await estimator.fit(train, { from: older, refit: 'changed' });
    for (const part of ['userFactors', 'itemFactors', 'userGram', 'itemGram'] as const) expect(state[part]).toEqual(older.state[part]);
  });

  test('after withItem: who told of the item has changed, since their vector has not learned of it', async () => {
    const model = await estimator.fit(train);
    const grown = model.withItem('late', [
      { user: 'u7', value: 2 },
      { user: 'u9', value: 1 },
    ]) as ImplicitALSModel;
    const more: InteractionRow[] = [
      { user: 'u7', item: 'late', value: 2 },
      { user: 'u9', item: 'late', value: 1 },
    ];
    const next = dataOf([...before, ...more]);
    const refitted = await estimator.fit(next, { from: grown, refit: 'changed' });
    const told = [...ratings(before, 'u7'), ['late', 2] as const];
    expect(vector(refitted, 'user', 'u7')).toEqual([...(refitted.foldIn(rated(told)) as Float32Array)]);
    expect(vector(refitted, 'user', 'u7')).not.toEqual(vector(model, 'user', 'u7'));
    expect(vector(refitted, 'user', 'u8')).toEqual(vector(model, 'user', 'u8'));
  });

  test('a user who left takes their part out of the items they had; who has nothing left is zeros', async () => {
    const older = await estimator.fit(train);
    const without = before.filter(({ user }) => user !== 'u9');
    const model = await estimator.fit(dataOf(without), { from: older, refit: 'changed' });
    expect(model.users.indexOf('u9')).toBeUndefined();
    const had = before.filter(({ user }) => user === 'u9').map(({ item }) => item);
    for (const item of model.items.ids) {
      if (had.includes(item)) expect(vector(model, 'item', item)).not.toEqual(vector(older, 'item', item));
      else expect(vector(model, 'item', item)).toEqual(vector(older, 'item', item));
    }
    const zeros = before.map((row) => (row.user === 'u9' ? { ...row, value: 0 } : row));
    const silent = await estimator.fit(dataOf(zeros), { from: older, refit: 'changed' });
    expect(vector(silent, 'user', 'u9').every((value) => value === 0)).toBe(true);
  });

  test('solves no more rows than changed, whatever the size of the data', async () => {
    for (const users of [80, 400]) {
      const rows = rowsOf(users, 50);
      const older = await estimator.fit(dataOf(rows), { kernels: referenceKernels });
      const solved: number[] = [];
      const kernels = counting(referenceKernels, solved);
      const more = [...rows, { user: 'newcomer', item: 'i7', value: 1 }, { user: 'newcomer', item: 'i8', value: 1 }];
      await estimator.fit(dataOf(more), { from: older, refit: 'changed', kernels });
      expect(solved, `${users} users`).toEqual([1, 2, 1]);
    }
  });

  test('any number of threads gives the same bits', async () => {
    const older = await estimator.fit(train);
    const [one, two, three] = await Promise.all(
      [1, 2, 3].map(async (threads) => encodeModel(await estimator.fit(dataOf(after), { from: older, refit: 'changed', threads }))),
    );
    expect(two).toEqual(one);
    expect(three).toEqual(one);
  });

  test('settings of another objective are refused by name, those of the way there are not', async () => {
    const older = await estimator.fit(train);
    const context = { from: older, refit: 'changed' } as const;
    const other: unknown = await implicitALS({ ...settings, alpha: 3, factors: 8 })
      .fit(train, context)
      .catch((error: unknown) => error);
    expect(other).toMatchObject({ code: 'wrong-model', data: { options: ['factors', 'alpha'] } });
    expect((other as Error).message).toMatch(/factors 6, not 8; alpha 1, not 3/);
    const model = await implicitALS({ ...settings, solver: 'cg', epochs: 1, seed: 5 }).fit(train, context);
    expect(model.state.userFactors).toEqual(older.state.userFactors);
  });

  test('normal equations without a solution name the user', async () => {
    const loose = implicitALS({ factors: 3, regularization: 0, unobservedWeight: 0, solver: 'cg' });
    const older = await loose.fit(train);
    const fit = loose.fit(dataOf([...before, { user: 'solo', item: 'i1', value: 1 }]), { from: older, refit: 'changed' });
    await expect(fit).rejects.toMatchObject({ code: 'not-positive-definite', data: { user: 'solo' } });
  });
});

/** The same kernels; tells how many rows each direct half-step solves. */
function counting(kernels: Kernels, solved: number[]): Kernels {
  return {
    ...kernels,
    open: async <L extends SessionLayout>(layout: L, options?: object): Promise<KernelSession<L>> => {
      const session = await kernels.open(layout, options);
      const run = (name: never, args: never, how: RunOptions): Promise<void> => {
        if ((name as string).startsWith('als')) solved.push(how.rows);
        return session.run(name, args, how);
      };
      return { arrays: session.arrays, close: () => session.close(), run: run as KernelSession<L>['run'] };
    },
  };
}
