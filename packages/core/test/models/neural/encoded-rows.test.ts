import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { encodedRows } from '../../../src/models/autoencoders/encoded-rows.ts';

const ROWS = 12;
const matrix = {
  rows: ROWS,
  columns: 2,
  pointers: Uint32Array.from({ length: ROWS + 1 }, (_, row) => Math.min(row, ROWS - 1)),
  indexes: new Uint32Array(ROWS - 1).fill(1),
  values: Float32Array.from({ length: ROWS - 1 }, (_, row) => row + 1),
};
/** Takes 5 ms. */
function slowly({ values }: { values: Float32Array }): Float32Array {
  const end = performance.now() + 5;
  while (performance.now() < end);
  return values;
}

test('rows without an entry stay 0; others run between rows', async () => {
  let others = 0;
  let done = false;
  const beside = (async () => {
    for (; !done; others++) await setImmediate();
  })();
  const codes = await encodedRows(matrix, 1, slowly, undefined);
  done = true;
  await beside;
  expect([...codes.values]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0]);
  expect(others).toBeGreaterThanOrEqual(3);
});

test('a signal ends it between rows', async () => {
  const controller = new AbortController();
  const asked: number[] = [];
  const encode = (row: { values: Float32Array }, index: number): Float32Array => {
    asked.push(index);
    if (index === 3) controller.abort(new Error('enough'));
    return slowly(row);
  };
  await expect(encodedRows(matrix, 1, encode, controller.signal)).rejects.toThrow('enough');
  expect(asked.length).toBeLessThan(ROWS - 1);
});
