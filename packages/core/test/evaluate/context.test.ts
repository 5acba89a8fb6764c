/** Evaluation under a context: whose answers turn with the circumstances wins where circumstances decide. */
import { beforeAll, describe, expect, test } from 'vitest';
import { numberIds } from '../../src/data/id-map.ts';
import { Interactions, interactionsFromColumns } from '../../src/data/interactions.ts';
import { evaluate } from '../../src/evaluate/evaluate.ts';
import { seededRandom } from '../../src/math/random.ts';
import { popular } from '../../src/models/baseline/popular.ts';
import { factorizationMachine } from '../../src/models/context/factorization-machine/factorization-machine.ts';
import { parseSplit } from '../../src/split/catalog.ts';
import type { Split } from '../../src/split/split.ts';

/** In the rain people rate the even items 5 and the odd ones 1, in the sun the other way round; what they had says nothing. */
function weather(rated: boolean): Interactions {
  const random = seededRandom(12);
  const rows = Array.from({ length: 50 * 30 }, (_, k) => ({
    user: `u${k % 50}`,
    item: `i${Math.floor(k / 50)}`,
    even: Math.floor(k / 50) % 2 === 0,
  }))
    .filter(() => random.uniform() < 0.5)
    .map((row) => ({ ...row, sun: random.integer(2) }));
  // Without ratings only what fits the weather happens.
  const kept = rated ? rows : rows.map((row) => ({ ...row, sun: row.even ? 0 : 1 }));
  const users = numberIds(kept.map(({ user }) => user));
  const items = numberIds(kept.map(({ item }) => item));
  return interactionsFromColumns({
    users: users.map,
    items: items.map,
    userIndexes: users.indexes,
    itemIndexes: items.indexes,
    values: rated ? Float32Array.from(kept, ({ even, sun }) => (even === (sun === 0) ? 5 : 1)) : undefined,
    timestamps: Float64Array.from(kept, (_, k) => k * 86_400),
    context: new Map([['weather', { kind: 'category', levels: ['rain', 'sun'], codes: Uint32Array.from(kept, ({ sun }) => sun) }]]),
  });
}

const without = factorizationMachine({ factors: 2, samples: 30, epochs: 20, context: 'none' });
const knowing = factorizationMachine({ factors: 2, samples: 30, epochs: 20 });
const holdOut = (rated: boolean): Split => parseSplit('random:0.8').apply(weather(rated), { seed: 3 });

test('ratings are predicted under the circumstances of their row', async () => {
  const { rows } = await evaluate([without, knowing], holdOut(true), ['rmse']);
  expect(rows[0].metrics['rmse']).toBeGreaterThan(1.5);
  expect(rows[1].metrics['rmse']).toBeLessThan(0.7);
});

describe('one question a held-out interaction', () => {
  let split: Split;
  beforeAll(() => {
    split = holdOut(false);
  });

  test('is asked under its context, and says so', async () => {
    const models = [popular(), without, knowing];
    const report = await evaluate(models, split, ['ndcg@10', 'auc', 'coverage@10'], { context: 'all', compare: true });
    expect(report.context).toMatch(/one question, under its own context/);
    const [, blind, told] = report.rows;
    expect(told.metrics['auc']).toBeGreaterThan((blind.metrics['auc'] as number) + 0.15);
    expect(told.ci['auc'][0]).toBeGreaterThan(blind.ci['auc'][1]);
    for (const row of report.rows) expect(row.metrics['coverage@10']).toBeGreaterThan(0);
  });

  test('columns that are not named are not told; without any the question is as on average', async () => {
    const auc = async (context: 'all' | readonly string[] | undefined): Promise<number> =>
      (await evaluate([knowing], split, ['auc'], { context })).rows[0].metrics['auc'] as number;
    const told = await auc(['weather']);
    expect(told).toBe(await auc('all'));
    expect(told).toBeGreaterThan((await auc(['day'])) + 0.15);
    const report = await evaluate([knowing], split, ['auc']);
    expect(report.context).toBeUndefined();
  });

  test('a column that the data does not have, and sampled candidates, are refused', async () => {
    await expect(evaluate([knowing], split, ['auc'], { context: ['wether'] })).rejects.toMatchObject({ code: 'unknown-context' });
    await expect(evaluate([knowing], split, ['hr@10'], { context: 'all', sampled: 9 })).rejects.toMatchObject({ code: 'invalid-option' });
  });
});

test('the day of an interaction is a context that its time tells', async () => {
  const data = weather(true);
  const model = await factorizationMachine({ factors: 1, samples: 5, burnIn: 2, day: true }).fit(data);
  expect([...model.contextColumns.keys()]).toEqual(['weather', 'day']);
  const days = model.contextColumns.get('day') as readonly string[];
  expect(days.length).toBe(data.size);
  expect(days[0]).toBe('1970-01-01');
  expect(model.contextAt(data, 0)).toEqual({
    weather: expect.stringMatching(/rain|sun/),
    day: new Date((data.timestamps?.[0] as number) * 1000).toISOString().slice(0, 10),
  });
  expect(model.unknownContext({ weather: 'sun', day: '2020-02-02' })).toEqual(['day']);
  const { users, items, userItems } = data;
  const timeless = new Interactions({ users, items, userItems, valueKind: 'rating' });
  await expect(factorizationMachine({ day: true }).fit(timeless)).rejects.toMatchObject({ code: 'missing-timestamps' });
  const named = new Interactions({
    users,
    items,
    userItems,
    valueKind: 'rating',
    timestamps: data.timestamps,
    context: new Map([['day', { kind: 'number', values: new Float64Array(data.size) }]]),
  });
  await expect(factorizationMachine({ day: true }).fit(named)).rejects.toMatchObject({ code: 'invalid-option' });
});
