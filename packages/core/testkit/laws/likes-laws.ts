/** What was not liked (a weight of 0) teaches nothing, and counts as seen. */
import { expect, test } from 'vitest';
import type { Id } from '../../src/data/id-map.ts';
import type { Interactions } from '../../src/data/interactions.ts';
import { teachingPart } from '../../src/data/likes.ts';
import { rowIndexes } from '../../src/matrix/sparse.ts';
import { recommendMany } from '../../src/models/answering/recommend-many.ts';
import type { History, ScoredItem } from '../../src/models/contract/model.ts';
import { interactionsFor, type Pair } from '../law-data.ts';
import { answersOf } from './answers-of.ts';
import type { Subject } from './subject.ts';

export function likesLaws(subject: Subject): void {
  const { entry, train, fit, can } = subject;
  const withDislikes = disliked(subject);
  const users = train.users.ids;

  test('what was not liked teaches nothing: every score is that of the likes alone', async () => {
    const [all, likesAlone] = [await fit(withDislikes), await fit(teachingPart(withDislikes))];
    const scores = (model: typeof all) => ({ ...(answersOf(subject, model, users) as object), lists: undefined });
    expect(scores(all)).toEqual(scores(likesAlone));
  });

  test.skipIf(!can('recommend'))('what was not liked counts as seen: it is recommended to nobody who disliked it', async () => {
    const all = await fit(withDislikes);
    const likesAlone = await fit(teachingPart(withDislikes));
    for (const [u, user] of users.entries()) {
      const seen = [...rowIndexes(withDislikes.userItems, u)].map((item) => train.items.ids[item]);
      const list = all.recommend(user, { n: train.items.size });
      expect(list, String(user)).toEqual(likesAlone.recommend(user, { n: train.items.size, exclude: seen }));
      for (const { item } of list ?? []) expect(seen).not.toContain(item);
    }
    for await (const { user, items } of recommendMany(all, users.values(), { n: 3 }))
      expect(itemsOf(items), `${user}, of many`).toEqual(itemsOf(all.recommend(user, { n: 3 })));
  });

  test.skipIf(!can('fold-in'))('what someone new did not like teaches nothing, and is not recommended to them', async () => {
    const model = await fit(teachingPart(withDislikes));
    const [first, second, third] = train.items.ids;
    const liked: History = [{ item: first }, { item: second }];
    expect(model.scoreItems({ ratings: [...liked, { item: third, value: 0 }] })).toEqual(model.scoreItems({ ratings: liked }));
    expect(model.scoreItems({ ratings: [{ item: third, value: 0 }] })).toEqual(model.scoreItems({ ratings: [] }));
    const list = model.recommend({ ratings: [...liked, { item: third, value: 0 }] }, { n: train.items.size });
    expect(list).toEqual(model.recommend({ ratings: liked }, { n: train.items.size, exclude: [third] }));
    expect(list?.length).toBeGreaterThan(0);
  });

  test('nothing but dislikes is refused, as no data are', async () => {
    const none = withDislikes.with({ userItems: { ...withDislikes.userItems, values: new Float32Array(withDislikes.size) } });
    await expect(fit(none)).rejects.toMatchObject({ name: 'LikewiseError', code: 'empty-data' });
  });

  /** Everyone dislikes one item more; the last user has nothing but that, the last item nobody who likes it. */
  function disliked({ train }: Subject): Interactions {
    const pairs: Pair[] = [];
    const values: number[] = [];
    for (let u = 0; u < train.users.size; u++) {
      const had = [...rowIndexes(train.userItems, u)];
      const unseen = Array.from(train.items.ids, (_, item) => item).filter((item) => !had.includes(item));
      const no = u === 0 ? train.items.size - 1 : unseen[u % 2];
      for (const item of [...had, no].sort((a, b) => a - b)) {
        pairs.push([u, item, 1]);
        values.push(item === no ? 0 : 1);
      }
    }
    const all = interactionsFor(entry, train.users.size, train.items.size, pairs);
    return all.with({ userItems: { ...all.userItems, values: Float32Array.from(values) }, valueKind: 'weight' });
  }
}

const itemsOf = (list: readonly ScoredItem[] | undefined): readonly Id[] | undefined => list?.map(({ item }) => item);
