/**
 * New items on MovieLens latest-small (2018): a fifth of the films is held out whole, and lists of ten are made of those alone. Films
 * are numbered at random: in the order of their ids, old well-known films come first, and ties would tell how popular they are.
 */
import {
  content,
  evaluate,
  featureALS,
  IdMap,
  type Interactions,
  implicitALS,
  interactionsFromColumns,
  modelEntry,
  parseSplit,
  popular,
  random,
  seededRandom,
} from '@likewise/core';
import { expect, test } from 'vitest';
import { readFeatures } from '../packages/likewise/src/data/read/features.ts';
import { readInteractions } from '../packages/likewise/src/data/read/interactions.ts';
import { dataFolder } from './data-folder.ts';

const folder = `${dataFolder()}/ml-latest-small-2018`;

async function films(): Promise<Interactions> {
  const { interactions } = await readInteractions(`${folder}/ratings.csv.gz`);
  const { features } = await readFeatures([`${folder}/movies.csv.gz`, `${folder}/tags.csv`], 'item');
  const { users, items, userItems } = interactions;
  const randomly = seededRandom(0, 'numbers of items');
  const order = [...items.ids];
  for (let k = order.length - 1; k > 0; k--) {
    const other = randomly.integer(k + 1);
    [order[k], order[other]] = [order[other], order[k]];
  }
  const numbered = new IdMap(order);
  const userIndexes = new Uint32Array(interactions.size);
  for (let u = 0; u < users.size; u++) userIndexes.fill(u, userItems.pointers[u], userItems.pointers[u + 1]);
  return interactionsFromColumns({
    users,
    items: numbered,
    userIndexes,
    itemIndexes: userItems.indexes.map((item) => numbered.indexOf(items.ids[item]) as number),
    values: userItems.values,
    itemFeatures: features,
  });
}

test('content finds new films, with tags and without; popularity can only guess', async () => {
  const split = parseSplit('cold-items:0.8').apply(await films(), { positive: '>=4', seed: 1 });
  const preset = modelEntry('content').presets?.['movielens-small'].settings;
  const withoutTags = content({ fields: 'category+year+title' });
  const report = await evaluate([content(), content(preset), withoutTags, popular(), random()], split, ['ndcg@10', 'auc', 'coverage@10']);
  const [plain, tuned, untagged, guessed, drawn] = report.rows.map((row) => row.metrics['ndcg@10'] as number);
  console.log(JSON.stringify({ plain, tuned, untagged, popular: guessed, random: drawn }));
  expect(plain).toBeGreaterThanOrEqual(0.125);
  expect(tuned).toBeGreaterThanOrEqual(0.2);
  expect(untagged).toBeGreaterThanOrEqual(0.105);
  for (const model of [plain, tuned, untagged]) expect(model).toBeGreaterThan(5 * Math.max(guessed, drawn));
});

test('feature-als finds new films better than content where tags are told, and no better without', { timeout: 600_000 }, async () => {
  const split = parseSplit('cold-items:0.8').apply(await films(), { positive: '>=4', seed: 1 });
  const presetOf = (model: string) => modelEntry(model).presets?.['movielens-small'].settings;
  const withoutTags = { fields: 'category+year+title' };
  const models = [
    content(presetOf('content')),
    featureALS(),
    featureALS(presetOf('feature-als')),
    implicitALS({ itemFeatureWeight: 0.5, factors: 32 }),
    featureALS(withoutTags),
    content(withoutTags),
  ];
  const report = await evaluate(models, split, ['ndcg@10'], { resamples: 0 });
  const [byContent, plain, tuned, leaning, untagged, contentUntagged] = report.rows.map((row) => row.metrics['ndcg@10'] as number);
  expect(plain).toBeGreaterThanOrEqual(0.28);
  expect(tuned).toBeGreaterThanOrEqual(0.28);
  expect(leaning).toBeGreaterThanOrEqual(0.26);
  expect(Math.min(plain, tuned, leaning)).toBeGreaterThan(byContent + 0.04);
  expect(untagged).toBeGreaterThanOrEqual(0.1);
  expect(Math.abs(untagged - contentUntagged)).toBeLessThan(0.02);
});
