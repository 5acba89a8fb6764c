/** Items that come after training, by who met them. */
import { expect, test } from 'vitest';
import type { Id } from '../../src/data/id-map.ts';
import type { NewItems } from '../../src/models/contract/model.ts';
import { decodeModel, encodeModel } from '../../src/persist/model-file.ts';
import { answersOf } from './answers-of.ts';
import type { AnyModel, Subject } from './subject.ts';

type Growing = AnyModel & NewItems;

export function newItemLaws(subject: Subject): void {
  const { entry, options, train, can, model } = subject;
  const high = entry.feedback === 'ratings' ? 5 : 1;
  const people = [0, 2, 4, 6].map((u) => ({ user: train.users.ids[u], value: high }));
  const [told, , , , , , , asks] = train.users.ids;
  const grownOf = async (): Promise<Growing> => ((await model()) as Growing).withItem('new', people) as unknown as Growing;

  test('a new item stands beside the others, which keep every score, in the older model too', async () => {
    const fitted = (await model()) as Growing;
    const before = answersOf(subject, fitted);
    const grown = await grownOf();
    expect(answersOf(subject, fitted)).toEqual(before);
    expect(fitted.items.indexOf('new')).toBeUndefined();
    expect(grown.items.ids).toEqual([...train.items.ids, 'new']);
    for (const user of train.users.ids.slice(0, -1)) {
      const scores = grown.scoreItems(user) as Float32Array;
      expect(scores.slice(0, -1)).toEqual(fitted.scoreItems(user));
      expect(scores.at(-1)).toSatisfy(Number.isFinite);
    }
  });

  test('it is in the lists of those who have not met it, by every way to ask', async () => {
    const grown = await grownOf();
    const items = (user: Id) => grown.recommend(user, { n: 100 })?.map(({ item }) => item);
    expect(items(asks)).toContain('new');
    expect(items(told)).not.toContain('new');
    if (can('batch')) {
      const asked = Uint32Array.of(train.users.indexOf(asks) as number, train.users.indexOf(told) as number);
      const top = await grown.topItems(asked, { n: 20 });
      expect(top.items.subarray(0, 20)).toContain(train.items.size);
      expect(top.items.subarray(20)).not.toContain(train.items.size);
    }
    if (can('similar')) expect(grown.similarItems('new', { n: 3 })?.length).toBe(3);
    if (can('predict')) expect(grown.predict(asks, 'new')).toSatisfy(Number.isFinite);
    if (can('fold-in')) expect(grown.scoreItems({ ratings: [{ item: 'new', value: high }] })?.at(-1)).toSatisfy(Number.isFinite);
  });

  if (can('explain'))
    test('reasons of someone who told of it are still those of their score', async () => {
      const grown = await grownOf();
      const scores = grown.scoreItems(told) as Float32Array;
      const within = options.agreement?.within ?? 1e-5;
      for (const item of [train.items.ids[0], 'new']) {
        const score = grown.explain(told, item)?.score as number;
        const known = scores[grown.items.indexOf(item) as number];
        expect(Math.abs(score - known), `${item}`).toBeLessThanOrEqual(within * Math.max(1, Math.abs(known)));
      }
    });

  test('the same people give the same item, in any order and from an iterator; it is saved with the model', async () => {
    const fitted = (await model()) as Growing;
    const grown = await grownOf();
    expect(fitted.foldInItem(people.toReversed())).toEqual(fitted.foldInItem(people));
    const again = fitted.withItem('new', people.values()) as unknown as Growing;
    expect(answersOf(subject, again)).toEqual(answersOf(subject, grown));
    expect(answersOf(subject, decodeModel(encodeModel(grown), [subject.entry]) as unknown as Growing)).toEqual(answersOf(subject, grown));
  });

  test('items may follow each other', async () => {
    const grown = await grownOf();
    const more = grown.withItem('newer', people) as unknown as Growing;
    expect(more.items.ids.slice(-2)).toEqual(['new', 'newer']);
    expect((more.scoreItems(asks) as Float32Array).slice(0, -1)).toEqual(grown.scoreItems(asks));
  });

  test('an item that is known, people who are not, and values that are none', async () => {
    const fitted = (await model()) as Growing;
    expect(() => fitted.withItem(train.items.ids[0], people)).toThrow(expect.objectContaining({ code: 'known-item' }));
    for (const strange of [[], [{ user: 'ghost', value: high }]]) {
      expect(fitted.withItem('new', strange)).toBeUndefined();
      expect(fitted.foldInItem(strange)).toBeUndefined();
    }
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => fitted.withItem('new', [{ user: told, value: value }])).toThrow(expect.objectContaining({ code: 'invalid-value' }));
  });
}
