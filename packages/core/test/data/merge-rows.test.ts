import { expect, test } from 'vitest';
import { type DuplicatesRule, IdMap, type Interactions, interactionsFromColumns } from '../../src/index.ts';
import fc from '../../testkit/properties.ts';

const rows = fc.array(
  fc.record({
    user: fc.nat(5),
    item: fc.nat(7),
    value: fc.integer({ min: -5, max: 5 }),
    time: fc.oneof(fc.nat(4), fc.constant(Number.NaN)),
  }),
  { maxLength: 60 },
);
type Row = { user: number; item: number; value: number; time: number };

const ids = (size: number) => new IdMap(Array.from({ length: size }, (_, index) => `id${index}`));

function build(given: readonly Row[], duplicates: DuplicatesRule): Interactions {
  return interactionsFromColumns(
    {
      users: ids(6),
      items: ids(8),
      userIndexes: Uint32Array.from(given, (row) => row.user),
      itemIndexes: Uint32Array.from(given, (row) => row.item),
      values: Float32Array.from(given, (row) => row.value),
      timestamps: Float64Array.from(given, (row) => row.time),
      context: new Map([['row', { kind: 'number', values: Float64Array.from(given, (_, row) => row) }]]),
    },
    { duplicates },
  );
}

/** The rule, pair by pair, with objects. */
function expected(given: readonly Row[], rule: DuplicatesRule) {
  const pairs = new Map<number, { user: number; item: number; values: number[]; last: number }>();
  for (const [at, row] of given.entries()) {
    const key = row.user * 8 + row.item;
    const pair = pairs.get(key);
    if (pair === undefined) pairs.set(key, { user: row.user, item: row.item, values: [row.value], last: at });
    else {
      pair.values.push(row.value);
      if (!(row.time < given[pair.last].time)) pair.last = at;
    }
  }
  return [...pairs.entries()]
    .sort(([a], [b]) => a - b)
    .map(([, { user, item, values, last }]) => {
      const sum = values.reduce((total, value) => total + value, 0);
      return {
        user,
        item,
        value: rule === 'sum' ? sum : rule === 'mean' ? Math.fround(sum / values.length) : given[last].value,
        row: last,
      };
    });
}

function entries({ userItems, context }: Interactions) {
  const source = context.get('row');
  const list = [];
  for (let user = 0; user < userItems.rows; user++) {
    for (let e = userItems.pointers[user]; e < userItems.pointers[user + 1]; e++) {
      list.push({
        user,
        item: userItems.indexes[e],
        value: userItems.values[e],
        row: source?.kind === 'number' ? source.values[e] : Number.NaN,
      });
    }
  }
  return list;
}

test.each(['last', 'mean', 'sum'] as const)('rows in any order come out by user, then item, merged by the rule %s', (rule) => {
  fc.assert(
    fc.property(rows, (given) => {
      const made = build(given, rule);
      expect(entries(made)).toEqual(expected(given, rule));
      expect(made.mergedRows).toBe(given.length - made.size);
    }),
  );
});

test('rows that already stand by user and item give the same as rows in another order', () => {
  fc.assert(
    fc.property(rows, (given) => {
      const ordered = [...given].sort((a, b) => a.user - b.user || a.item - b.item);
      expect(entries(build(ordered, 'last'))).toEqual(expected(ordered, 'last'));
    }),
  );
});
