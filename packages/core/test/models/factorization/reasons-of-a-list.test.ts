/** §2, reasons of a list: one factorization a user and list, in pieces that hold no thread for long. */
import { expect, test } from 'vitest';
import { interactionsFromRows } from '../../../src/data/rows.ts';
import { explainerOf } from '../../../src/models/answering/explanation.ts';
import { modelEntry } from '../../../src/models/catalog.ts';
import type { Explains, Recommender } from '../../../src/models/contract/model.ts';

/** Someone with 900 items, and 30 others. */
const rows = Array.from({ length: 900 }, (_, i) => ({ user: 'heavy', item: `i${i}`, value: 1 + (i % 5) }));
for (let user = 0; user < 30; user++)
  for (let i = 0; i < 40; i++) rows.push({ user: `u${user}`, item: `i${(user * 37 + i * 11) % 1000}`, value: 1 + ((user + i) % 5) });

test.each([
  ['implicit-als', { factors: 64, epochs: 1 }],
  ['explicit-als', { factors: 64, epochs: 1 }],
  ['bayesian-pmf', { factors: 8, samples: 6, burnIn: 2, chains: 1 }],
])('%s prepares a heavy user in several pieces, and once', async (name, settings) => {
  const data = interactionsFromRows(rows, name === 'implicit-als' ? { valueKind: 'weight' } : {});
  const model = (await modelEntry<string>(name).create(settings).fit(data)) as unknown as Explains & Recommender;
  const listed = explainerOf(model, 'heavy', { most: 5 });
  let pieces = 0;
  while (listed?.prepare()) pieces++;
  expect(pieces).toBeGreaterThan(0);
  expect(listed?.prepare()).toBe(false);
  const items = model.recommend('heavy', { n: 50 })?.map(({ item }) => item) ?? [];
  expect(items.length).toBe(50);
  for (const item of items.slice(0, 5)) {
    const all = model.explain('heavy', item);
    expect(listed?.explain(item)).toEqual(all && { ...all, because: all.because.slice(0, 5) });
  }
});
