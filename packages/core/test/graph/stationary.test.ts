/** §5: the long run of chains that mix too slowly, or are too dense, for steps to find it. */
import { expect, test } from 'vitest';
import { chainFromSequences } from '../../src/graph/chain-from-sequences.ts';
import { stationaryByElimination } from '../../src/graph/stationary.ts';
import { seededRandom } from '../../src/math/random.ts';

test('two states that are hardly ever left: exact, at once', () => {
  // P(b | a) = 1e-9, P(a | b) = 3e-9: three quarters of the time in a.
  const shares = stationaryByElimination(Float64Array.of(1 - 1e-9, 1e-9, 3e-9, 1 - 3e-9), 2) as Float64Array;
  expect(shares[0]).toBeCloseTo(0.75, 14);
  expect(shares[1]).toBeCloseTo(0.25, 14);
});

test('a step leaves the distribution of a dense chain as it is, to the last bits', () => {
  const size = 300;
  const random = seededRandom(4);
  const flow = Float64Array.from({ length: size * size }, () => random.uniform() ** 6);
  for (let row = 0; row < size; row++) {
    const own = flow.subarray(row * size, (row + 1) * size);
    const sum = own.reduce((total, value) => total + value, 0);
    own.forEach((value, column) => {
      own[column] = value / sum;
    });
  }
  const shares = stationaryByElimination(flow.slice(), size) as Float64Array;
  for (let column = 0; column < size; column++) {
    let moved = 0;
    for (let row = 0; row < size; row++) moved += shares[row] * flow[row * size + column];
    expect(Math.abs(moved - shares[column])).toBeLessThan(1e-15);
  }
});

test('a chain of sequences that stays in each of two places for 100,000 steps', () => {
  const stays = (state: string): string[] => new Array(100_000).fill(state);
  const chain = chainFromSequences([[...stays('a'), ...stays('b'), 'a']]);
  const { stationary } = chain.steadyState();
  expect(stationary?.get('a')).toBeCloseTo(0.5, 9);
  expect((stationary?.get('a') as number) + (stationary?.get('b') as number)).toBeCloseTo(1, 12);
});
