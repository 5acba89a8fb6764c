import { expect, test } from 'vitest';
import { IdMap } from '../../src/data/id-map.ts';
import { interactionsFromColumns } from '../../src/data/interactions.ts';
import { keepRows } from '../../src/data/kept-rows.ts';

const columns = {
  users: new IdMap(['ann', 'bob', 'cyd']),
  items: new IdMap(['tea', 'jam']),
  userIndexes: Uint32Array.of(0, 1, 2, 2),
  itemIndexes: Uint32Array.of(0, 0, 1, 0),
  values: Float32Array.of(1, 2, 3, 4),
  timestamps: Float64Array.of(10, 20, 30, 40),
  context: new Map([
    ['day', { kind: 'category', levels: ['sunday'], codes: Uint32Array.of(0, 1, 0, 1) } as const],
    ['hour', { kind: 'number', values: Float64Array.of(7, 8, 9, 10) } as const],
  ]),
};

test('rows that stay keep their order, values, times and circumstances; ids without a row go', () => {
  const kept = keepRows(columns, Uint8Array.of(0, 1, 0, 1));
  expect(kept.users.ids).toEqual(['bob', 'cyd']);
  expect(kept.items.ids).toEqual(['tea']);
  expect([kept.userIndexes, kept.itemIndexes]).toEqual([Uint32Array.of(0, 1), Uint32Array.of(0, 0)]);
  expect([kept.values, kept.timestamps]).toEqual([Float32Array.of(2, 4), Float64Array.of(20, 40)]);
  expect(kept.context?.get('day')).toMatchObject({ codes: Uint32Array.of(1, 1) });
  expect(kept.context?.get('hour')).toMatchObject({ values: Float64Array.of(8, 10) });
});

test('where all stay, the same columns come back', () => {
  expect(keepRows(columns, new Uint8Array(4).fill(1))).toBe(columns);
});

test('weights of one pair add up, of ratings the last counts; a stated rule holds', () => {
  const twice = { ...columns, userIndexes: Uint32Array.of(0, 0, 0, 0), itemIndexes: Uint32Array.of(0, 0, 0, 0), context: undefined };
  const value = (valueKind: 'rating' | 'weight', rule: { duplicates?: 'mean' } = {}) =>
    interactionsFromColumns({ ...twice, valueKind }, rule).userItems.values[0];
  expect([value('weight'), value('rating'), value('weight', { duplicates: 'mean' })]).toEqual([10, 4, 2.5]);
});
