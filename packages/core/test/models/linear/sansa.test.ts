/** SANSA: EASE where nothing is left out, near it where much is, memory told before. */
import { describe, expect, test } from 'vitest';
import { ease, interactionsFromRows, sansa } from '../../../src/index.ts';
import { seededRandom } from '../../../src/math/random.ts';
import type { DenseMatrix } from '../../../src/matrix/dense.ts';
import type { SparseRows } from '../../../src/matrix/sparse.ts';
import { requireSansaRoom, sansaBytes } from '../../../src/models/linear/sansa/sparse-inverse.ts';

const random = seededRandom(11, 'sansa test');
const train = interactionsFromRows(
  Array.from({ length: 300 }, (_, user) =>
    Array.from({ length: 14 }, () => ({
      user,
      item: Math.floor(60 * random.uniform() ** 2 + (user % 3) * 20),
      weight: 1 + random.integer(3),
    })),
  ).flat(),
  { duplicates: 'last' },
);

/** Largest difference, and correlation, of a sparse matrix and a dense one. */
function compared(sparse: SparseRows, dense: DenseMatrix): { readonly farthest: number; readonly correlation: number } {
  let [farthest, products, ownSquares, otherSquares] = [0, 0, 0, 0];
  for (let j = 0; j < dense.rows; j++) {
    const row = new Float64Array(dense.columns);
    for (let e = sparse.pointers[j]; e < sparse.pointers[j + 1]; e++) row[sparse.indexes[e]] = sparse.values[e];
    row.forEach((own, i) => {
      const other = dense.values[j * dense.columns + i];
      farthest = Math.max(farthest, Math.abs(own - other));
      products += own * other;
      ownSquares += own * own;
      otherSquares += other * other;
    });
  }
  return { farthest, correlation: products / Math.sqrt(ownSquares * otherSquares) };
}

describe.each([{}, { dropout: 0.4 }, { weighting: 'given' as const }])('%o', (options) => {
  const weightsOf = async (entries: number) =>
    (await sansa({ regularization: 20, entries, ...options }).fit(train)).state.weights as SparseRows;

  test('with as many entries as items it is EASE; with fewer it is near, the nearer the more there are', async () => {
    const exact = (await ease({ regularization: 20, ...options }).fit(train)).state.weights as DenseMatrix;
    expect(compared(await weightsOf(1000), exact).farthest).toBeLessThan(1e-6);
    const [few, more] = [await weightsOf(10), await weightsOf(40)];
    expect(compared(few, exact).correlation).toBeGreaterThan(0.6);
    expect(compared(more, exact).correlation).toBeGreaterThan(compared(few, exact).correlation);
    expect(Math.max(...Array.from({ length: few.rows }, (_, j) => few.pointers[j + 1] - few.pointers[j]))).toBe(10);
  });
});

test('one entry of each item still is a model', async () => {
  const model = await sansa({ regularization: 20, entries: 1 }).fit(train);
  expect(model.state.weights.rows).toBe(train.items.size);
  expect(model.recommend(0, { n: 1 })).toHaveLength(1);
});

test('what would not fit is refused before any work, with the estimate and what to take instead', () => {
  // Two people with 40,000 items each: 0.8 thousand million pairs.
  const wide = { rows: 2, columns: 40_000, pointers: Uint32Array.of(0, 40_000, 80_000) };
  expect(sansaBytes(wide, 100)).toBe(8 * 20_000 * 39_999 + 48 * 4e6 + 2 ** 25);
  expect(() => requireSansaRoom(wide, 100)).toThrow(
    expect.objectContaining({
      code: 'too-large',
      message: expect.stringMatching(/100 entries of each of 40000 items.* up to 6\.2 GiB .*take elsa/),
    }),
  );
  requireSansaRoom({ ...wide, pointers: Uint32Array.of(0, 100, 200) }, 100);
});

test.each([
  [{ entries: 0 }, 'sansa: entries must be an integer ≥ 1; got 0.'],
  [{ regularization: 0 }, 'sansa: regularization must be a finite number > 0; got 0.'],
  [{ dropout: 1 }, 'sansa: dropout must be a finite number ≥ 0 and < 1; got 1.'],
])('refuses %o', (options, message) => {
  expect(() => sansa(options)).toThrow(message);
});

test('a penalty that is nothing beside the values is refused', async () => {
  const alike = interactionsFromRows([0, 1, 2].flatMap((user) => ['a', 'b'].map((item) => ({ user, item, weight: 1e6 }))));
  await expect(sansa({ regularization: 1e-9, weighting: 'given' }).fit(alike)).rejects.toMatchObject({ code: 'not-positive-definite' });
});
