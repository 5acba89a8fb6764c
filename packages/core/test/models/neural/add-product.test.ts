import { expect, test } from 'vitest';
import { addProduct } from '../../../src/models/autoencoders/add-product.ts';

test('x · weights is added to sums, from the row where it begins, for any number of rows', () => {
  const weights = { rows: 8, columns: 3, values: Float32Array.from({ length: 24 }, (_, k) => k + 1) };
  for (const [count, begin] of [
    [7, 1],
    [4, 2],
    [2, 0],
  ]) {
    const x = Float64Array.from({ length: count }, (_, k) => k - 2);
    const sums = Float64Array.of(10, 20, 30);
    addProduct(sums, x, weights, begin);
    const expected = [0, 1, 2].map((f) => x.reduce((sum, value, k) => sum + value * weights.values[(begin + k) * 3 + f], 10 * (f + 1)));
    expect([...sums]).toEqual(expected);
  }
});
