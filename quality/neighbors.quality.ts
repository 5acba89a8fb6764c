/**
 * Ratings predicted by deviations and neighborhoods: MovieLens 100K (mean RMSE over u1…u5) and 1M (fold 1). Nothing is random here: at the
 * settings of Surprise 1.1.5 its figures are met in every fold.
 */
import { givenSplit, modelEntry, type RatingPredictor, type Split } from '@likewise/core';
import { describe, expect, test } from 'vitest';
import { readInteractions } from '../packages/likewise/src/data/read/interactions.ts';
import { dataFolder } from './data-folder.ts';
import { measureTable } from './measure-table.ts';

const folder = dataFolder();
const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Of whom or what training never saw our models say nothing; Surprise says μ + b_u + b_i, each as far as it is known, where a model has
 * biases, else μ.
 */
async function rmseLikeSurprise(name: string, settings: object, split: Split): Promise<number> {
  const [{ train, test }] = split.folds;
  const model = (await modelEntry<string>(name).create(settings).fit(train)) as unknown as RatingPredictor;
  const {
    meanRating,
    userBias = [],
    itemBias = [],
  } = model.state as unknown as Partial<Record<'userBias' | 'itemBias', Float64Array>> & {
    readonly meanRating?: number;
  };
  const mean = meanRating ?? meanOf(Array.from(train.userItems.values));
  const { pointers, indexes, values } = test.userItems;
  let squares = 0;
  for (let user = 0; user < test.users.size; user++)
    for (let e = pointers[user]; e < pointers[user + 1]; e++) {
      const item = indexes[e];
      const others = mean + (userBias[user] ?? 0) + (itemBias[item] ?? 0);
      const rating = model.predict(test.users.ids[user], test.items.ids[item]) ?? Math.min(5, Math.max(1, others));
      squares += (rating - values[e]) ** 2;
    }
  return Math.sqrt(squares / test.size);
}

measureTable('neighbors');

describe('MovieLens 100K', async () => {
  const folds = await Promise.all(
    [1, 2, 3, 4, 5].map(async (fold) => {
      const [train, held] = await Promise.all(
        [`u${fold}.base.gz`, `u${fold}.test`].map((file) => readInteractions(`${folder}/ml-100k/${file}`)),
      );
      return givenSplit(train.interactions, held.interactions);
    }),
  );
  test.each([
    ['bias', {}, [0.95994, 0.94765, 0.94052, 0.93828, 0.94228]],
    ['slope-one', { weighted: false }, [0.95672, 0.94853, 0.94572, 0.94315, 0.94079]],
    ['user-knn', { similarity: 'msd', prediction: 'plain', listLength: 2000 }, [0.98886, 0.98486, 0.97716, 0.97045, 0.97919]],
    ['user-knn', { similarity: 'msd', prediction: 'mean', listLength: 2000 }, [0.96491, 0.95714, 0.94987, 0.94478, 0.94704]],
    ['user-knn', { similarity: 'msd', listLength: 2000 }, [0.9418, 0.93457, 0.9292, 0.926, 0.92987]],
    ['item-knn', { similarity: 'msd', listLength: 2000 }, [0.94922, 0.93563, 0.92988, 0.92548, 0.92566]],
    ['item-knn', { neighbors: 30, listLength: 2000, norms: 'common' }, [0.93613, 0.91795, 0.91439, 0.91314, 0.92023]],
  ] as const)('%s with %o has Surprise’s RMSE in every fold', async (name, settings, wanted) => {
    const found: number[] = [];
    for (const fold of folds) found.push(await rmseLikeSurprise(name, settings, fold));
    // Surprise’s figures are known to five digits.
    for (const [k, figure] of wanted.entries()) expect(Math.abs(found[k] - figure), `u${k + 1}: ${found[k]}`).toBeLessThan(1e-5);
  });
});
