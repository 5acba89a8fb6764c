/** The comparison of `up`, on its thread; it runs from the built program. */
import { demoData, featuresFromRows, likes } from '@likewise/core';
import { expect, test } from 'vitest';
import { compareOnThread } from '../../src/workflow/compare-on-thread.ts';
import { compareWithFallback } from '../../src/workflow/held-out.ts';
import { createEstimator, parseModel } from '../../src/workflow/model-spec.ts';

const { interactions } = demoData();
const { signal } = new AbortController();
const data = interactions.with({
  itemFeatures: featuresFromRows(
    interactions.items.ids.map((id, i) => ({ id, genre: i % 3 ? 'drama' : 'comedy' })),
    { ids: interactions.items },
  ),
});

test.each([
  ['bias', data],
  ['feature-als:factors=4,epochs=2', likes(data, '>=4')],
])('%s: the figures are those of the calling thread', async (text, train) => {
  const here = await compareWithFallback(createEstimator(parseModel(text)), train, { signal, threads: 1 });
  const there = await compareOnThread(text, train, { signal, threads: 1 });
  expect(there?.rows.map(({ model, metrics }) => [model, metrics])).toEqual(here?.rows.map(({ model, metrics }) => [model, metrics]));
});

test('a signal ends it, and what it throws arrives', async () => {
  const stop = new AbortController();
  const compared = compareOnThread('bias:epochs=1000000000', data, { signal: stop.signal, threads: 1 });
  setTimeout(() => stop.abort(new Error('enough')), 100);
  await expect(compared).rejects.toThrow('enough');
  await expect(compareOnThread('social', data, { signal, threads: 1 })).rejects.toThrow(/social/);
});
