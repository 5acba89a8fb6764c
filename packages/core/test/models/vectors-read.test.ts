/** What the vectors of a fitted model are, and who stands at the ends of their axes. */
import { expect, test } from 'vitest';
import {
  axesOf,
  bayesianPMF,
  interactionsFromRows,
  item2vec,
  modelCatalog,
  nmf,
  popular,
  pureSVD,
  readFactors,
  svd,
  vectorsOf,
} from '../../src/index.ts';

const ratings = interactionsFromRows(
  [...'abcdef'].flatMap((user, u) =>
    [...'uvwxyz'].filter((_, i) => (u * i) % 5 < 3).map((item, i) => ({ user, item, value: ((u + 2 * i) % 5) + 1, timestamp: u + i })),
  ),
);

test('rows are those of the state, not a copy, with their biases', async () => {
  const model = await svd({ factors: 3, epochs: 4 }).fit(ratings);
  const { ids, vectors, known, biases } = vectorsOf(model, 'items');
  expect(ids).toBe(model.items);
  expect(vectors).toBe(model.state.itemFactors);
  expect(biases).toBe(model.state.itemBias);
  expect([...known]).toEqual([1, 1, 1, 1, 1, 1]);
  expect(vectorsOf(model, 'users').vectors).toBe(model.state.userFactors);
  expect(vectorsOf(await nmf({ factors: 2, epochs: 2 }).fit(ratings), 'items').biases).toBeUndefined();
});

test('the ends of each factor, ties by index, and only those that pass the filter', async () => {
  const model = await svd({ factors: 3, epochs: 4 }).fit(ratings);
  const { columns, values } = model.state.itemFactors;
  for (const { factor, largest, smallest } of readFactors(model, { n: 2 })) {
    const coordinates = model.items.ids.map((item, row) => ({ item, score: values[row * columns + factor] }));
    const sorted = coordinates.toSorted((a, b) => b.score - a.score);
    expect(largest).toEqual(sorted.slice(0, 2));
    expect(smallest).toEqual(sorted.slice(-2).reverse());
  }
  const [first] = readFactors(model, { n: 9, filter: (item) => item === 'u' || item === 'x' });
  expect(first.largest.map(({ item }) => item).sort()).toEqual(['u', 'x']);
  expect(readFactors(model, { side: 'users' })[2].largest.length).toBe(5);
  expect(() => readFactors(model, { n: 0 })).toThrow('readFactors: n must be an integer ≥ 1; got 0.');
});

test('what coordinates say: nmf adds, pure-svd orders, others turn or mix', () => {
  const kinds = Object.fromEntries(modelCatalog.map((entry) => [entry.name, axesOf(entry).kind]));
  expect(kinds).toMatchObject({ nmf: 'additive', 'pure-svd': 'ordered', 'implicit-als': 'free', svd: 'free', bpr: 'free', deep: 'mixed' });
  expect(axesOf({ name: 'implicit-als' }).meaning).toMatch(/axes are not unique.*nmf is the model to read/);
});

test('refused: models without vectors, or with many of each', async () => {
  expect(() => vectorsOf(popularModel, 'items')).toThrow('popular has no vectors of items; take a model of the factorization family');
  const sampled = await bayesianPMF({ factors: 2, samples: 2, burnIn: 1 }).fit(ratings);
  expect(() => readFactors(sampled)).toThrow('bayesian-pmf keeps many samples of each vector');
  expect(vectorsOf(await pureSVD({ factors: 2 }).fit(ratings), 'users').vectors.columns).toBe(2);
  expect(vectorsOf(await item2vec({ factors: 2, epochs: 1 }).fit(ratings.with({ valueKind: 'weight' })), 'items').vectors.rows).toBe(6);
});
const popularModel = await popular().fit(ratings);
