import { expect, test } from 'vitest';
import { IdMap } from '../../src/data/id-map.ts';
import { recommendByScores, topIndexes } from '../../src/models/answering/recommend.ts';
import { recommendMany, topItemsByScores } from '../../src/models/answering/recommend-many.ts';
import type { Scorer } from '../../src/models/contract/model.ts';
import fc from '../../testkit/properties.ts';

/** Few distinct values, so that ties are common; and what must never be listed. */
const score = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.float(), fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -Infinity, -0));
const scoresAndMarks = fc.array(fc.tuple(score, fc.constantFrom(0, 1)), { maxLength: 60 });

const bySort = (scores: ArrayLike<number>, n: number, out: ArrayLike<number>): number[] =>
  Array.from({ length: scores.length }, (_, i) => i)
    .filter((i) => out[i] === 0 && Number.isFinite(scores[i]))
    .sort((a, b) => scores[b] - scores[a] || a - b)
    .slice(0, n);

test('topIndexes is the head of the full sort, for any scores, marks and n', () => {
  fc.assert(
    fc.property(scoresAndMarks, fc.integer({ min: 0, max: 70 }), (rows, n) => {
      const scores = Float32Array.from(rows, ([value]) => value);
      const out = Uint8Array.from(rows, ([, mark]) => mark);
      expect(topIndexes(scores, n, out)).toEqual(bySort(scores, n, out));
      expect(topIndexes(scores, n)).toEqual(bySort(scores, n, new Uint8Array(scores.length)));
    }),
    { numRuns: 500 },
  );
});

test('topIndexes keeps its order on long inputs of each shape', () => {
  const size = 5000;
  const shapes: Record<string, (i: number) => number> = {
    rising: (i) => i,
    falling: (i) => -i,
    equal: () => 1,
    saw: (i) => (i * 7919) % 101,
  };
  for (const [name, shape] of Object.entries(shapes)) {
    const scores = Float32Array.from({ length: size }, (_, i) => shape(i));
    for (const n of [1, 2, 100, size - 1, size, 1e9])
      expect(topIndexes(scores, n), `${name}, ${n}`).toEqual(bySort(scores, n, new Uint8Array(size)));
  }
});

/** Users and items numbered by their index; row u of `rows` holds the scores of user u. */
function scorer(rows: readonly (readonly number[] | undefined)[], seen: readonly (readonly number[])[], items: number): Scorer {
  const users = new IdMap(rows.map((_, u) => u));
  const pointers = new Uint32Array(rows.length + 1);
  seen.forEach((row, u) => {
    pointers[u + 1] = pointers[u] + row.length;
  });
  const itemMap = new IdMap(Array.from({ length: items }, (_, i) => `i${i}`));
  return {
    name: 'given',
    users,
    items: itemMap,
    state: { settings: {}, users, items: itemMap },
    seen: { rows: rows.length, columns: items, pointers, indexes: Uint32Array.from(seen.flat()) },
    scoreItems: (who) => {
      const row = typeof who === 'object' ? rows[0] : rows[users.indexOf(who) ?? -1];
      return row && Float32Array.from(row);
    },
  };
}

const model = fc.integer({ min: 1, max: 12 }).chain((items) =>
  fc
    .array(
      fc.record({
        scores: fc.option(fc.array(score, { minLength: items, maxLength: items }), { nil: undefined, freq: 5 }),
        seen: fc.uniqueArray(fc.integer({ min: 0, max: items - 1 })).map((row) => row.sort((a, b) => a - b)),
      }),
      { minLength: 1, maxLength: 6 },
    )
    .map((rows) =>
      scorer(
        rows.map((row) => row.scores),
        rows.map((row) => row.seen),
        items,
      ),
    ),
);
const ids = fc.uniqueArray(fc.integer({ min: 0, max: 14 }).map((i) => `i${i}`));

test('recommend, topItems and recommendMany agree with a plain filter and sort', async () => {
  await fc.assert(
    fc.asyncProperty(
      model,
      fc.integer({ min: 1, max: 15 }),
      fc.boolean(),
      fc.option(ids, { nil: undefined }),
      fc.option(ids, { nil: undefined }),
      fc.option(ids, { nil: undefined }),
      async (given, n, keepSeen, exclude, candidates, wanted) => {
        const filter = wanted && ((item: string | number) => wanted.includes(item as string));
        const options = { n, keepSeen, exclude, candidates, filter };
        const expected = given.users.ids.map((user, u) => {
          const scores = given.scoreItems(user);
          const seen = given.seen.indexes.subarray(given.seen.pointers[u], given.seen.pointers[u + 1]);
          const marks = given.items.ids.map((item, i) => {
            const allowed = (keepSeen || !seen.includes(i)) && (candidates?.includes(item as string) ?? true);
            return allowed && !exclude?.includes(item as string) && (filter?.(item) ?? true) ? 0 : 1;
          });
          return scores && bySort(scores, n, marks).map((i) => ({ item: given.items.ids[i], score: scores[i] }));
        });
        expect(given.users.ids.map((user) => recommendByScores(given, user, options))).toEqual(expected);
        const streamed: unknown[] = [];
        const recommender = { ...given, recommend: () => expect.fail('asked one by one') };
        for await (const { items } of recommendMany(recommender, given.users.ids, options)) streamed.push(items);
        expect(streamed).toEqual(expected);
        if (exclude ?? candidates ?? wanted) return;
        const top = topItemsByScores(given, Uint32Array.from(given.users.ids, Number), { n, keepSeen });
        expect(top.n).toBe(Math.min(n, given.items.size));
        expected.forEach((list, u) => {
          for (let slot = 0; slot < top.n; slot++) {
            expect(top.items[u * top.n + slot]).toBe(list?.[slot] === undefined ? -1 : given.items.indexOf(list[slot].item));
            expect(top.scores[u * top.n + slot]).toBe(list?.[slot]?.score ?? Number.NEGATIVE_INFINITY);
          }
        });
      },
    ),
    { numRuns: 300 },
  );
});

test('candidates and exclude may be iterators that can be read once, also for many users', async () => {
  const given = scorer(
    [
      [1, 2, 3],
      [3, 2, 1],
    ],
    [[], []],
    3,
  );
  const recommender = { ...given, recommend: () => expect.fail('asked one by one') };
  const lists: unknown[] = [];
  const options = { candidates: ['i0', 'i1', 'i2'].values(), exclude: ['i1'].values() };
  for await (const { items } of recommendMany(recommender, [0, 1].values(), options)) lists.push(items?.map(({ item }) => item));
  expect(lists).toEqual([
    ['i2', 'i0'],
    ['i0', 'i2'],
  ]);
});

test('an index that is no user is refused', () => {
  const given = scorer([[1, 2]], [[]], 2);
  expect(() => topItemsByScores(given, Uint32Array.of(0, 1), { n: 1 })).toThrow('topItems: a user index must be below 1; got 1.');
});

test('recommendMany reads users a block at a time, uses the batch kernel, and stops between blocks', async () => {
  const count = 5000;
  const given = scorer(new Array(count).fill([1, 2, 3]), new Array(count).fill([2]), 3);
  let read = 0;
  const blocks: number[] = [];
  const batch = {
    ...given,
    recommend: () => expect.fail('asked one by one'),
    topItems: async (userIndexes: Uint32Array, options: { n: number }) => {
      blocks.push(userIndexes.length);
      return topItemsByScores(given, userIndexes, options);
    },
  };
  function* users(): Generator<number> {
    for (; read < count; read++) yield read;
  }
  const controller = new AbortController();
  let lists = 0;
  const walk = async (): Promise<void> => {
    for await (const { items } of recommendMany(batch, users(), { n: 1, signal: controller.signal })) {
      expect(items).toEqual([{ item: 'i1', score: 2 }]);
      if (++lists === 1) {
        expect(read).toBeLessThan(2000);
        controller.abort(new Error('enough'));
      }
    }
  };
  await expect(walk()).rejects.toThrow('enough');
  expect(blocks).toEqual([1024]);
  expect(lists).toBe(1024);
});

test('a batch kernel cannot say whether a user with an empty row is unknown: the model is asked', async () => {
  const given = scorer([[1, 2], undefined, [1, 2]], [[], [], [0, 1]], 2);
  const batch = {
    ...given,
    recommend: (who: unknown) => recommendByScores(given, who as number),
    topItems: async (userIndexes: Uint32Array, options: { n: number }) => topItemsByScores(given, userIndexes, options),
  };
  const lists: unknown[] = [];
  for await (const { items } of recommendMany(batch, [0, 1, 2, 'ghost'])) lists.push(items?.length);
  expect(lists).toEqual([2, undefined, 0, undefined]);
});
