import { describe, expect, test } from 'vitest';
import { demoData, demoInteractions, demoItems } from '../../src/data/demo.ts';
import { demoCategories } from '../../src/data/demo-titles.ts';
import { seededRandom } from '../../src/math/random.ts';
import { xxHash32 } from '../../src/math/xxhash.ts';
import { rowIndexes, rowValues } from '../../src/matrix/sparse.ts';

const club = demoData();
const { interactions, items } = club;
const { userItems, itemUsers } = interactions;

const hashOf = (array: { buffer: ArrayBufferLike; byteOffset: number; byteLength: number }): number =>
  xxHash32(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));

test('says what it is', () => {
  expect(club.label).toBe('generated demo data');
  expect(club.description).toBe('Generated demo data, seed 0: 40000 ratings of 900 invented films by 600 invented people.');
});

test('is these bits on every host', () => {
  const { indexes, values } = userItems;
  expect([hashOf(indexes), hashOf(values), hashOf(interactions.timestamps!), hashOf(interactions.itemFeatures!.matrix.values)]).toEqual([
    2501768310, 2334416751, 1465992714, 171189320,
  ]);
  expect(items.slice(0, 3).map(({ title }) => title)).toEqual(['The Pale Trombone', 'Amber Witness', 'The Night Shift of Marrowby']);
});

test('another seed is another club; the same seed the same', () => {
  expect(demoData({ users: 20, items: 30, ratings: 100 })).toEqual(demoData({ users: 20, items: 30, ratings: 100 }));
  expect(demoItems({ seed: 1 })).not.toEqual(demoItems());
  expect(demoItems()).toEqual(items);
});

test('ratings are whole, 1 to 5, each used; no pair stands twice', () => {
  expect(new Set(userItems.values)).toEqual(new Set([1, 2, 3, 4, 5]));
  expect(interactions.mergedRows).toBe(0);
  expect(interactions.ratingScale).toEqual({ min: 1, max: 5 });
});

test('times lie inside two years, in whole seconds', () => {
  const [from, to] = [Date.UTC(2024, 0, 1) / 1000, Date.UTC(2026, 0, 1) / 1000];
  expect(interactions.timestamps!.every((second) => second >= from && second < to && Number.isInteger(second))).toBe(true);
});

test('popularity has a long tail', () => {
  const counts = items.map((_, item) => rowIndexes(itemUsers, item).length).sort((a, b) => b - a);
  const share = (from: number, to: number): number => counts.slice(from, to).reduce((sum, count) => sum + count, 0) / interactions.size;
  expect(share(0, 90)).toBeGreaterThan(0.25);
  expect(share(450, 900)).toBeLessThan(0.3);
});

test('titles are distinct, from the lists of the category; features tell the same', () => {
  expect(new Set(items.map(({ title }) => title)).size).toBe(items.length);
  const { names, matrix } = interactions.itemFeatures!;
  items.forEach(({ title, categories, year }, item) => {
    expect(
      demoCategories[categories[0]].some((thing) => title.includes(thing)),
      title,
    ).toBe(true);
    const columns = [...rowIndexes(matrix, item)].map((column) => names[column]).filter((name) => name !== 'year');
    expect(columns).toEqual(categories.map((category) => `category=${category}`).sort());
    expect(year).toBeGreaterThan(1970);
  });
});

describe('taste is in it', () => {
  test('neighbors by cosine find at least half as many held-out films again as popularity does', () => {
    const random = seededRandom(1);
    const size = items.length;
    const train: number[][] = [];
    const test: Set<number>[] = [];
    for (let user = 0; user < userItems.rows; user++) {
      const [kept, held]: [number[], number[]] = [[], []];
      for (const item of rowIndexes(userItems, user)) (random.uniform() < 0.8 ? kept : held).push(item);
      train.push(kept);
      test.push(new Set(held));
    }
    const counts = new Float64Array(size);
    const together = new Float64Array(size * size);
    for (const kept of train) {
      for (const a of kept) {
        counts[a]++;
        for (const b of kept) if (a !== b) together[a * size + b]++;
      }
    }
    const hits = (scoresOf: (kept: number[]) => Float64Array): number =>
      train.reduce((sum, kept, user) => {
        const scores = scoresOf(kept).slice();
        for (const item of kept) scores[item] = -1;
        const best = Array.from(scores.keys())
          .sort((a, b) => scores[b] - scores[a] || a - b)
          .slice(0, 10);
        return sum + best.filter((item) => test[user].has(item)).length;
      }, 0);
    const popular = hits(() => counts);
    const neighbors = hits((kept) => {
      const scores = new Float64Array(size);
      for (const a of kept) for (let b = 0; b < size; b++) scores[b] += together[a * size + b] / Math.sqrt(counts[a] * counts[b] || 1);
      return scores;
    });
    expect(neighbors).toBeGreaterThan(1.5 * popular);
  });

  test('people rate films of one category alike, more than by chance', () => {
    // Share of the variance of ratings, less the person's mean, that person × main category explains; about 0 by chance.
    let within = 0;
    let total = 0;
    for (let user = 0; user < userItems.rows; user++) {
      const values = rowValues(userItems, user);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const groups = new Map<string, number[]>();
      rowIndexes(userItems, user).forEach((item, at) => {
        const category = items[item].categories[0];
        groups.set(category, [...(groups.get(category) ?? []), values[at] - mean]);
      });
      for (const group of groups.values()) {
        // Unbiased: groups of one say nothing.
        if (group.length < 2) continue;
        const middle = group.reduce((sum, value) => sum + value, 0) / group.length;
        within += (group.reduce((sum, value) => sum + (value - middle) ** 2, 0) * group.length) / (group.length - 1);
        total += group.reduce((sum, value) => sum + value ** 2, 0);
      }
    }
    expect(1 - within / total).toBeGreaterThan(0.03);
  });
});

test.each([
  [{ users: 1, items: 1, ratings: 1 }, 1],
  [{ users: 3, items: 4, ratings: 1000 }, 3],
  [{ users: 50, items: 2000, ratings: 3000 }, 3000],
])('odd sizes work: %o', (options, size) => {
  expect(Math.abs(demoInteractions(options).size / size - 1)).toBeLessThan(0.02);
});

test('a bad option is refused', () => {
  expect(() => demoData({ users: 0 })).toThrow('demoData: users must be an integer ≥ 1');
  expect(() => demoData({ user: 3 } as object)).toThrow('unknown option "user" (did you mean "users"?)');
});
