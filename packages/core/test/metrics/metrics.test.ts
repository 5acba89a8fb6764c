import { describe, expect, test } from 'vitest';
import golden from '../../../../golden/metrics.json' with { type: 'json' };
import { likenessByModel } from '../../src/evaluate/model-likeness.ts';
import {
  featuresFromRows,
  type Interactions,
  interactionsFromColumns,
  type Model,
  metricCatalog,
  numberIds,
  parseMetric,
  type RankedList,
} from '../../src/index.ts';
import fc from '../../testkit/properties.ts';

function marks(size: number, ones: readonly number[]): Uint8Array {
  const out = new Uint8Array(size);
  for (const one of ones) out[one] = 1;
  return out;
}

function trainOf(matrix: readonly (readonly number[])[]): Interactions {
  const cells = matrix.flatMap((row, user) => row.flatMap((cell, item) => (cell === 1 ? [[user, item]] : [])));
  return interactionsFromColumns({
    users: numberIds(matrix.map((_, user) => user)).map,
    items: numberIds(matrix[0].map((_, item) => item)).map,
    userIndexes: Uint32Array.from(cells, ([user]) => user),
    itemIndexes: Uint32Array.from(cells, ([, item]) => item),
    values: Float32Array.from(cells, ([user, item]) => golden.trainRatings[user]?.[item] ?? 1),
  });
}

const itemFeatures = featuresFromRows(
  golden.attributes.map((categories, id) => ({ id, categories, vectors: { plot: golden.vectors[id] } })),
);
const train = trainOf(golden.train).with({ itemFeatures });
const lists: RankedList[] = golden.cases.map((one) => ({
  items: Int32Array.from(one.list),
  length: one.list.length,
  relevant: marks(golden.items, one.relevant),
  relevantItems: one.relevant,
  excluded: marks(golden.items, one.excluded),
  known: one.excluded,
  scores: Float32Array.from(one.scores),
}));

/** A model whose vectors and similar items are those of the golden file. */
const likeness = likenessByModel({
  name: 'golden',
  users: train.users,
  items: train.items,
  state: {
    settings: {},
    users: train.users,
    items: train.items,
    itemFactors: { rows: golden.items, columns: 3, values: Float32Array.from(golden.learned.flat()) },
  },
  similarItems: (item: number) => golden.similar[item].map(([j, score]) => ({ item: j, score })),
} as Model);

/** Mean over lists, or the value of all. */
function figure(name: string, shown: readonly RankedList[], data: Interactions): number {
  const metric = parseMetric(name);
  if (metric.kind === 'rating') throw new Error('not of lists');
  if (metric.kind === 'list') {
    const collector = metric.start(data, likeness);
    for (const list of shown) collector.add(list);
    return collector.value();
  }
  const judge = metric.start(data, likeness);
  const values = shown.map(judge).filter((value) => !Number.isNaN(value));
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Every way to write a metric of lists at n. */
const written = metricCatalog
  .filter((entry) => entry.kind !== 'rating' && entry.name !== 'rbp')
  .flatMap(({ name, variants = [] }) => ['', ...(variants === 'attribute' ? ['genre'] : variants)].map((variant) => [name, variant]));

describe.each(Object.entries(golden.figures))('at n = %s', (n, figures) => {
  test.each(written)('%s %s agrees with NumPy and scikit-learn (golden/metrics.py)', (name, variant) => {
    const expected = (figures as Record<string, number>)[variant === '' ? name : `${name}:${variant}`];
    if (expected === undefined) {
      expect([n, name]).toEqual(['1', 'diversity']); // a list of 1 has no pairs
      return;
    }
    const text = parseMetricName(name, n) + (variant === '' ? '' : `:${variant}`);
    expect(Math.abs(figure(text, lists, train) - expected)).toBeLessThan(1e-12 * Math.max(1, expected));
  });
});
const parseMetricName = (name: string, n: string) => (name === 'auc' ? 'auc' : `${name}@${n}`);

test.each(Object.entries(golden.rbp))('rbp:%s agrees with ranx (golden/metrics.py)', (persistence, expected) => {
  expect(Math.abs(figure(`rbp:${persistence}`, lists, train) - expected)).toBeLessThan(1e-12);
});

test.each(Object.entries(golden.rating))('%s agrees with NumPy and scikit-learn (golden/metrics.py)', (name, expected) => {
  const metric = parseMetric(name);
  if (metric.kind !== 'rating') throw new Error('not of ratings');
  const terms = golden.ratings.map((rating, row) => metric.term(golden.predictions[row] - rating));
  expect(Math.abs(metric.finish(terms.reduce((sum, term) => sum + term, 0) / terms.length) - expected)).toBeLessThan(1e-12);
});

/** A list of distinct items, some of them relevant. */
const someList = fc
  .record({
    order: fc.shuffledSubarray([...Array(golden.items).keys()], { minLength: 1 }),
    relevant: fc.subarray([...Array(golden.items).keys()], { minLength: 1, maxLength: golden.items - 1 }),
    scores: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: golden.items, maxLength: golden.items }),
  })
  .map(({ order, relevant, scores }) => ({
    items: Int32Array.from(order),
    length: order.length,
    relevant: marks(golden.items, relevant),
    relevantItems: relevant,
    excluded: new Uint8Array(golden.items),
    known: [],
    scores: Float32Array.from(scores),
  }));
const someN = fc.integer({ min: 1, max: golden.items + 5 });

const ofHits = ['hr', 'ndcg', 'recall', 'recall-all', 'precision', 'map', 'mrr'];
const debiased = ['recall-debiased', 'ndcg-debiased', 'recall-tail', 'ndcg-tail'];

test.each([...ofHits, ...debiased, 'auc', 'popularity', 'coverage', 'gini', 'diversity', 'serendipity'])('%s stays in [0, 1]', (name) => {
  fc.assert(
    fc.property(someList, someN, (list, n) => {
      const value = figure(parseMetricName(name, String(n)), [list], train);
      if (Number.isNaN(value)) return;
      expect(value).toBeGreaterThanOrEqual(-1e-12);
      expect(value).toBeLessThanOrEqual(1 + 1e-12);
    }),
  );
});

test.each(['hr', 'ndcg', 'recall', 'map', 'mrr', 'recall-debiased'])('%s of a list with all relevant items in front is 1', (name) => {
  fc.assert(
    fc.property(someList, someN, (list, n) => {
      const all = [...Array(golden.items).keys()].sort((a, b) => list.relevant[b] - list.relevant[a]);
      const value = figure(
        `${name}@${name === 'recall-debiased' ? all.length : n}`,
        [{ ...list, items: Int32Array.from(all), length: all.length }],
        train,
      );
      expect(value).toBeCloseTo(1, 12);
    }),
  );
});

test.each(['hr', 'ndcg', 'recall', 'recall-all', 'precision', 'map', 'mrr'])('%s never falls when a relevant item moves up', (name) => {
  fc.assert(
    fc.property(someList, someN, (list, n) => {
      for (let k = 1; k < list.length; k++) {
        if (list.relevant[list.items[k]] === 0 || list.relevant[list.items[k - 1]] === 1) continue;
        const items = list.items.slice();
        [items[k - 1], items[k]] = [items[k], items[k - 1]];
        const [before, after] = [list, { ...list, items }].map((shown) => figure(`${name}@${n}`, [shown], train));
        expect(after).toBeGreaterThanOrEqual(before - 1e-12);
      }
    }),
  );
});

test.each(['hr', 'recall-all', 'mrr'])('%s never falls as n grows', (name) => {
  fc.assert(
    fc.property(someList, someN, (list, n) => {
      expect(figure(`${name}@${n + 1}`, [list], train)).toBeGreaterThanOrEqual(figure(`${name}@${n}`, [list], train));
    }),
  );
});

test('auc counts pairs: the same as comparing each one, items without a score last', () => {
  fc.assert(
    fc.property(someList, fc.nat(golden.items - 1), (list, unscored) => {
      const scores = list.scores.slice();
      scores[unscored] = Number.NaN;
      const worth = (i: number) => (Number.isNaN(scores[i]) ? -1 : scores[i]);
      let [won, pairs] = [0, 0];
      for (let i = 0; i < golden.items; i++)
        for (let j = 0; j < golden.items; j++) {
          if (list.relevant[i] === 0 || list.relevant[j] === 1) continue;
          pairs++;
          won += worth(i) > worth(j) ? 1 : worth(i) === worth(j) ? 0.5 : 0;
        }
      expect(figure('auc', [{ ...list, scores }], train)).toBeCloseTo(won / pairs, 12);
    }),
  );
});

test('ndcg of one relevant item is 1/log2(1 + rank): 1 at the first place, less behind', () => {
  const at = (rank: number) =>
    figure(
      'ndcg@10',
      [
        {
          ...lists[0],
          items: Int32Array.from({ length: 10 }, (_, k) => k),
          length: 10,
          relevant: marks(30, [rank - 1]),
          relevantItems: [rank - 1],
        },
      ],
      train,
    );
  expect([1, 2, 3].map(at)).toEqual([1, 1 / Math.log2(3), 0.5]);
});

test('within counts an error of exactly the tolerance', () => {
  const metric = parseMetric('within:0.1');
  if (metric.kind !== 'rating') throw new Error('not of ratings');
  expect([3.1 - 3, -(3.1 - 3), 0.11].map(metric.term)).toEqual([1, 1, 0]);
});

test('every entry can be parsed from its usage and says what it is', () => {
  for (const entry of metricCatalog) {
    const metric = parseMetric(entry.usage);
    expect([metric.name, metric.kind]).toEqual([entry.usage, entry.kind]);
    expect(entry.definition.length).toBeGreaterThan(10);
    expect(entry.source.length).toBeGreaterThan(5);
  }
  expect(new Set(metricCatalog.map((entry) => entry.name)).size).toBe(metricCatalog.length);
});

test.each([
  ['ndgc@10', 'unknown metric "ndgc@10" (did you mean "ndcg"?); expected one of mae, mse, rmse, within, auc,'],
  ['ndcg', 'metric ndcg: write the length of the list, an integer ≥ 1, after "@", as in ndcg@10.'],
  ['ndcg@0', 'an integer ≥ 1, after "@", as in ndcg@10.'],
  ['ndcg@2.5', 'an integer ≥ 1, after "@", as in ndcg@10.'],
  ['ndcg:10', 'an integer ≥ 1, after "@", as in ndcg@10.'],
  ['ndcg@', 'an integer ≥ 1, after "@", as in ndcg@10.'],
  ['rmse@10', 'metric rmse@10: rmse takes no argument, as in rmse.'],
  ['within', 'metric within: write a number ≥ 0 after ":", as in within:0.5.'],
  ['within:-1', 'a number ≥ 0 after ":"'],
  ['rbp:1', 'the persistence, a number ≥ 0 and ≤ 0.99'],
  ['diversity@10:words', 'after the second ":" write features or vectors or similar, as in diversity@10.'],
  ['serendipity@10:', 'after the second ":" write cooccurrence or features or vectors or similar'],
  ['calibration@10:', 'after the second ":" write an attribute of items'],
  ['calibration:genre', 'an integer ≥ 1, after "@"'],
  ['ndcg@10:features', 'an integer ≥ 1, after "@"'],
])('%s is refused with a sentence', (text, message) => {
  expect(() => parseMetric(text)).toThrow(message);
});

test('a metric written out is checked by the compiler, a text from elsewhere when it is read', () => {
  // @ts-expect-error: no such metric
  expect(() => parseMetric('recal@10')).toThrow('did you mean "recall"?');
  const text: string = 'recall@10';
  expect(parseMetric(text).name).toBe(text);
});

test('what a metric of features lacks is told: no features, no such attribute, none with levels', () => {
  const bare = train.with({ itemFeatures: undefined });
  for (const name of ['diversity@5:features', 'serendipity@5:features', 'calibration@5'])
    expect(() => figure(name, lists, bare)).toThrow(`metric ${name}: the interactions must carry item features; got none.`);
  expect(() => figure('calibration@5:gender', lists, train)).toThrow('the items have decade, genre; name an attribute');
  const numbers = train.with({ itemFeatures: featuresFromRows([{ id: 1, numbers: { length: 90 } }]) });
  expect(() => figure('calibration@5', lists, numbers)).toThrow('the items have no attribute with levels');
});

test('features are found by id, whatever their order, and an item that they do not describe is like none', () => {
  const rows = golden.attributes.map((categories, id) => ({ id, categories, vectors: { plot: golden.vectors[id] } }));
  const turned = train.with({ itemFeatures: featuresFromRows(rows.toReversed()) });
  for (const name of ['diversity@5:features', 'calibration@5']) expect(figure(name, lists, turned)).toBe(figure(name, lists, train));
  const few = train.with({ itemFeatures: featuresFromRows(rows.slice(0, 2)) });
  expect(figure('diversity@2:features', [{ ...lists[0], items: Int32Array.of(0, 29), length: 2 }], few)).toBe(1);
});

test('lists that are alike for everybody are not personal, lists without a common item fully, and one list cannot be told', () => {
  const list = (...items: number[]) => ({ ...lists[0], items: Int32Array.from(items), length: items.length });
  expect(figure('personalization@3', [list(1, 2, 3), list(3, 1, 2)], train)).toBeCloseTo(0, 12);
  expect(figure('personalization@3', [list(1, 2, 3), list(4, 5, 6)], train)).toBeCloseTo(1, 12);
  expect(figure('personalization@3', [list(1), list(1, 2, 3), list()], train)).toBeCloseTo(1 - 1 / Math.sqrt(3), 12);
  expect(figure('personalization@3', [list(1, 2)], train)).toBeNaN();
});
