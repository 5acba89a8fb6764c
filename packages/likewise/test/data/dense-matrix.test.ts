/** Matrices in files: values, missing cells, refusals. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { ratingsFromMatrix, readDenseMatrix } from '../../src/data/read/dense-matrix.ts';

const folder = mkdtempSync(join(tmpdir(), 'likewise-matrix-'));
afterAll(() => rmSync(folder, { recursive: true }));
function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, name.endsWith('.gz') ? gzipSync(text) : text);
  return path;
}

test('reads numbers row by row, plain and packed; empty cells and nan are missing', async () => {
  for (const name of ['a.csv', 'b.csv.gz']) {
    const matrix = await readDenseMatrix(file(name, '1.5,0,-1\n4,nan,\n'));
    expect([matrix.rows, matrix.columns]).toEqual([2, 3]);
    expect([...matrix.values]).toEqual([1.5, 0, -1, 4, Number.NaN, Number.NaN]);
  }
});

test('a row of one cell, exponents and signs', async () => {
  expect([...(await readDenseMatrix(file('c.csv', '1e-3,-2.5E2\n3,4\n'))).values]).toEqual([0.001, -250, 3, 4]);
});

test('both NaN and −1 are missing; 0 is a rating; rows may be items', async () => {
  const matrix = await readDenseMatrix(file('d.csv', '5,-1,nan\n0,3,2\n'));
  const byUser = ratingsFromMatrix(matrix);
  expect([byUser.users.size, byUser.items.size, byUser.size]).toEqual([2, 3, 4]);
  expect([...byUser.userItems.values]).toEqual([5, 0, 3, 2]);
  const byItem = ratingsFromMatrix(matrix, { rows: 'items' });
  expect([byItem.users.size, byItem.items.size]).toEqual([3, 2]);
  expect([...byItem.userItems.values]).toEqual([5, 0, 3, 2]);
  expect([...byItem.userItems.indexes]).toEqual([0, 1, 1, 1]);
});

test('a mask decides alone; one of another shape or with other numbers is refused', async () => {
  const matrix = await readDenseMatrix(file('e.csv', '5,0\n0,3\n'));
  const mask = await readDenseMatrix(file('f.csv', '1,0\n1,0\n'));
  expect([...ratingsFromMatrix(matrix, { mask }).userItems.values]).toEqual([5, 0]);
  const wide = { rows: 1, columns: 4, values: new Float64Array(4) };
  expect(() => ratingsFromMatrix(matrix, { mask: wide })).toThrow(/2 × 2 like the matrix; got 1 × 4/);
  expect(() => ratingsFromMatrix(matrix, { mask: matrix })).toThrow(/0 and 1; got 5/);
});

test('a cell that is no number is refused with line and column', async () => {
  await expect(readDenseMatrix(file('g.csv', '1,2\n3,four\n'))).rejects.toThrow(/line 2, column 2: .*"four"/);
});
