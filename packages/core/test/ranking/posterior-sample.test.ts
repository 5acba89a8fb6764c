/** Draws of posteriors: their means and spreads are those of the distributions, and the same random numbers give the same draw. */
import { expect, test } from 'vitest';
import { betaPosterior, dirichletPosterior, sampledMean, sampledShare, seededRandom } from '../../src/index.ts';

const draws = 20_000;
const momentsOf = (values: readonly number[]) => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, sd: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) };
};

test('a share: mean a/(a + b), deviation √(ab/((a + b)²(a + b + 1)))', () => {
  const random = seededRandom(1);
  const { mean, sd } = momentsOf(Array.from({ length: draws }, () => sampledShare(random, 8, 2)));
  // Four standard errors of 20,000 draws.
  expect(Math.abs(mean - betaPosterior(8, 2).mean)).toBeLessThan((4 * 0.12) / Math.sqrt(draws));
  expect(sd).toBeCloseTo(Math.sqrt((9 * 3) / (12 ** 2 * 13)), 2);
  const prior = momentsOf(Array.from({ length: draws }, () => sampledShare(random, 0, 0, { priorUps: 3, priorDowns: 1 })));
  expect(prior.mean).toBeCloseTo(0.75, 2);
});

test('a mean of levels: that of the posterior, with its deviation', () => {
  const random = seededRandom(2);
  const [counts, values] = [[2, 0, 1, 5, 12], [1, 2, 3, 4, 5]]; // biome-ignore format: one line
  const { mean, sd } = momentsOf(Array.from({ length: draws }, () => sampledMean(random, counts, values)));
  const told = dirichletPosterior(counts, values);
  expect(Math.abs(mean - told.mean)).toBeLessThan((4 * told.deviation) / Math.sqrt(draws));
  expect(sd / told.deviation).toBeCloseTo(1, 1);
  const heavy = momentsOf(Array.from({ length: 2000 }, () => sampledMean(random, counts, values, { prior: 1000 })));
  expect(heavy.mean).toBeCloseTo(3, 1);
});

test('the same seed, the same draw; what is no count is refused', () => {
  expect(sampledShare(seededRandom(5), 3, 1)).toBe(sampledShare(seededRandom(5), 3, 1));
  expect(sampledShare(seededRandom(5), 3, 1)).not.toBe(sampledShare(seededRandom(6), 3, 1));
  expect(() => sampledShare(seededRandom(1), -1, 0)).toThrow('ups must be a count ≥ 0; got -1.');
  expect(() => sampledMean(seededRandom(1), [1], [1])).toThrow('needs two levels or more');
});
