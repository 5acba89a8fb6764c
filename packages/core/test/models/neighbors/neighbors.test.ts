/** Neighborhoods of ratings: flat and zero data, more neighbors than people, settings that contradict each other. */
import { describe, expect, test } from 'vitest';
import { interactionsFromColumns } from '../../../src/data/interactions.ts';
import { interactionsFromRows } from '../../../src/data/rows.ts';
import { topItemsByScores } from '../../../src/models/answering/recommend-many.ts';
import { type SimilarityName, similarities } from '../../../src/models/neighborhoods/settings.ts';
import { itemKNN } from '../../../src/models/neighbors/item-knn.ts';
import { slopeOne } from '../../../src/models/neighbors/slope-one.ts';
import { userKNN } from '../../../src/models/neighbors/user-knn/user-knn.ts';
import { kFold } from '../../../src/split/k-fold.ts';
import { namedIds } from '../../../testkit/index.ts';

const rowsOf = (text: string) =>
  interactionsFromRows(
    text
      .trim()
      .split('\n')
      .map((line) => {
        const [user, item, value] = line.trim().split(',');
        return { user, item, value: Number(value) };
      }),
  );

const pairsOfFive =
  'u1,i1 u1,i3 u1,i4 u1,i6 u2,i2 u2,i3 u2,i5 u2,i6 u3,i1 u3,i2 u3,i4 u3,i5 u4,i1 u4,i3 u4,i4 u4,i6 u5,i2 u5,i3 u5,i5 u5,i6';
const flat = rowsOf(
  pairsOfFive
    .split(' ')
    .map((pair) => `${pair},4`)
    .join('\n'),
);
/** One user, by a scale that does not clip the answer to 4. */
const nearlyFlat = rowsOf(
  `${pairsOfFive
    .split(' ')
    .map((pair) => `${pair},4`)
    .join('\n')}\nw,x,1\nw,y,5`,
);

const rating = similarities.filter((name) => name !== 'auto');
const estimators = [
  ...rating.flatMap((similarity) => [
    [`userKNN ${similarity}`, userKNN({ similarity })] as const,
    [`itemKNN ${similarity}`, itemKNN({ similarity })] as const,
  ]),
  ...(['mean', 'z-score', 'plain'] as const).map((prediction) => [`itemKNN ${prediction}`, itemKNN({ prediction })] as const),
  ...(['mean', 'z-score', 'plain'] as const).map((prediction) => [`userKNN ${prediction}`, userKNN({ prediction })] as const),
  ['slopeOne', slopeOne()] as const,
];

// NicolasHug/Surprise#214, #216
describe.each(estimators)('case 14: all ratings equal: %s', (_name, estimator) => {
  test('predicts exactly them, in every fold', async () => {
    expect((await estimator.fit(flat)).predict('u1', 'i2')).toBeCloseTo(4, 6);
    for (const { train, test: held } of kFold(flat, { folds: 5, seed: 1 }).folds) {
      const model = await estimator.fit(train);
      for (let u = 0; u < held.users.size; u++)
        for (let e = held.userItems.pointers[u]; e < held.userItems.pointers[u + 1]; e++)
          expect(model.predict(held.users.ids[u], held.items.ids[held.userItems.indexes[e]])).toBeCloseTo(4, 6);
    }
  });

  test('people without variance beside one with it give finite answers', async () => {
    const model = await estimator.fit(nearlyFlat);
    for (const user of nearlyFlat.users.ids)
      for (const item of nearlyFlat.items.ids) expect(model.predict(user, item)).toSatisfy(Number.isFinite);
  });
});

// NicolasHug/Surprise#495, benfred/implicit#205
const zeros = rowsOf('z,i1,0\nz,i2,0\np,i1,3\np,i3,0\nq,i2,5\nq,i3,4\nr,i1,5\nr,i2,3');
test.each(['cosine', 'auto', 'pearson', 'centered-cosine', 'tf-idf', 'bm25'] as SimilarityName[])(
  'case 15: someone who rated only 0 is like nobody by %s, and every answer is finite',
  async (similarity) => {
    const users = await userKNN({ similarity, prediction: 'plain' }).fit(zeros);
    const items = await itemKNN({ similarity }).fit(zeros);
    if (similarity !== 'auto') expect(users.similarUsers('z')).toEqual([]);
    for (const user of zeros.users.ids) {
      for (const { user: other, similarity: score } of users.similarUsers(user) ?? []) {
        expect(other).not.toBe(user);
        expect(score).toSatisfy(Number.isFinite);
        if (similarity !== 'bm25') expect(Math.abs(score)).toBeLessThanOrEqual(1 + 1e-6);
      }
      for (const model of [users, items]) for (const item of zeros.items.ids) expect(model.predict(user, item)).toSatisfy(Number.isFinite);
    }
  },
);

test('case 15: a row is as similar as can be to its own double: 1, and no more', async () => {
  const twins = rowsOf('a,x,3\na,y,4\nb,x,3\nb,y,4\nc,x,1');
  for (const similarity of ['cosine', 'msd', 'jaccard'] as const)
    expect((await userKNN({ similarity }).fit(twins)).similarUsers('a')?.[0]).toEqual({ user: 'b', similarity: 1 });
});

test.each(['ratings', 'weights'] as const)('more neighbors than people and items, %s: every answer is finite', async (kind) => {
  const train = kind === 'ratings' ? nearlyFlat : clicks('weight');
  for (const estimator of [userKNN({ neighbors: 1e6, listLength: 1e6 }), itemKNN({ neighbors: 1e6, listLength: 1e6 })]) {
    const model = await estimator.fit(train);
    const { items, scores } = await model.topItems(
      Uint32Array.from(train.users.ids, (_, u) => u),
      { n: 50 },
    );
    for (let k = 0; k < items.length; k++) if (items[k] >= 0) expect(scores[k]).toSatisfy(Number.isFinite);
    for (const user of train.users.ids) for (const { score } of model.recommend(user) ?? []) expect(score).toSatisfy(Number.isFinite);
  }
});

test('more neighbors than people are all people', async () => {
  const all = await userKNN({ neighbors: 1e6, listLength: 1e6, similarity: 'msd' }).fit(flat);
  expect(all.similarUsers('u1', { n: 100 })).toHaveLength(4);
});

test('a similarity of ratings refuses data without, and says which does not', async () => {
  const clicks = interactionsFromRows([{ user: 'a', item: 'x' }]);
  for (const estimator of [userKNN({ similarity: 'pearson' }), itemKNN({ similarity: 'msd' }), itemKNN({ norms: 'common' })])
    await expect(estimator.fit(clicks)).rejects.toMatchObject({
      code: 'missing-ratings',
      message: expect.stringContaining('take one of cosine, jaccard, tf-idf, bm25'),
    });
});

test('norms that a similarity does not have are refused', () => {
  expect(() => itemKNN({ similarity: 'pearson', norms: 'all' })).toThrow(
    'itemKNN: similarity pearson has no norms over all entries; leave norms out, or take centered-cosine.',
  );
  expect(() => userKNN({ similarity: 'jaccard', norms: 'common' })).toThrow(/jaccard has no norms over common entries/);
});

test('a negative weight is refused with its pair', async () => {
  const weights = interactionsFromRows([{ user: 'a', item: 'x', value: -2 }], { valueKind: 'weight' });
  await expect(itemKNN().fit(weights)).rejects.toMatchObject({ code: 'negative-weight', data: { user: 'a', item: 'x', value: -2 } });
});

test('what is predicted by hand: two neighbors, deviations from means', async () => {
  const train = rowsOf('a,x,5\na,y,3\nb,x,4\nb,y,2\nb,z,3\nc,x,1\nc,y,5\nc,z,4');
  const model = await userKNN({ similarity: 'msd', prediction: 'mean' }).fit(train);
  // msd(a,b) = (1 + 1) / 2 = 1 → 1/2; msd(a,c) = (16 + 4) / 2 = 10 → 1/11. Means 4, 3, 10/3.
  expect(model.predict('a', 'z')).toBeCloseTo(4 + (0.5 * 0 + (4 - 10 / 3) / 11) / (0.5 + 1 / 11), 6);
  const slope = await slopeOne().fit(train);
  // dev(z,x) = ((3 − 4) + (4 − 1)) / 2 = 1; dev(z,y) = ((3 − 2) + (4 − 5)) / 2 = 0; both of weight 2.
  expect(slope.predict('a', 'z')).toBeCloseTo((2 * (5 + 1) + 2 * (3 + 0)) / 4, 6);
});

test('what is explained by hand: who gave what, and shares that add up to what lies above the mean', async () => {
  const train = rowsOf('a,x,5\na,y,3\nb,x,4\nb,y,2\nb,z,3\nc,x,1\nc,y,5\nc,z,4');
  const model = await userKNN({ similarity: 'msd', prediction: 'mean' }).fit(train);
  const why = model.explain('a', 'z');
  expect(why?.score).toBeCloseTo(model.predict('a', 'z') as number, 6);
  expect(why?.because).toMatchObject([
    { user: 'c', value: 4 },
    { user: 'b', value: 3, contribution: 0 },
  ]);
  expect(why?.because[0].contribution).toBeCloseTo((4 - 10 / 3) / 11 / (0.5 + 1 / 11), 6);
  expect((await userKNN({ similarity: 'msd', minNeighbors: 3 }).fit(train)).explain('a', 'z')?.because).toEqual([]);
});

/** Implicit data with someone who has all items, someone with weights of 0 only, and someone of the id map with nothing. */
const clicks = (valueKind: 'none' | 'weight') => {
  const users = namedIds('u', 42);
  const items = namedIds('i', 31);
  const rows: (readonly [number, number, number])[] = [];
  for (let u = 0; u < 40; u++)
    for (let i = 0; i < 30; i++) if (u === 0 || (u * 7 + i * i * 3 + ((u * i) % 5)) % 4 === 0) rows.push([u, i, 1 + ((u + i) % 3)]);
  if (valueKind === 'weight') rows.push([40, 3, 0], [40, 9, 0]);
  return interactionsFromColumns({
    users,
    items,
    userIndexes: Uint32Array.from(rows, ([u]) => u),
    itemIndexes: Uint32Array.from(rows, ([, i]) => i),
    ...(valueKind === 'weight' ? { values: Float32Array.from(rows, ([, , value]) => value), valueKind } : {}),
  });
};

describe.each(['none', 'weight'] as const)('lists of many users, values: %s', (valueKind) => {
  const train = clicks(valueKind);
  test.each([
    ['itemKNN', itemKNN({ neighbors: 5, listLength: 9 })],
    ['itemKNN tf-idf', itemKNN({ similarity: 'tf-idf', neighbors: 100 })],
    ['userKNN', userKNN({ neighbors: 4, listLength: 12 })],
    ['userKNN bm25', userKNN({ similarity: 'bm25' })],
  ])('%s: the kernel makes those of its scores, to the last bit, on any number of threads', async (_name, estimator) => {
    const model = await estimator.fit(train);
    const everyone = Uint32Array.from(train.users.ids, (_, u) => train.users.size - 1 - u);
    for (const keepSeen of [false, true]) {
      const expected = topItemsByScores(model, everyone, { n: 12, keepSeen });
      for (const threads of [1, 2, 3]) expect(await model.topItems(everyone, { n: 12, keepSeen, threads })).toEqual(expected);
    }
  });
});

test('slope one on more items than fit is refused with the estimate, before anything is allocated', async () => {
  const many = {
    ...flat,
    items: { ...flat.items, size: 100_000 },
    size: 20,
    hasRatings: true,
    userItems: flat.userItems,
  } as unknown as typeof flat;
  await expect(slopeOne().fit(many)).rejects.toMatchObject({
    code: 'too-large',
    message: expect.stringMatching(/100000 items need 37\.3 GiB.*item-knn/),
  });
});

test('someone new with the ratings of two people is closest to them', async () => {
  const model = await userKNN({ similarity: 'cosine' }).fit(zeros);
  const list = model.recommend(
    {
      ratings: [
        { item: 'i1', value: 5 },
        { item: 'i2', value: 3 },
      ],
    },
    { n: 1 },
  );
  expect(list?.[0]?.item).toBe('i3');
});
