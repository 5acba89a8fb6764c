/** Where a person's side is linear in what they gave, a score is a sum over it: each part is what changes with its rating. */

import { describe, expect, test } from 'vitest';
import type { Id } from '../../../src/data/id-map.ts';
import { modelEntry } from '../../../src/models/catalog.ts';
import type { Explains, Explanation, History, Scorer } from '../../../src/models/contract/model.ts';
import { lowRankRatings, ratingsOf } from '../../../testkit/index.ts';

const train = lowRankRatings({ users: 60, items: 25, rank: 2, density: 0.5, noise: 0.3, seed: 3 });

describe.each([
  ['explicit-als', { factors: 4 }],
  ['explicit-als', { factors: 3, biases: 'mean', regularizationExponent: 0, regularization: 2 }],
  ['explicit-als', { factors: 3, biases: 'none' }],
  ['pmf', { factors: 3 }],
  ['bayesian-pmf', { factors: 2, samples: 12, chains: 2 }],
  ['bayesian-pmf', { factors: 2, samples: 12, biases: false }],
  ['pure-svd', { factors: 4 }],
  ['pure-svd', { factors: 4, centering: 'item' }],
] as const)('%s %o', async (name, settings) => {
  const model = (await modelEntry<string>(name).create(settings).fit(train)) as unknown as Explains & Scorer;
  const items = train.items.ids;
  const scoreOf = (ratings: History, item: Id): number => model.scoreItems({ ratings })?.[items.indexOf(item)] as number;
  const shareOf = ({ because }: Explanation, item: Id): number => because.find((reason) => reason.item === item)?.contribution as number;

  test('parts add up to the score of the same ratings, largest first', () => {
    for (const user of [0, 1, 2, 3]) {
      const ratings = ratingsOf(train, user);
      for (const item of items) {
        const { score, because } = model.explain({ ratings }, item) as Explanation;
        const sum = because.reduce((total, { contribution }) => total + contribution, 0);
        expect(Math.abs(sum - score)).toBeLessThan(1e-9);
        expect(Math.abs(score - scoreOf(ratings, item)), `${item}`).toBeLessThan(1e-4);
        expect(because.map(({ contribution }) => contribution)).toEqual(because.map((r) => r.contribution).toSorted((a, b) => b - a));
      }
    }
  });

  test('another rating of one item moves the score by what it moves that part, and no other part', () => {
    const ratings = ratingsOf(train, 5);
    const target = items.find((item) => !ratings.some((rated) => rated.item === item)) as Id;
    const before = model.explain({ ratings }, target) as Explanation;
    for (const { item: changed, value } of ratings) {
      const others = ratings.map(({ item, value: own }) => ({ item, value: item === changed ? value + 2 : own }));
      const after = model.explain({ ratings: others }, target) as Explanation;
      const moved = shareOf(after, changed) - shareOf(before, changed);
      expect(Math.abs(scoreOf(others, target) - scoreOf(ratings, target) - moved), `${changed}`).toBeLessThan(1e-4);
      for (const { item } of ratings) if (item !== changed) expect(shareOf(after, item)).toBeCloseTo(shareOf(before, item), 9);
    }
  });

  test('unknown people, items and ratings have none', () => {
    expect(model.explain('ghost', items[0])).toBeUndefined();
    expect(model.explain({ ratings: [] }, items[0])).toBeUndefined();
    expect(model.explain({ ratings: [{ item: 'ghost', value: 4 }] }, items[0])).toBeUndefined();
    expect(model.explain(train.users.ids[0], 'ghost')).toBeUndefined();
  });
});
