/** The notebooks' neighborhoods on the 6,040 × 2,000 most active of MovieLens 1M: mean squared errors of training and test part. */
import { type Interactions, interactionsFromColumns, itemKNN, randomSplit, userKNN } from '@likewise/core';
import { expect, test } from 'vitest';
import { readInteractions } from '../packages/likewise/src/data/read/interactions.ts';
import { dataFolder } from './data-folder.ts';

const folder = dataFolder();

/** The 2,000 items with most ratings; every user stays. */
async function mostActive(): Promise<Interactions> {
  const { interactions } = await readInteractions(`${folder}/ml-1m/ratings.csv.gz`);
  const counts = new Uint32Array(interactions.items.size);
  for (const item of interactions.userItems.indexes) counts[item]++;
  const kept = new Set([...counts.keys()].sort((a, b) => counts[b] - counts[a] || a - b).slice(0, 2000));
  const { pointers, indexes, values } = interactions.userItems;
  const rows: [number, number, number][] = [];
  for (let u = 0; u < interactions.users.size; u++)
    for (let e = pointers[u]; e < pointers[u + 1]; e++) if (kept.has(indexes[e])) rows.push([u, indexes[e], values[e]]);
  return interactionsFromColumns({
    users: interactions.users,
    items: interactions.items,
    userIndexes: Uint32Array.from(rows, ([u]) => u),
    itemIndexes: Uint32Array.from(rows, ([, i]) => i),
    values: Float32Array.from(rows, ([, , value]) => value),
  });
}

const train = { similarity: 'centered-cosine', minOverlap: 6, weights: 'all', prediction: 'mean' } as const;
/** Norms, then mean ± standard error over three splits as the notebooks' figures were measured: training part, test part. */
const figures = [
  ['users', 'all', 0.6317, 0.9156],
  ['users', 'common', 0.6907, 1.1681],
  ['items', 'all', 0.6936, 0.8214],
  ['items', 'common', 0.7545, 1.0396],
] as const;

test.each(figures)('%s, norms over %s entries', async (side, norms, ofTraining, ofTest) => {
  const ratings = await mostActive();
  expect(ratings.size).toBe(940_319);
  const [fold] = randomSplit(ratings, { share: 0.8, seed: 1 }).folds;
  const settings =
    side === 'users' ? { ...train, norms, neighbors: 25, listLength: 25 } : { ...train, norms, neighbors: 20, listLength: 20 };
  const model = await (side === 'users' ? userKNN(settings) : itemKNN(settings)).fit(fold.train);
  const error = (part: Interactions): number => {
    const { pointers, indexes, values } = part.userItems;
    const mean = fold.train.userItems.values.reduce((sum, value) => sum + value, 0) / fold.train.size;
    let squares = 0;
    for (let u = 0; u < part.users.size; u++)
      for (let e = pointers[u]; e < pointers[u + 1]; e++)
        squares += ((model.predict(part.users.ids[u], part.items.ids[indexes[e]]) ?? mean) - values[e]) ** 2;
    return squares / part.size;
  };
  // Splits differ: a standard deviation is a few thousandths.
  expect(Math.abs(error(fold.train) - ofTraining)).toBeLessThan(0.01);
  expect(Math.abs(error(fold.test) - ofTest)).toBeLessThan(0.015);
});
