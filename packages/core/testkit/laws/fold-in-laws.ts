/** People who are absent from training and come with their ratings. */
import { expect, test } from 'vitest';
import { toldHistory } from '../../src/evaluate/ranked-list.ts';
import type { Attributes, HistoryEntry } from '../../src/models/contract/model.ts';
import { ratingsOf } from '../ratings-of.ts';
import type { Subject } from './subject.ts';

export function foldInLaws({ entry, options, train, can, model }: Subject): void {
  if (!can('score')) return;
  const needsHistory = (options.needsHistory ?? true) === true;

  if (!can('fold-in')) {
    test('has no answer for someone who comes with ratings', async () => {
      expect((await model()).scoreItems({ ratings: ratingsOf(train, 0) })).toBeUndefined();
      if (can('recommend')) expect((await model()).recommend({ ratings: ratingsOf(train, 0) })).toBeUndefined();
    });
    return;
  }

  const agrees = options.foldInAgrees ?? true;
  const { within, why } = options.agreement ?? { within: 1e-5, why: '' };
  const note = agrees === true ? why && ` within ${within}: ${why}` : ` (${agrees})`;
  test.skipIf(agrees !== true)(`a training user's ratings give the user's scores${note}`, async () => {
    const fitted = await model();
    for (let u = 0; u < train.users.size - 1; u++) {
      const known = fitted.scoreItems(train.users.ids[u]) as Float32Array;
      // Of a history only its order, which times tell, repeats what training had.
      const told = entry.ordered ? toldHistory(train, u) : ratingsOf(train, u);
      const folded = fitted.scoreItems({ ratings: told }) as Float32Array;
      const largest = known.reduce((most, score) => (Number.isNaN(score) ? most : Math.max(most, Math.abs(score))), 1);
      folded.forEach((score, i) => {
        if (Number.isNaN(known[i])) expect(score).toBeNaN();
        else expect(Math.abs(score - known[i]), `${train.users.ids[u]}, ${train.items.ids[i]}`).toBeLessThanOrEqual(within * largest);
      });
    }
  });

  test(`the order of the ratings ${entry.ordered ? 'matters' : 'does not matter'}`, async () => {
    const fitted = await model();
    const ratings = ratingsOf(train, 0);
    const turned = expect(fitted.scoreItems({ ratings: ratings.toReversed() }));
    if (entry.ordered) turned.not.toEqual(fitted.scoreItems({ ratings }));
    else turned.toEqual(fitted.scoreItems({ ratings }));
  });

  if (entry.ordered)
    test('times overrule the order in which a history is told', async () => {
      const fitted = await model();
      const timed = ratingsOf(train, 0).map((entry, at) => ({ ...entry, timestamp: 1000 + at }));
      expect(fitted.scoreItems({ ratings: timed.toReversed() })).toEqual(fitted.scoreItems({ ratings: timed }));
    });

  test('unknown items change nothing; where nothing is known there is no answer, unless the model answers all alike', async () => {
    const fitted = await model();
    const ratings = ratingsOf(train, 0);
    const ghosts: HistoryEntry[] = [{ item: 'ghost' }, { item: 7, value: 5 }];
    expect(fitted.scoreItems({ ratings: [...ghosts, ...ratings] })).toEqual(fitted.scoreItems({ ratings }));
    for (const strange of [[], ghosts]) {
      expect(fitted.scoreItems({ ratings: strange }) === undefined).toBe(needsHistory);
      if (fitted.foldIn) expect(fitted.foldIn(strange)).toBeUndefined();
    }
  });

  if (can('recommend'))
    test('ratings may be an iterator that can be read once; rated items are left out', async () => {
      const fitted = await model();
      const ratings = ratingsOf(train, 0);
      const list = fitted.recommend({ ratings }, { n: 100 });
      expect(fitted.recommend({ ratings: ratings.values() }, { n: 100 })).toEqual(list);
      for (const { item } of ratings) expect(list?.map((scored) => scored.item)).not.toContain(item);
      const kept = fitted.recommend({ ratings: ratings.values() }, { n: 100, keepSeen: true });
      expect(kept?.length).toBe((list?.length as number) + ratings.length);
    });

  if (can('by-features'))
    test('attributes of someone new change the answer, with ratings and without; one that training lacks is refused', async () => {
      const fitted = await model();
      for (const ratings of [[], ratingsOf(train, 0)]) {
        const scores = (features?: Attributes) => fitted.scoreItems({ ratings, features });
        expect(scores({ even: 1 })).not.toEqual(scores({ odd: 1 }));
        expect(scores({ even: 1 })).not.toEqual(scores());
        expect(() => scores({ evn: 1 })).toThrow(
          expect.objectContaining({ code: 'unknown-feature', message: expect.stringContaining('"even"') }),
        );
        if (can('recommend'))
          expect(fitted.recommend({ ratings, features: { even: 1 } })).not.toEqual(fitted.recommend({ ratings, features: { odd: 1 } }));
      }
    });

  if (needsHistory)
    test('a rating that is not a finite number is refused', async () => {
      const fitted = await model();
      for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 'five' as unknown as number])
        expect(() => fitted.scoreItems({ ratings: [{ item: train.items.ids[0], value: value }] })).toThrow(
          expect.objectContaining({ code: 'invalid-value' }),
        );
    });
}
