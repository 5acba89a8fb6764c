import { expect, test } from 'vitest';
import { IdMap } from '../../src/data/id-map.ts';
import { Interactions } from '../../src/data/interactions.ts';
import { interactionsFromRows } from '../../src/data/rows.ts';
import { foldInRow, trainingIndex } from '../../src/models/answering/user-row.ts';
import { requireInteractions, requireRatings, requireTrainingTimes } from '../../src/models/contract/requirements.ts';

const pair = interactionsFromRows([{ user: 'a', item: 'x' }]);

test('the sentences say who, what came and what to do', () => {
  expect(() => requireInteractions('popular', interactionsFromRows([]))).toThrow(
    'popular: training needs at least one interaction; got none (0 users, 0 items).',
  );
  expect(() => requireRatings('bias', pair)).toThrow(
    /^bias: every interaction must carry a rating; got interactions without values\. .*implicit-als/,
  );
  expect(() => requireRatings('bias', interactionsFromRows([{ user: 1, item: 2, value: 3 }], { valueKind: 'weight' }))).toThrow(
    /got weights of implicit feedback/,
  );
  expect(() => requireTrainingTimes('trending', pair)).toThrow(/^trending: the interactions must carry times; got none\./);
});

test('empty data is told before missing ratings or times', () => {
  for (const require of [requireRatings, requireTrainingTimes])
    expect(() => require('m', interactionsFromRows([]))).toThrow(expect.objectContaining({ code: 'empty-data' }));
});

test('times of a few are times', () => {
  const { users, items, userItems, valueKind } = pair;
  const timed = (seconds: number) => new Interactions({ users, items, userItems, valueKind, timestamps: Float64Array.of(seconds) });
  expect([...requireTrainingTimes('trending', timed(0))]).toEqual([0]);
  expect(() => requireTrainingTimes('trending', timed(Number.NaN))).toThrow(expect.objectContaining({ code: 'missing-timestamps' }));
});

test('foldInRow is a row as training has it: ascending, each once, Float32, of known items only', () => {
  const items = new IdMap(['x', 'y', 'z']);
  const row = foldInRow(items, [
    { item: 'z', value: 0.1 },
    { item: 'ghost', value: 9 },
    { item: 'x', value: 3 },
    { item: 'z', value: 0.2 },
  ]);
  expect(row).toEqual({ indexes: Uint32Array.of(0, 2), values: Float32Array.of(3, 0.2) });
  expect(foldInRow(items, [{ item: 'ghost', value: 1 }])).toBeUndefined();
  expect(foldInRow(items, [])).toBeUndefined();
  expect(foldInRow(items, [{ item: 'x' }, { item: 'y' }], (i) => i === 1)?.indexes).toEqual(Uint32Array.of(1));
});

test('foldInRow refuses values that no training row could hold', () => {
  const items = new IdMap(['x']);
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 1e300])
    expect(() => foldInRow(items, [{ item: 'x', value: value }])).toThrow(
      `ratings: the value of item x must be a finite number; got ${value}.`,
    );
});

test('trainingIndex knows users with interactions only', () => {
  const ids = new IdMap(['a', 'b']);
  const seen = { rows: 2, columns: 1, pointers: Uint32Array.of(0, 1, 1), indexes: Uint32Array.of(0) };
  expect(trainingIndex(ids, seen, 'a')).toBe(0);
  expect(trainingIndex(ids, seen, 'b')).toBeUndefined();
  expect(trainingIndex(ids, seen, 'c')).toBeUndefined();
});
