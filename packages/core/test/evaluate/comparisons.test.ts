import { expect, test } from 'vitest';
import { holm } from '../../src/evaluate/compare.ts';
import { listOverlap } from '../../src/evaluate/list-overlap.ts';
import {
  bias,
  type Estimator,
  evaluate,
  evaluateSeeds,
  parseSplit,
  popular,
  random,
  rowValues,
  type Split,
  type UserValues,
} from '../../src/index.ts';
import { pairedTTest, signedRankTest } from '../../src/math/paired-tests.ts';
import { data, taste } from './two-tastes.ts';

test('compare: the difference from the first model, sure where there is one and unsure where there is none', async () => {
  const split = parseSplit('leave-last').apply(data);
  const { rows } = await evaluate([popular(), taste, popular()], split, ['auc'], { compare: true });
  expect(rows[0].differences).toBeUndefined();
  const { value, ci, p } = rows[1].differences!['auc'];
  expect(value).toBeCloseTo(rows[1].metrics['auc'] - rows[0].metrics['auc'], 12);
  expect(ci[0]).toBeGreaterThan(0);
  expect(p).toBeLessThan(0.01);
  const same = { p: 1, pAdjusted: 1 };
  const { usersEvaluated: people } = rows[0];
  const perPerson = { people, above: 0, below: 0, wilcoxon: same, t: same };
  expect(rows[2].differences!['auc']).toEqual({ value: 0, ci: [0, 0], p: 1, pAdjusted: 1, perPerson });
});

test('compare: tests of what each person got, each corrected by itself', async () => {
  const split = parseSplit('random:0.8').apply(data);
  const heard: UserValues[] = [];
  const { rows } = await evaluate([popular(), bias(), taste, random()], split, ['ndcg@5', 'mse', 'auc'], {
    compare: true,
    onUserValues: (values) => void heard.push(values),
  });
  const of = (m: number, name: string) =>
    Float64Array.from(heard[m].values.get(name)!, (value, u) => value - heard[0].values.get(name)![u]);
  for (const name of ['ndcg@5', 'auc'])
    for (const kind of ['wilcoxon', 't'] as const) {
      const tested = [1, 2, 3].map((m) => {
        const defined = of(m, name).filter((d) => !Number.isNaN(d));
        const { perPerson } = rows[m].differences![name];
        expect([perPerson!.people, perPerson!.above]).toEqual([defined.length, defined.filter((d) => d > 0).length]);
        expect(perPerson![kind].p).toBe((kind === 't' ? pairedTTest : signedRankTest)(defined));
        return perPerson![kind];
      });
      expect(tested.map(({ pAdjusted }) => pAdjusted)).toEqual(holm(tested.map(({ p }) => p)));
    }
  expect(rows[1].differences!['mse']).toBeUndefined(); // popular predicts none
  expect(rows[2].differences!['auc'].perPerson!.wilcoxon.p).toBeLessThan(0.01);
});

test('compare: a person of several folds counts once, by the mean of their differences', async () => {
  const split = parseSplit('kfold:4').apply(data);
  const heard: UserValues[] = [];
  const { rows } = await evaluate([popular(), random()], split, ['ndcg@5'], {
    compare: true,
    onUserValues: (values) => void heard.push(values),
  });
  const sums = new Map<unknown, number[]>();
  for (let fold = 0; fold < 4; fold++)
    heard[2 * fold].users.forEach((user, u) => {
      const [other, own] = [heard[2 * fold], heard[2 * fold + 1]].map(({ values }) => values.get('ndcg@5')![u]);
      const difference = own - other;
      sums.set(user, [...(sums.get(user) ?? []), difference]);
    });
  const means = Float64Array.from(sums.values(), (all) => all.reduce((sum, d) => sum + d, 0) / all.length);
  expect(rows[1].differences!['ndcg@5'].perPerson!.people).toBe(60);
  expect(rows[1].differences!['ndcg@5'].perPerson!.t.p).toBeCloseTo(pairedTTest(means), 12);
});

test('compare: overlap of lists is the mean Jaccard index; lists of one order are the same', async () => {
  const split = parseSplit('leave-last').apply(data);
  const names = ['auc', 'hr@3', 'ndcg@5'] as const;
  const { rows } = await evaluate([popular(), popular(), random()], split, names, { compare: true });
  expect(rows.map(({ overlap }) => overlap?.jaccard)).toEqual([undefined, 1, expect.any(Number)]);
  expect(rows[2].overlap).toMatchObject({ n: 3, lists: rows[0].usersEvaluated });
  const [chance] = await Promise.all(
    ['coverage@3'].map((name) => evaluate([popular(), random()], split, [name as 'hr@3'], { compare: true })),
  );
  expect(chance.rows[1].overlap).toEqual(rows[2].overlap);
  expect((await evaluate([popular(), random()], split, ['auc'], { compare: true })).rows[1].overlap).toBeUndefined();
});

test('overlap by hand: shorter and empty lists', () => {
  const of = (...items: number[]) => ({ n: 3, items: Int32Array.from(items) });
  // {1,2} and {2,3,4}: 1 of 4; both empty: passed over; {5} and nothing: 0; the same in another order: 1
  const a = of(1, 2, -1, -1, -1, -1, 5, -1, -1, 7, 8, 9);
  const b = of(2, 3, 4, -1, -1, -1, -1, -1, -1, 9, 7, 8);
  expect(listOverlap(a, b)).toEqual({ sum: 1.25, lists: 3 });
});

test('compare: from the best by the first metric that has a direction', async () => {
  const split = parseSplit('random:0.8').apply(data);
  const best = async (...metrics: Parameters<typeof evaluate>[2]) =>
    (await evaluate([random(), taste, bias()], split, metrics, { compare: 'best' })).comparedWith;
  expect(await best('popularity@5', 'auc')).toBe(1);
  expect(await best('rmse', 'auc')).toBe(2);
});

test('compare: from the model at a position; p corrected by Holm for the models compared', async () => {
  const split = parseSplit('leave-last').apply(data);
  const { rows, comparedWith } = await evaluate([taste, popular(), random(), random({ seed: 1 })], split, ['auc', 'hr@5'], { compare: 1 });
  expect(comparedWith).toBe(1);
  expect(rows[1].differences).toBeUndefined();
  expect(rows[0].differences?.['auc'].value).toBeCloseTo(rows[0].metrics['auc'] - rows[1].metrics['auc'], 12);
  const tested = [rows[0], rows[2], rows[3]].map(({ differences }) => differences!['auc']).sort((a, b) => a.p - b.p);
  const expected = tested.map(({ p }, k) => Math.min(1, p * (3 - k)));
  expect(tested.map(({ pAdjusted }) => pAdjusted)).toEqual(expected.map((_, k) => Math.max(...expected.slice(0, k + 1))));
  await expect(evaluate([taste], split, ['auc'], { compare: 1 })).rejects.toThrow('the position of a model, 0 to 0; got 1');
});

test('several seeds: figures are means over them, each stands beside', async () => {
  const trials = [1, 2, 3].map((seed) => ({
    seed,
    estimators: [popular(), random({ seed })],
    split: parseSplit('random:0.8').apply(data, { seed }),
  }));
  const { rows } = await evaluateSeeds(trials, ['ndcg@5', 'auc'], { compare: true });
  for (const [m, row] of rows.entries()) {
    expect(row.seeds?.map(({ seed }) => seed)).toEqual([1, 2, 3]);
    for (const [s, { estimators, split }] of trials.entries())
      expect(row.seeds?.[s].metrics).toEqual((await evaluate([estimators[m]], split, ['ndcg@5', 'auc'])).rows[0].metrics);
    const mean = row.seeds!.reduce((sum, { metrics }) => sum + metrics['auc'], 0) / 3;
    expect(row.metrics['auc']).toBeCloseTo(mean, 12);
  }
  expect(rows[1].differences?.['auc'].value).toBeCloseTo(rows[1].metrics['auc'] - rows[0].metrics['auc'], 12);
  expect((await evaluate([popular()], trials[0].split, ['auc'])).rows[0].seeds).toBeUndefined();
  const seedsOf = async (split: (seed: number) => Split, estimator: (seed: number) => Estimator) =>
    (await evaluateSeeds([4, 5].map((seed) => ({ seed, split: split(seed), estimators: [estimator(seed)] })), ['auc'])).seeds; // biome-ignore format: one line
  const [same, other] = [() => parseSplit('leave-last').apply(data), (seed: number) => parseSplit('random:0.8').apply(data, { seed })];
  expect(await seedsOf(same, () => popular())).toEqual({ numbers: [4, 5], of: 'nothing' });
  expect(await seedsOf(same, (seed) => random({ seed }))).toEqual({ numbers: [4, 5], of: 'models' });
  expect(await seedsOf(other, () => popular())).toEqual({ numbers: [4, 5], of: 'split' });
  expect(await seedsOf(other, (seed) => random({ seed }))).toEqual({ numbers: [4, 5], of: 'split and models' });
});

test('values of each user: their means are the figures', async () => {
  const split = parseSplit('random:0.8').apply(data);
  const heard: UserValues[] = [];
  const { rows } = await evaluate([popular(), bias()], split, ['mse', 'ndcg@5', 'coverage@5'], {
    onUserValues: (values) => void heard.push(values),
  });
  expect(heard.map(({ position, fold }) => [position, fold])).toEqual([
    [0, 1],
    [1, 1],
  ]);
  const [ofPopular, ofBias] = heard;
  expect([...ofPopular.values.keys()]).toEqual(['ndcg@5']);
  expect([...ofBias.values.keys()]).toEqual(['mse', 'ndcg@5']);
  const defined = [...ofBias.values.get('ndcg@5')!].filter((value) => !Number.isNaN(value));
  expect(defined.reduce((sum, value) => sum + value, 0) / defined.length).toBeCloseTo(rows[1].metrics['ndcg@5'], 12);
  const { test: held } = split.folds[0];
  const counts = ofBias.users.map((user) => rowValues(held.userItems, held.users.indexOf(user)!).length);
  const squares = ofBias.values.get('mse')!.reduce((sum, value, u) => sum + value * counts[u], 0);
  expect(squares / held.size).toBeCloseTo(rows[1].metrics['mse'], 12);
});
