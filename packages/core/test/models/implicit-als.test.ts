import { describe, expect, test } from 'vitest';
import golden from '../../../../golden/implicit-als.json' with { type: 'json' };
import { IdMap } from '../../src/data/id-map.ts';
import { interactionsFromColumns } from '../../src/data/interactions.ts';
import { interactionsFromRows } from '../../src/data/rows.ts';
import { loadKernels } from '../../src/kernels/load-kernels.ts';
import { referenceKernels } from '../../src/kernels/reference/reference.ts';
import { rowIndexes, rowValues } from '../../src/matrix/sparse.ts';
import { popular } from '../../src/models/baseline/popular.ts';
import type { EpochReport } from '../../src/models/contract/estimator.ts';
import { implicitALS, implicitALSEntry } from '../../src/models/factorization/implicit-als/implicit-als.ts';
import { ImplicitALSModel } from '../../src/models/factorization/implicit-als/model.ts';
import type { ImplicitALSOptions } from '../../src/models/factorization/implicit-als/options.ts';
import { bytesOf, closest, ratingsOf, small, tastes, train } from './two-kinds.ts';

describe.each([
  ['reference', async () => referenceKernels],
  ['wasm', () => loadKernels({ threads: 1 })],
] as const)('%s kernels against NumPy (golden/implicit_als.py)', (_, kernelsOf) => {
  const users = new IdMap(Array.from({ length: golden.users }, (_, u) => u));
  const items = new IdMap(Array.from({ length: golden.items }, (_, i) => i));
  const data = interactionsFromColumns({
    users,
    items,
    userIndexes: Uint32Array.from(golden.interactions, ([user]) => user),
    itemIndexes: Uint32Array.from(golden.interactions, ([, item]) => item),
    values: Float32Array.from(golden.interactions, ([, , value]) => value),
    valueKind: 'weight',
  });
  const matrix = (rows: number, values: number[]) => ({ rows, columns: golden.factors, values: Float32Array.from(values) });
  const start = new ImplicitALSModel(implicitALSEntry, {
    settings: {},
    users,
    items,
    seen: data.userItems,
    userFactors: matrix(golden.users, golden.start),
    itemFactors: matrix(golden.items, Array(golden.items * golden.factors).fill(0)),
    userGram: matrix(golden.factors, Array(golden.factors ** 2).fill(0)),
    itemGram: matrix(golden.factors, Array(golden.factors ** 2).fill(0)),
  });
  async function fitted(settings: object): Promise<{ model: ImplicitALSModel; objectives: number[] }> {
    const objectives: number[] = [];
    const estimator = implicitALS({ ...(settings as Partial<ImplicitALSOptions>), solver: 'direct' });
    const onEpoch = ({ objective }: EpochReport) => void objectives.push(objective as number);
    return { model: await estimator.fit(data, { from: start, kernels: await kernelsOf(), onEpoch }), objectives };
  }

  test.each(golden.cases.filter((made) => made.firstItems !== undefined))(
    '$name: a half-step, three epochs, the objective',
    async (made) => {
      const once = await fitted({ ...made.settings, epochs: 1 });
      closest(once.model.state.itemFactors.values, made.firstItems as number[], 1e-5);
      const { model, objectives } = await fitted(made.settings);
      closest(model.state.itemFactors.values, made.items as number[], 1e-5);
      closest(model.state.userFactors.values, made.users as number[], 1e-5);
      (made.objectives as number[]).forEach((expected, epoch) => void expect(objectives[epoch] / expected).toBeCloseTo(1, 5));
    },
  );

  test("Rendle's objective is ours with regularization · (1 + w₀), its scores ours ÷ (1 + w₀)", async () => {
    const made = golden.cases.find(({ name }) => name === 'rendle')!;
    const { model } = await fitted(made.settings);
    for (let u = 1; u < golden.users; u++) {
      const scores = model.scoreItems(u)!;
      const expected = made.scores.slice(u * golden.items, (u + 1) * golden.items);
      for (let i = 0; i < golden.items; i++) {
        if (Number.isNaN(scores[i])) expect(expected[i]).toBe(0);
        else expect(scores[i] / (made.scoreScale as number)).toBeCloseTo(expected[i], 5);
      }
    }
  });
});

describe('training', () => {
  test.each(['direct', 'block', 'cg'] as const)('%s: no epoch raises the objective', async (solver) => {
    const objectives: number[] = [];
    await implicitALS({ ...small, epochs: 15, solver, blockSize: 4, cgSteps: 8 }).fit(train, {
      onEpoch: ({ objective }) => void objectives.push(objective as number),
    });
    expect(objectives).toHaveLength(15);
    for (let epoch = 1; epoch < 15; epoch++) expect(objectives[epoch]).toBeLessThanOrEqual(objectives[epoch - 1] * (1 + 1e-6));
    expect(objectives[14]).toBeLessThan(0.9 * objectives[0]);
  });

  test('solvers agree where they have converged', async () => {
    const settings = { ...small, epochs: 300 };
    const scores = await Promise.all(
      (['direct', 'cg', 'block'] as const).map(async (solver) => {
        const model = await implicitALS({ ...settings, solver, cgSteps: 10, blockSize: 4 }).fit(train);
        return model.scoreItems('u5')!;
      }),
    );
    closest(scores[1], scores[0], 2e-3);
    closest(scores[2], scores[0], 2e-3);
  });

  test('user vectors solve the normal equations of the documented objective', async () => {
    const model = await implicitALS({ ...small, alpha: 2, regularizationExponent: 0.5 }).fit(train);
    const { factors, regularization, unobservedWeight } = small;
    const seen = model.state.seen;
    const y = (i: number) => model.state.itemFactors.values.subarray(i * factors, (i + 1) * factors);
    for (const u of [0, 7, 33]) {
      const x = model.state.userFactors.values.subarray(u * factors, (u + 1) * factors);
      const values = new Map(Array.from(rowIndexes(seen, u), (i, e) => [i, rowValues(seen, u)[e]]));
      const penalty = regularization * Math.sqrt(values.size + unobservedWeight * model.items.size);
      const gradient = Array.from(x, (value) => penalty * value);
      for (let i = 0; i < model.items.size; i++) {
        const score = y(i).reduce((sum, value, f) => sum + value * x[f], 0);
        const value = values.get(i);
        const slope = value === undefined ? unobservedWeight * score : (unobservedWeight + 2 * value) * (score - 1);
        y(i).forEach((coordinate, f) => {
          gradient[f] += slope * coordinate;
        });
      }
      closest(gradient, Array(factors).fill(0), 2e-4);
    }
  });

  test('learns two tastes: what is recommended is of the kind that the person has', async () => {
    const model = await implicitALS({ ...small, factors: 4, epochs: 20 }).fit(train);
    let own = 0;
    let all = 0;
    for (let u = 0; u < 60; u++) {
      for (const { item } of model.recommend(`u${u}`, { n: 5 })!) {
        all++;
        if (Number(String(item).slice(1)) % 2 === u % 2) own++;
      }
    }
    expect(all).toBe(300);
    expect(own / all).toBeGreaterThan(0.9);
  });

  test('same seed same bits, another seed another model; a fit leaves earlier models alone', async () => {
    const first = await implicitALS({ ...small, seed: 4 }).fit(train);
    const before = bytesOf(first);
    const again = await implicitALS({ ...small, seed: 4 }).fit(train);
    const other = await implicitALS({ ...small, seed: 5 }).fit(train);
    expect(bytesOf(again)).toEqual(before);
    expect(bytesOf(other)).not.toEqual(before);
    expect(bytesOf(first)).toEqual(before);
  });

  test.each(['direct', 'cg', 'block'] as const)('%s: 1, 2 and 3 threads give the same bits', async (solver) => {
    const large = tastes(3000, 400, 8);
    const settings = { factors: 24, epochs: 2, solver, blockSize: 8 } as const;
    const models = await Promise.all([1, 2, 3].map((threads) => implicitALS(settings).fit(large, { threads })));
    expect(models[1].state.userFactors.values).toEqual(models[0].state.userFactors.values);
    expect(models[2].state.userFactors.values).toEqual(models[0].state.userFactors.values);
    expect(models[2].state.itemGram.values).toEqual(models[0].state.itemGram.values);
  });

  test('abort stops with the reason and gives no model', async () => {
    const controller = new AbortController();
    const reason = new Error('changed my mind');
    let epochs = 0;
    const fit = implicitALS({ ...small, epochs: 1000 }).fit(train, {
      signal: controller.signal,
      onEpoch: () => {
        if (++epochs === 3) controller.abort(reason);
      },
    });
    await expect(fit).rejects.toBe(reason);
    expect(epochs).toBe(3);
  });

  test('from: an older model saves epochs, and newcomers start at random', async () => {
    const older = await implicitALS({ ...small, epochs: 40 }).fit(train);
    const grown = interactionsFromRows(
      [
        ...Array.from({ length: 60 }, (_, u) => [...ratingsOf(older, u)].map(({ item, value }) => ({ user: `u${u}`, item, value }))).flat(),
        { user: 'new', item: 'i1', value: 1 },
        { user: 'new', item: 'brand new', value: 1 },
      ],
      { valueKind: 'weight' },
    );
    const firstObjective = async (from?: ImplicitALSModel) => {
      let first = 0;
      await implicitALS({ ...small, epochs: 1 }).fit(grown, {
        from,
        onEpoch: ({ objective }) => {
          first = objective as number;
        },
      });
      return first;
    };
    expect(await firstObjective(older)).toBeLessThan(0.95 * (await firstObjective()));
    await expect(implicitALS({ ...small, factors: 7 }).fit(grown, { from: older })).rejects.toMatchObject({ code: 'wrong-model' });
    await expect(implicitALS(small).fit(grown, { from: await popular().fit(train) })).rejects.toMatchObject({ code: 'wrong-model' });
  });
});

describe('what the weighting means', () => {
  test.each([
    [{ weighting: 'linear', alpha: 3 }, (r: number) => 0.5 + 3 * r],
    [{ weighting: 'log', alpha: 3 }, (r: number) => 0.5 + 3 * Math.log(1 + r)],
    [{ weighting: 'given', alpha: 3 }, (r: number) => 3 * r],
    [{ weighting: 'binary', alpha: 3 }, () => 3.5],
  ] as const)('%o', async (weighting, confidence) => {
    // One user, one item, one factor: x = c y / (c y² + λ).
    const data = interactionsFromRows([{ user: 'a', item: 'b', value: 2 }], { valueKind: 'weight' });
    const model = await implicitALS({ ...weighting, factors: 1, unobservedWeight: 0.5, regularization: 0.2, solver: 'direct' }).fit(data);
    const [y] = model.state.itemFactors.values;
    const [x] = model.state.userFactors.values;
    const c = confidence(2);
    expect(x).toBeCloseTo((c * y) / (c * y * y + 0.2 * 1.5), 5);
  });

  test('a value of 0 is seen, but trained as unobserved', async () => {
    const rows = [
      { user: 'a', item: 'x', value: 1 },
      { user: 'a', item: 'y', value: 1 },
      { user: 'b', item: 'x', value: 2 },
    ];
    const zeros = [
      { user: 'b', item: 'y', value: 0 },
      { user: 'c', item: 'y', value: 0 },
      { user: 'b', item: 'z', value: 0 },
    ];
    const settings = { factors: 4, regularization: 0.1 };
    const data = interactionsFromRows([...rows, ...zeros], { valueKind: 'weight' });
    const model = await implicitALS(settings).fit(data);
    expect(model.recommend('b')).toEqual([]);
    expect(model.recommend('c')).toBeUndefined();
    expect(model.scoreItems('c')).toBeUndefined();
    expect(model.scoreItems('a')![data.items.indexOf('z')!]).toBeNaN();
    expect(model.similarItems('z')).toBeUndefined();
    const lists = await model.topItems(Uint32Array.of(0, 1, 2), { n: 5 });
    expect([...lists.items]).toEqual(Array(9).fill(-1));
    const kept = await model.topItems(Uint32Array.of(2, 0), { n: 5, keepSeen: true });
    expect([...kept.items.subarray(0, 3)]).toEqual([-1, -1, -1]);
    expect([...kept.items.subarray(3)].sort()).toEqual([-1, 0, 1]);
  });
});

describe('bad input', () => {
  const rows = (values: number[]) =>
    interactionsFromRows(
      values.map((value, k) => ({ user: 'ann', item: `tea${k}`, value })),
      { valueKind: 'weight' },
    );

  test.each([
    [{ factors: 0 }, 'implicitALS: factors must be an integer ≥ 1'],
    [{ regularization: -1 }, 'implicitALS: regularization must be a finite number ≥ 0; got -1.'],
    [{ weighting: 'cubic' }, 'one of linear, log, given, binary'],
    [{ factor: 8 }, 'did you mean "factors"?'],
  ])('refuses %o', (options: object, message) => {
    expect(() => implicitALS(options)).toThrow(message);
  });

  test.each([
    ['a negative weight, naming whose', [1, -2], 'user ann, item tea1', 'negative-weight'],
    ['nothing above 0', [0, 0], 'at least one value above 0', 'empty-data'],
    ['no interaction', [], 'at least one interaction', 'empty-data'],
    ['a weight beyond float32', [1, 3e38], 'no finite number', 'invalid-value'],
  ] as const)('refuses %s', async (_, values, message, code) => {
    const fit = implicitALS({ factors: 2, alpha: 10 }).fit(rows([...values]));
    await expect(fit).rejects.toThrow(message);
    await expect(fit).rejects.toMatchObject({ code });
  });

  test('a confidence below that of an unobserved pair is refused', async () => {
    const fit = implicitALS({ factors: 2, weighting: 'given', unobservedWeight: 1 }).fit(rows([0.5]));
    await expect(fit).rejects.toMatchObject({ code: 'weak-confidence' });
  });

  test('normal equations without a solution name the item, not a row number', async () => {
    // Without penalty and unobserved weight, one person says too little about three factors.
    const fit = implicitALS({ factors: 3, regularization: 0, unobservedWeight: 0, solver: 'direct' }).fit(rows([1]));
    await expect(fit).rejects.toThrow(/item tea0 are not positive definite: .*Increase regularization/);
  });

  test('ratings are refused unless they are said to be weights', async () => {
    const stars = [5, 3, 4].map((value, k) => ({ user: 'ann', item: `tea${k}`, value }));
    await expect(implicitALS({ factors: 2 }).fit(interactionsFromRows(stars))).rejects.toMatchObject({ code: 'unexpected-ratings' });
    const model = await implicitALS({ factors: 2 }).fit(rows([5, 3, 4]));
    expect(model.recommend('ann', { keepSeen: true })).toHaveLength(3);
  });
});
