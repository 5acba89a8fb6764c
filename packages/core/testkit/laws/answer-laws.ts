/** What a fitted model answers: what it knows, in range; what it does not, `undefined`. */
import { expect, test } from 'vitest';
import { type Id, IdMap } from '../../src/data/id-map.ts';
import type { Interactions } from '../../src/data/interactions.ts';
import { rowIndexes } from '../../src/matrix/sparse.ts';
import { explainerOf } from '../../src/models/answering/explanation.ts';
import type { Explanation } from '../../src/models/contract/model.ts';
import { encodeModel } from '../../src/persist/model-file.ts';
import { ratingsOf } from '../ratings-of.ts';
import { answersOf, numbersIn } from './answers-of.ts';
import type { Subject } from './subject.ts';

/** Ids that no data has, some of which trip tables made of plain objects. */
const strangers: readonly Id[] = ['ghost', '', 0, -1, 1.5, '0', '__proto__', 'constructor', 'toString'];

export function answerLaws(subject: Subject): void {
  const { entry, options, train, can, fit, model } = subject;
  const needsHistory = (options.needsHistory ?? true) === true;
  const lastUser = train.users.ids[train.users.size - 1];

  test('unknown users and items get undefined', async () => {
    const fitted = await model();
    const [user] = fitted.users.ids;
    const [item] = fitted.items.ids;
    for (const stranger of strangers) {
      if (can('score')) expect(fitted.scoreItems(stranger)).toBeUndefined();
      if (can('recommend')) expect(fitted.recommend(stranger)).toBeUndefined();
      if (can('similar')) expect(fitted.similarItems(stranger)).toBeUndefined();
      for (const [who, what] of [
        [stranger, item],
        [user, stranger],
        [stranger, stranger],
      ]) {
        if (can('predict')) expect(fitted.predict(who, what)).toBeUndefined();
        if (can('explain')) expect(fitted.explain(who, what)).toBeUndefined();
        if (can('uncertain')) expect(fitted.predictInterval(who, what)).toBeUndefined();
      }
    }
  });

  test('numbers of the data are found as texts, in questions and in features; answers write them as the data do', async () => {
    const numbers = train.with({ users: renamed(train.users, Number), items: renamed(train.items, Number) });
    const described = (form: typeof Number | typeof String): Interactions => {
      const { userFeatures, itemFeatures, edges } = train;
      return numbers.with({
        userFeatures: userFeatures && { ...userFeatures, ids: renamed(userFeatures.ids, form) },
        itemFeatures: itemFeatures && { ...itemFeatures, ids: renamed(itemFeatures.ids, form) },
        edges: edges && { ...edges, ids: renamed(edges.ids, form) },
      });
    };
    const fitted = await fit(described(Number));
    const answers = answersOf(subject, fitted);
    expect(answersOf(subject, await fit(described(String))), 'described as texts').toEqual(answers);
    const users = fitted.users.ids.slice(0, 4).map(String);
    expect(answersOf(subject, fitted, users), 'asked as texts').toEqual(answers);
    const [user, item] = ['0', '1'];
    if (can('predict')) expect(fitted.predict(user, item)).toEqual(fitted.predict(0, 1));
    if (can('similar')) expect(fitted.similarItems(item)).toEqual(fitted.similarItems(1));
    if (can('fold-in') && can('score')) {
      const scores = fitted.scoreItems({ ratings: [{ item: 1 }, { item: 3 }] });
      expect(fitted.scoreItems({ ratings: [{ item }, { item: '3' }] })).toEqual(scores);
      expect(fitted.scoreItems({ ratings: [{ item }, { item: '03' }] })).toEqual(fitted.scoreItems({ ratings: [{ item: 1 }] }));
    }
    if (can('recommend')) {
      expect(fitted.recommend('00')).toBeUndefined();
      const list = fitted.recommend(user, { exclude: [item], keepSeen: true });
      expect(list).toEqual(fitted.recommend(0, { exclude: [1], keepSeen: true }));
      for (const listed of list ?? []) expect(typeof listed.item).toBe('number');
    }
  });

  if (can('score'))
    test('a user of the id map without one interaction is unknown, unless the model answers all alike', async () => {
      const fitted = await model();
      expect(fitted.scoreItems(lastUser) === undefined).toBe(needsHistory);
      if (can('recommend')) expect(fitted.recommend(lastUser) === undefined).toBe(needsHistory);
    });

  if (can('score'))
    test('scores every item with a number, or NaN where it cannot; never an infinity', async () => {
      const fitted = await model();
      for (let u = 0; u < train.users.size - 1; u++) {
        const scores = fitted.scoreItems(train.users.ids[u]) as Float32Array;
        expect(scores).toBeInstanceOf(Float32Array);
        expect(scores.length).toBe(train.items.size);
        scores.forEach((score, i) => {
          // Only the last item has no interaction.
          if (i < scores.length - 1) expect(score, `${train.users.ids[u]}, ${train.items.ids[i]}`).toSatisfy(Number.isFinite);
          else expect(Math.abs(score)).not.toBe(Number.POSITIVE_INFINITY);
        });
      }
    });

  if (can('predict'))
    test('predicts a rating inside the scale for every pair that training knows', async () => {
      const fitted = await model();
      const scale = train.ratingScale ?? { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY };
      for (const user of train.users.ids) {
        for (const item of train.items.ids) {
          const rating = fitted.predict(user, item);
          if (user !== lastUser && item !== train.items.ids[train.items.size - 1]) expect(rating, `${user}, ${item}`).toBeDefined();
          if (rating === undefined) continue;
          expect(rating).toBeGreaterThanOrEqual(scale.min);
          expect(rating).toBeLessThanOrEqual(scale.max);
        }
      }
    });

  if (can('predict') && can('score') && entry.feedback === 'ratings' && (options.scoresAreRatings ?? true) === true)
    test('scores are its ratings before clipping', async () => {
      const fitted = await model();
      const { min, max } = train.ratingScale as { min: number; max: number };
      for (const user of train.users.ids) {
        fitted.scoreItems(user)?.forEach((score, i) => {
          if (Number.isNaN(score)) return;
          // Who rated nothing may have a list, the same as everyone's, and no rating of their own.
          if (user === lastUser) return;
          const rating = fitted.predict(user, train.items.ids[i]) as number;
          expect(Math.abs(Math.min(max, Math.max(min, score)) - rating), `${user}, ${train.items.ids[i]}`).toBeLessThan(1e-4);
        });
      }
    });

  test('never changes: not by questions, not by writing into its answers', async () => {
    const fitted = await model();
    const bytes = encodeModel(fitted);
    const answers = answersOf(subject, fitted);
    expect(Object.isFrozen(fitted.state)).toBe(true);
    const { scores, folded } = answersOf(subject, fitted) as { scores: Float32Array[] | false; folded: Float32Array | false | undefined };
    if (scores) for (const row of scores) row?.fill(7);
    if (folded) folded.fill(7);
    if (fitted.foldIn) fitted.foldIn(ratingsOf(train, 0))?.fill(7);
    expect(answersOf(subject, fitted)).toEqual(answers);
    expect(encodeModel(fitted)).toEqual(bytes);
  });

  if (can('similar'))
    test('similar items: others, known, each once, best first, as many as asked for', async () => {
      const fitted = await model();
      for (const item of fitted.items.ids) {
        const all = fitted.similarItems(item, { n: 1e9 });
        if (all === undefined) continue;
        expect(all.map((other) => other.item)).not.toContain(item);
        expect(new Set(all.map((other) => other.item)).size).toBe(all.length);
        for (const other of all) expect(fitted.items.indexOf(other.item)).toBeDefined();
        for (const score of numbersIn(all.map((other) => other.score))) expect(score).toSatisfy(Number.isFinite);
        expect(all.map((other) => other.score)).toEqual(all.map((other) => other.score).sort((a, b) => b - a));
        expect(fitted.similarItems(item, { n: 2 })).toEqual(all.slice(0, 2));
        expect(fitted.similarItems(item)).toEqual(all.slice(0, 10));
      }
      for (const n of [0, -1, 1.5, Number.NaN])
        expect(() => fitted.similarItems(train.items.ids[0], { n })).toThrow(expect.objectContaining({ code: 'invalid-option' }));
    });

  if (can('predict'))
    test('predicts for someone known by ratings alone, and for nobody in particular: a rating inside the scale', async () => {
      const fitted = await model();
      // Without ratings the odds of a like.
      const { min, max } = train.ratingScale ?? { min: 0, max: 1 };
      const ratings = ratingsOf(train, 2);
      for (const item of train.items.ids.slice(0, -1))
        for (const user of [{ ratings }, { ratings: [] }, { ratings: [{ item: 'ghost', value: max }] }]) {
          const rating = fitted.predict(user, item) as number;
          expect(rating, `${item}`).toBeGreaterThanOrEqual(min);
          expect(rating).toBeLessThanOrEqual(max);
        }
      const scores = fitted.scoreItems({ ratings });
      if (train.hasRatings && scores !== undefined && (options.scoresAreRatings ?? true) === true)
        for (const [index, item] of train.items.ids.slice(0, -1).entries())
          expect(fitted.predict({ ratings }, item)).toBeCloseTo(Math.min(max, Math.max(min, scores[index])), 4);
      expect(fitted.predict({ ratings }, 'ghost')).toBeUndefined();
      expect(fitted.predict({ ratings: [] }, 'ghost')).toBeUndefined();
    });

  if (can('explain'))
    test('explains a score by what the person has', async () => {
      const fitted = await model();
      const within = options.agreement?.within ?? 1e-5;
      for (let u = 0; u < 4; u++) {
        const user = train.users.ids[u];
        const has = [...rowIndexes(train.userItems, u)].map((i) => train.items.ids[i]);
        for (const item of train.items.ids.slice(0, -1)) {
          const { score, because } = fitted.explain(user, item) as Explanation;
          const known = fitted.scoreItems(user)?.[train.items.indexOf(item) as number] as number;
          expect(Math.abs(score - known), `score of ${item} for ${user}`).toBeLessThanOrEqual(within * Math.max(1, Math.abs(known)));
          for (const reason of because) {
            if (reason.item !== undefined) expect(has).toContain(reason.item);
            else if (reason.user !== undefined) expect(fitted.users.indexOf(reason.user)).toBeDefined();
            else expect(reason.attribute).toMatch(/\S/);
            expect(reason.contribution).toSatisfy(Number.isFinite);
          }
          if ((options.sharesAddUp ?? true) === true) {
            const sum = because.reduce((total, reason) => total + reason.contribution, 0);
            expect(Math.abs(sum - score), `shares of ${item} for ${user}`).toBeLessThan(1e-4 * Math.max(1, Math.abs(score)));
          }
        }
      }
    });

  if (can('explain'))
    test('explains a list as it explains each item, all at once or in pieces, all reasons or the first', async () => {
      const fitted = await model();
      const items = train.items.ids;
      for (const user of [train.users.ids[1], { ratings: ratingsOf(train, 1) }]) {
        const oneByOne = items.map((item) => fitted.explain(user, item));
        const listed = explainerOf(fitted, user);
        expect(items.map((item) => listed?.explain(item))).toEqual(oneByOne);
        const prepared = explainerOf(fitted, user, { most: 2 });
        while (prepared?.prepare());
        const firstTwo = oneByOne.map(
          (all) => all && { ...all, because: all.because.slice(0, 2), ...(all.features && { features: all.features.slice(0, 2) }) },
        );
        expect(items.map((item) => prepared?.explain(item))).toEqual(firstTwo);
        expect(listed?.explain('no such item')).toBeUndefined();
      }
      for (const most of [0, -1, 1.5, Number.NaN])
        expect(() => explainerOf(fitted, train.users.ids[1], { most })).toThrow(expect.objectContaining({ code: 'invalid-option' }));
    });

  if (can('uncertain'))
    test('an interval holds its mean and grows with the level', async () => {
      const fitted = await model();
      const [user] = train.users.ids;
      for (const item of train.items.ids.slice(0, -1)) {
        const narrow = fitted.predictInterval(user, item, 0.5) as { low: number; high: number; mean: number };
        const wide = fitted.predictInterval(user, item, 0.95) as { low: number; high: number; mean: number };
        expect(narrow.low).toBeLessThanOrEqual(narrow.high);
        expect(wide.low).toBeLessThanOrEqual(narrow.low);
        expect(wide.high).toBeGreaterThanOrEqual(narrow.high);
        expect(wide.mean).toBe(narrow.mean);
      }
    });
}

/** u7 → 7 or "7". */
function renamed({ ids }: IdMap, form: typeof Number | typeof String): IdMap {
  return new IdMap(ids.map((id) => form(String(id).slice(1))));
}
