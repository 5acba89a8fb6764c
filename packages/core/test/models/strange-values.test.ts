/** Neighbors, linear models, content, people and context on data that is hard on arithmetic: finite answers, or a refusal that says why. */
import { describe, expect, test } from 'vitest';
import { edgesFromRows } from '../../src/data/edges.ts';
import { featuresFromRows } from '../../src/data/features.ts';
import { Interactions } from '../../src/data/interactions.ts';
import { type InteractionRow, interactionsFromRows } from '../../src/data/rows.ts';
import { LikewiseError } from '../../src/errors.ts';
import { modelEntry } from '../../src/models/catalog.ts';
import type { BatchRecommender, ItemSimilarity, RatingPredictor } from '../../src/models/contract/model.ts';

const stars = (u: number, i: number): number => 1 + ((u * 7 + i * 3) % 5);
const grid = (value: (u: number, i: number) => number): InteractionRow[] =>
  Array.from({ length: 12 * 8 }, (_, at) => ({ u: at % 12, i: Math.floor(at / 12) }))
    .filter(({ u, i }) => (u * 5 + i * 7) % 3 !== 0)
    .map(({ u, i }) => ({ user: `u${u}`, item: `i${i}`, value: value(u, i) }));

/** With attributes, friends (a cycle, strangers, someone who trusts themselves) and a context. */
function data(rows: readonly InteractionRow[], valueKind: 'rating' | 'weight'): Interactions {
  const ids = { users: [...new Set(rows.map(({ user }) => user))], items: [...new Set(rows.map(({ item }) => item))] };
  const edges = edgesFromRows([
    ['u0', 'u1'],
    ['u1', 'u2'],
    ['u2', 'u0'],
    ['u3', 'u3'],
    ['stranger', 'u1'],
    ['u4', 'nobody'],
  ]);
  const userFeatures = featuresFromRows(ids.users.map((id, k) => ({ id, categories: { job: `job ${k % 3}` }, numbers: { age: 30 } })));
  const itemFeatures = featuresFromRows(
    ids.items.map((id, k) => ({ id, categories: { kind: `kind ${k % 2}` }, texts: { plot: ['', 'a red fox', 'a fox'][k % 3] } })),
  );
  const train = interactionsFromRows(rows, { valueKind, userFeatures, itemFeatures, edges });
  const codes = Uint32Array.from({ length: train.size }, (_, n) => n % 3);
  return new Interactions({ ...train, context: new Map([['weather', { kind: 'category', levels: ['rain', 'sun'], codes }]]) });
}

const sets: readonly (readonly [what: string, rows: readonly InteractionRow[]])[] = [
  ['values all equal', grid(() => 4)],
  ['each person always gives the same', grid((u) => 1 + (u % 5))],
  ['values × 1000', grid((u, i) => 1000 * stars(u, i))],
  ['values of a millionth', grid((u, i) => 1e-6 * stars(u, i))],
  ['values beyond what float32 can square', grid((u, i) => 1e30 * stars(u, i))],
  ['one value each', Array.from({ length: 12 }, (_, u) => ({ user: `u${u}`, item: `i${u % 4}`, value: 1 + (u % 5) }))],
  [
    'two interactions',
    [
      { user: 'u0', item: 'i0', value: 3 },
      { user: 'u1', item: 'i1', value: 2 },
    ],
  ],
];
const models = [
  ['user-knn', { neighbors: 1000 }],
  ['user-knn', { prediction: 'z-score', similarity: 'pearson' }],
  ['item-knn', { neighbors: 1000 }],
  ['item-knn', { prediction: 'z-score', similarity: 'adjusted-cosine' }],
  ['slope-one', {}],
  ['ease', {}],
  ['slim', { sparsity: 0 }],
  ['rp3beta', {}],
  ['content', { minDf: 1 }],
  ['feature-als', { factors: 16 }],
  ['demographic', {}],
  ['social', {}],
  ['social-mf', {}],
  ['factorization-machine', { factors: 16, samples: 4, burnIn: 2 }],
  ['factorization-machine', { factors: 16, training: 'sgd', epochs: 2 }],
] as const;

function checkFinite(model: RatingPredictor & BatchRecommender & ItemSimilarity, train: Interactions): void {
  const lists = [{ ratings: [{ item: train.items.ids[0], value: 3 }] }, ...train.users.ids].map((who) =>
    model.recommend(who, { keepSeen: true }),
  );
  if (typeof model.similarItems === 'function') lists.push(...train.items.ids.map((item) => model.similarItems(item)));
  for (const { score } of lists.flatMap((list) => list ?? [])) expect(Number.isFinite(score)).toBe(true);
  if (typeof model.predict !== 'function') return;
  for (const user of train.users.ids)
    for (const item of train.items.ids) expect(Number.isFinite(model.predict(user, item) ?? 0), `${user} ${item}`).toBe(true);
}

describe.each(models)('%s %o', (name, settings) => {
  test.each(sets)('%s', async (what, rows) => {
    const entry = modelEntry(name);
    const train = data(rows, entry.feedback === 'implicit' ? 'weight' : 'rating');
    try {
      checkFinite((await entry.create(settings).fit(train)) as RatingPredictor & BatchRecommender & ItemSimilarity, train);
    } catch (error) {
      if (!(error instanceof LikewiseError)) throw error;
      // Confidences of thousands leave the penalty of feature-als nothing to hold; other models must bear them.
      expect(what).toMatch(name === 'feature-als' ? /float32|× 1000/ : /float32/);
      expect(error.message).toMatch(/^\S+: .*smaller scale/);
      if (error.code === 'not-positive-definite') expect(error.message).toMatch(/ (user u|item i)\d+ /);
    }
  });
});

test.each(['user-knn', 'item-knn'])('%s: values that are no numbers of use are refused by size', async (name) => {
  const fit = modelEntry(name)
    .create({})
    .fit(interactionsFromRows(grid((u, i) => 1e30 * stars(u, i))));
  await expect(fit).rejects.toMatchObject({ code: 'not-finite', message: expect.stringContaining('smaller scale') });
});
