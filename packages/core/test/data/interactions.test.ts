import { describe, expect, test } from 'vitest';
import { edgesFromRows } from '../../src/data/edges.ts';
import { featuresFromRows } from '../../src/data/features.ts';
import { IdMap, numberIds, unitedIds } from '../../src/data/id-map.ts';
import { type InteractionParts, interactionsFromColumns } from '../../src/data/interactions.ts';
import { type InteractionRow, interactionsFromRows } from '../../src/data/rows.ts';
import { selectInteractions } from '../../src/data/select.ts';
import { rowIndexes, rowValues } from '../../src/matrix/sparse.ts';
import fc from '../../testkit/properties.ts';

/** Of a few, many in both forms. */
const id = fc.oneof(fc.nat(5), fc.nat(5).map(String));

describe('ids', () => {
  test('7, "7" and "007" are three ids; digits beyond 2^53 stay as text', () => {
    const ids = [7, '7', '007', '9007199254740993', '9007199254740992', '', '__proto__', -0.5];
    const map = new IdMap(ids);
    expect(ids.map((id) => map.indexOf(id))).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect([map.size, map.indexOf('8'), map.indexOf('constructor'), map.indexOf(Number.NaN)]).toEqual([8, undefined, undefined, undefined]);
  });

  test('a number and its text find each other where the id itself is unknown, each by its own spelling alone', () => {
    const map = new IdMap([7, '8', 0.1, -2, '007', 2 ** 53, '9007199254740993', '1e3']);
    const found = ['7', 8, '0.1', '-2', 7, '8'].map((id) => map.find(id));
    expect(found).toEqual([7, '8', 0.1, -2, 7, '8']);
    for (const id of ['07', '7.0', ' 7', '+7', '-7', 1000, '9007199254740992', 9007199254740994, '', 'Infinity', Number.NaN])
      expect([map.indexOf(id), map.find(id)], String(id)).toEqual([undefined, undefined]);
    const both = new IdMap([7, '7']);
    expect([both.indexOf(7), both.indexOf('7')]).toEqual([0, 1]);
  });

  test('of two maps: an id in its other form is the same, unless one map has both forms', () => {
    expect(unitedIds(new IdMap([7, 'a']), new IdMap(['7', 'b', 'a'])).ids).toEqual([7, 'a', 'b']);
    expect(unitedIds(new IdMap([7]), new IdMap(['7', 7])).ids).toEqual([7, '7']);
    const first = new IdMap([7, 8]);
    expect(unitedIds(first, new IdMap(['8', 7]))).toBe(first);
    fc.assert(
      fc.property(fc.uniqueArray(id), fc.uniqueArray(id), (some, others) => {
        const [a, b] = [new IdMap(some), new IdMap(others)];
        const united = unitedIds(a, b);
        expect(united.ids.slice(0, some.length)).toEqual(some);
        const found = others.map((one) => united.indexOf(one));
        expect(new Set(found).size, 'no two of the others become one').toBe(others.length);
        expect(found).not.toContain(undefined);
      }),
    );
  });

  test('are numbered by first appearance', () => {
    const { map, indexes } = numberIds(['b', 1, 'b', '1', 1]);
    expect(map.ids).toEqual(['b', 1, '1']);
    expect([...indexes]).toEqual([0, 1, 0, 2, 1]);
  });
});

/** 06: rows of (a, x) at +900, +100, +500 seconds; (b, y) twice at the same time. */
const repeated: InteractionRow[] = [
  ['a', 'x', 2, 900],
  ['b', 'x', 4, 100],
  ['a', 'x', 5, 100],
  ['b', 'y', 3, 200],
  ['a', 'x', 4, 500],
  ['c', 'y', 1, 300],
  ['b', 'y', 3, 200],
  ['c', 'x', 2, 400],
].map(([user, item, value, after]) => ({
  user,
  item,
  value: value as number,
  timestamp: 1700000000 + (after as number),
})) as InteractionRow[];

describe('case 6: the same pair several times', () => {
  test.each([
    ['last', 2],
    ['mean', 11 / 3],
    ['sum', 11],
  ] as const)('rule %s gives %d for (a, x)', (duplicates, value) => {
    const train = interactionsFromRows(repeated, { duplicates });
    expect([train.size, train.mergedRows]).toEqual([5, 3]);
    expect(rowValues(train.userItems, 0)[0]).toBeCloseTo(value, 6);
    // Whatever the value, the time is that of the last event.
    expect(train.timestamps?.[0]).toBe(1700000900);
  });

  test('without times, the last row wins', () => {
    const train = interactionsFromRows(repeated.map(({ user, item, value }) => ({ user, item, value })));
    expect(rowValues(train.userItems, 0)[0]).toBe(4);
  });

  test('rule error names the rows', () => {
    expect(() => interactionsFromRows(repeated, { duplicates: 'error' })).toThrow(
      'rows 1, 3, 5 hold the same pair (a, x); choose a rule: last, mean or sum.',
    );
  });

  test('context follows the row that was kept', () => {
    const train = interactionsFromColumns({
      users: new IdMap(['a']),
      items: new IdMap(['x', 'y']),
      userIndexes: Uint32Array.of(0, 0, 0),
      itemIndexes: Uint32Array.of(1, 0, 0),
      timestamps: Float64Array.of(1, 9, 2),
      context: new Map([
        ['device', { kind: 'category' as const, levels: ['phone', 'tv'], codes: Uint32Array.of(0, 1, 0) }],
        ['price', { kind: 'number' as const, values: Float64Array.of(5, 6, 7) }],
      ]),
    });
    expect([...rowIndexes(train.userItems, 0)]).toEqual([0, 1]);
    expect(train.context.get('device')).toMatchObject({ codes: Uint32Array.of(1, 0) });
    expect(train.context.get('price')).toMatchObject({ values: Float64Array.of(6, 5) });
    expect(train.valueKind).toBe('none');
  });
});

test('case 7: times one second apart stay apart', () => {
  const train = interactionsFromRows(['A', 'C', 'B'].map((item, back) => ({ user: 1, item, timestamp: 1700000002 - back })));
  expect([...(train.timestamps as Float64Array)]).toEqual([1700000002, 1700000001, 1700000000]);
});

test('case 8: zero and negative ratings are ratings', () => {
  const cells = [0, -10, 10, 0, -2.5, 7.5, 0, 3];
  const train = interactionsFromRows(cells.map((value, row) => ({ user: row >> 1, item: 'xyxzyzxy'[row], value })));
  expect([train.size, train.users.size, train.items.size, train.hasRatings]).toEqual([8, 4, 3, true]);
  expect(train.ratingScale).toEqual({ min: -10, max: 10 });
  expect(train.userItems.values.reduce((sum, value) => sum + value, 0)).toBe(8);
});

test('the transpose is made once, and holds the same ratings', () => {
  const train = interactionsFromRows(repeated);
  expect(train.itemUsers).toBe(train.itemUsers);
  expect([...rowIndexes(train.itemUsers, 1)]).toEqual([1, 2]);
});

test('values that are not finite, or on some rows only, are refused', () => {
  expect(() => interactionsFromRows([{ user: 'ann', item: 'tea', value: Number.NaN }])).toThrow(
    'row 1 (user ann, item tea, value NaN): value must be a finite number; got NaN.',
  );
  expect(() =>
    interactionsFromRows([
      { user: 1, item: 1, value: 1 },
      { user: 1, item: 2 },
    ]),
  ).toThrow('1 of 2 rows have no value');
});

test('no rows at all: empty, not broken', () => {
  const train = interactionsFromRows([]);
  expect([train.size, train.users.size, train.itemUsers.rows, train.ratingScale]).toEqual([0, 0, 0, undefined]);
});

test('rows may come with edges between people, as with features', () => {
  const edges = edgesFromRows([['ann', 'bob']]);
  expect(interactionsFromRows([{ user: 'ann', item: 'tea' }], { edges }).edges).toBe(edges);
  expect(interactionsFromRows([{ user: 'ann', item: 'tea' }]).edges).toBeUndefined();
});

describe('a changed copy', () => {
  const context = new Map([['hour', { kind: 'number' as const, values: Float64Array.of(7, 8) }]]);
  const edges = edgesFromRows([['ann', 'bob']]);
  const features = featuresFromRows([{ id: 'tea', categories: { kind: 'drink' } }]);
  const pairs = ['milk', 'tea', 'milk'].map((item, row) => ({ user: 'ann', item, value: row + 2, timestamp: row }));
  const all = interactionsFromRows(pairs, { ratingScale: { min: 1, max: 9 }, edges, userFeatures: features, itemFeatures: features });
  const whole = all.with({ context });
  /** Every part that interactions have, each with something in it. */
  const parts = Object.keys(whole) as (keyof InteractionParts)[];

  test('has what was changed, and everything else of the whole, its merged rows too', () => {
    for (const part of parts) expect(whole[part], part).toBeTruthy();
    expect(whole.mergedRows).toBe(1);
    const copy = whole.with({ edges: undefined });
    expect(copy.edges).toBeUndefined();
    for (const part of parts) if (part !== 'edges') expect(copy[part], part).toBe(whole[part]);
    expect(whole.edges).toBe(edges);
  });

  test('keeps the scale while values are ratings; without it, takes that of its values', () => {
    const userItems = { ...whole.userItems, values: Float32Array.of(5, 6) };
    expect(whole.with({ userItems }).ratingScale).toEqual({ min: 1, max: 9 });
    expect(whole.with({ userItems, ratingScale: undefined }).ratingScale).toEqual({ min: 5, max: 6 });
    expect(whole.with({ valueKind: 'weight' }).ratingScale).toBeUndefined();
    expect([...whole.with({ userItems }).itemUsers.values]).toEqual([5, 6]);
  });

  test('of some interactions: times and context follow, and everything else stays', () => {
    const part = selectInteractions(whole, Uint8Array.of(0, 1));
    expect([part.timestamps, part.context.get('hour'), part.mergedRows]).toEqual([
      Float64Array.of(1),
      { kind: 'number', values: Float64Array.of(8) },
      0,
    ]);
    expect(part.sourceOrder).toEqual(Uint32Array.of(1));
    const follow = ['userItems', 'timestamps', 'sourceOrder', 'context', 'mergedRows'];
    for (const name of parts) if (!follow.includes(name)) expect(part[name], name).toBe(whole[name]);
  });
});
