import { describe, expect, test } from 'vitest';
import golden from '../../../../golden/paired-tests.json' with { type: 'json' };
import { holm } from '../../src/evaluate/compare.ts';
import { pairedTTest, signedRankTest } from '../../src/math/paired-tests.ts';

const close = (value: number, expected: number): void => expect(Math.abs(value / expected - 1)).toBeLessThan(1e-10);

describe.each(golden.cases.map((one, c) => [c, one] as const))('case %i agrees with SciPy (golden/paired_tests.py)', (_, one) => {
  const differences = Float64Array.from(one.differences);
  test('paired t-test', () => close(pairedTTest(differences), one.t));
  test('signed-rank test', () => close(signedRankTest(differences), one.wilcoxon));
  test('neither minds the order or the sign', () => {
    const turned = differences.map((d) => -d).reverse();
    close(pairedTTest(turned), one.t);
    close(signedRankTest(turned), one.wilcoxon);
  });
});

test('Holm agrees with NumPy (golden/paired_tests.py)', () => {
  for (const [k, adjusted] of holm(golden.holm.p).entries()) close(adjusted, golden.holm.adjusted[k]);
});

test('nothing to tell apart: p is 1; the same difference everywhere: the mean is surely not zero; one difference says nothing', () => {
  expect([pairedTTest(new Float64Array(4)), signedRankTest(new Float64Array(4))]).toEqual([1, 1]);
  expect(pairedTTest(Float64Array.of(0.5, 0.5, 0.5))).toBe(0);
  expect(pairedTTest(Float64Array.of(0.5))).toBeNaN();
  expect(signedRankTest(Float64Array.of(0.5))).toBe(1);
});

test('differences that are equal on paper share their rank, and those of the last digit are none', () => {
  const paper = Float64Array.of(0.2, -0.2, 0.4, 0.1);
  expect(signedRankTest(Float64Array.of(0.3 - 0.1, 0.1 - 0.3, 0.4, 0.1, 0.1 + 0.2 - 0.3))).toBe(signedRankTest(paper));
});
