import { describe, expect, test } from 'vitest';
import {
  type BatchRecommender,
  bias,
  type Estimator,
  evaluate,
  givenSplit,
  type Interactions,
  implicitALS,
  interactionsFromRows,
  type LikewiseError,
  parseSplit,
  popular,
  random,
  rowValues,
  seededRandom,
} from '../../src/index.ts';
import { data, itemsOf, scorer, taste } from './two-tastes.ts';

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

test('a rating that cannot be predicted gets the training mean and what is known of user and item, and is counted', async () => {
  const mute = scorer('mute', () => undefined, { predict: () => undefined });
  const split = parseSplit('random:0.8').apply(data);
  const { train, test: held } = split.folds[0];
  const { rows } = await evaluate([mute], split, ['mse']);
  const mean = train.userItems.values.reduce((sum, value) => sum + value, 0) / train.size;
  const deviation = (values: Float32Array) => values.reduce((sum, value) => sum + value - mean, 0) / (values.length + 10);
  let squares = 0;
  for (let user = 0; user < held.users.size; user++)
    for (let e = held.userItems.pointers[user]; e < held.userItems.pointers[user + 1]; e++) {
      const standIn = mean + deviation(rowValues(train.userItems, user)) + deviation(rowValues(train.itemUsers, held.userItems.indexes[e]));
      squares += (standIn - held.userItems.values[e]) ** 2;
    }
  expect(rows[0].metrics['mse']).toBeCloseTo(squares / held.size, 10);
  expect(rows[0].unpredicted).toBe(held.size);
  expect(rows[0].unpredictedBecause).toEqual({ newUser: 0, newItem: 0, newBoth: 0, silent: held.size });
  expect(rows[0].predictedOnly).toEqual({});
});

describe('rows of users and items that training never saw', () => {
  const rate = (text: string) =>
    interactionsFromRows(text.split(' ').map((cell) => ({ user: cell[0], item: cell[1], value: Number(cell[2]) })));
  const split = givenSplit(rate('ax5 ay1 bx4 by2 cx5'), rate('bz3 cy2 nx4 nw1'));

  test('are counted whatever the metric, each by its reason where ratings are asked for', async () => {
    const known = scorer('known', ({ items }) => new Float32Array(items.size), {
      predict: (user: string, item: string) => ('abc'.includes(user) && 'xy'.includes(item) ? 2 : undefined),
    });
    const { rows, data: described } = await evaluate([known], split, ['mse', 'hr@1']);
    expect(described.unseen).toEqual({ of: 4, rows: 3, newUser: 2, newItem: 2 });
    expect((await evaluate([known], split, ['hr@1'])).data.unseen).toEqual(described.unseen);
    expect(rows[0]).toMatchObject({
      unpredicted: 3,
      unpredictedBecause: { newUser: 1, newItem: 1, newBoth: 1, silent: 0 },
      predictedOnly: { mse: 0 },
    });
    // Mean 3.4; b deviates by −0.8/12, x by 3.8/13.
    const [bz, nx, nw] = [3.4 - 0.8 / 12, 3.4 + 3.8 / 13, 3.4];
    expect(rows[0].metrics['mse']).toBeCloseTo(((bz - 3) ** 2 + (nx - 4) ** 2 + (nw - 1) ** 2) / 4, 6);
  });

  test('no row, no reason', async () => {
    const { rows, data: described } = await evaluate([bias()], parseSplit('random:0.8').apply(data), ['mse']);
    expect(described.unseen).toEqual({ of: described.test, rows: 0, newUser: 0, newItem: 0 });
    expect(rows[0].unpredictedBecause).toBeUndefined();
    expect(rows[0].predictedOnly).toBeUndefined();
  });
});

describe('relevant: models of ratings and of likes in one table', () => {
  const split = parseSplit('random:0.8').apply(data, { seed: 3 });

  test('each trains on what it can use, all are judged by the same relevant items', async () => {
    const trained: Interactions[] = [];
    const watching = (learns: 'ratings' | 'likes' | undefined): Estimator => {
      const watched = scorer('watching', ({ items }) => new Float32Array(items.size));
      const fit = (train: Interactions) => {
        trained.push(train);
        return watched.fit(train);
      };
      return { ...watched, learns, fit };
    };
    const estimators = [watching('ratings'), watching('likes'), watching(undefined), implicitALS({ factors: 4 }), bias(), popular()];
    const { rows, relevant } = await evaluate(estimators, split, ['rmse', 'ndcg@5'], { relevant: '>=4' });
    const [ratings, liked, asGiven] = trained;
    expect([ratings.valueKind, liked.valueKind, asGiven.valueKind]).toEqual(['rating', 'weight', 'rating']);
    // What is not liked stays known as seen.
    expect(liked.userItems.indexes).toEqual(ratings.userItems.indexes);
    expect(liked.userItems.values).toEqual(ratings.userItems.values.map((value) => Number(value >= 4)));
    expect(relevant).toBe('test interactions >=4');
    expect(rows.map((row) => row.trainedOn)).toEqual(['ratings', 'likes', 'ratings', 'likes', 'ratings', 'likes']);
    expect(new Set(rows.map((row) => row.usersEvaluated)).size).toBe(1);
    for (const row of rows) expect(row.metrics['ndcg@5']).toBeGreaterThan(0);
    expect(rows.map(({ metrics }) => metrics['rmse'] !== undefined)).toEqual([false, false, false, false, true, false]);
  });

  test('someone folded in is known to a model of likes by what they liked', async () => {
    const told: number[] = [];
    const asked = scorer('asked', ({ items }, who) => {
      if (typeof who === 'object') for (const { value = Number.NaN } of who.ratings) told.push(value);
      return new Float32Array(items.size);
    });
    await evaluate([{ ...asked, learns: 'likes' }], parseSplit('users:0.8').apply(data), ['hr@5'], { relevant: '>=4' });
    expect(new Set(told)).toEqual(new Set([0, 1]));
  });

  test('without it training is as given', async () => {
    await expect(evaluate([implicitALS()], split, ['ndcg@5'])).rejects.toThrow('evaluate --relevant ">=');
    const { rows } = await evaluate([popular()], split, ['ndcg@5']);
    expect(rows[0].trainedOn).toBeUndefined();
  });
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

  test('case 72: where fewer others exist than asked for, the report says for how many and how few', async () => {
    const few = await evaluate([taste], split, ['hr@3'], { sampled: 99 });
    expect(few.candidates).toBe('whole catalog; figures named sampled: at most 99 others');
    const free = data.users.ids.map((user) => 20 - itemsOf(data, user as number).length);
    expect(few.fewerSampled).toEqual({ people: 60, fewest: Math.min(...free) });
    expect((await evaluate([taste], split, ['hr@3'], { sampled: 5 })).fewerSampled).toBeUndefined();
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
    [
      'a condition on what has no values left',
      () => evaluate([popular()], implicit, ['hr@5'], { relevant: '>=5' }),
      'evaluate: relevant >=5: the positives >=4 have no values left to compare; give one condition, or none.',
    ],
    ['sampled 0', () => evaluate([popular()], split, ['hr@5'], { sampled: 0 }), 'evaluate: sampled must be an integer ≥ 1; got 0.'],
  ];
  test.each(cases)('%s', async (_, run, message) => {
    await expect(run()).rejects.toThrow(message);
    await run().catch((error: LikewiseError) => expect(error.name).toBe('LikewiseError'));
  });
});

test('what a metric lacks is told before anything is fitted', async () => {
  const never: Estimator = { ...popular(), fit: () => Promise.reject(new Error('fitted')) };
  const split = parseSplit('leave-last').apply(data);
  await expect(evaluate([never], split, ['calibration@5'])).rejects.toThrow(
    'metric calibration@5: the interactions must carry item features',
  );
});
