import { expect, test } from 'vitest';
import {
  bias,
  type Estimator,
  evaluate,
  evaluateSeeds,
  interactionsFromRows,
  type Metric,
  parseSplit,
  popular,
  random,
  seededRandom,
  type UserValues,
} from '../../src/index.ts';
import { scorer } from './two-tastes.ts';

const day = 86_400;
const draw = seededRandom(3);
/** 40 people for 60 days; what they take moves up the catalog by an item every 3 days. */
const data = interactionsFromRows(
  Array.from({ length: 1200 }, (_, e) => {
    const at = (e / 1200) * 60;
    return { user: draw.integer(40), item: Math.floor(at / 3) + draw.integer(8), value: 1 + draw.integer(5), timestamp: at * day };
  }),
);
const split = parseSplit('rolling:5dx4').apply(data);
/** Who has what, without a way to make many lists at once. */
const counted = (name: string): Estimator =>
  scorer(name, ({ items, userItems }) => {
    const counts = new Float32Array(items.size);
    for (const item of userItems.indexes) counts[item]++;
    return counts;
  });

test('kept: the figures of the model that was fitted on the first window, on the people of each', async () => {
  const metrics = ['ndcg@5', 'coverage@5'] as const;
  const { rows } = await evaluate([counted('counted')], split, metrics, { aging: true });
  const first = split.folds[0].train;
  const frozen: Estimator = { ...counted('frozen'), fit: () => counted('frozen').fit(first) as ReturnType<Estimator['fit']> };
  const { rows: alone } = await evaluate([frozen], split, metrics);
  const { windows, pays } = rows[0].aging!;
  expect(windows.map(({ kept }) => kept)).toEqual(alone[0].folds!.map((fold) => fold.metrics));
  expect(windows.map(({ retrained }) => retrained)).toEqual(rows[0].folds!.map((fold) => fold.metrics));
  expect(windows.map(({ from }) => from)).toEqual(rows[0].folds!.map((fold) => fold.window!.from));
  expect(windows[0].differences).toEqual({});
  for (const { differences, retrained, kept } of windows.slice(1)) {
    const { value, ci, p, pAdjusted, perPerson } = differences['ndcg@5'];
    expect(value).toBeCloseTo(retrained['ndcg@5'] - kept['ndcg@5'], 12);
    expect(ci[0] <= value && value <= ci[1]).toBe(true);
    expect(pAdjusted).toBeGreaterThanOrEqual(p);
    expect(perPerson!.people).toBeGreaterThan(1);
    expect(differences['coverage@5']).toBeUndefined(); // one figure for all lists
  }
  const at = windows.findIndex(({ differences }) => differences['ndcg@5']?.ci[0] > 0);
  expect(at).toBeGreaterThan(0);
  expect(pays).toEqual({ 'ndcg@5': { window: at + 1, from: windows[at].from, days: at * 5 } });
});

test('what people took since is not listed by the kept model either, which makes lists of many at once', async () => {
  const owned: Metric = {
    kind: 'list',
    name: 'owned@9',
    n: 9,
    start: () => {
      let count = 0;
      return {
        add({ items, length, known }) {
          const own = new Set(Array.from(known));
          for (let k = 0; k < length; k++) if (own.has(items[k])) count++;
        },
        value: () => count,
      };
    },
  };
  const { rows } = await evaluate([popular()], split, [owned, 'ndcg@5'], { aging: true });
  expect(rows[0].aging!.windows.map(({ kept }) => kept['owned@9'])).toEqual([0, 0, 0, 0]);
});

test('rating errors: below zero speaks for retraining; a model that forgets nothing never pays; nothing is heard twice', async () => {
  const heard: UserValues[] = [];
  const { rows } = await evaluate([bias(), random()], split, ['rmse', 'hr@5', 'popularity@5'], {
    aging: true,
    onUserValues: (values) => void heard.push(values),
  });
  expect(heard).toHaveLength(8);
  expect(Object.keys(rows[0].aging!.pays)).toEqual(['rmse', 'hr@5']);
  expect(rows[1].aging!.pays).toEqual({ 'hr@5': null });
  expect(rows[1].aging!.windows[3].differences['hr@5']).toMatchObject({ value: 0, ci: [0, 0], p: 1, pAdjusted: 1 });
  const rising = { ...bias(), fit: (train: typeof data) => bias().fit(train) };
  const worse = (await evaluate([rising], split, ['rmse'], { aging: true })).rows[0].aging!;
  const at = worse.windows.findIndex(({ differences }) => differences['rmse']?.ci[1] < 0);
  expect(worse.pays['rmse']?.window ?? null).toEqual(at < 0 ? null : at + 1);
});

test('several seeds: means over them in each window', async () => {
  const trials = [1, 2].map((seed) => ({ seed, estimators: [random({ seed })], split }));
  const both = (await evaluateSeeds(trials, ['hr@5'], { aging: true })).rows[0].aging!;
  const each = await Promise.all(trials.map(({ estimators }) => evaluate(estimators, split, ['hr@5'], { aging: true })));
  for (const [w, { kept }] of both.windows.entries())
    expect(kept['hr@5']).toBeCloseTo(
      each.reduce((sum, { rows }) => sum + rows[0].aging!.windows[w].kept['hr@5'] / 2, 0),
      12,
    );
});

test.each(['time:0.8', 'kfold:3', 'rolling:5dx1'])('%s has no windows one after the other', async (rule) => {
  const of = parseSplit<string>(rule).apply(data);
  await expect(evaluate([popular()], of, ['hr@5'], { aging: true })).rejects.toThrow(
    'aging needs several windows of time one after the other',
  );
});
