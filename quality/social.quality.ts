/** People without history: does `social` beat `popular`, and do attributes? Whole people are held out (split cold-users), seeds 0 and 1. */
import {
  demographic,
  evaluate,
  featureALS,
  type Interactions,
  Interactions as InteractionsOf,
  parseSplit,
  popular,
  social,
} from '@likewise/core';
import { expect, test } from 'vitest';
import { readEdges } from '../packages/likewise/src/data/read/edges.ts';
import { readFeatures } from '../packages/likewise/src/data/read/features.ts';
import { readInteractions } from '../packages/likewise/src/data/read/interactions.ts';
import { dataFolder } from './data-folder.ts';

const folder = dataFolder();

async function withEdges(ratings: string, edgesFile: string): Promise<Interactions> {
  const { interactions } = await readInteractions(`${folder}/${ratings}`);
  const { edges } = await readEdges(`${folder}/${edgesFile}`);
  const { users, items, userItems, valueKind, ratingScale } = interactions;
  return new InteractionsOf({ users, items, userItems, valueKind, ratingScale, edges });
}

/** NDCG@10 of popular and of the other, by seed. */
async function compared(
  data: Interactions,
  estimator: ReturnType<typeof social> | ReturnType<typeof demographic>,
  seeds: readonly number[],
) {
  const found: { popular: number; other: number }[] = [];
  for (const seed of seeds) {
    const split = parseSplit('cold-users:0.8').apply(data, { seed });
    const { rows } = await evaluate([popular(), estimator], split, ['ndcg@10'], { resamples: 0 });
    found.push({ popular: rows[0].metrics['ndcg@10'], other: rows[1].metrics['ndcg@10'] });
  }
  console.log(JSON.stringify(found));
  return found;
}

test('social on Last.fm 2K', { timeout: 300_000 }, async () => {
  const data = await withEdges('hetrec-lastfm-2k/user_artists.dat.gz', 'hetrec-lastfm-2k/user_friends.dat');
  for (const { popular, other } of await compared(data, social(), [0, 1])) expect(other - popular).toBeGreaterThan(0.18);
});

test('social on FilmTrust', { timeout: 300_000 }, async () => {
  const data = await withEdges('filmtrust/ratings.txt', 'filmtrust/trust.txt');
  for (const { popular, other } of await compared(data, social(), [0, 1])) expect(other - popular).toBeGreaterThan(0.001);
});

test.each([
  ['MovieLens 100K', 'ml-100k/u.data.gz', 'ml-100k/u.user', 0, 0.005],
  ['MovieLens 1M', 'ml-1m/ratings.csv.gz', 'ml-1m/users.dat', 2, 0.01],
] as const)('demographic on %s', { timeout: 600_000 }, async (_name, ratings, people, seed, least) => {
  const { interactions } = await readInteractions(`${folder}/${ratings}`);
  const { features } = await readFeatures(`${folder}/${people}`, 'user');
  const { users, items, userItems, valueKind, ratingScale } = interactions;
  const data = new InteractionsOf({ users, items, userItems, valueKind, ratingScale, userFeatures: features });
  const [figures] = await compared(data, demographic(), [seed]);
  expect(figures.other - figures.popular).toBeGreaterThan(least);
});

test('feature-als and demographic on MovieLens 1M, ratings of 4 and more', { timeout: 600_000 }, async () => {
  const { interactions } = await readInteractions(`${folder}/ml-1m/ratings_with_folds.csv.gz`);
  const { features: userFeatures } = await readFeatures(`${folder}/ml-1m/users.dat`, 'user');
  const { features: itemFeatures } = await readFeatures(`${folder}/ml-1m/movies.dat`, 'item');
  const data = new InteractionsOf({ ...interactions, userFeatures, itemFeatures });
  const split = parseSplit('cold-users:0.8').apply(data, { positive: '>=4', seed: 2 });
  const models = [popular(), demographic(), featureALS({ userFields: 'sex+age+occupation' })];
  const { rows } = await evaluate(models, split, ['ndcg@10'], { resamples: 0 });
  const [guessed, byGroup, placed] = rows.map(({ metrics }) => metrics['ndcg@10'] as number);
  expect(placed - guessed).toBeGreaterThan(0.015);
  expect(byGroup - guessed).toBeGreaterThan(0.008);
});
