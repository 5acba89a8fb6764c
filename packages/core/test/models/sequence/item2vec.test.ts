/** item2vec: groups found, the minimum it goes to, sessions by hand, windows, what is left out, bad input. */
import { expect, test } from 'vitest';
import { type HistoryEntry, type InteractionRow, interactionsFromRows, item2vec } from '../../../src/index.ts';
import { rowOf } from '../../../src/matrix/dense.ts';

/** "user:abc" in order, an hour apart; a dash is a pause of a day. */
const rowsOf = (text: string): InteractionRow[] =>
  text.split(' ').flatMap((history) => {
    const [user, way] = history.split(':');
    let timestamp = 0;
    const rows: InteractionRow[] = [];
    for (const item of way) {
      timestamp += item === '-' ? 86_400 : 3600;
      if (item !== '-') rows.push({ user, item, timestamp });
    }
    return rows;
  });
const dataOf = (ways: readonly string[]) => interactionsFromRows(rowsOf(ways.map((way, k) => `${k}:${way}`).join(' ')));
const session = (way: string): { ratings: HistoryEntry[] } => ({ ratings: [...way].map((item) => ({ item })) });

test('similar items are those of the same sessions', async () => {
  const ways = Array.from({ length: 80 }, (_, k) => ['abcd', 'bdac', 'cbda', 'wxyz', 'ywzx', 'zyxw'][k % 6]);
  const model = await item2vec({ factors: 8, epochs: 40 }).fit(dataOf(ways));
  for (const group of ['abcd', 'wxyz'])
    for (const item of group)
      expect(model.similarItems(item, { n: 3 })?.map(({ item: other }) => other).sort(), item).toEqual([...group].filter((other) => other !== item)); // biome-ignore format: one line
  expect(model.recommend(session('wx'), { n: 2 })?.map(({ item }) => item).sort()).toEqual(['y', 'z']); // biome-ignore format: one line
});

test('scores of what comes after go to the log of how likely it is', async () => {
  // After a comes b three times as often as c; both are otherwise as frequent as each other.
  const ways = Array.from({ length: 400 }, (_, k) => (k % 8 < 3 ? 'ab' : k % 8 === 3 ? 'ac' : k % 8 < 7 ? 'dc' : 'db'));
  const model = await item2vec({ factors: 4, epochs: 150, window: 1, side: 'after', noise: 1, negatives: 3 }).fit(dataOf(ways));
  const scores = model.scoreItems(session('a')) as Float32Array;
  const [b, c] = ['b', 'c'].map((item) => scores[model.items.indexOf(item) as number]);
  expect(Math.abs(b - c - Math.log(3))).toBeLessThan(0.25);
});

test('a session is the mean of its items, the newest first and foremost, times what comes', async () => {
  const model = await item2vec({ factors: 5, epochs: 5, popularity: 0.5 }).fit(dataOf(['abcd', 'bcda', 'acbd', 'dabc']));
  const { inputFactors, itemFactors, itemBias } = model.state;
  const vector = (item: string): Float32Array => rowOf(inputFactors, model.items.indexOf(item) as number);
  const scores = model.scoreItems(session('ab')) as Float32Array;
  const h = vector('b').map((value, f) => (value + vector('a')[f] / 2) / 1.5);
  // All items occur four times, so that each is a quarter of the noise.
  expect(itemBias[0]).toBeCloseTo(0.5 * Math.log(1 / 4), 5);
  scores.forEach((score, i) => {
    expect(score).toBeCloseTo(
      rowOf(itemFactors, i).reduce((sum, value, f) => sum + value * h[f], itemBias[i]),
      5,
    );
  });
});

test('a window ends where a session ends, and looks back only where it is told to', async () => {
  const pairs = async (options: object, ways: readonly string[]): Promise<string> =>
    JSON.stringify(Array.from((await item2vec({ factors: 2, epochs: 2, ...options }).fit(dataOf(ways))).state.itemFactors.values));
  expect(await pairs({ sessionGap: 12 }, ['a-b', 'ba'])).toBe(await pairs({ sessionGap: 12 }, ['a-b', 'ba']));
  expect(await pairs({ sessionGap: 12 }, ['a-b', 'ba'])).not.toBe(await pairs({}, ['a-b', 'ba']));
  expect(await pairs({ side: 'after' }, ['ab', 'bc'])).not.toBe(await pairs({ side: 'both' }, ['ab', 'bc']));
});

test('refuses rows without times, and values out of range', async () => {
  const untimed = interactionsFromRows([{ user: 'a', item: 'b' }]);
  await expect(item2vec().fit(untimed)).rejects.toMatchObject({ code: 'missing-timestamps' });
  expect(() => item2vec({ factors: 0 })).toThrow('item2vec: factors must be an integer ≥ 1 and ≤ 1024; got 0.');
  expect(() => item2vec({ subsampling: 2 })).toThrow('item2vec: subsampling must be a finite number ≥ 0 and ≤ 1; got 2.');
  expect(() => item2vec({ side: 'before' as 'after' })).toThrow('item2vec: side must be one of both, after');
});
