import { describe, expect, test } from 'vitest';
import golden from '../../../../golden/dense_algebra.json' with { type: 'json' };
import { seededRandom } from '../../src/math/random.ts';
import { choleskyFactor, choleskyLogDeterminant, choleskySolve, solveLower, solveLowerTransposed } from '../../src/matrix/cholesky.ts';
import { gram, identity, multiply, multiplyTransposed, norm, transposed } from '../../src/matrix/dense.ts';
import { symmetricEigen } from '../../src/matrix/eigen.ts';
import { qr } from '../../src/matrix/qr.ts';
import { singularValues } from '../../src/matrix/singular-values.ts';
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

/** U·diag(s)·Vᵀ with u [rows × rank], v [columns × rank]. */
function compose(u: Float64Array, s: Float64Array, v: Float64Array, rows: number, columns: number): Float64Array {
  const scaled = u.map((value, i) => value * s[i % s.length]);
  return multiplyTransposed(scaled, v, rows, s.length, columns);
}

const tiny = 1e-10;

test('products agree with NumPy', () => {
  const { a, b, product } = golden.product;
  const [left, right] = [Float64Array.from(a.values), Float64Array.from(b.values)];
  expect(distance(multiply(left, right, 4, 6, 3), product)).toBeLessThan(1e-14);
  expect(distance(multiplyTransposed(left, transposed(right, 6, 3), 4, 6, 3), product)).toBeLessThan(1e-14);
  expect(distance(gram(left, 4, 6), multiply(transposed(left, 4, 6), left, 6, 4, 6))).toBeLessThan(1e-14);
});

test('norm neither overflows nor underflows', () => {
  expect(norm(Float64Array.of(3e200, 4e200))).toBeCloseTo(5e200, -190);
  expect(norm(Float64Array.of(3e-200, 4e-200)) / 5e-200).toBeCloseTo(1, 14);
  expect(norm(Float64Array.of(9, 3, 9, 4), 1, 2, 2)).toBe(5);
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

describe('QR', () => {
  test.each(golden.rectangular)('$name agrees with SciPy', (expected) => {
    const { rows, columns } = expected;
    const rank = Math.min(rows, columns);
    const a = Float64Array.from(expected.values);
    const { q, r } = qr(a, rows, columns);
    expect(distance(multiply(q, r, rows, rank, columns), a)).toBeLessThan(tiny);
    expect(distance(gram(q, rows, rank), identity(rank))).toBeLessThan(tiny);
    for (let i = 0; i < rank; i++) {
      expect(r[i * columns + i]).toBeGreaterThanOrEqual(0);
      for (let j = 0; j < i; j++) expect(r[i * columns + j]).toBe(0);
    }
    if (!expected.full_rank) return;
    expect(distance(r, expected.r)).toBeLessThan(tiny);
    expect(distance(q, expected.q)).toBeLessThan(tiny);
  });
});

describe('singular values', () => {
  test.each(golden.rectangular)('$name agrees with SciPy', (expected) => {
    const { rows, columns } = expected;
    const a = Float64Array.from(expected.values);
    const { u, s, v } = singularValues(a, rows, columns);
    const rank = s.length;
    // LAPACK keeps digits relative to the largest value only.
    expect(distance(s, expected.s)).toBeLessThan(tiny);
    expect([...s]).toEqual([...s].sort((x, y) => y - x));
    expect(distance(gram(u, rows, rank), identity(rank))).toBeLessThan(tiny);
    expect(distance(gram(v, columns, rank), identity(rank))).toBeLessThan(tiny);
    expect(distance(compose(u, s, v, rows, columns), a)).toBeLessThan(tiny);
  });

  test.each(golden.rectangular)('$name cut to rank k is off by the values left out', ({ rows, columns, values }) => {
    const a = Float64Array.from(values);
    const { u, s, v } = singularValues(a, rows, columns);
    for (let k = 0; k <= s.length; k++) {
      const cut = compose(
        u,
        s.map((value, at) => (at < k ? value : 0)),
        v,
        rows,
        columns,
      );
      const off = norm(a.map((value, at) => value - cut[at]));
      expect(Math.abs(off - norm(s.slice(k))), `rank ${k}`).toBeLessThan(1e-6 * Math.max(1, norm(a)));
    }
  });

  test('small values keep their digits: a graded diagonal turned about', () => {
    const { s } = singularValues(Float64Array.of(1e10, 0, 0, 0, 1, 0, 0, 0, 1e-5), 3, 3);
    expect([...s]).toEqual([1e10, 1, 1e-5]);
  });

  test('any matrix of small integers', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }), fc.nat(), (rows, columns, seed) => {
        const random = seededRandom(seed);
        const a = Float64Array.from({ length: rows * columns }, () => random.integer(5) - 2);
        const { u, s, v } = singularValues(a, rows, columns);
        expect(distance(compose(u, s, v, rows, columns), a, 1)).toBeLessThan(tiny);
        expect(distance(gram(u, rows, s.length), identity(s.length))).toBeLessThan(tiny);
        expect(distance(gram(v, columns, s.length), identity(s.length))).toBeLessThan(tiny);
      }),
      { numRuns: 500 },
    );
  });
});

describe('symmetric eigenvalues', () => {
  test.each(golden.symmetric)('$name agrees with SciPy', (expected) => {
    const size = expected.rows;
    const { values, vectors } = symmetricEigen(Float64Array.from(expected.values), size);
    expect(distance(values, expected.eigenvalues)).toBeLessThan(tiny);
    expect(distance(gram(vectors, size, size), identity(size))).toBeLessThan(tiny);
    const columns = transposed(vectors, size, size);
    expect(distance(compose(columns, values, columns, size, size), expected.values)).toBeLessThan(tiny);
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
        const columns = transposed(vectors, size, size);
        expect(distance(compose(columns, values, columns, size, size), a, 1)).toBeLessThan(tiny);
        expect(distance(gram(vectors, size, size), identity(size))).toBeLessThan(tiny);
      }),
      { numRuns: 500 },
    );
  });
});

test.each([Number.NaN, Number.POSITIVE_INFINITY])('%d is refused', (value) => {
  expect(() => symmetricEigen(Float64Array.of(1, 0, value, 1), 2)).toThrow('every entry must be finite');
  expect(() => singularValues(Float64Array.of(1, value), 1, 2)).toThrow('every entry must be finite');
});
