/** sasrec: histories told, in many at once and one at a time, answer alike; order decides; what cannot be is refused. */
import { expect, test } from 'vitest';
import { interactionsFromRows } from '../../../src/data/rows.ts';
import { loadKernels } from '../../../src/kernels/load-kernels.ts';
import { modelCatalog } from '../../../src/models/catalog.ts';
import type { HistoryEntry } from '../../../src/models/contract/model.ts';
import type { SASRecModel } from '../../../src/models/sequence/sasrec/model.ts';
import type { SASRecOptions } from '../../../src/models/sequence/sasrec/options.ts';
import { sasrec } from '../../../src/models/sequence/sasrec/sasrec.ts';
import { decodeModel, encodeModel } from '../../../src/persist/model-file.ts';

const ITEMS = 12;
/** User u walks the ring from item u, upwards where u is even, else downwards. */
const walk = (u: number, length: number): HistoryEntry[] =>
  Array.from({ length }, (_, k) => ({ item: `i${(u + (u % 2 === 0 ? k : ITEMS * 2 - k)) % ITEMS}`, timestamp: 100 + k }));
const lengths = Array.from({ length: 48 }, (_, u) => 4 + (u % 5));
const ring = interactionsFromRows(lengths.flatMap((length, u) => walk(u, length).map((entry) => ({ user: `u${u}`, ...entry }))));

const quick = {
  factors: 16,
  epochs: 60,
  learningRate: 0.01,
  dropout: 0.1,
  negatives: 8,
  batchSize: 16,
  maxLength: 6,
  validation: 0,
} as const;
const fitted = (options: Partial<SASRecOptions> = {}): Promise<SASRecModel> => sasrec({ ...quick, ...options }).fit(ring, { threads: 1 });

test.each([
  { loss: 'sampled-softmax' },
  { loss: 'softmax', residual: 'gated', heads: 2, expansion: 2 },
  { loss: 'gbce', positions: 'from-start', layers: 1, epochs: 80 },
] as const)('finds the next item of a walk by the way it goes: $loss', async (options) => {
  const model = await fitted(options);
  for (const [told, next] of [
    ['i3 i4 i5', 'i6'],
    ['i5 i4 i3', 'i2'],
    ['i10 i11 i0', 'i1'],
  ]) {
    const ratings = told.split(' ').map((item) => ({ item }));
    expect(model.recommend({ ratings }, { n: 1 })?.[0].item, told).toBe(next);
  }
});

test.each([{ residual: 'plain' }, { residual: 'gated', heads: 4, positions: 'from-start' }] as const)(
  'the plain forward pass and the kernels agree: $residual',
  async (options) => {
    const model = await fitted({ ...options, epochs: 5 });
    const histories = lengths.map((length, u) => walk(u, length));
    histories.forEach((history, u) => {
      const [known, told] = [model.scoreItems(`u${u}`), model.scoreItems({ ratings: history })] as Float32Array[];
      for (const [i, score] of told.entries()) expect(score).toBeCloseTo(known[i], 4);
    });
    const lists = await model.topItemsOf(histories, { n: 3, threads: 1 });
    histories.forEach((ratings, u) => {
      const one = model.recommend({ ratings }, { n: 3 }) ?? [];
      expect(Array.from(lists.items.subarray(u * 3, u * 3 + 3), (item) => model.items.ids[item])).toEqual(one.map(({ item }) => item));
      for (const [k, { score }] of one.entries()) expect(lists.scores[u * 3 + k]).toBeCloseTo(score, 4);
    });
  },
);

test('lists of many histories leave out what they hold unless kept, and know nothing of unknown items', async () => {
  const model = await fitted({ epochs: 5 });
  const told = [walk(0, 5), [{ item: 'ghost' }], []];
  const without = await model.topItemsOf(told, { n: ITEMS, threads: 1 });
  const kept = await model.topItemsOf(told, { n: ITEMS, threads: 1, keepSeen: true });
  expect([without, kept].map(({ items }) => items.subarray(0, ITEMS).filter((item) => item >= 0).length)).toEqual([ITEMS - 5, ITEMS]);
  expect(without.items.subarray(ITEMS).every((item) => item === -1)).toBe(true);
});

test('only the newest maxLength items count', async () => {
  const model = await fitted({ epochs: 5, maxLength: 3 });
  const newest = walk(4, 3);
  const older = [
    { item: 'i9', timestamp: 1 },
    { item: 'i1', timestamp: 2 },
  ];
  expect(model.scoreItems({ ratings: [...older, ...newest] })).toEqual(model.scoreItems({ ratings: newest }));
});

test('the same bits for 1 and 3 threads, and from a file', async () => {
  const kernels = await loadKernels({ threads: 3, eager: true });
  const [one, three] = [
    await fitted({ epochs: 3, validation: 0.2 }),
    await sasrec({ ...quick, epochs: 3, validation: 0.2 }).fit(ring, { kernels }),
  ];
  expect(three.state).toEqual(one.state);
  const read = decodeModel(encodeModel(one), modelCatalog) as SASRecModel;
  expect(read.scoreItems({ ratings: walk(3, 4) })).toEqual(one.scoreItems({ ratings: walk(3, 4) }));
});

test('people with one event get lists and teach nothing; where nobody has two, items stay as they start', async () => {
  const one = { user: 'once', item: 'i0', timestamp: 1 };
  const model = await sasrec({ ...quick, epochs: 2 }).fit(
    interactionsFromRows([one, ...walk(1, 4).map((entry) => ({ user: 'u1', ...entry }))]),
  );
  expect(model.recommend('once')?.length).toBeGreaterThan(0);
  const none = await sasrec(quick).fit(interactionsFromRows([one, { user: 'too', item: 'i1', timestamp: 2 }]));
  expect(none.recommend('once')?.map(({ item }) => item)).toEqual(['i1']);
});

test('stops where the validation is no longer better', async () => {
  const epochs: number[] = [];
  await sasrec({ ...quick, epochs: 200, validation: 0.3, patience: 2 }).fit(ring, {
    threads: 1,
    onEpoch: ({ epoch, figures }) => {
      epochs.push(epoch);
      expect(figures?.validationNdcg).toBeGreaterThanOrEqual(0);
    },
  });
  expect(epochs.length).toBeLessThan(200);
});

test('refuses heads that do not divide factors, and data without times', async () => {
  expect(() => sasrec({ factors: 10, heads: 4 })).toThrow(expect.objectContaining({ code: 'invalid-option' }));
  const untimed = interactionsFromRows([
    { user: 'a', item: 'b' },
    { user: 'a', item: 'c' },
  ]);
  await expect(sasrec(quick).fit(untimed)).rejects.toMatchObject({ code: 'missing-timestamps' });
});
