/** What a list of recommendations promises. */
import { expect, test } from 'vitest';
import type { Id } from '../../src/data/id-map.ts';
import { rowIndexes } from '../../src/matrix/sparse.ts';
import { recommendMany, topItemsByScores } from '../../src/models/answering/recommend-many.ts';
import type { ScoredItem } from '../../src/models/contract/model.ts';
import type { AnyModel, Subject } from './subject.ts';

export function listLaws({ train, can, model }: Subject): void {
  if (!can('recommend')) return;
  const users = train.users.ids.slice(0, -1);

  test('is the full sort of the scores, less what the person has', async () => {
    const fitted = await model();
    for (const user of users) {
      expect(fitted.recommend(user, { n: 1e9 })).toEqual(sorted(fitted, user, false));
      expect(fitted.recommend(user, { n: 1e9, keepSeen: true })).toEqual(sorted(fitted, user, true));
    }
  });

  test('has n items, 10 when nothing is said, and never more than exist', async () => {
    const fitted = await model();
    for (const user of users) {
      const all = sorted(fitted, user, true);
      expect(all.length, 'law data has enough items').toBeGreaterThan(10);
      for (const n of [1, 2, 5, all.length, all.length + 1, 2 ** 31, Number.MAX_SAFE_INTEGER])
        expect(fitted.recommend(user, { n, keepSeen: true })).toEqual(all.slice(0, n));
      expect(fitted.recommend(user, { keepSeen: true })).toEqual(all.slice(0, 10));
      expect(fitted.recommend(user, { n: undefined, keepSeen: true })).toEqual(all.slice(0, 10));
    }
  });

  test('exclude, candidates and filter leave exactly n when n exist', async () => {
    const fitted = await model();
    for (const user of users) {
      const unseen = sorted(fitted, user, false);
      const names = unseen.map(({ item }) => item);
      expect(names.length, 'law data leaves unseen items').toBeGreaterThan(2);
      const last = names.slice(-2);
      const two = unseen.slice(-2);
      expect(fitted.recommend(user, { n: 2, candidates: [...last, ...last, 'ghost'] })).toEqual(two);
      expect(fitted.recommend(user, { n: 2, candidates: new Set(last).values() })).toEqual(two);
      expect(fitted.recommend(user, { n: 2, filter: (item) => last.includes(item) })).toEqual(two);
      expect(fitted.recommend(user, { n: 2, exclude: [...names.slice(0, -2), 'ghost'] })).toEqual(two);
      expect(fitted.recommend(user, { n: 2, candidates: last, exclude: [last[0]] })).toEqual(two.slice(1));
      expect(fitted.recommend(user, { n: 2, candidates: last, filter: (item) => item !== last[1] })).toEqual(two.slice(0, 1));
      expect(fitted.recommend(user, { n: 2, candidates: [] })).toEqual([]);
      const [seen] = rowIndexes(train.userItems, train.users.indexOf(user) as number);
      expect(fitted.recommend(user, { candidates: [train.items.ids[seen]] }), 'seen stays left out').toEqual([]);
    }
  });

  test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '5', null])('refuses n = %s', async (n) => {
    const fitted = await model();
    expect(() => fitted.recommend(users[0], { n: n as number })).toThrow(expect.objectContaining({ code: 'invalid-option' }));
  });

  test('refuses an unknown option with the nearest name, and a text where a list belongs', async () => {
    const fitted = await model();
    expect(() => fitted.recommend(users[0], { excluded: [] } as object)).toThrow(/unknown option "excluded" \(did you mean "exclude"\?\)/);
    expect(() => fitted.recommend(users[0], { exclude: 'i1' })).toThrow(/exclude must be a list of item ids; got i1/);
  });

  test('many users at once get the lists that each gets alone', async () => {
    const fitted = await model();
    const asked: Id[] = [...train.users.ids, 'ghost', train.users.ids[0]];
    for (const options of [{}, { n: 3, keepSeen: true }, { n: 2, exclude: [train.items.ids[0]] }]) {
      const lists = new Map<Id, readonly ScoredItem[] | undefined>();
      for await (const { user, items } of recommendMany(fitted, asked.values(), options)) lists.set(user, items);
      expect([...lists.keys()]).toEqual([...new Set(asked)]);
      for (const [user, list] of lists) expectSameList(list, fitted.recommend(user, options), `${user}`);
    }
  });

  if (can('batch'))
    test('the batch of many users is the lists of each, on any number of threads', async () => {
      const fitted = await model();
      const indexes = Uint32Array.from(users, (_, u) => users.length - 1 - u);
      for (const options of [{ n: 3 }, { n: 5, keepSeen: true }, { n: 1000 }]) {
        const slow = topItemsByScores(fitted, indexes, options);
        const fast = await fitted.topItems(indexes, { ...options, threads: 1 });
        for (let row = 0; row < indexes.length; row++) {
          for (let slot = 0; slot < Math.max(slow.n, fast.n); slot++) {
            const [a, b] = [row * slow.n + slot, row * fast.n + slot];
            expect(slot < fast.n ? fast.items[b] : -1, `slot ${slot} of row ${row}`).toBe(slot < slow.n ? slow.items[a] : -1);
            if (slot >= fast.n) continue;
            if (fast.items[b] < 0) expect(fast.scores[b]).toBe(Number.NEGATIVE_INFINITY);
            else expect(Math.abs(fast.scores[b] - slow.scores[a])).toBeLessThanOrEqual(1e-5 * Math.max(1, Math.abs(slow.scores[a])));
          }
        }
        for (const threads of [2, 3]) expect(await fitted.topItems(indexes, { ...options, threads })).toEqual(fast);
      }
      await expect((async () => fitted.topItems(indexes, { n: 0 }))()).rejects.toMatchObject({ code: 'invalid-option' });
    });
}

/** Items in falling order of score, ties by index, by a sort of everything. */
function sorted(model: AnyModel, user: Id, keepSeen: boolean): ScoredItem[] {
  const scores = model.scoreItems(user) as Float32Array;
  const seen = new Set(rowIndexes(model.seen, model.users.indexOf(user) as number));
  return [...scores.keys()]
    .filter((i) => !Number.isNaN(scores[i]) && (keepSeen || !seen.has(i)))
    .sort((a, b) => scores[b] - scores[a] || a - b)
    .map((i) => ({ item: model.items.ids[i], score: scores[i] }));
}

/** Equal lists, up to the rounding of a kernel that adds in another order. */
function expectSameList(got: readonly ScoredItem[] | undefined, expected: readonly ScoredItem[] | undefined, who: string): void {
  expect(
    got?.map(({ item }) => item),
    who,
  ).toEqual(expected?.map(({ item }) => item));
  got?.forEach(({ score }, slot) => {
    const other = (expected as readonly ScoredItem[])[slot].score;
    expect(Math.abs(score - other), `score ${slot} of ${who}`).toBeLessThanOrEqual(1e-5 * Math.max(1, Math.abs(other)));
  });
}
