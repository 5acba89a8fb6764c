import { describe, expect, test } from 'vitest';
import golden from '../../../../golden/distributions.json' with { type: 'json' };
import { beta, chiSquared, dirichlet, gamma } from '../../src/math/gamma.ts';
import { type Random, seededRandom } from '../../src/math/random.ts';
import { choleskyFactor, choleskySolve } from '../../src/matrix/cholesky.ts';
import { multivariateNormal, multivariateNormalByPrecision, wishart } from '../../src/matrix/wishart.ts';

const draws = 40000;
type Draw = (random: Random, ...args: number[]) => number;
const samplers: Record<string, Draw> = {
  normal: (random) => random.normal(),
  uniform: (random) => random.uniform(),
  gamma,
  chiSquared,
  beta,
};

/** Kolmogorov–Smirnov statistic √n · sup|F_n − F| over the golden's points; 1.95 is passed by chance once in 1,000. */
function kolmogorovSmirnov(sample: Float64Array, { points, cdf }: { points: number[]; cdf: number[] }): number {
  const sorted = sample.slice().sort();
  let below = 0;
  let largest = 0;
  for (let k = 0; k < points.length; k++) {
    while (below < sorted.length && sorted[below] <= points[k]) below++;
    largest = Math.max(largest, Math.abs(below / sorted.length - cdf[k]));
  }
  return largest * Math.sqrt(sorted.length);
}

function moments(sample: Float64Array): { mean: number; variance: number } {
  const mean = sample.reduce((sum, x) => sum + x, 0) / sample.length;
  return { mean, variance: sample.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (sample.length - 1) };
}

test.each(golden.uniforms)('seed $seed, stream "$stream": the numbers of an independent implementation', ({ seed, stream, values }) => {
  const random = seededRandom(seed, stream);
  expect(values.map(() => random.uniform())).toEqual(values);
});

test.each(golden.cases)('$name($arguments) is distributed as SciPy says', (expected) => {
  const random = seededRandom(20260102, expected.name);
  const sample = Float64Array.from({ length: draws }, () => samplers[expected.name](random, ...expected.arguments));
  expect(kolmogorovSmirnov(sample, expected)).toBeLessThan(1.95);
  const { mean, variance } = moments(sample);
  expect(Math.abs(mean - expected.mean) / Math.sqrt(expected.variance / draws)).toBeLessThan(4);
  expect(Math.abs(variance / expected.variance - 1)).toBeLessThan(0.12);
});

test('the test sees a wrong shape', () => {
  const expected = golden.cases.find(({ name, arguments: [shape] }) => name === 'gamma' && shape === 7.3)!;
  const random = seededRandom(1);
  const sample = Float64Array.from({ length: draws }, () => gamma(random, 7.2, 2));
  expect(kolmogorovSmirnov(sample, expected)).toBeGreaterThan(1.95);
});

test('beta and Dirichlet near 0 give shares, not NaN', () => {
  const random = seededRandom(3);
  for (let i = 0; i < 1000; i++) {
    const shares = dirichlet(random, [1e-3, 1e-4, 2e-3]);
    expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
    expect(shares[0] + shares[1] + shares[2]).toBeCloseTo(1, 12);
    expect(beta(random, 1e-3, 1e-3)).toBeGreaterThanOrEqual(0);
  }
});

test('Dirichlet: means, variances and covariances of the closed form', () => {
  const concentration = [0.5, 2, 4.5];
  const total = 7;
  const random = seededRandom(5);
  const sums = new Float64Array(3);
  const products = new Float64Array(9);
  for (let i = 0; i < draws; i++) {
    const shares = dirichlet(random, concentration);
    for (let a = 0; a < 3; a++) {
      sums[a] += shares[a] / draws;
      for (let b = 0; b < 3; b++) products[a * 3 + b] += (shares[a] * shares[b]) / draws;
    }
  }
  for (let a = 0; a < 3; a++) {
    const mean = concentration[a] / total;
    expect(Math.abs(sums[a] - mean)).toBeLessThan(0.004);
    for (let b = 0; b < 3; b++) {
      const covariance = ((a === b ? mean : 0) - (mean * concentration[b]) / total) / (total + 1);
      expect(Math.abs(products[a * 3 + b] - sums[a] * sums[b] - covariance)).toBeLessThan(0.001);
    }
  }
});

describe('Wishart', () => {
  const { degrees, lower, mean, variance, inverseScale, first, inverse, scale } = golden.wishart;
  const random = seededRandom(20260103);
  const root = Float64Array.from(lower);
  const sample = Array.from({ length: 20000 }, () => wishart(random, root, 3, degrees));

  test('entries have the means and variances that SciPy says', () => {
    for (let k = 0; k < 9; k++) {
      const entry = moments(Float64Array.from(sample, (matrix) => matrix[k]));
      expect(Math.abs(entry.mean - mean[k]) / Math.sqrt(variance[k] / sample.length), `entry ${k}`).toBeLessThan(4);
      expect(Math.abs(entry.variance / variance[k] - 1), `entry ${k}`).toBeLessThan(0.08);
    }
  });

  test('W_00/S_00 and S⁻¹_00/W⁻¹_00 are χ² with n and n − 2 degrees', () => {
    expect(
      kolmogorovSmirnov(
        Float64Array.from(sample, (matrix) => matrix[0] / scale[0]),
        first,
      ),
    ).toBeLessThan(1.95);
    const inverses = Float64Array.from(sample, (matrix) => {
      const column = choleskySolve(choleskyFactor(matrix, 3), Float64Array.of(1, 0, 0), 3);
      return inverseScale / column[0];
    });
    expect(kolmogorovSmirnov(inverses, inverse)).toBeLessThan(1.95);
  });

  test.each([2, 0, Number.NaN])('refuses %d degrees of freedom for 3 rows', (value) => {
    expect(() => wishart(random, root, 3, value)).toThrow(`wishart: degrees must be a finite number > 2 for 3 rows; got ${value}.`);
  });
});

test('multivariate normal: mean and covariance, by covariance and by precision', () => {
  const random = seededRandom(9);
  const mean = Float64Array.of(1, -2, 0.5);
  const lower = Float64Array.of(2, 0, 0, -0.5, 1, 0, 0.3, 0.7, 0.2);
  const covariance = [4, -1, 0.6, -1, 1.25, 0.55, 0.6, 0.55, 0.62];
  const root = choleskyFactor(choleskySolve(lower, Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1), 3, 3), 3);
  for (const draw of [() => multivariateNormal(random, mean, lower), () => multivariateNormalByPrecision(random, mean, root)]) {
    const sample = Array.from({ length: draws }, draw);
    for (let a = 0; a < 3; a++) {
      const average = sample.reduce((sum, x) => sum + x[a] / draws, 0);
      expect(Math.abs(average - mean[a])).toBeLessThan((4 * Math.sqrt(covariance[a * 4])) / Math.sqrt(draws));
      for (let b = 0; b < 3; b++) {
        const moment = sample.reduce((sum, x) => sum + ((x[a] - mean[a]) * (x[b] - mean[b])) / draws, 0);
        expect(Math.abs(moment - covariance[a * 3 + b])).toBeLessThan(0.09);
      }
    }
  }
});

test('gamma, beta, Dirichlet and Wishart are these numbers on every host', () => {
  const random = seededRandom(42);
  expect(gamma(random, 0.3)).toBe(0.023771326585760928);
  expect(gamma(random, 4.2, 2)).toBe(8.724063234786051);
  expect(beta(random, 2, 3)).toBe(0.5780646835892531);
  expect([...dirichlet(random, [0.2, 1, 3])]).toEqual([0.014955922298337709, 0.34168052726474535, 0.643363550436917]);
  expect([...wishart(random, Float64Array.of(1, 0, 0.5, 1), 2, 3)]).toEqual([
    1.971771090864953, 3.9454598436043864, 3.9454598436043864, 8.834593949170102,
  ]);
});

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses %d', (value) => {
  const random = seededRandom(1);
  expect(() => gamma(random, value)).toThrow(`gamma: shape must be a finite number > 0; got ${value}.`);
  expect(() => gamma(random, 1, value)).toThrow('gamma: scale must be');
  expect(() => chiSquared(random, value)).toThrow('chiSquared: degrees must be');
  expect(() => beta(random, 1, value)).toThrow('beta: b must be');
  expect(() => dirichlet(random, [1, value])).toThrow('dirichlet: concentration must be');
});
