/** The next item after a history: figures by hand, and by an independent program. */
import { expect, test } from 'vitest';
import golden from '../../../../golden/next-item.json' with { type: 'json' };
import { evaluate, type Interactions, implicitALS, interactionsFromRows, parseSplit, popular, type UserQuery } from '../../src/index.ts';
import { listener } from './listener.ts';

const textRows = 'a,x,1 a,y,2 a,z,3 a,w,4 b,y,1 b,z,2 b,x,3 c,x,1 c,w,2 d,v,1';
const rowsOf = (text: string) =>
  text.split(' ').map((row) => {
    const [user, item, timestamp] = row.split(',');
    return { user, item, timestamp: Number(timestamp) };
  });
const data = interactionsFromRows(rowsOf(textRows));
const pairsOf = ({ users, items, userItems }: Interactions): string =>
  users.ids
    .flatMap((user, row) =>
      Array.from(userItems.indexes.subarray(userItems.pointers[row], userItems.pointers[row + 1]), (i) => `${user}${items.ids[i]}`),
    )
    .join(' ');

test('leave-last:2 by hand: the last two do not train, all but the last are told; people with fewer than 3 train and are counted', async () => {
  const split = parseSplit('leave-last:2').apply(data);
  const [{ train, test: held, foldIn, testUsers, nextItem }] = split.folds;
  expect(pairsOf(train)).toBe('ax ay by cx cw dv');
  expect(pairsOf(held)).toBe('aw bx');
  expect(pairsOf(foldIn as Interactions)).toBe('ax ay az by bz');
  expect([...(testUsers as Uint8Array)]).toEqual([1, 1, 1, 1]);
  expect(nextItem).toBe(true);
  // Counts in training: x 2, y 2, w 1, v 1, z 0. a: w and v are left, at equal counts, so w is second; b: x is first.
  const { rows } = await evaluate([popular()], split, ['mrr@2', 'hr@1']);
  expect(rows[0]).toMatchObject({ usersEvaluated: 2, usersLeftOut: 2, usersUnanswered: 0 });
  expect(rows[0].metrics).toEqual({ 'mrr@2': 0.75, 'hr@1': 0.5 });
});

test('popular agrees with an independent program, where moments and counts repeat (golden/next_item.py)', async () => {
  const rows = golden.rows.map(([user, item, timestamp]) => ({
    user: user as string,
    item: item as string,
    timestamp: timestamp as number,
  }));
  const report = await evaluate([popular()], parseSplit('leave-last:2').apply(interactionsFromRows(rows)), ['hr@5', 'ndcg@5']);
  expect(report.rows[0].usersEvaluated).toBe(golden.asked);
  expect(report.rows[0].usersLeftOut).toBe(golden['left out']);
  expect(report.rows[0].metrics['hr@5']).toBeCloseTo(golden['hr@5'], 12);
  expect(report.rows[0].metrics['ndcg@5']).toBeCloseTo(golden['ndcg@5'], 12);
});

test('a model that folds in is told the history in order, with times; another is asked by id, and told items are left out all the same', async () => {
  // Items are numbered as they come: w before z, and the history is out of the order of numbers.
  const shuffled = interactionsFromRows(rowsOf('a,w,4 a,z,3 a,x,1 a,y,2 b,x,3 b,z,1 b,y,1'));
  const split = parseSplit('leave-last:2').apply(shuffled);
  const told: UserQuery[] = [];
  const { rows } = await evaluate([listener(told)], split, ['hr@1']);
  const event = (item: string, timestamp: number) => ({ item, value: 1, timestamp });
  expect(told).toEqual([{ ratings: [event('x', 1), event('y', 2), event('z', 3)] }, { ratings: [event('z', 1), event('y', 1)] }]);
  // Nothing but w is left for a: found at once; x and w tie for b, and x, looked for, stands behind.
  expect(rows[0].metrics['hr@1']).toBe(0.5);
  const byId: UserQuery[] = [];
  const declared = await evaluate([listener(byId, { abilities: ['score'] })], split, ['hr@1']);
  expect(byId).toEqual(['a', 'b']);
  expect(declared.rows[0].metrics['hr@1']).toBe(0.5);
});

test('lists of many histories at once are asked for where the model makes them, and ties stand against it there too', async () => {
  const split = parseSplit('leave-last:2').apply(data);
  let asked = 0;
  const topItemsOf = async (histories: readonly unknown[], { n }: { n: number }) => {
    asked = histories.length;
    // Everyone gets w, v and x, w and v of equal score.
    const [w, v, x] = ['w', 'v', 'x'].map((item) => data.items.indexOf(item) as number);
    const row = [w, v, x].slice(0, n);
    return {
      n: row.length,
      items: Int32Array.from([...row, ...row]),
      scores: Float32Array.from([2, 2, 1].slice(0, n).concat([2, 2, 1].slice(0, n))),
    };
  };
  const { rows } = await evaluate([listener([], { topItemsOf })], split, ['mrr@2', 'hr@1']);
  expect(asked).toBe(2);
  // a looks for w, second of two equals; b for x, third.
  expect(rows[0].metrics).toEqual({ 'mrr@2': 0.25, 'hr@1': 0 });
});

test('models of all kinds are measured, and ratings are refused', async () => {
  const split = parseSplit('leave-last:2').apply(data);
  const { rows } = await evaluate([implicitALS({ factors: 2, epochs: 2 })], split, ['ndcg@2']);
  expect(rows[0].metrics['ndcg@2']).toBeGreaterThanOrEqual(0);
  const rated = interactionsFromRows(rowsOf(textRows).map((row, r) => ({ ...row, value: 1 + (r % 5) })));
  await expect(evaluate([popular()], parseSplit('leave-last:2').apply(rated), ['rmse'])).rejects.toThrow(
    'split leave-last:2 asks for the next item after a history, part of which did not train: no rating is predicted; choose a ranking metric',
  );
});

test('with likes: what was told and not liked is left out, and is no like', async () => {
  const rows = rowsOf('a,x,1 a,y,2 a,z,3 a,w,4 b,y,1 b,z,2 b,x,3 c,w,1 c,y,2 c,x,3').map((row, r) => ({ ...row, value: r === 2 ? 1 : 5 }));
  const told: UserQuery[] = [];
  await evaluate([{ ...listener(told), learns: 'likes' }], parseSplit('leave-last:2').apply(interactionsFromRows(rows)), ['hr@1'], {
    relevant: '>=4',
  });
  expect((told[0] as { ratings: object[] }).ratings.at(-1)).toMatchObject({ item: 'z', value: 0 });
});
