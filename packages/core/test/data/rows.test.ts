import { describe, expect, test } from 'vitest';
import type { ContextColumn } from '../../src/data/interaction-columns.ts';
import { type InteractionRow, interactionsFromRows, type RowsOptions } from '../../src/data/rows.ts';

const cup = { user: 'ann', item: 'tea' };

test('a value may be named by what it is, a time be a Date; null is as good as left out', () => {
  const plain = interactionsFromRows([{ ...cup, value: 4, timestamp: 1_700_000_000.5 }]);
  expect(interactionsFromRows([{ ...cup, rating: 4, weight: null, timestamp: new Date(1_700_000_000_500), context: null }])).toEqual(plain);
  expect(plain.valueKind).toBe('rating');
  expect(interactionsFromRows([{ ...cup, weight: 4 }])).toEqual(interactionsFromRows([{ ...cup, value: 4 }], { valueKind: 'weight' }));
  expect(interactionsFromRows([{ ...cup, value: null, timestamp: null }])).toEqual(interactionsFromRows([cup]));
  expect([
    ...(interactionsFromRows([
      { ...cup, timestamp: 0 },
      { user: 'bob', item: 'tea' },
    ]).timestamps ?? []),
  ]).toEqual([0, Number.NaN]);
});

describe('circumstances', () => {
  const rows: InteractionRow[] = [
    { user: 'ann', item: 'tea', context: { weekday: 'sunday', hour: 7 } },
    { user: 'ann', item: 'jam', context: { hour: 19.5, weekday: '' } },
    { user: 'bob', item: 'tea' },
    { user: 'bob', item: 'jam', context: { weekday: 'monday', hour: null } },
  ];

  test('texts become a category, numbers a number column; what a row does not say is empty', () => {
    expect(interactionsFromRows(rows).context).toEqual(
      new Map<string, ContextColumn>([
        ['weekday', { kind: 'category', levels: ['sunday', 'monday'], codes: Uint32Array.of(0, 2, 2, 1) }],
        ['hour', { kind: 'number', values: Float64Array.of(7, 19.5, Number.NaN, Number.NaN) }],
      ]),
    );
    expect(interactionsFromRows([cup]).context.size).toBe(0);
  });

  test('a stated kind overrules: numbers may be codes', () => {
    const { context } = interactionsFromRows(rows, { contextKinds: { hour: 'category' } });
    expect(context.get('hour')).toEqual({ kind: 'category', levels: ['7', '19.5'], codes: Uint32Array.of(0, 1, 2, 2) });
  });

  test('they follow their rows when rows are put in order and merged', () => {
    const [first, second] = rows;
    const { context } = interactionsFromRows([second, { ...first, timestamp: 2, context: { hour: 3 } }, { ...first, timestamp: 1 }]);
    expect(context.get('hour')).toMatchObject({ values: Float64Array.of(19.5, 3) });
  });
});

const ok = { user: 'bob', item: 'tea' };
test.each<[string, unknown, RegExp, RowsOptions?]>([
  ['an unknown key', { ...cup, ratng: 5 }, /row 2 \(user ann, item tea, ratng 5\): unknown key "ratng" .*did you mean "rating"\?/],
  [
    'circumstances beside the row',
    { ...cup, weekday: 'sunday' },
    /unknown key "weekday" \(circumstances stand in context: \{ weekday: … \}\)/,
  ],
  ['another name of the user', { userId: 1, item: 2 }, /row 2 \(userId 1, item 2\): unknown key "userId"/],
  ['no item', { user: 1 }, /row 2 \(user 1\): item must be a text that is not empty, or a number; got undefined/],
  ['an empty id', { user: '', item: 1 }, /user must be a text that is not empty, or a number; got text ""/],
  ['an id that is no number', { user: Number.NaN, item: 1 }, /user must be .*; got NaN/],
  ['an id that is a list', { user: ['ann'], item: 1 }, /user must be .*; got \["ann"\]/],
  ['an id that is null', { user: null, item: 1 }, /user must be .*; got null/],
  ['a row that is a list', ['ann', 'tea', 5], /row 2: a row must be \{ user, item, … \}; got \["ann","tea",5\]/],
  ['a rating as text', { ...cup, rating: '5' }, /row 2 \(user ann, item tea, rating 5\): rating must be a finite number; got text "5"/],
  ['a rating that is no number', { ...cup, rating: Number.NaN }, /row 2 .*rating must be a finite number; got NaN/],
  ['milliseconds', { ...cup, timestamp: 1_700_000_000_000 }, /these look like milliseconds, divide them by 1e3; got 1700000000000/],
  ['microseconds', { ...cup, timestamp: 1.7e15 }, /these look like microseconds, divide them by 1e6/],
  ['nanoseconds', { ...cup, timestamp: 1.7e18 }, /these look like nanoseconds, divide them by 1e9/],
  ['a time as text', { ...cup, timestamp: '2024-05-01' }, /timestamp must be seconds .* or a Date, .*; got text "2024-05-01"/],
  ['a Date that is none', { ...cup, timestamp: new Date('soon') }, /timestamp must be seconds .*; got Invalid Date/],
  ['two values', { ...cup, rating: 5, weight: 1 }, /every row must give its value as rating, not as weight; got 1/],
  ['a context that is a text', { ...cup, context: 'sunday' }, /context must be values by name/],
  ['a context of lists', { ...cup, context: { weekday: ['sunday'] } }, /context weekday must be a text or a finite number/],
  [
    'a context of numbers and texts',
    { ...cup, context: { hour: 'seven' } },
    /row 2 .*context hour must be a number, as in the rows before; .*contextKinds: \{ hour: 'category' \}.*"seven"/,
  ],
  ['a kind of no column', cup, /contextKinds: no row has "huor" \(did you mean "hour"\?\)/, { contextKinds: { huor: 'number' } }],
])('refuses %s, naming row and keys', (_, row, message, options) => {
  const rating = typeof row === 'object' && row !== null && 'rating' in row ? { rating: 3 } : {};
  const rows = [{ ...ok, ...rating, context: { hour: 7 } }, row] as InteractionRow[];
  expect(() => interactionsFromRows(rows, options)).toThrow(message);
});

test('a value must stand on every row under one name, and be what valueKind says', () => {
  const mixed = [
    { ...cup, rating: 5 },
    { ...ok, value: 3 },
  ];
  expect(() => interactionsFromRows(mixed)).toThrow(
    /row 1 \(user ann, item tea, rating 5\): every row must give its value as value, not as rating; got 5/,
  );
  expect(() => interactionsFromRows([{ ...cup, rating: 5 }, ok])).toThrow('1 of 2 rows have no rating; give one to every row or to none.');
  expect(() => interactionsFromRows([{ ...cup, rating: 5 }], { valueKind: 'weight' })).toThrow(
    'rows give a rating, but valueKind is weight',
  );
});
