/** Principal axes against hand-derived cases and against what defines them. */
import { expect, test } from 'vitest';
import { principalAxes } from '../../src/index.ts';
import fc from '../../testkit/properties.ts';

const matrix = (rows: readonly (readonly number[])[]) => ({
  rows: rows.length,
  columns: rows[0].length,
  values: Float32Array.from(rows.flat()),
});

test('points on a line: one axis keeps everything', () => {
  const { axes, kept, mean, places } = principalAxes(matrix([[1, 2], [2, 4], [3, 6]])); // biome-ignore format: one line
  expect([...mean]).toEqual([2, 4]);
  // (1, 2) ÷ √5, its largest coordinate positive.
  expect(axes.values[0]).toBeCloseTo(1 / Math.sqrt(5), 12);
  expect(axes.values[1]).toBeCloseTo(2 / Math.sqrt(5), 12);
  expect(kept[0]).toBeCloseTo(1, 12);
  expect(kept[1]).toBeCloseTo(0, 12);
  expect([places.values[0], places.values[2], places.values[4]].map((value) => Number(value.toFixed(12)))).toEqual([-Math.sqrt(5), 0, Math.sqrt(5)].map((value) => Number(value.toFixed(12)))); // biome-ignore format: one line
});

test('a known case: variances 8 and 2 along the diagonals', () => {
  // ±2(1, 1) and ±1(1, −1): sums of squares 16 and 4 along the diagonals.
  const { kept, axes } = principalAxes(matrix([[2, 2], [-2, -2], [1, -1], [-1, 1]])); // biome-ignore format: one line
  expect([kept[0], kept[1]].map((share) => Number(share.toFixed(12)))).toEqual([0.8, 0.2]);
  expect(Math.abs(axes.values[0] - axes.values[1])).toBeLessThan(1e-12);
});

test('axes are orthonormal, places have mean 0 and the variance that is told, and all axes keep all of it', () => {
  const cell = fc.float({ min: -4, max: 4, noNaN: true });
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 4, maxLength: 4 }), { minLength: 3, maxLength: 12 }), (rows) => {
      const { axes, kept, places } = principalAxes(matrix(rows), { components: 4 });
      for (let a = 0; a < 4; a++)
        for (let b = 0; b < 4; b++) {
          let product = 0;
          for (let c = 0; c < 4; c++) product += axes.values[a * 4 + c] * axes.values[b * 4 + c];
          expect(product).toBeCloseTo(a === b ? 1 : 0, 9);
        }
      const variance = (k: number) => rows.reduce((sum, _, r) => sum + places.values[r * 4 + k] ** 2, 0);
      const total = [0, 1, 2, 3].reduce((sum, k) => sum + variance(k), 0);
      for (let k = 0; k < 4; k++) {
        expect(rows.reduce((sum, _, r) => sum + places.values[r * 4 + k], 0)).toBeCloseTo(0, 6);
        if (total > 1e-6) expect(kept[k]).toBeCloseTo(variance(k) / total, 6);
      }
      if (total > 1e-6) expect(kept.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
    }),
  );
});

test('equal rows have no variance; more axes than columns do not exist', () => {
  const { kept, places } = principalAxes(matrix([[3], [3]]));
  expect([...kept]).toEqual([0]);
  expect([places.columns, ...places.values]).toEqual([1, 0, 0]);
});
