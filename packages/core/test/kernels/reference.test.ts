import { describe, expect, test } from 'vitest';
import { float32, float64, type KernelName } from '../../src/kernels/kernels.ts';
import { packPanels } from '../../src/kernels/panels.ts';
import { reference, referenceKernels } from '../../src/kernels/reference/reference.ts';
import type { AlsSystem } from '../../src/kernels/signatures/als.ts';
import type { KernelArguments } from '../../src/kernels/signatures/kernel-arguments.ts';
import { seededRandom } from '../../src/math/random.ts';

const factors = 8;
const unobserved = 0.3;
const random = seededRandom(5);
const normals = (length: number) => Float32Array.from({ length }, () => random.normal());

/** 3 rows over 6 columns; the last row has no entries. */
const pointers = Uint32Array.of(0, 3, 5, 5);
const indexes = Uint32Array.of(0, 2, 5, 1, 2);
const weights = Float32Array.of(1, 2.5, 0.5, 4, 1);
const penalties = Float32Array.of(0.5, 0.25, 0.1);
const y = normals(6 * factors);
const start = normals(3 * factors);

function fullGram(): Float32Array {
  const g = new Float32Array(factors * factors);
  for (let f = 0; f < factors; f++)
    for (let h = 0; h < factors; h++)
      for (let c = 0; c < 6; c++) g[f * factors + h] += unobserved * y[c * factors + f] * y[c * factors + h];
  return g;
}

function solved(kernel: 'alsDirect' | 'alsConjugateGradient' | 'alsBlock', option = 0, passes = 1): Float32Array {
  const x = start.slice();
  const system: AlsSystem = [pointers, indexes, weights, x, y, fullGram(), penalties, unobserved, factors];
  for (let pass = 0; pass < passes; pass++)
    expect(reference[kernel]((kernel === 'alsDirect' ? [...system, new Float32Array(0), 0] : [...system, option]) as never, 0, 3, 0)).toBe(
      0,
    );
  return x;
}

/** The objective cell by cell, from its definition. */
function objective(x: Float32Array): number {
  let sum = 0;
  for (let r = 0; r < 3; r++) {
    for (let c = 0; c < 6; c++) {
      let score = 0;
      for (let f = 0; f < factors; f++) score += x[r * factors + f] * y[c * factors + f];
      const e = [0, 1, 2, 3, 4].find((k) => k >= pointers[r] && k < pointers[r + 1] && indexes[k] === c);
      sum += e === undefined ? unobserved * score ** 2 : (weights[e] + unobserved) * (1 - score) ** 2;
    }
    for (let f = 0; f < factors; f++) sum += penalties[r] * x[r * factors + f] ** 2;
  }
  return sum;
}

describe('least squares', () => {
  test('direct finds the minimum: every step away from it costs', () => {
    const x = solved('alsDirect');
    for (let f = 0; f < x.length; f++) {
      for (const step of [-1e-2, 1e-2]) {
        const moved = x.slice();
        moved[f] += step;
        expect(objective(moved)).toBeGreaterThan(objective(x));
      }
    }
  });

  test('enough conjugate gradient steps and enough block passes find the same', () => {
    const exact = solved('alsDirect');
    solved('alsConjugateGradient', 30).forEach((value, f) => void expect(value).toBeCloseTo(exact[f], 5));
    for (const block of [3, 4]) solved('alsBlock', block, 300).forEach((value, f) => void expect(value).toBeCloseTo(exact[f], 4));
  });

  test('one block over all coordinates is the direct solution', () => {
    const exact = solved('alsDirect');
    solved('alsBlock', factors).forEach((value, f) => void expect(value).toBeCloseTo(exact[f], 5));
  });

  test('a row without entries becomes exactly 0', () => {
    for (const x of [solved('alsDirect'), solved('alsConjugateGradient', 1), solved('alsBlock', 4)])
      expect([...x.subarray(2 * factors)]).toEqual(Array(factors).fill(0));
  });

  test('objective is the sum over all cells', () => {
    const parts = new Float64Array(2);
    const system = [pointers, indexes, weights, start, y, fullGram(), penalties, unobserved, factors, parts] as const;
    reference.alsObjective([...system], 0, 2, 0);
    reference.alsObjective([...system], 2, 3, 1);
    expect(parts[0] + parts[1]).toBeCloseTo(objective(start), 4);
  });

  test('a singular matrix is named, not solved', async () => {
    const session = await referenceKernels.open({ x: float32(3 * factors) });
    const flat = new Float32Array(6 * factors).fill(1);
    const none = new Float32Array(3);
    const args: KernelArguments['alsDirect'] = [
      pointers,
      indexes,
      weights,
      session.arrays.x,
      flat,
      new Float32Array(factors * factors),
      none,
      0,
      factors,
      none,
      0,
    ];
    await expect(session.run('alsDirect', args, { rows: 3 })).rejects.toThrow('alsDirect: the normal equations of row 0');
  });
});

test('gram sums outer products of the chunk into its own partial', async () => {
  const session = await referenceKernels.open({ y, partials: float32(2 * factors * factors) });
  await session.run('gram', [session.arrays.y, factors, session.arrays.partials], { rows: 6, grain: 4 });
  const g = fullGram();
  for (let f = 0; f < factors; f++)
    for (let h = f; h < factors; h++) {
      const at = f * factors + h;
      expect(unobserved * (session.arrays.partials[at] + session.arrays.partials[factors * factors + at])).toBeCloseTo(g[at], 5);
    }
});

describe('top n', () => {
  const panels = packPanels(y, 6, factors);

  test('panels hold every column once, by falling norm', () => {
    expect([...panels.columnOf].sort()).toEqual([0, 1, 2, 3, 4, 5]);
    for (let p = 0; p < 6; p++) {
      const c = panels.columnOf[p];
      expect(panels.positionOf[c]).toBe(p);
      expect(panels.norms[p]).toBeGreaterThanOrEqual(Math.hypot(...y.subarray(c * factors, (c + 1) * factors)));
      for (let f = 0; f < factors; f++) expect(panels.packed[f * 8 + p]).toBe(y[c * factors + f]);
    }
  });

  test.each([1, 0])('lists the best columns of the listed rows (exclude = %i), short lists filled', (exclude) => {
    const rows = Uint32Array.of(2, 0);
    const columns = new Int32Array(12);
    const scores = new Float32Array(12);
    const { packed, norms, columnOf, positionOf } = panels;
    const args: KernelArguments['topN'] = [
      rows,
      start,
      packed,
      norms,
      columnOf,
      positionOf,
      6,
      pointers,
      indexes,
      exclude,
      factors,
      6,
      columns,
      scores,
    ];
    expect(reference.topN(args, 0, 2, 0)).toBe(0);
    for (const [listed, row] of rows.entries()) {
      const seen = exclude === 1 ? [...indexes.subarray(pointers[row], pointers[row + 1])] : [];
      const expected = [0, 1, 2, 3, 4, 5]
        .filter((c) => !seen.includes(c))
        .map((c) => ({ c, score: y.subarray(c * factors, (c + 1) * factors).reduce((sum, v, f) => sum + v * start[row * factors + f], 0) }))
        .sort((a, b) => b.score - a.score);
      expected.forEach(({ c, score }, k) => {
        expect(columns[listed * 6 + k]).toBe(c);
        expect(scores[listed * 6 + k]).toBeCloseTo(score, 4);
      });
      for (let k = expected.length; k < 6; k++) {
        expect(columns[listed * 6 + k]).toBe(-1);
        expect(scores[listed * 6 + k]).toBe(Number.NEGATIVE_INFINITY);
      }
    }
  });

  test('ties go to the lower column, also where panels order them otherwise', () => {
    // Equal scores of unequal norms: the second coordinate is not asked for.
    const tied = Float32Array.of(1, 0, 0, 0, 1, 5, 0, 0, 1, 2, 0, 0);
    const { packed, norms, columnOf, positionOf } = packPanels(tied, 3, 4);
    expect([...columnOf]).toEqual([1, 2, 0]);
    const columns = new Int32Array(2);
    const none = new Uint32Array(2);
    const asked = Float32Array.of(1, 0, 0, 0);
    reference.topN(
      [Uint32Array.of(0), asked, packed, norms, columnOf, positionOf, 3, none, none, 1, 4, 2, columns, new Float32Array(2)],
      0,
      1,
      0,
    );
    expect([...columns]).toEqual([0, 1]);
  });
});

test('a stopped signal stops before the next chunk', async () => {
  const session = await referenceKernels.open({ y, partials: float32(6 * factors * factors), parts: float64(1) });
  const reason = new Error('enough');
  let asked = 0;
  const signal = {
    aborted: false,
    throwIfAborted() {
      if (++asked === 3) throw reason;
    },
  };
  const run = session.run('gram' satisfies KernelName, [session.arrays.y, factors, session.arrays.partials], { rows: 6, grain: 1, signal });
  await expect(run).rejects.toBe(reason);
  expect(session.arrays.partials[factors * factors]).not.toBe(0);
  expect(session.arrays.partials[2 * factors * factors]).toBe(0);
});
