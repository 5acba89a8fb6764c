import { seededRandom } from '@likewise/core';
import { expect, test } from 'vitest';
import { orderByPopularity } from '../../src/server/serving/order-by-popularity.ts';

test.each([0, 1, 2, 1000, 65_536, 65_537, 200_001])(
  '%i items: largest first, equals in their order, as a stable sort has it',
  async (size) => {
    const random = seededRandom(size);
    // Counts, of which many are equal; among them fractions, numbers below 0 and what is no number.
    const popularity = Float32Array.from({ length: size }, () => {
      const kind = random.integer(20);
      return kind === 0 ? Number.NaN : kind === 1 ? -random.uniform() : kind === 2 ? random.uniform() * 1e9 : random.integer(50);
    });
    let turns = 0;
    const order = await orderByPopularity(popularity, () => {
      turns++;
      return undefined;
    });
    const value = (index: number): number => popularity[index] || 0;
    expect(order).toEqual(Uint32Array.from({ length: size }, (_, k) => k).sort((a, b) => value(b) - value(a) || a - b));
    expect(turns).toBeGreaterThanOrEqual(Math.floor(size / 65_536));
  },
);
