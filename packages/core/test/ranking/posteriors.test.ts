/** Intervals and quantiles against SciPy and statsmodels, and what holds for any of them. */
import { describe, expect, test } from 'vitest';
import golden from '../../../../golden/posteriors.json' with { type: 'json' };
import { betaCumulative, betaDensity, betaQuantile, studentDensity, studentQuantile } from '../../src/math/beta-distribution.ts';
import { normalQuantileOfTail, normalTail } from '../../src/math/normal-distribution.ts';
import { dampedMeanScore } from '../../src/ranking/damped-mean-score.ts';
import { betaPosterior, dirichletPosterior } from '../../src/ranking/posterior.ts';
import { wilsonInterval } from '../../src/ranking/wilson.ts';

const near = (value: number, wanted: number, tolerance: number, what: string) =>
  expect(Math.abs(value - wanted), `${what}: ${value}, wanted ${wanted}`).toBeLessThanOrEqual(tolerance);

test('normal quantiles equal SciPy to 1e-12, also 37 deviations out', () => {
  for (const { tail, quantile } of golden.normal) {
    near(normalQuantileOfTail(tail), quantile, 1e-12 * Math.max(1, Math.abs(quantile)), `tail ${tail}`);
    near(normalTail(quantile) / tail, 1, 2e-12, `tail at ${quantile}`);
  }
});

test('beta quantiles, probabilities and densities equal SciPy to 1e-10 of their size', () => {
  for (const { a, b, p, quantile, cumulative, density } of golden.beta) {
    const what = `beta(${a}, ${b}) at ${p}`;
    near(betaQuantile(p, a, b), quantile, 1e-10 * quantile + 1e-300, what);
    near(betaCumulative(quantile, a, b), cumulative, 1e-10, what);
    if (density !== null) near(betaDensity(quantile, a, b) / density, 1, 1e-8, `${what}, density`);
  }
});

test("Student's quantiles and densities equal SciPy", () => {
  for (const { degrees, p, quantile, density } of golden.student) {
    near(studentQuantile(p, degrees), quantile, 1e-10 * Math.max(1, Math.abs(quantile)), `t(${degrees}) at ${p}`);
    near(studentDensity(quantile, degrees) / density, 1, 1e-10, `t(${degrees}) density at ${quantile}`);
  }
});

describe('wilsonInterval', () => {
  test('equals statsmodels to 1e-12, at any confidence; corrected for continuity, Newcombe', () => {
    for (const { ups, downs, confidence, low, high, correctedLow, correctedHigh } of golden.wilson) {
      const what = `${ups}, ${downs} at ${confidence}`;
      const [ownLow, ownHigh] = wilsonInterval(ups, downs, { confidence });
      near(ownLow, low, 1e-12, what);
      near(ownHigh, high, 1e-12, what);
      const [widerLow, widerHigh] = wilsonInterval(ups, downs, { confidence, continuity: true });
      near(widerLow, correctedLow, 1e-12, `${what}, corrected`);
      near(widerHigh, correctedHigh, 1e-12, `${what}, corrected`);
    }
  });

  test.each([
    [1, 0, 0.206549, 1],
    [8, 2, 0.490162, 0.943318],
    [80, 20, 0.711171, 0.866633],
    [0, 5, 0, 0.434482],
    [0, 0, 0, 1],
  ])('%i of up, %i down', (ups, downs, low, high) => {
    const interval = wilsonInterval(ups, downs);
    expect(interval[0]).toBeCloseTo(low, 6);
    expect(interval[1]).toBeCloseTo(high, 6);
  });

  test('refuses negative votes and confidences outside (0, 1)', () => {
    expect(() => wilsonInterval(-1, 2)).toThrow('wilsonInterval: ups must be a count ≥ 0; got -1.');
    expect(() => wilsonInterval(1, Number.NaN)).toThrow('downs must be a count ≥ 0; got NaN');
    for (const confidence of [0, 1, 95, Number.NaN]) expect(() => wilsonInterval(1, 2, { confidence })).toThrow('confidence must be');
  });
});

describe('posteriors', () => {
  test('8 of 10 with a flat prior', () => {
    const { mean, interval } = betaPosterior(8, 2);
    expect(mean).toBe(0.75);
    expect(interval[0]).toBeCloseTo(0.482244, 6);
    expect(interval[1]).toBeCloseTo(0.939782, 6);
  });

  test('the mean under a flat prior is the damped mean with two votes of ½', () => {
    for (const [ups, downs] of [
      [0, 0],
      [8, 2],
      [3, 400],
    ])
      expect(betaPosterior(ups, downs).mean).toBeCloseTo(dampedMeanScore(ups, ups + downs, { priorMean: 0.5, damping: 2 }) as number, 15);
  });

  test('the interval holds its probability, also for a million votes', () => {
    for (const [ups, downs] of [
      [0, 0],
      [3, 0],
      [400_000, 600_000],
    ]) {
      const { interval } = betaPosterior(ups, downs, { confidence: 0.9 });
      near(betaCumulative(interval[0], ups + 1, downs + 1), 0.05, 1e-10, 'below');
      near(betaCumulative(interval[1], ups + 1, downs + 1), 0.95, 1e-10, 'not above');
    }
  });

  test('Dirichlet: shares, mean of the stars and its deviation equal SciPy', () => {
    const { counts, values, means, low, high, mean, deviation } = golden.dirichlet;
    const posterior = dirichletPosterior(counts, values);
    posterior.shares.forEach((share, level) => {
      near(share.mean, means[level], 1e-12, 'mean');
      near(share.interval[0], low[level], 1e-10, 'low');
      near(share.interval[1], high[level], 1e-10, 'high');
    });
    near(posterior.mean, mean, 1e-12, 'mean of the stars');
    near(posterior.deviation, deviation, 1e-12, 'deviation');
    expect(() => dirichletPosterior([1, -2])).toThrow('counts[1] must be a count ≥ 0; got -2');
  });
});
