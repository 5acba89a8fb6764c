import { expect, test } from 'vitest';
import { type InteractionRow, interactionsFromRows } from '../../../src/data/rows.ts';
import { trending } from '../../../src/models/baseline/trending.ts';

const day = 86_400;
const at = (user: string, item: string, days?: number): InteractionRow => ({
  user,
  item,
  timestamp: days === undefined ? undefined : 1_700_000_000 + days * day,
});

test('a person of a half-life ago counts half, of two a quarter', async () => {
  const train = interactionsFromRows([at('a', 'new', 10), at('a', 'half', 3), at('b', 'quarter', -4), at('c', 'quarter', 3)]);
  const { state } = await trending({ halfLife: 7 }).fit(train);
  expect(state.now).toBe(1_700_000_000 + 10 * day);
  expect([...state.counts]).toEqual([1, 0.5, 0.75]);
});

test('in a window of days all count alike, and what is older not at all', async () => {
  const train = interactionsFromRows([
    at('a', 'new', 10),
    at('a', 'edge', 3),
    at('b', 'edge', 3.01),
    at('b', 'old', -4),
    at('c', 'old', 9),
  ]);
  const { state } = await trending({ days: 7 }).fit(train);
  expect([...state.counts]).toEqual([1, 1, 1]);
  expect([...(await trending({ days: 8, halfLife: 1 }).fit(train)).state.counts]).toEqual([1, 2, 1]);
});

test('what is taken lately overtakes what was taken often', async () => {
  const old = Array.from({ length: 20 }, (_, u) => at(`old${u}`, 'classic', 0));
  const train = interactionsFromRows([...old, at('x', 'hit', 200), at('y', 'hit', 199), at('z', 'classic', 150)]);
  const first = async (halfLife: number) => (await trending({ halfLife }).fit(train)).recommend({ ratings: [] }, { n: 1 })?.[0].item;
  expect(await first(30)).toBe('hit');
  expect(await first(10_000)).toBe('classic');
});

test('interactions without a time count nothing, but are seen', async () => {
  const train = interactionsFromRows([at('a', 'dated', 0), at('b', 'undated'), at('b', 'dated', 0), at('c', 'dated', 0)]);
  const model = await trending().fit(train);
  expect([...model.state.counts]).toEqual([3, 0]);
  expect(model.recommend('a')).toEqual([{ item: 'undated', score: 0 }]);
  expect(model.recommend('b')).toEqual([]);
});

test('no time at all is refused, and the remedy named', async () => {
  const untimed = interactionsFromRows([{ user: 'a', item: 'x' }]);
  await expect(trending().fit(untimed)).rejects.toThrow(/trending: the interactions must carry times.*popular/);
  await expect(trending().fit(interactionsFromRows([at('a', 'x'), at('b', 'x', undefined)]))).rejects.toMatchObject({
    code: 'missing-timestamps',
  });
});

test('agrees with 2^−age far beyond the range of Float32', async () => {
  const ages = [0, 1, 2.5, 10, 100, 140, 200, 100_000];
  const train = interactionsFromRows(ages.map((age, k) => at('a', `i${k}`, -age)));
  const { counts } = (await trending({ halfLife: 1 }).fit(train)).state;
  for (const [k, age] of ages.entries()) expect(Math.abs(counts[k] - Math.fround(2 ** -age))).toBeLessThanOrEqual(2 ** -age * 1e-6);
});
