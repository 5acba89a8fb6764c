import { expect, test } from 'vitest';
import { interactionsFromRows } from '../../../src/data/rows.ts';
import { dampedMean } from '../../../src/models/baseline/damped-mean.ts';
import { lowRankRatings, ratingsOf } from '../../../testkit/index.ts';

test('by hand: (Σ r + λ μ) / (n + λ)', async () => {
  const train = interactionsFromRows([
    { user: 'a', item: 'x', value: 5 },
    { user: 'b', item: 'x', value: 4 },
    { user: 'c', item: 'x', value: 4 },
    { user: 'a', item: 'y', value: 5 },
    { user: 'b', item: 'z', value: 1 },
  ]);
  const mean = 19 / 5;
  const model = await dampedMean({ damping: 2 }).fit(train);
  expect(model.predict('c', 'x')).toBeCloseTo((13 + 2 * mean) / 5, 12);
  expect(model.predict('c', 'y')).toBeCloseTo((5 + 2 * mean) / 3, 12);
  expect(model.predict('c', 'z')).toBeCloseTo((1 + 2 * mean) / 3, 12);
  expect(model.recommend('c', { keepSeen: true })?.map(({ item }) => item)).toEqual(['y', 'x', 'z']);
});

test('one 5 does not outrank a hundred 4.8s; undamped it does', async () => {
  const rows = Array.from({ length: 100 }, (_, u) => ({ user: u, item: 'loved', value: 4.8 }));
  const dull = Array.from({ length: 100 }, (_, u) => ({ user: u, item: 'dull', value: 2 }));
  const train = interactionsFromRows([...rows, ...dull, { user: 0, item: 'lucky', value: 5 }]);
  const first = async (damping: number) => (await dampedMean({ damping }).fit(train)).recommend({ ratings: [] }, { n: 1 })?.[0].item;
  expect(await first(10)).toBe('loved');
  expect(await first(0)).toBe('lucky');
});

test('undamped it is the plain mean of every item', async () => {
  const train = lowRankRatings({ users: 30, items: 20, rank: 2, density: 0.4, noise: 0.3 });
  const model = await dampedMean({ damping: 0 }).fit(train);
  const sums = new Map<unknown, number[]>();
  for (let u = 0; u < train.users.size; u++)
    for (const { item, value: r } of ratingsOf(train, u)) sums.set(item, [...(sums.get(item) ?? []), r]);
  for (const [item, values] of sums)
    expect(model.predict('u0', item as string)).toBeCloseTo(values.reduce((a, b) => a + b) / values.length, 10);
});
