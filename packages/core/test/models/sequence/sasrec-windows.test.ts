/** What trains of long histories: each step once an epoch, in windows whose cuts move. */
import { expect, test } from 'vitest';
import { Windows } from '../../../src/models/sequence/sasrec/windows.ts';

const history = (length: number): Uint32Array => Uint32Array.from({ length }, (_, k) => k);
const spansOf = (length: number, maxLength: number, epoch: number, seed = 0): [first: number, length: number][] => {
  const windows = new Windows([history(length)], maxLength, seed);
  return Array.from({ length: windows.length }, (_, window) => windows.at(window, epoch)).map((span) => [span.first, span.length]);
};

test.each([2, 4, 5, 6, 8, 9, 10, 13, 27])('a history of %i items: every step once in each epoch, at most maxLength a window', (length) => {
  for (let epoch = 1; epoch <= 20; epoch++) {
    const spans = spansOf(length, 4, epoch);
    const steps = spans.flatMap(([first, count]) => Array.from({ length: count }, (_, k) => first + k));
    expect(steps).toEqual(Array.from({ length: length - 1 }, (_, k) => k));
    expect(spans.every(([, count]) => count >= 1 && count <= 4)).toBe(true);
    expect(spans).toEqual(spansOf(length, 4, epoch));
  }
});

test('cuts move with the epoch and the seed, and stay where a history is a whole number of windows', () => {
  const cuts = Array.from({ length: 20 }, (_, epoch) => spansOf(14, 8, epoch + 1)[1][0]);
  expect(new Set(cuts)).toEqual(new Set([5, 6, 7, 8]));
  expect(Array.from({ length: 20 }, (_, epoch) => spansOf(14, 8, epoch + 1, 1)[1][0])).not.toEqual(cuts);
  expect(spansOf(17, 8, 3)).toEqual([
    [0, 8],
    [8, 8],
  ]);
});

test('the fullest batch has the longest windows', () => {
  const windows = new Windows([history(3), history(12), history(6)], 5, 0);
  expect(windows.length).toBe(5);
  expect([1, 3, 4, 9].map((count) => windows.mostSteps(count))).toEqual([5, 15, 20, 22]);
});
