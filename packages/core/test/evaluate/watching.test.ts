/** What an evaluation lets others see while it runs, and models of ratings where only positives train. */
import { expect, test } from 'vitest';
import {
  bias,
  type Estimator,
  evaluate,
  type Interactions,
  interactionsFromRows,
  type ListPlace,
  parseSplit,
  popular,
  rowValues,
  svd,
  type TrainingPlace,
} from '../../src/index.ts';

const data = interactionsFromRows(
  Array.from({ length: 30 }, (_, u) =>
    Array.from({ length: 10 }, (_item, i) => ({ user: `u${u}`, item: `i${(u * 3 + i * 7) % 23}`, value: 1 + ((u * i + i) % 5) })),
  ).flat(),
);

test('every list is heard once, with whose it is, and the epochs of each training; figures stay the same', async () => {
  const split = parseSplit('kfold:2').apply(data);
  const estimators = [popular(), svd({ epochs: 3 })];
  const lists: (ListPlace & { readonly items: readonly number[]; readonly hits: number })[] = [];
  const epochs: (TrainingPlace & { readonly epoch: number })[] = [];
  const heard = await evaluate(estimators, split, ['hr@5'], {
    onList: ({ items, length, relevant }, place) => {
      const shown = Array.from(items.subarray(0, length));
      lists.push({ ...place, items: shown, hits: shown.filter((item) => relevant[item] === 1).length });
    },
    onEpoch: ({ epoch }, place) => void epochs.push({ ...place, epoch }),
  });
  const alone = await evaluate(estimators, split, ['hr@5']);
  expect(heard.rows.map(({ metrics, ci }) => [metrics, ci])).toEqual(alone.rows.map(({ metrics, ci }) => [metrics, ci]));
  for (const position of [0, 1]) {
    const own = lists.filter((list) => list.position === position);
    expect(own.length).toBe(heard.rows[position].usersEvaluated);
    expect(own.filter(({ hits }) => hits > 0).length / own.length).toBeCloseTo(heard.rows[position].metrics['hr@5'], 2);
    for (const { user, items, known, judged, train } of own) {
      expect(judged).toContain(user);
      expect(items.length).toBe(5);
      const met = known.indexes.subarray(known.pointers[user], known.pointers[user + 1]);
      for (const item of items) expect(met).not.toContain(item);
      expect(train.items.size).toBe(data.items.size);
    }
  }
  expect(epochs.map(({ position, fold, epoch }) => [position, fold, epoch])).toEqual(
    [1, 2].flatMap((fold) => [1, 2, 3].map((epoch) => [1, fold, epoch])),
  );
});

test('a model of ratings trains on what positives were rated, in training and in what is folded in', async () => {
  let trained: Interactions | undefined;
  const watched: Estimator = {
    ...bias(),
    fit: (train, context) => {
      trained = train;
      return bias().fit(train, context);
    },
  };
  const split = parseSplit('random:0.8').apply(data, { positive: '>=4' });
  await expect(evaluate([watched], split, ['hr@5'])).rejects.toThrow(/every interaction must carry a rating/);
  const report = await evaluate([popular(), watched], split, ['hr@5'], { rated: { data, positions: [1] } });
  expect(report.rows[1].metrics['hr@5']).toBeGreaterThanOrEqual(0);
  const { users, items, userItems, ratingScale } = trained as Interactions;
  expect(ratingScale).toEqual({ min: 4, max: 5 });
  expect(userItems.indexes.length).toBe(report.data.train);
  for (const [u, user] of users.ids.entries()) {
    const given = new Map(
      [...rowValues(data.userItems, data.users.indexOf(user) as number)].map((value, e) => [
        data.userItems.indexes[data.userItems.pointers[data.users.indexOf(user) as number] + e],
        value,
      ]),
    );
    for (let e = userItems.pointers[u]; e < userItems.pointers[u + 1]; e++)
      expect(userItems.values[e]).toBe(given.get(data.items.indexOf(items.ids[userItems.indexes[e]]) as number));
  }
});
