/** Autoencoders: ratings of MovieLens 100K (mean RMSE over u1…u5); likes of MovieLens 1M, for people who train and people who do not. */
import { evaluate, givenSplit, modelEntry, parseSplit } from '@likewise/core';
import { expect, test } from 'vitest';
import { readInteractions } from '../packages/likewise/src/data/read/interactions.ts';
import { dataFolder } from './data-folder.ts';

const folder = dataFolder();

test('MovieLens 100K: autorec with its preset reaches a mean RMSE of 0.91', { timeout: 900_000 }, async () => {
  const estimator = modelEntry('autorec').create(modelEntry('autorec').presets?.['movielens-100k'].settings);
  let sum = 0;
  for (let fold = 1; fold <= 5; fold++) {
    const { interactions: train } = await readInteractions(`${folder}/ml-100k/u${fold}.base.gz`);
    const { interactions: rest } = await readInteractions(`${folder}/ml-100k/u${fold}.test`);
    const report = await evaluate([estimator], givenSplit(train, rest), ['rmse'], { resamples: 0 });
    sum += report.rows[0].metrics.rmse as number;
  }
  console.log(`autorec: mean RMSE ${(sum / 5).toFixed(5)}`);
  expect(sum / 5).toBeLessThanOrEqual(0.91);
});

test.each([
  ['mult-vae', 'users:0.8', 'ndcg@100', 0.42],
  ['rec-vae', 'users:0.8', 'ndcg@100', 0.43],
  ['mult-vae', 'column:fold=1', 'ndcg@20', 0.32],
] as const)('MovieLens 1M: %s with its preset, split %s, reaches %s %d', { timeout: 1_800_000 }, async (name, rule, metric, least) => {
  const { interactions } = await readInteractions(`${folder}/ml-1m/ratings_with_folds.csv.gz`);
  const estimator = modelEntry(name as string).create(modelEntry(name).presets?.['movielens-1m'].settings);
  const report = await evaluate([estimator], parseSplit(rule).apply(interactions, { positive: '>=4' }), [metric], { resamples: 0 });
  const reached = report.rows[0].metrics[metric] as number;
  console.log(`${name}, ${rule}: ${metric} ${reached.toFixed(5)}`);
  expect(reached).toBeGreaterThanOrEqual(least);
});
