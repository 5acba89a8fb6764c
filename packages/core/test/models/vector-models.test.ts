/** One user's list of models of vectors, by kernel and without: that of all scores, whatever the model adds to the product. */
import { expect, test } from 'vitest';
import { seededRandom } from '../../src/math/random.ts';
import { recommendByScores } from '../../src/models/answering/recommend.ts';
import type { RecommendOptions } from '../../src/models/contract/model.ts';
import { implicitALSEntry } from '../../src/models/factorization/implicit-als/implicit-als.ts';
import { ImplicitALSModel } from '../../src/models/factorization/implicit-als/model.ts';
import { logisticMFEntry } from '../../src/models/factorization/logistic-mf/logistic-mf.ts';
import { LogisticMFModel } from '../../src/models/factorization/logistic-mf/model.ts';
import { PureSVDModel } from '../../src/models/factorization/pure-svd/model.ts';
import { pureSVDEntry } from '../../src/models/factorization/pure-svd/pure-svd.ts';
import { SVDModel } from '../../src/models/factorization/svd/model.ts';
import { svdEntry } from '../../src/models/factorization/svd/svd.ts';
import { namedIds } from '../../testkit/named-ids.ts';

const [users, items, factors] = [12, 3000, 40];
const random = seededRandom(3, 'vector-models');
const normal = (length: number, deviation: number) => Float32Array.from({ length }, () => deviation * random.normal());
const matrix = (rows: number) => ({ rows, columns: factors, values: normal(rows * factors, 0.3) });
const pointers = Uint32Array.from({ length: users + 1 }, (_, u) => u * items);
// Every user has every second item; nobody has those from 2,900 on, whatever their vectors.
const seenItems = Array.from({ length: users }, (_, u) => Array.from({ length: 2900 }, (__, i) => i).filter((i) => i % 2 === u % 2));
seenItems.forEach((row, u) => {
  pointers[u + 1] = pointers[u] + row.length;
});
const indexes = Uint32Array.from(seenItems.flat());
const state = (factory: 'svd' | 'implicitALS' | 'logisticMF' | 'pureSVD', settings: object = {}) => ({
  settings: {
    ...{ svd: svdEntry, implicitALS: implicitALSEntry, logisticMF: logisticMFEntry, pureSVD: pureSVDEntry }[factory].create({ factors })
      .settings,
    ...settings,
  },
  users: namedIds('u', users),
  items: namedIds('i', items),
  seen: { rows: users, columns: items, pointers, indexes, values: Float32Array.from(indexes, () => 1 + random.integer(5)) },
  userFactors: matrix(users),
  itemFactors: matrix(items),
  userBias: normal(users, 0.5),
  itemBias: normal(items, 0.5),
});
const rating = { ratingScale: { min: 1, max: 5 }, meanRating: 3.4 };
const gram = {
  rows: factors,
  columns: factors,
  values: Float32Array.from({ length: factors ** 2 }, (_, at) => (at % (factors + 1) === 0 ? 1 : 0)),
};

test.each([
  ['svd', new SVDModel(svdEntry, { ...state('svd'), ...rating })],
  ['svd, sigmoid', new SVDModel(svdEntry, { ...state('svd', { link: 'sigmoid' }), ...rating })],
  ['logistic-mf', new LogisticMFModel(logisticMFEntry, state('logisticMF'))],
  [
    'pure-svd',
    new PureSVDModel(pureSVDEntry, {
      ...state('pureSVD'),
      itemMeans: normal(items, 0.5),
      singularValues: new Float64Array(factors).fill(1),
    }),
  ],
  ['implicit-als', new ImplicitALSModel(implicitALSEntry, { ...state('implicitALS'), userGram: gram, itemGram: gram })],
])('%s: a list is that of all scores, for known users and new ones, however it is narrowed', (_, model) => {
  const ratings = ['i5', 'i17', 'i2801', 'i2950'].map((item, k) => ({ item, value: 1 + k }));
  const narrowed: RecommendOptions[] = [
    {},
    { n: 3, keepSeen: true },
    { n: 200, exclude: ['i1', 'i7'] },
    { n: 20, candidates: Array.from({ length: 500 }, (__, i) => `i${i * 3}`) },
    { n: 20, filter: (item) => Number(String(item).slice(1)) % 7 === 0 },
    { n: 400 },
  ];
  for (const user of [...model.users.ids, { ratings }]) {
    for (const options of narrowed) {
      const list = model.recommend(user, options);
      expect(list).toEqual(recommendByScores(model, user, options));
      expect(list?.length).toBeGreaterThan(0);
    }
  }
  expect(model.recommend('nobody')).toBeUndefined();
});
