import { describe, expect, test } from 'vitest';
import {
  type BatchRecommender,
  bias,
  type Estimator,
  evaluate,
  givenSplit,
  type Interactions,
  interactionsFromRows,
  type LikewiseError,
  type Model,
  parseSplit,
  popular,
  random,
  type Scorer,
  seededRandom,
  type UserQuery,
} from '../../src/index.ts';

/** Two tastes of 10 items each and 60 people; some items beside the taste. */
function twoTastes(seed = 1): Interactions {
  const draw = seededRandom(seed);
  return interactionsFromRows(
    Array.from({ length: 60 }, (_, user) => user).flatMap((user) =>
      Array.from({ length: 8 }, (_, k) => {
        const taste = draw.uniform() < 0.9 ? user % 2 : 1 - (user % 2);
        return { user, item: taste * 10 + draw.integer(10), value: 1 + draw.integer(5), timestamp: user * 8 + k };
      }),
    ),
  );
}
const data = twoTastes();

/** An estimator around a scoring function of (train, who). */
function scorer(name: string, score: (train: Interactions, who: UserQuery) => Float32Array | undefined, extra: object = {}): Estimator {
  const fit = async (train: Interactions): Promise<Model> =>
    ({
      name,
      users: train.users,
      items: train.items,
      state: { settings: {}, users: train.users, items: train.items },
      seen: train.userItems,
      scoreItems: (who: UserQuery) => score(train, who),
      ...extra,
    }) as Scorer;
  return { name, settings: {}, fit };
}
const taste = scorer('taste', (train, who) => {
  const seen =
    typeof who === 'object' ? [...who.ratings].map(({ item }) => train.items.indexOf(item) as number) : itemsOf(train, who as number);
  const second = seen.filter((itemIndex) => (train.items.ids[itemIndex] as number) >= 10).length;
  return Float32Array.from(train.items.ids, (item) => ((item as number) >= 10 === second * 2 > seen.length ? 1 : 0));
});
function itemsOf({ users, userItems }: Interactions, user: number): Uint32Array {
  const row = users.indexOf(user) as number;
  return userItems.indexes.subarray(userItems.pointers[row], userItems.pointers[row + 1]);
}

const allNames = [
  'hr@5',
  'ndcg@5',
  'recall@5',
  'map@5',
  'mrr@5',
  'precision@5',
  'auc',
  'coverage@5',
  'gini@5',
  'novelty@5',
  'diversity@5',
] as const;

describe('one report', () => {
  test('holds a row for each model, with intervals around every mean', async () => {
    const report = await evaluate([popular(), taste], parseSplit('leave-last').apply(data), allNames);
    expect(report).toMatchObject({ split: 'leave-last', candidates: 'whole catalog', seed: 0, data: { users: 60, items: 20, folds: 1 } });
    expect(report.data.train + report.data.test).toBe(data.size);
    expect(report.rows.map((row) => row.model)).toEqual(['popular', 'taste']);
    for (const row of report.rows) {
      expect(Object.keys(row.metrics)).toEqual(allNames);
      for (const [name, [low, high]] of Object.entries(row.ci)) {
        expect(low).toBeLessThanOrEqual(row.metrics[name]);
        expect(high).toBeGreaterThanOrEqual(row.metrics[name]);
      }
      expect(Object.keys(row.ci)).toEqual(expect.arrayContaining(['ndcg@5', 'auc']));
      expect(row.fitSeconds).toBeUndefined();
      expect(JSON.parse(JSON.stringify(row)).metrics).toEqual(row.metrics); // nothing that JSON would turn to null
    }
    expect(report.rows[1].metrics['auc']).toBeGreaterThan(report.rows[0].metrics['auc'] + 0.1);
  });

  test('is the same whenever it is asked for', async () => {
    const run = () =>
      evaluate([popular(), random({ seed: 3 })], parseSplit('random:0.7').apply(data, { seed: 2 }), allNames, { sampled: 5 });
    expect(await run()).toEqual(await run());
  });

  test('takes seconds from the clock and memory from the probe it is given', async () => {
    let time = 0;
    const { rows } = await evaluate([popular()], parseSplit('kfold:2').apply(data), ['hr@5'], {
      now: () => (time += 500),
      peakMemoryMb: () => 42,
    });
    expect(rows[0]).toMatchObject({ fitSeconds: 1, scoreSeconds: 1, peakMemoryMb: 42 });
  });

  test('leaves intervals out for 0 resamples', async () => {
    expect((await evaluate([popular()], parseSplit('leave-last').apply(data), ['hr@5'], { resamples: 0 })).rows[0].ci).toEqual({});
  });
});

test('k folds: figures are means over the folds, people and rows sums, each fold is there', async () => {
  const { rows, data: described } = await evaluate([bias()], parseSplit('kfold:4').apply(data), ['rmse', 'mae', 'ndcg@5', 'coverage@5']);
  const [row] = rows;
  expect(described.folds).toBe(4);
  expect(row.folds).toHaveLength(4);
  for (const name of ['rmse', 'mae', 'ndcg@5', 'coverage@5'])
    expect(row.metrics[name]).toBeCloseTo(row.folds!.reduce((sum, fold) => sum + fold.metrics[name], 0) / 4, 12);
  expect(row.usersEvaluated).toBe(row.folds!.reduce((sum, fold) => sum + fold.usersEvaluated, 0));
  const widths = row.folds!.map((fold) => fold.ci.rmse[1] - fold.ci.rmse[0]);
  expect(row.ci.rmse[1] - row.ci.rmse[0]).toBeLessThan(Math.min(...widths));
});

test('strong generalisation: people are folded in, their fold-in items are not shown again', async () => {
  const shown = new Set<string>();
  const watching = scorer('watching', (train, who) => {
    if (typeof who !== 'object') throw new Error('asked by id');
    for (const { item } of who.ratings) shown.add(String(item));
    // Best score for what they already have: were it not left out, nothing else would be listed.
    const have = new Set([...who.ratings].map(({ item }) => item));
    return Float32Array.from(train.items.ids, (item) => (have.has(item) ? 9 : 1));
  });
  const { rows, data: described } = await evaluate([taste, watching], parseSplit('users:0.8').apply(data), ['recall@20', 'auc']);
  expect(shown.size).toBeGreaterThan(5);
  expect(described.foldIn).toBeGreaterThan(0);
  expect(rows[0].usersEvaluated + rows[0].usersLeftOut).toBe(12);
  // A list as long as the catalog holds all relevant items, since those folded in take no place.
  expect(rows[1].metrics['recall@20']).toBe(1);
  expect(rows[0].metrics['auc']).toBeGreaterThan(0.6);
});

test('who cannot fold in has no figure, rather than zeros', async () => {
  const byIdOnly = scorer('by-id-only', (train, who) => (typeof who === 'object' ? undefined : new Float32Array(train.items.size)));
  const { rows } = await evaluate([popular(), byIdOnly], parseSplit('users:0.8').apply(data), ['ndcg@5', 'coverage@5']);
  expect(rows[1]).toMatchObject({ metrics: {}, unsupported: ['ndcg@5', 'coverage@5'] });
});

test('someone without a list counts with an empty one, and is counted', async () => {
  const split = parseSplit('leave-last').apply(data);
  const half = scorer('half', (train, who) => ((who as number) % 2 === 0 ? undefined : new Float32Array(train.items.size).fill(1)));
  const full = scorer('full', (train) => new Float32Array(train.items.size).fill(1));
  const { rows } = await evaluate([half, full], split, ['recall@20']);
  expect(rows[1].metrics['recall@20']).toBe(1);
  expect(rows[0].metrics['recall@20']).toBe(0.5);
  expect(rows.map((row) => [row.usersEvaluated, row.usersUnanswered])).toEqual([
    [60, 30],
    [60, 0],
  ]);
});

test('models with their own batch lists are asked for them and get the same figures', async () => {
  let blocks = 0;
  const topItems: BatchRecommender['topItems'] = async (userIndexes, { n }) => {
    blocks++;
    const fitted = (await popular().fit(parseSplit('leave-last').apply(data).folds[0].train)) as unknown as BatchRecommender;
    const items = new Int32Array(userIndexes.length * n).fill(-1);
    userIndexes.forEach((user, row) => {
      (fitted.recommend(data.users.ids[user], { n }) ?? []).forEach(({ item }, k) => {
        items[row * n + k] = data.items.indexOf(item) as number;
      });
    });
    return { n, items, scores: new Float32Array(items.length) };
  };
  const batch = scorer('batch', () => { throw new Error('asked one by one'); }, { topItems }); // biome-ignore format: one line
  const { rows } = await evaluate([popular(), batch], parseSplit('leave-last').apply(data), ['ndcg@5', 'coverage@5', 'recall@50']);
  expect(blocks).toBe(1);
  expect(rows[1].metrics).toEqual(rows[0].metrics);
});

test('ties of score go to the lower item index', async () => {
  const flat = scorer('flat', (train) => new Float32Array(train.items.size));
  const rising = scorer('rising', (train) => Float32Array.from({ length: train.items.size }, (_, i) => -i));
  const { rows } = await evaluate([flat, rising], parseSplit('leave-random').apply(data), ['ndcg@5', 'mrr@20']);
  expect(rows[0].metrics).toEqual(rows[1].metrics);
});

test('someone with nothing in training is left out, whatever the test part holds', async () => {
  const pairs = (text: string) => interactionsFromRows(text.split(' ').map((pair) => ({ user: pair[0], item: pair[1] })));
  const { rows } = await evaluate([popular()], givenSplit(pairs('ax bx by'), pairs('ay nx ny')), ['hr@1']);
  expect(rows[0]).toMatchObject({ metrics: { 'hr@1': 1 }, usersEvaluated: 1, usersLeftOut: 1 });
});

test('a rating that cannot be predicted gets the training mean, and is counted', async () => {
  const mute = scorer('mute', () => undefined, { predict: () => undefined });
  const split = parseSplit('random:0.8').apply(data);
  const { train, test: held } = split.folds[0];
  const { rows } = await evaluate([mute], split, ['mse']);
  const mean = train.userItems.values.reduce((sum, value) => sum + value, 0) / train.size;
  const mse = held.userItems.values.reduce((sum, value) => sum + (mean - value) ** 2, 0) / held.size;
  expect(rows[0].metrics['mse']).toBeCloseTo(mse, 10);
  expect(rows[0].unpredicted).toBe(held.size);
});

describe('sampled candidates', () => {
  const split = parseSplit('leave-random').apply(data, { seed: 4 });

  test('stand beside the figures of the whole catalog, under a name that says so', async () => {
    const report = await evaluate([taste], split, ['hr@3', 'coverage@3', 'auc'], { sampled: 5 });
    expect(Object.keys(report.rows[0].metrics)).toEqual(['hr@3', 'coverage@3', 'auc', 'hr@3 (sampled 5)']);
    expect(report.rows[0].metrics['hr@3 (sampled 5)']).toBeGreaterThan(report.rows[0].metrics['hr@3']);
    expect(report.candidates).toBe('whole catalog; figures named sampled: 5 others');
  });

  test('ties go against the held-out item: who scores all alike finds nothing', async () => {
    const flat = scorer('flat', (train) => new Float32Array(train.items.size));
    const { rows } = await evaluate([flat], split, ['hr@3'], { sampled: 5 });
    expect(rows[0].metrics['hr@3 (sampled 5)']).toBe(0);
  });

  test('the others are items the person never met, as many as asked for', async () => {
    const lists: number[] = [];
    // Scores everything the person met highest but the held-out item: were any drawn, the held-out one would not come first.
    const trap = scorer('trap', (train, who) => {
      const met = new Set(itemsOf(data, who as number));
      const known = new Set(itemsOf(train, who as number));
      lists.push(data.items.size - met.size);
      return Float32Array.from({ length: train.items.size }, (_, i) => (known.has(i) ? 9 : met.has(i) ? 5 : 1));
    });
    const { rows } = await evaluate([trap], split, ['hr@1'], { sampled: 5 });
    expect(Math.min(...lists)).toBeGreaterThanOrEqual(5);
    expect(rows[0].metrics['hr@1 (sampled 5)']).toBe(1);
  });

  test('what the person met in the test part without liking it is not among the others', async () => {
    const rate = (user: string, item: string, value: number) => ({ user, item, value });
    const people = ['a', 'b', 'c', 'd'];
    const train = interactionsFromRows(people.flatMap((user, k) => [rate(user, 'known', 5), rate('z', `free${k}`, 5)]));
    const disliked = ['p', 'q', 'r', 's', 't', 'u'];
    const held = interactionsFromRows(people.flatMap((user) => [rate(user, 'liked', 5), ...disliked.map((item) => rate(user, item, 1))]));
    // Places every disliked item above the liked one, and those never met below it.
    const trap = scorer('trap', ({ items }) =>
      Float32Array.from(items.ids, (item) => (disliked.includes(String(item)) ? 9 : item === 'liked' ? 5 : 1)),
    );
    const { rows } = await evaluate([trap], givenSplit(train, held), ['hr@1'], { sampled: 3, relevant: '>=4' });
    expect(rows[0].metrics).toEqual({ 'hr@1': 0, 'hr@1 (sampled 3)': 1 });
  });

  test('chance: a random scorer hits n in n / (1 + others)', async () => {
    const many = interactionsFromRows(
      Array.from({ length: 3000 }, (_, user) => user).flatMap((user) => [0, 1].map((k) => ({ user, item: (user * 7 + k * 13) % 60 }))),
    );
    const noise = seededRandom(5);
    const chance = scorer('chance', (train) => Float32Array.from({ length: train.items.size }, () => noise.uniform()));
    const { rows } = await evaluate([chance], parseSplit('leave-random').apply(many), ['hr@4'], { sampled: 19 });
    expect(Math.abs(rows[0].metrics['hr@4 (sampled 19)'] - 0.2)).toBeLessThan(0.03); // 4 standard deviations of 3,000 people
  });
});

test('compare: the difference from the first model, sure where there is one and unsure where there is none', async () => {
  const split = parseSplit('leave-last').apply(data);
  const { rows } = await evaluate([popular(), taste, popular()], split, ['auc'], { compare: true });
  expect(rows[0].differences).toBeUndefined();
  const { value, ci, p } = rows[1].differences!['auc'];
  expect(value).toBeCloseTo(rows[1].metrics['auc'] - rows[0].metrics['auc'], 12);
  expect(ci[0]).toBeGreaterThan(0);
  expect(p).toBeLessThan(0.01);
  expect(rows[2].differences!['auc']).toEqual({ value: 0, ci: [0, 0], p: 1 });
});

describe('stops and tells', () => {
  test('progress names model, fold and stage', async () => {
    const stages: string[] = [];
    await evaluate([bias()], parseSplit('kfold:2').apply(data), ['rmse', 'hr@5'], {
      onProgress: ({ model, fold, folds, stage }) => {
        stages.push(`${model} ${fold}/${folds} ${stage}`);
      },
    });
    expect(stages).toEqual(expect.arrayContaining(['bias 1/2 predict', 'bias 1/2 rank', 'bias 2/2 predict', 'bias 2/2 rank']));
  });

  test('a signal stops it with its reason', async () => {
    const controller = new AbortController();
    const running = evaluate([bias()], parseSplit('kfold:2').apply(data), ['rmse'], {
      signal: controller.signal,
      onProgress: ({ fold }) => {
        if (fold === 2) controller.abort(new Error('enough'));
      },
    });
    await expect(running).rejects.toThrow('enough');
  });
});

describe('refuses with a sentence', () => {
  const split = parseSplit('leave-last').apply(data);
  const implicit = parseSplit('leave-last').apply(data, { positive: '>=4' });
  const cases: [string, () => Promise<unknown>, string][] = [
    // @ts-expect-error: no such metric
    ['an unknown metric', () => evaluate([popular()], split, ['ndgc@5']), '(did you mean "ndcg"?)'],
    ['no model', () => evaluate([], split, ['hr@5']), 'give at least one model and one metric; got 0 and 1.'],
    ['a rating metric on positives', () => evaluate([bias()], implicit, ['rmse']), 'metric rmse: the interactions have no ratings'],
    [
      'a rating metric on people absent from training',
      () => evaluate([bias()], parseSplit('users:0.8').apply(data), ['rmse']),
      'tests people absent from training, whose ratings cannot be predicted',
    ],
    ['nothing relevant', () => evaluate([popular()], split, ['hr@5'], { relevant: '>5' }), 'nobody has both something to be known by'],
    [
      'metrics no model answers',
      () => evaluate([popular()], split, ['rmse']),
      'none of the models can be measured by rmse on split leave-last',
    ],
    ['sampled 0', () => evaluate([popular()], split, ['hr@5'], { sampled: 0 }), 'evaluate: sampled must be an integer ≥ 1; got 0.'],
  ];
  test.each(cases)('%s', async (_, run, message) => {
    await expect(run()).rejects.toThrow(message);
    await run().catch((error: LikewiseError) => expect(error.name).toBe('LikewiseError'));
  });
});
