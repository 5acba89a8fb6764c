import { expect, test } from 'vitest';
import { threadsWorth } from '../../src/neural/phases.ts';

test.each([
  ['a batch of a few microseconds', [[40_000], [60_000, 40_000]], 4, 1],
  ['pieces for two', [new Array(8).fill(5e6), new Array(32).fill(6e5)], 2, 2],
  ['one piece a phase', [[9e6], [9e6]], 8, 1],
  ['no more threads than pieces', [[5e6, 5e6, 5e6]], 8, 3],
  ['no more than there are', [new Array(100).fill(1e6)], 3, 3],
] as const)('%s', (_, works, most, worth) => {
  expect(threadsWorth({ works }, most)).toBe(worth);
});
