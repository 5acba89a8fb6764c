import { expect, test } from 'vitest';
import { seededRandom } from '../../src/math/random.ts';
import { sampleWithoutReplacement, shuffle, weightedChoice } from '../../src/math/sampling.ts';
import fc from '../../testkit/properties.ts';

/** Σ (count − expected)² / expected. */
function chiSquared(counts: ArrayLike<number>, expected: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) if (expected[i] > 0) sum += (counts[i] - expected[i]) ** 2 / expected[i];
  return sum;
}

test('shuffle: each of 24 orders as likely', () => {
  const random = seededRandom(1);
  const counts = new Map<string, number>();
  for (let i = 0; i < 24000; i++) {
    const order = shuffle(random, ['a', 'b', 'c', 'd']).join('');
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  expect(counts.size).toBe(24);
  expect(chiSquared([...counts.values()], new Array(24).fill(1000))).toBeLessThan(49.7); // 99.9 % of χ² with 23 degrees
});

test('shuffle keeps what is in the list, and gives the list back', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.nat(), (list, seed) => {
      const copy = [...list];
      expect(shuffle(seededRandom(seed), copy)).toBe(copy);
      expect(copy.sort()).toEqual(list.sort());
    }),
  );
});

test.each([
  ['few of many', 12, 2, 132],
  ['most', 5, 4, 120],
])('sampleWithoutReplacement, %s: each ordered sample as likely', (_name, size, count, orders) => {
  const random = seededRandom(2);
  const counts = new Map<string, number>();
  for (let i = 0; i < orders * 200; i++) {
    const sample = sampleWithoutReplacement(random, size, count).join();
    counts.set(sample, (counts.get(sample) ?? 0) + 1);
  }
  expect(counts.size).toBe(orders);
  const spread = Math.sqrt(2 * (orders - 1));
  expect(chiSquared([...counts.values()], new Array(orders).fill(200))).toBeLessThan(orders - 1 + 4 * spread);
});

test('sampleWithoutReplacement: distinct, in range', () => {
  fc.assert(
    fc.property(fc.nat(300), fc.nat(300), fc.nat(), (a, b, seed) => {
      const [count, size] = [Math.min(a, b), Math.max(a, b)];
      const sample = sampleWithoutReplacement(seededRandom(seed), size, count);
      expect(sample.length).toBe(count);
      expect(new Set(sample).size).toBe(count);
      expect(sample.every((index) => index < size)).toBe(true);
    }),
  );
  expect(() => sampleWithoutReplacement(seededRandom(1), 3, 4)).toThrow('count must be an integer in 0…size; got 4 of 3.');
});

test('weightedChoice draws by weight, and never what weighs 0', () => {
  const random = seededRandom(3);
  const weights = [0, 1, 0.5, 7, 0, 1.5, 1e-12, 0];
  const choice = weightedChoice(weights);
  const counts = new Float64Array(weights.length);
  for (let i = 0; i < 100000; i++) counts[choice.draw(random)]++;
  expect([counts[0], counts[4], counts[7]]).toEqual([0, 0, 0]);
  expect(
    chiSquared(
      counts,
      weights.map((weight) => weight * 10000),
    ),
  ).toBeLessThan(20.5); // 99.9 % of χ² with 5 degrees
});

test('weightedChoice: any weights give an index that weighs something', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1e9, noNaN: true })), { minLength: 1 }),
      fc.nat(),
      (weights, seed) => {
        fc.pre(weights.some((weight) => weight > 0));
        const random = seededRandom(seed);
        const choice = weightedChoice(weights);
        for (let i = 0; i < 50; i++) expect(weights[choice.draw(random)]).toBeGreaterThan(0);
      },
    ),
  );
});

test.each([[[]], [[0, 0]], [[1, -1]], [[Number.NaN]], [[Number.POSITIVE_INFINITY]]])('weightedChoice refuses %j', (weights) => {
  expect(() => weightedChoice(weights)).toThrow('weightedChoice: ');
});
