/** Names on a map: beside their points where there is room, never on each other while there is, inside the picture. */
import { expect, test } from 'vitest';
import fc from '../../../core/testkit/properties.ts';
import { placedLabels } from '../../src/cli/print/map-labels.ts';

const frame = { left: 0, top: 0, right: 900, bottom: 700 };
const boxOf = ({ x, y, text }: { x: number; y: number; text: string }) => ({
  left: x,
  right: x + 6.6 * text.length,
  top: y - 11,
  bottom: y + 3,
});
const overlap = (a: ReturnType<typeof boxOf>, b: ReturnType<typeof boxOf>) =>
  Math.min(a.right, b.right) - Math.max(a.left, b.left) > 0.01 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 0.01;

test('far apart: right beside the point, without a leader; at the right edge to its left', () => {
  const [first, second] = placedLabels([{ x: 100, y: 100, text: 'Heat' }, { x: 890, y: 300, text: 'Alien' }], frame); // biome-ignore format: one line
  expect([first.x, first.leader]).toEqual([109, undefined]);
  expect([second.x + 33, second.leader]).toEqual([881, undefined]);
});

test('two points in one place: names apart, the second maybe at the end of a leader', () => {
  const labels = placedLabels(Array.from({ length: 6 }, (_, k) => ({ x: 400, y: 300 + k, text: `Film number ${k}` })), frame); // biome-ignore format: one line
  for (let a = 0; a < 6; a++) for (let b = 0; b < a; b++) expect(overlap(boxOf(labels[a]), boxOf(labels[b]))).toBe(false);
  expect(labels.some(({ leader }) => leader !== undefined)).toBe(true);
});

test('any points: as many names, in their order, all inside while there is room', () => {
  const point = fc.record({
    x: fc.integer({ min: 60, max: 840 }),
    y: fc.integer({ min: 60, max: 640 }),
    text: fc.constantFrom('Up', 'Casablanca', 'Pulp Fiction (1994)'),
  });
  fc.assert(
    fc.property(fc.array(point, { maxLength: 12 }), (points) => {
      const labels = placedLabels(points, frame);
      expect(labels.map(({ text }) => text)).toEqual(points.map(({ text }) => text));
      for (const label of labels) {
        const { left, right, top, bottom } = boxOf(label);
        expect(left >= 0 && right <= 900 && top >= 0 && bottom <= 700).toBe(true);
      }
    }),
    { numRuns: 50 },
  );
});
