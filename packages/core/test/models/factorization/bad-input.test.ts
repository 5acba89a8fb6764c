/** Strange data for every factorization: finite answers, or one refusal that says what to do. */
import { describe, expect, test } from 'vitest';
import type { Id } from '../../../src/data/id-map.ts';
import type { Interactions } from '../../../src/data/interactions.ts';
import { interactionsFromRows } from '../../../src/data/rows.ts';
import { selectInteractions } from '../../../src/data/select.ts';
import { LikewiseError } from '../../../src/errors.ts';
import { modelEntry } from '../../../src/models/catalog.ts';
import type { RatingPredictor, Recommender } from '../../../src/models/contract/model.ts';

type Fitted = Recommender & Partial<RatingPredictor>;

const ratingModels: readonly (readonly [name: string, quick: object])[] = [
  ['gradient-mf', { factors: 6, epochs: 30 }],
  ['svd', { factors: 6, epochs: 8 }],
  ['svd-pp', { factors: 6, epochs: 8 }],
  ['explicit-als', { factors: 6, epochs: 4 }],
  ['pmf', { factors: 6, epochs: 4 }],
  ['bayesian-pmf', { factors: 6, samples: 4, burnIn: 2 }],
  ['nmf', { factors: 6, epochs: 5 }],
];
const likeModels: readonly (readonly [name: string, quick: object])[] = [
  ['bpr', { factors: 6, epochs: 8 }],
  ['logistic-mf', { factors: 6, epochs: 8 }],
  ['implicit-als', { factors: 6, epochs: 4 }],
];
const pureSVD: readonly [name: string, quick: object] = ['pure-svd', { factors: 3 }];
const every = [...ratingModels, ...likeModels, pureSVD];

const fit = async (name: string, settings: object, train: Interactions): Promise<Fitted> =>
  (await modelEntry(name).create(settings).fit(train)) as Fitted;

/** The refusal, or what came of training. */
async function outcome(name: string, settings: object, train: Interactions): Promise<Fitted | LikewiseError> {
  try {
    return await fit(name, settings, train);
  } catch (error) {
    if (error instanceof LikewiseError) return error;
    throw error;
  }
}

function table(value: (u: number, i: number) => number, valueKind: 'rating' | 'weight' = 'rating'): Interactions {
  const rows: { user: Id; item: Id; value: number }[] = [];
  for (let u = 0; u < 9; u++)
    for (let i = 0; i < 7; i++) if ((u * 3 + i * 2) % 5 < 3) rows.push({ user: `u${u}`, item: `i${i}`, value: value(u, i) });
  return interactionsFromRows(rows, { valueKind });
}
const stars = (u: number, i: number): number => 1 + ((u * u + i * u + i) % 5);

/** Everyone's answers are numbers (NaN only where nothing can be said), lists are in order and predictions on the scale. */
function checkAnswers(model: Fitted, train: Interactions, unknownItems: readonly Id[] = []): void {
  for (const user of train.users.ids) {
    const scores = model.scoreItems(user);
    if (scores === undefined) continue;
    scores.forEach((score, i) => {
      if (unknownItems.includes(train.items.ids[i])) expect(Number.isFinite(score), `${user}, ${train.items.ids[i]}`).toBe(false);
      else expect(score, `${user}, ${train.items.ids[i]}`).toSatisfy(Number.isFinite);
    });
    const list = model.recommend(user, { keepSeen: true, n: 50 }) ?? [];
    expect(list.map(({ item }) => item)).not.toEqual(expect.arrayContaining([...unknownItems, 'none']));
    for (let k = 1; k < list.length; k++) expect(list[k].score).toBeLessThanOrEqual(list[k - 1].score);
    if (model.predict === undefined) continue;
    for (const item of train.items.ids) {
      const rating = model.predict(user, item);
      if (unknownItems.includes(item)) expect(rating).toBeUndefined();
      else {
        expect(rating).toBeGreaterThanOrEqual(train.ratingScale?.min as number);
        expect(rating).toBeLessThanOrEqual(train.ratingScale?.max as number);
      }
    }
  }
}

/** Data that a model of its kind must take. */
const strange: readonly (readonly [what: string, value: (u: number, i: number) => number])[] = [
  ['ordinary values', stars],
  ['values all equal', () => 4],
  ['one value far from the rest', (u, i) => (u === 3 && i === 3 ? 660 : stars(u, i))],
  ['values of a millionth', (u, i) => stars(u, i) * 1e-6],
];

describe.each(every)('%s', (name, quick) => {
  const likes = modelEntry(name).feedback === 'implicit';
  const kind = likes ? 'weight' : 'rating';

  test.each(strange)('%s', async (_, value) => {
    const train = table(value, kind);
    const got = await outcome(name, quick, train);
    // Of one outlier a model of gradient steps may say that its step is too long.
    if (got instanceof LikewiseError) expect(got).toMatchObject({ code: 'diverged', message: expect.stringMatching(/Lower /) });
    else checkAnswers(got, train);
  });

  test('ratings × 1000: finite answers, or a refusal in the first epoch that says what to lower', async () => {
    const train = table((u, i) => 1000 * stars(u, i), kind);
    const got = await outcome(name, quick, train);
    if (!(got instanceof LikewiseError)) checkAnswers(got, train);
    else if (name === 'implicit-als')
      expect(got).toMatchObject({
        code: 'not-positive-definite',
        message: expect.stringMatching(/(user u|item i)\d.*Increase regularization.*weighting log.*alpha/),
      });
    else {
      expect(got).toMatchObject({ code: 'diverged', data: { epoch: 1 } });
      expect(got.message).toMatch(/diverged in epoch 1: .* is .*began .*Lower \w+ \(now/);
    }
  });

  test('values beyond what float32 can square: finite answers, or a refusal', async () => {
    const train = table((u, i) => 1e30 * stars(u, i), kind);
    const got = await outcome(name, quick, train);
    if (got instanceof LikewiseError) expect(got.message).toMatch(/Lower |scale|too large|regularization/i);
    else checkAnswers(got, train);
  });

  test('people with one value each', async () => {
    const rows = Array.from({ length: 12 }, (_, u) => ({ user: `u${u}`, item: `i${u % 4}`, value: 1 + (u % 5) }));
    const train = interactionsFromRows(rows, { valueKind: kind });
    checkAnswers(await fit(name, quick, train), train);
  });

  test('a single interaction', async () => {
    const train = interactionsFromRows([{ user: 'a', item: 'x', value: 3 }], { valueKind: kind });
    checkAnswers(await fit(name, quick, train), train);
  });

  test('people and items of the id maps without an interaction', async () => {
    const whole = table(stars, kind);
    const { userItems } = whole;
    const rowOf = (e: number): number => userItems.pointers.findLastIndex((start) => start <= e);
    const kept = Uint8Array.from(userItems.indexes, (item, e) => (item === 2 || rowOf(e) === 4 ? 0 : 1));
    const train = selectInteractions(whole, kept);
    const model = await fit(name, quick, train);
    expect(model.scoreItems(train.users.ids[4])).toBeUndefined();
    checkAnswers(model, train, [train.items.ids[2]]);
  });

  test('more factors than people and items', async () => {
    const train = table(stars, kind);
    checkAnswers(await fit(name, { ...quick, factors: 40 }, train), train);
  });

  test('no interaction at all', async () => {
    await expect(fit(name, quick, interactionsFromRows([], { valueKind: kind }))).rejects.toMatchObject({ code: 'empty-data' });
  });
});

test.each(ratingModels)('%s refuses implicit feedback and names a model that takes it', async (name, quick) => {
  const refused = {
    code: 'missing-ratings',
    message: expect.stringMatching(/implicit-als, bpr, popular/),
    data: { instead: ['implicit-als', 'bpr', 'popular'] },
  };
  await expect(fit(name, quick, table(stars, 'weight'))).rejects.toMatchObject(refused);
  await expect(fit(name, quick, interactionsFromRows([{ user: 'a', item: 'x' }]))).rejects.toMatchObject(refused);
  await expect(
    fit(
      name,
      quick,
      table(() => 1),
    ),
  ).rejects.toMatchObject(refused);
});

test.each(likeModels)('%s refuses ratings and names a model that takes them', async (name, quick) => {
  await expect(fit(name, quick, table(stars))).rejects.toMatchObject({
    code: 'unexpected-ratings',
    message: expect.stringMatching(/--positive ">=4".*svd, explicit-als, item-knn/),
  });
});

test.each(likeModels)('%s refuses negative weights, naming the pair, and data of zeros', async (name, quick) => {
  await expect(
    fit(
      name,
      quick,
      table((u, i) => (u === 3 && i === 3 ? -2 : 1), 'weight'),
    ),
  ).rejects.toMatchObject({
    code: 'negative-weight',
    message: expect.stringMatching(/user u3, item i3/),
  });
  await expect(
    fit(
      name,
      quick,
      table(() => 0, 'weight'),
    ),
  ).rejects.toMatchObject({ code: 'empty-data' });
});

test.each([...ratingModels, pureSVD])('%s: negative ratings are ratings, except of sums of parts', async (name, quick) => {
  const train = table((u, i) => stars(u, i) - 3);
  const got = await outcome(name, quick, train);
  if (name !== 'nmf') checkAnswers(got as Fitted, train);
  else
    expect(got).toMatchObject({
      code: 'negative-rating',
      message: expect.stringMatching(/user u\d gave item i\d -\d.*svd or explicit-als/),
    });
});

/** A step that no data bears. */
test.each([
  ['gradient-mf', { optimizer: 'momentum', learningRate: 50 }, 'rating'],
  ['svd', { learningRate: 30 }, 'rating'],
  ['svd-pp', { learningRate: 30 }, 'rating'],
  ['bpr', { learningRate: 1e6 }, 'weight'],
  ['logistic-mf', { learningRate: 1e6 }, 'weight'],
] as const)('%s says in which epoch it diverged, how far it is and what to lower', async (name, settings, kind) => {
  const heard: number[] = [];
  const error = await modelEntry(name)
    .create(settings)
    .fit(table(stars, kind), { onEpoch: ({ epoch }) => void heard.push(epoch) })
    .then(() => undefined)
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'diverged', data: { epoch: 1 } });
  expect((error as Error).message).toMatch(/diverged in epoch 1: .* Lower learningRate \(now \d/);
  expect(heard.filter((epoch) => epoch > 1)).toEqual([]);
});

/** Two ratings cannot fix six coordinates. */
test.each([
  ['explicit-als', { factors: 6, regularization: 0 }, 'rating'],
  ['implicit-als', { factors: 6, regularization: 0, unobservedWeight: 0, solver: 'direct' }, 'weight'],
] as const)('%s without a penalty names the row that has too few ratings', async (name, settings, kind) => {
  await expect(fit(name, settings, table(stars, kind))).rejects.toMatchObject({
    code: 'not-positive-definite',
    message: expect.stringMatching(/(user u|item i)\d.*(regularization)/),
  });
});
