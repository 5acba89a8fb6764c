/** Autoencoders: ratings of MovieLens 100K (mean RMSE over u1…u5). */
import { evaluate, givenSplit, modelEntry } from '@likewise/core';
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
