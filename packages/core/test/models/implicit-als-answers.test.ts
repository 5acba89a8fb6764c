import { describe, expect, test } from 'vitest';
import { rowIndexes } from '../../src/matrix/sparse.ts';
import { topItemsByScores } from '../../src/models/answering/recommend-many.ts';
import { checkStateShapes } from '../../src/models/contract/state-shapes.ts';
import { implicitALS, implicitALSEntry } from '../../src/models/factorization/implicit-als/implicit-als.ts';
import { metBy } from '../../testkit/pairs.ts';
import { closest, ratingsOf, small, train } from './two-kinds.ts';

describe('answers', async () => {
  const model = await implicitALS({ ...small, solver: 'direct' }).fit(train);

  test('recommend gives the best unseen scores; filter, candidates and exclude still give n', () => {
    for (const options of [
      {},
      { keepSeen: true },
      { n: 3, exclude: ['i1', 'i2'] },
      { n: 4, candidates: ['i0', 'i2', 'i4', 'i6', 'i39', 'nothing'] },
    ]) {
      const scores = model.scoreItems('u4')!;
      const seen = new Set(rowIndexes(model.seen, 4));
      const expected = Array.from(scores, (score, i) => ({ item: model.items.ids[i], score }))
        .filter(
          ({ item }, i) => ('keepSeen' in options || !seen.has(i)) && !('exclude' in options && options.exclude?.includes(item as string)),
        )
        .filter(({ item }) => !('candidates' in options) || options.candidates?.includes(item as string))
        .sort((a, b) => b.score - a.score)
        .slice(0, 'n' in options ? options.n : 10);
      expect(model.recommend('u4', options)).toEqual(expected);
    }
    const few = model.recommend('u4', { n: 2, filter: (item) => String(item).endsWith('7') });
    expect(few).toHaveLength(2);
    expect(model.recommend('u4', { n: 500 })).toHaveLength(40 - rowIndexes(model.seen, 4).length);
    expect(model.recommend('nobody')).toBeUndefined();
    expect(model.recommend({ ratings: [{ item: 'unheard', value: 1 }] })).toBeUndefined();
    expect(() => model.recommend('u4', { n: 0 })).toThrow('n must be an integer ≥ 1');
  });

  test('lists for many users are those of one at a time', async () => {
    const users = Uint32Array.from({ length: 60 }, (_, u) => 59 - u);
    for (const keepSeen of [false, true]) {
      const lists = await model.topItems(users, { n: 7, keepSeen, threads: 2 });
      const expected = topItemsByScores(model, users, { n: 7, keepSeen });
      expect(lists.items).toEqual(expected.items);
      closest(lists.scores, expected.scores, 1e-5);
    }
    expect((await model.topItems(users, { n: 500 })).n).toBe(40);
    await expect(model.topItems(Uint32Array.of(60), { n: 3 })).rejects.toMatchObject({ code: 'invalid-index' });
  });

  test('similar items: cosine, itself left out, the same kind near', () => {
    const similar = model.similarItems('i8', { n: 5 })!;
    expect(similar).toHaveLength(5);
    for (const { item, score } of similar) {
      expect(Number(String(item).slice(1)) % 2).toBe(0);
      expect(item).not.toBe('i8');
      expect(score).toBeLessThanOrEqual(1);
    }
    expect(model.similarItems('nothing')).toBeUndefined();
  });

  test('folding in a training user repeats the direct solver bit for bit', () => {
    for (let u = 0; u < 60; u++) {
      const vector = model.state.userFactors.values.subarray(u * small.factors, (u + 1) * small.factors);
      expect(model.foldIn(ratingsOf(model, u))).toEqual(vector.slice());
    }
    expect(model.scoreItems({ ratings: ratingsOf(model, 3) })).toEqual(model.scoreItems('u3'));
  });

  test('solver auto ends exactly too: beyond 32 factors folding in repeats it', async () => {
    const other = await implicitALS({ factors: 40, epochs: 3 }).fit(train);
    const approximate = await implicitALS({ factors: 40, epochs: 3, solver: 'cg', cgSteps: 1 }).fit(train);
    for (const u of [0, 17, 59]) {
      expect(other.foldIn(ratingsOf(other, u))).toEqual(other.state.userFactors.values.slice(u * 40, (u + 1) * 40));
      expect(approximate.foldIn(ratingsOf(approximate, u))).not.toEqual(approximate.state.userFactors.values.slice(u * 40, (u + 1) * 40));
    }
  });

  test.each([
    ['cg', 1e-3],
    ['block', 1e-3],
  ] as const)('folding in agrees with solver %s to %d once it has converged', async (solver, tolerance) => {
    const other = await implicitALS({ ...small, epochs: 40, solver, blockSize: 4 }).fit(train);
    for (const u of [0, 9, 41]) closest(other.scoreItems({ ratings: ratingsOf(other, u) })!, other.scoreItems(`u${u}`)!, tolerance);
  });

  test('folding in: unknown items are passed over, nothing known is undefined, bad values are refused', () => {
    expect(
      model.foldIn([
        { item: 'i1', value: 1 },
        { item: 'unheard', value: 5 },
      ]),
    ).toEqual(model.foldIn([{ item: 'i1', value: 1 }]));
    expect(model.foldIn([{ item: 'unheard', value: 5 }])).toBeUndefined();
    expect(model.foldIn([{ item: 'i1', value: 0 }])).toBeUndefined();
    expect(() => model.foldIn([{ item: 'i1', value: -1 }])).toThrow(/must be ≥ 0; got -1 \(item i1\)/);
    expect(() => model.foldIn([{ item: 'i1', value: Number.NaN }])).toThrow('must be a finite number');
  });

  test('an item folded in with the people of a training item gets nearly its vector, and is recommended to its kind', () => {
    const itemIndex = model.items.indexOf('i6')!;
    const { pointers, indexes, values } = model.state.seen;
    const people: [string, number][] = [];
    for (let u = 0; u < 60; u++)
      for (let e = pointers[u]; e < pointers[u + 1]; e++) if (indexes[e] === itemIndex) people.push([`u${u}`, values[e]]);
    const vector = model.foldInItem(metBy(people))!;
    const trained = model.state.itemFactors.values.subarray(itemIndex * small.factors, (itemIndex + 1) * small.factors);
    closest(vector, trained, 0.1);
    const wider = model.withItem('twin', metBy(people))!;
    expect(wider.items.size).toBe(41);
    expect(model.items.size).toBe(40);
    expect(wider.similarItems('twin', { n: 1 })![0].item).toBe('i6');
    expect(wider.recommend(people[0][0], { n: 40 })!.some(({ item }) => item === 'twin')).toBe(false);
    const even = [...Array(30).keys()].map((k) => `u${2 * k}`).find((user) => !people.some(([owner]) => owner === user))!;
    expect(wider.recommend(even, { n: 40 })!.some(({ item }) => item === 'twin')).toBe(true);
    expect(wider.foldIn([{ item: 'twin', value: 1 }])).toBeDefined();
    expect(model.withItem('other', [{ user: 'nobody', value: 1 }])).toBeUndefined();
    expect(() => model.withItem('i6', metBy(people))).toThrow('already has item i6');
  });

  test('an explanation adds up to the score, the nearest item first', () => {
    for (const who of [
      'u3',
      {
        ratings: [
          { item: 'i0', value: 2 },
          { item: 'i3', value: 1 },
          { item: 'i4', value: 1 },
        ],
      },
    ]) {
      const item = model.recommend(who, { n: 1 })![0].item;
      const explanation = model.explain(who, item)!;
      const score = model.scoreItems(who)![model.items.indexOf(item)!];
      expect(explanation.score).toBeCloseTo(score, 4);
      expect(explanation.because.reduce((sum, { contribution }) => sum + contribution, 0)).toBeCloseTo(explanation.score, 10);
      const shares = explanation.because.map(({ contribution }) => contribution);
      expect(shares).toEqual(shares.toSorted((a, b) => b - a));
    }
    expect(model.explain('u3', 'i5')!.because).toHaveLength(rowIndexes(model.seen, 3).length);
    expect(model.explain('nobody', 'i5')).toBeUndefined();
    expect(model.explain('u3', 'nothing')).toBeUndefined();
  });

  test('a state whose parts do not fit each other is refused by name', () => {
    const { state } = model;
    const cut = { ...state.itemFactors, rows: 39 };
    expect(() => implicitALSEntry.restore({ ...state, itemFactors: cut }, checkStateShapes)).toThrow(
      'itemFactors must be 40 × 6; got 39 × 6',
    );
    expect(() => implicitALSEntry.restore({ ...state, userGram: undefined }, checkStateShapes)).toThrow('userGram must be 6 × 6; got none');
    expect(() => implicitALSEntry.restore({ ...state, settings: { ...state.settings, factors: 0 } }, checkStateShapes)).toThrow(
      'factors must be an integer',
    );
  });

  test('the state alone answers the same', () => {
    const restored = implicitALSEntry.restore(model.state);
    expect(restored.recommend('u9')).toEqual(model.recommend('u9'));
    expect(restored.foldIn([{ item: 'i1', value: 1 }])).toEqual(model.foldIn([{ item: 'i1', value: 1 }]));
  });
});
