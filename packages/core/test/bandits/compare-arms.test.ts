import { describe, expect, test } from 'vitest';
import golden from '../../../../golden/ab-tests.json' with { type: 'json' };
import { compareMeans, compareShares, momentsOfRewards, rowsToTellApart } from '../../src/bandits/compare-arms.ts';
import { seededRandom } from '../../src/math/random.ts';

const counts = ([successes, rows]: readonly number[]) => ({ successes, rows });
/** To 1e-12 of the figure's own size. */
const same = (value: number, expected: number): void =>
  expect(Math.abs(value - expected)).toBeLessThan(1e-12 * Math.max(1, Math.abs(expected)));

test.each(golden.shares)('shares $a and $b as statsmodels has them', ({ a, b, confidence, z, p, newcombe, normal }) => {
  const found = compareShares(counts(a), counts(b), { confidence });
  same(found.z, z);
  same(found.pValue, p);
  for (const end of [0, 1]) {
    same(found.newcombe[end], newcombe[end]);
    same(found.normal[end], normal[end]);
  }
});

test.each(golden.means.map((one) => [one.a.length, one.b.length, one] as const))('means of %i and %i as SciPy has them', (_a, _b, one) => {
  const found = compareMeans(momentsOfRewards(one.a), momentsOfRewards(one.b), { confidence: one.confidence });
  expect(found.t).toBeCloseTo(one.t, 10);
  expect(found.degrees).toBeCloseTo(one.degrees, 9);
  expect(found.pValue).toBeCloseTo(one.p, 10);
  for (const end of [0, 1]) expect(found.interval[end]).toBeCloseTo(one.interval[end], 10);
});

test.each(golden.sizes)('rows for $p against $q at power $power as statsmodels needs them', ({ p, q, rows, ...settings }) => {
  const { confidence, power } = settings;
  // It also counts the chance of a significant difference the wrong way round, less than 1e-6 of the rows.
  expect(Math.abs(rowsToTellApart(p, q, { confidence, power }) - rows)).toBeLessThanOrEqual(1 + 1e-6 * rows);
  expect(rowsToTellApart(q, p, { confidence, power })).toBe(rowsToTellApart(p, q, { confidence, power }));
});

test('by hand: Newcombe 1998, 56 of 70 against 48 of 80', () => {
  const { newcombe, difference } = compareShares({ successes: 48, rows: 80 }, { successes: 56, rows: 70 });
  expect(difference).toBeCloseTo(0.2, 12);
  expect(newcombe.map((end) => end.toFixed(4))).toEqual(['0.0524', '0.3339']); // Table II of the paper, method 10.
});

describe('200 pairs of arms that differ by a tenth', () => {
  const random = seededRandom(1, 'coverage');
  const draw = (rows: number, p: number) => {
    let successes = 0;
    for (let k = 0; k < rows; k++) successes += random.uniform() < p ? 1 : 0;
    return { successes, rows };
  };
  const covered = (rows: number, p: number, q: number) => {
    const runs = 2000;
    const inside = { newcombe: 0, normal: 0 };
    for (let run = 0; run < runs; run++) {
      const found = compareShares(draw(rows, p), draw(rows, q));
      for (const kind of ['newcombe', 'normal'] as const) if (found[kind][0] <= q - p && q - p <= found[kind][1]) inside[kind]++;
    }
    return { newcombe: inside.newcombe / runs, normal: inside.normal / runs };
  };
  test.each([
    [80, 0.1, 0.2],
    [300, 0.3, 0.4],
    [40, 0.5, 0.6],
  ])('%i rows, %d against %d: 95 %% intervals hold the truth in 93 to 97 %%', (rows, p, q) => {
    const { newcombe } = covered(rows, p, q);
    expect(newcombe).toBeGreaterThan(0.93);
    expect(newcombe).toBeLessThan(0.97);
  });
  test('few rows and shares near 0: the normal interval holds too rarely, Newcombe holds', () => {
    const { newcombe, normal } = covered(15, 0.03, 0.06);
    expect(normal).toBeLessThan(0.9);
    expect(newcombe).toBeGreaterThan(0.93);
  });
});

test('the power that was asked for is the power that is had', () => {
  const random = seededRandom(2, 'power');
  const rows = rowsToTellApart(0.2, 0.3);
  let found = 0;
  for (let run = 0; run < 1000; run++) {
    const of = (p: number) => ({ rows, successes: Array.from({ length: rows }, () => random.uniform()).filter((x) => x < p).length });
    if (compareShares(of(0.2), of(0.3)).pValue < 0.05) found++;
  }
  expect(found / 1000).toBeGreaterThan(0.77);
  expect(found / 1000).toBeLessThan(0.83);
});

test('arms that nothing tells apart', () => {
  expect(compareShares({ successes: 0, rows: 9 }, { successes: 0, rows: 4 })).toMatchObject({ z: 0, pValue: 1, normal: [0, 0] });
  expect(compareShares({ successes: 4, rows: 4 }, { successes: 9, rows: 9 }).pValue).toBe(1);
  const same = compareMeans({ mean: 2, variance: 1, rows: 5 }, { mean: 2, variance: 3, rows: 9 });
  expect([same.t, same.pValue]).toEqual([0, 1]);
});

test('rewards that hardly vary keep their degrees of freedom', () => {
  const tiny = compareMeans({ mean: 1, variance: 1e-200, rows: 10 }, { mean: 1, variance: 1e-200, rows: 10 });
  expect(tiny.degrees).toBeCloseTo(18, 9);
});

test.each([
  [() => compareShares({ successes: 3, rows: 2 }, { successes: 0, rows: 1 }), /of arm a rows must be an integer ≥ 1.*got 3 of 2/],
  [() => compareShares({ successes: 0, rows: 1 }, { successes: 0, rows: 0 }), /of arm b .*got 0 of 0/],
  [() => compareShares({ successes: 0.5, rows: 1 }, { successes: 0, rows: 1 }), /got 0.5 of 1/],
  [() => compareShares({ successes: 0, rows: 1 }, { successes: 0, rows: 1 }, { confidence: 1 }), /confidence must be/],
  [() => compareMeans({ mean: 0, variance: 1, rows: 1 }, { mean: 0, variance: 1, rows: 5 }), /a must have .* at least 2 rows/],
  [() => compareMeans({ mean: 1, variance: 0, rows: 3 }, { mean: 2, variance: 0, rows: 5 }), /neither arm vary/],
  [() => momentsOfRewards([1, Number.NaN]), /rewards must have a finite mean/],
  [() => rowsToTellApart(0.1, 0.1), /p and q must differ; both are 0.1/],
  [() => rowsToTellApart(0, 0.1), /p must be a finite number > 0/],
  [() => rowsToTellApart(0.1, 0.2, { power: 1 }), /power must be/],
])('what cannot be is refused: %#', (call, message) => {
  expect(call).toThrow(message);
});
