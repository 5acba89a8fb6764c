import { expect, test } from 'vitest';
import { middle95, resampledMeans, seededRandom } from '../../src/index.ts';

const normals = (size: number, seed: number): Float64Array => {
  const random = seededRandom(seed);
  return Float64Array.from({ length: size }, () => 3 + 2 * random.normal());
};
const deviation = (values: Float64Array): number => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
};

test.each([400, 10_000, 50_000])('of %i units, the means spread by σ/√n', (size) => {
  const [means] = resampledMeans([normals(size, 7)]);
  // 1,000 draws know a deviation to about 1/√2000 = 2.2 %, 10,000 groups to 0.7 %, 400 units to 3.5 %.
  expect(deviation(means) / (2 / Math.sqrt(size))).toBeGreaterThan(0.87);
  expect(deviation(means) / (2 / Math.sqrt(size))).toBeLessThan(1.13);
});

test('so many groups that the spread of a large sample is known to a few percent, whatever the sample', () => {
  const samples = Array.from({ length: 12 }, (_, seed) => normals(20_000, seed));
  // 1,000 draws and 10,000 groups: 2.4 % together. 100 groups would give 7 %.
  for (const means of resampledMeans(samples)) expect(Math.abs(deviation(means) / (2 / Math.sqrt(20_000)) - 1)).toBeLessThan(0.09);
});

test('the interval holds the true mean in 95 of 100 samples', () => {
  let held = 0;
  for (let sample = 0; sample < 400; sample++) {
    const [low, high] = middle95(resampledMeans([normals(100, sample)], { seed: sample, resamples: 400 })[0]) ?? [0, 0];
    if (low <= 3 && 3 <= high) held++;
  }
  expect(held / 400).toBeGreaterThan(0.91);
  expect(held / 400).toBeLessThan(0.98);
});

test('same seed, same draws for every column: differences are paired', () => {
  const one = normals(500, 1);
  const other = one.map((value) => value + 0.25);
  const [[a], [b]] = [resampledMeans([one], { seed: 9 }), resampledMeans([other], { seed: 9 })];
  a.forEach((mean, r) => {
    expect(b[r] - mean).toBeCloseTo(0.25, 10);
  });
  expect(resampledMeans([one], { seed: 9 })[0]).toEqual(a);
  expect(resampledMeans([one], { seed: 10 })[0]).not.toEqual(a);
});

test('values that are not defined are passed over', () => {
  const half = normals(1000, 2).map((value, k) => (k % 2 === 0 ? value : Number.NaN));
  const [means] = resampledMeans([half]);
  expect(deviation(means) / (2 / Math.sqrt(500))).toBeGreaterThan(0.85);
  expect(middle95(resampledMeans([Float64Array.of(Number.NaN)])[0])).toBeUndefined();
});

test('one unit has an interval of no width', () => {
  expect(middle95(resampledMeans([Float64Array.of(4)])[0])).toEqual([4, 4]);
});
