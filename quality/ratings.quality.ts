/** Ratings predicted on MovieLens 100K (mean RMSE over u1…u5) and 1M (fold 1): the tuned presets against their targets. */
import { evaluate, givenSplit, modelEntry, parseSplit } from '@likewise/core';
import { expect, test } from 'vitest';
import { readInteractions } from '../packages/likewise/src/data/read/interactions.ts';
import { dataFolder } from './data-folder.ts';

const folder = dataFolder();

async function meanRmse(name: string, settings: object): Promise<number> {
  let sum = 0;
  for (let fold = 1; fold <= 5; fold++) {
    const { interactions: train } = await readInteractions(`${folder}/ml-100k/u${fold}.base.gz`);
    const { interactions: rest } = await readInteractions(`${folder}/ml-100k/u${fold}.test`);
    const report = await evaluate([modelEntry(name).create(settings)], givenSplit(train, rest), ['rmse'], { resamples: 0 });
    sum += report.rows[0].metrics.rmse as number;
  }
  console.log(`MovieLens 100K, ${name} ${JSON.stringify(settings)}: mean RMSE ${(sum / 5).toFixed(5)}`);
  return sum / 5;
}

test.each([
  ['svd', 0.909],
  ['svd-pp', 0.907],
  ['explicit-als', 0.918],
  ['bayesian-pmf', 0.897],
  ['pmf', 0.931],
])('MovieLens 100K: %s with its preset reaches a mean RMSE of %d', async (name, most) => {
  expect(await meanRmse(name, modelEntry(name).presets?.['movielens-100k'].settings as object)).toBeLessThanOrEqual(most);
});

test.each([
  ['svd', 0.912],
  ['svd-pp', 0.911],
  ['bayesian-pmf', 0.899],
])('MovieLens 100K: %s is good by its defaults', async (name, most) => {
  expect(await meanRmse(name, {})).toBeLessThanOrEqual(most);
});

test.each([
  ['svd', 0.84],
  ['svd-pp', 0.838],
  ['explicit-als', 0.85],
  ['bayesian-pmf', 0.838],
])('MovieLens 1M, fold 1: %s with its preset reaches an RMSE of %d', async (name, most) => {
  const { interactions } = await readInteractions(`${folder}/ml-1m/ratings_with_folds.csv.gz`);
  const settings = modelEntry(name).presets?.['movielens-1m'].settings as object;
  const report = await evaluate([modelEntry(name).create(settings)], parseSplit('column:fold=1').apply(interactions), ['rmse'], {
    resamples: 0,
  });
  console.log(`MovieLens 1M, ${name}: RMSE ${report.rows[0].metrics.rmse.toFixed(5)}`);
  expect(report.rows[0].metrics.rmse).toBeLessThanOrEqual(most);
});
