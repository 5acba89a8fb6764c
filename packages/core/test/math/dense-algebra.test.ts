import { describe, expect, test } from 'vitest';
import golden from '../../../../golden/dense_algebra.json' with { type: 'json' };
import { seededRandom } from '../../src/math/random.ts';
import { choleskyFactor, choleskyLogDeterminant, choleskySolve, solveLower, solveLowerTransposed } from '../../src/matrix/cholesky.ts';
import { identity, multiply, multiplyTransposed, norm } from '../../src/matrix/dense.ts';
import { symmetricEigen } from '../../src/matrix/eigen.ts';
import fc from '../../testkit/properties.ts';

/** Largest difference, relative to the largest entry of `expected` (or to `scale`). */
function distance(actual: ArrayLike<number>, expected: ArrayLike<number>, scale = 0): number {
  expect(actual.length).toBe(expected.length);
  let largest = scale;
  let difference = 0;
  for (let i = 0; i < expected.length; i++) {
    largest = Math.max(largest, Math.abs(expected[i]));
    difference = Math.max(difference, Number.isNaN(actual[i]) ? Number.POSITIVE_INFINITY : Math.abs(actual[i] - expected[i]));
  }
  return largest === 0 ? difference : difference / largest;
}

/** Aᵀ of [rows × columns]. */
function transposed(a: Float64Array, rows: number, columns: number): Float64Array {
  return a.map((_, i) => a[(i % rows) * columns + Math.floor(i / rows)]);
}

/** Σ_k values[k]·v_k·v_kᵀ with the vectors in rows. */
function compose(values: Float64Array, vectors: Float64Array): Float64Array {
  const size = values.length;
  const columns = transposed(vectors, size, size);
  return multiplyTransposed(
    columns.map((value, i) => value * values[i % size]),
    columns,
    size,
    size,
    size,
  );
}

const products = (rows: Float64Array, size: number): Float64Array => multiplyTransposed(rows, rows, size, size, size);

const tiny = 1e-10;

test('products agree with NumPy', () => {
  const { a, b, product } = golden.product;
  const [left, right] = [Float64Array.from(a.values), Float64Array.from(b.values)];
  expect(distance(multiply(left, right, 4, 6, 3), product)).toBeLessThan(1e-14);
  expect(distance(multiplyTransposed(left, transposed(right, 6, 3), 4, 6, 3), product)).toBeLessThan(1e-14);
});

test('norm neither overflows nor underflows', () => {
  expect(norm(Float64Array.of(3e200, 4e200))).toBeCloseTo(5e200, -190);
  expect(norm(Float64Array.of(3e-200, 4e-200)) / 5e-200).toBeCloseTo(1, 14);
  expect(norm(Float64Array.of(3, -4))).toBe(5);
});

describe('Cholesky', () => {
  test.each(golden.definite)('$rows × $rows agrees with SciPy', ({ rows, values, factor, right, solution, log_determinant }) => {
    const lower = choleskyFactor(Float64Array.from(values), rows);
    expect(distance(lower, factor)).toBeLessThan(tiny);
    const b = Float64Array.from(right);
    expect(distance(choleskySolve(lower, b, rows, 3), solution)).toBeLessThan(tiny);
    expect(distance(multiply(lower, solveLower(lower, b, rows, 3), rows, rows, 3), right)).toBeLessThan(tiny);
    expect(distance(multiply(transposed(lower, rows, rows), solveLowerTransposed(lower, b, rows, 3), rows, rows, 3), right)).toBeLessThan(
      tiny,
    );
    expect(choleskyLogDeterminant(lower, rows)).toBeCloseTo(log_determinant, 10);
  });

  test.each([
    ['negative', [1, 0, 0, -1], 1],
    ['singular', [1, 1, 1, 1], 1],
    ['not a number', [Number.NaN], 0],
    ['infinite', [Number.POSITIVE_INFINITY], 0],
  ])('refuses a %s matrix and names the row', (_name, values, row) => {
    const size = Math.sqrt(values.length);
    expect(() => choleskyFactor(Float64Array.from(values), size)).toThrowError(expect.objectContaining({ code: 'not-positive-definite' }));
    expect(() => choleskyFactor(Float64Array.from(values), size)).toThrow(`in row ${row}); add to its diagonal.`);
  });
});

describe('symmetric eigenvalues', () => {
  test.each(golden.symmetric)('$name agrees with SciPy', (expected) => {
    const size = expected.rows;
    const { values, vectors } = symmetricEigen(Float64Array.from(expected.values), size);
    expect(distance(values, expected.eigenvalues)).toBeLessThan(tiny);
    expect(distance(products(vectors, size), identity(size))).toBeLessThan(tiny);
    expect(distance(compose(values, vectors), expected.values)).toBeLessThan(tiny);
    if (!expected.distinct) return;
    for (let k = 0; k < size; k++) {
      const theirs = expected.vectors.slice(k * size, (k + 1) * size);
      const ours = vectors.subarray(k * size, (k + 1) * size);
      const sign = Math.sign(theirs.reduce((sum, value, c) => sum + value * ours[c], 0));
      expect(
        distance(
          ours,
          theirs.map((value) => sign * value),
        ),
        `vector ${k}`,
      ).toBeLessThan(1e-9);
    }
  });

  test('any symmetric matrix of small integers', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.nat(), (size, seed) => {
        const random = seededRandom(seed);
        const half = Float64Array.from({ length: size * size }, () => random.integer(3) - 1);
        const a = half.map((value, i) => value + half[(i % size) * size + Math.floor(i / size)]);
        const { values, vectors } = symmetricEigen(a, size);
        expect(distance(compose(values, vectors), a, 1)).toBeLessThan(tiny);
        expect(distance(products(vectors, size), identity(size))).toBeLessThan(tiny);
      }),
      { numRuns: 500 },
    );
  });
});

test.each([Number.NaN, Number.POSITIVE_INFINITY])('%d is refused', (value) => {
  expect(() => symmetricEigen(Float64Array.of(1, 0, value, 1), 2)).toThrow('every entry must be finite');
});
