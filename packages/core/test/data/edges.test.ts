/** Edges between people: order, doubles, oneself, weights. */
import { expect, test } from 'vitest';
import { edgesFromRows, Interactions, interactionsFromRows, positives, selectInteractions } from '../../src/index.ts';

test('rows become sparse rows; the last weight of a repeated edge counts, nobody is their own friend', () => {
  const edges = edgesFromRows([
    ['cat', 'ann'],
    ['ann', 'bob', 0.5],
    ['ann', 'ann'],
    ['ann', 'cat', 2],
    ['ann', 'bob', 3],
    ['bob', 'cat', 0],
  ]);
  expect(edges.ids.ids).toEqual(['cat', 'ann', 'bob']);
  expect([...edges.matrix.pointers]).toEqual([0, 1, 3, 3]);
  expect([...edges.matrix.indexes]).toEqual([1, 0, 2]);
  expect([...edges.matrix.values]).toEqual([1, 2, 3]);
  expect([edges.selfEdges, edges.repeated]).toEqual([1, 1]);
});

test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('a weight of %s is refused with its row', (weight) => {
  expect(() =>
    edgesFromRows([
      ['ann', 'bob'],
      ['bob', 'ann', weight],
    ]),
  ).toThrow(/edges, row 2 \(bob → ann\): the weight must be a finite number ≥ 0/);
});

test('no edge at all is an empty matrix', () => {
  expect(edgesFromRows([]).matrix.rows).toBe(0);
});

test('parts of interactions keep the edges', () => {
  const whole = interactionsFromRows([
    { user: 'ann', item: 'tea', value: 5 },
    { user: 'bob', item: 'jam', value: 1 },
  ]);
  const edges = edgesFromRows([['ann', 'bob']]);
  const { users, items, userItems, valueKind } = whole;
  const social = new Interactions({ users, items, userItems, valueKind, edges });
  expect(positives(social, '>=4').edges).toBe(edges);
  expect(selectInteractions(social, Uint8Array.of(0, 1)).edges).toBe(edges);
});
