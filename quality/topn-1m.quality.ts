/** Top-n on MovieLens 1M, fold 1 (protocol and figures: docs/quality.md): the evaluator proved, then the models. */
import { evaluate, featureALS, Interactions, modelEntry, parseSplit, popular, positives } from '@likewise/core';
import { expect, test } from 'vitest';
import { readFeatures } from '../packages/likewise/src/data/read/features.ts';
import { readInteractions } from '../packages/likewise/src/data/read/interactions.ts';
import { dataFolder } from './data-folder.ts';
import { measureTable } from './measure-table.ts';

const folder = dataFolder();

measureTable('topn-1m');

test('popular gives the independent program’s figures', async () => {
  const { interactions } = await readInteractions(`${folder}/ml-1m/ratings_with_folds.csv.gz`);
  const split = parseSplit('column:fold=1').apply(interactions, { positive: '>=4' });
  const { rows } = await evaluate([popular()], split, ['ndcg@20', 'recall@20', 'coverage@20'], { resamples: 0 });
  expect(rows[0].metrics['recall@20']).toBeCloseTo(0.17331, 5);
  expect(rows[0].metrics['ndcg@20']).toBeCloseTo(0.15859, 5);
  expect(rows[0].metrics['coverage@20']).toBeCloseTo(0.0259, 4);
});

test('positives of the file keep its whole catalog', async () => {
  const { interactions } = await readInteractions(`${folder}/ml-1m/ratings_with_folds.csv.gz`);
  const liked = positives(interactions, '>=4');
  expect([liked.items.size, liked.size]).toEqual([3706, 575281]);
});

test('feature-als with all features comes close to implicit-als among known items', { timeout: 600_000 }, async () => {
  const { interactions } = await readInteractions(`${folder}/ml-1m/ratings_with_folds.csv.gz`);
  const { features: itemFeatures } = await readFeatures(`${folder}/ml-1m/movies.dat`, 'item');
  const { features: userFeatures } = await readFeatures(`${folder}/ml-1m/users.dat`, 'user');
  const split = parseSplit('column:fold=1').apply(new Interactions({ ...interactions, itemFeatures, userFeatures }), { positive: '>=4' });
  const { rows } = await evaluate([featureALS(modelEntry('feature-als').presets?.['movielens-1m'].settings)], split, ['ndcg@20'], {
    resamples: 0,
  });
  expect(rows[0].metrics['ndcg@20']).toBeGreaterThanOrEqual(0.33);
});
