/** §6: kernels that fall back to plain TypeScript say so once. */
import { expect, test, vi } from 'vitest';

vi.mock('../../src/kernels/wasm-module.ts', () => ({ compiledModule: async () => undefined, moduleAtOnce: () => undefined }));

const { interactionsFromRows } = await import('../../src/data/rows.ts');
const { modelEntry } = await import('../../src/models/catalog.ts');
const { referenceKernels } = await import('../../src/kernels/reference/reference.ts');
const train = interactionsFromRows([
  { user: 'ann', item: 'tea' },
  { user: 'ann', item: 'jam' },
  { user: 'bob', item: 'tea' },
]);

test('a listener is told once, however often it trains; kernels of the caller are their own affair', async () => {
  const told: string[] = [];
  const onSlowKernels = (sentence: string): void => void told.push(sentence);
  for (let time = 0; time < 2; time++) await modelEntry('implicit-als').create({ factors: 2, epochs: 1 }).fit(train, { onSlowKernels });
  expect(told).toEqual([expect.stringContaining('plain TypeScript')]);
  const others: string[] = [];
  const context = { kernels: referenceKernels, onSlowKernels: (sentence: string) => void others.push(sentence) };
  await modelEntry('implicit-als').create({ factors: 2, epochs: 1 }).fit(train, context);
  expect(others).toEqual([]);
});
