/**
 * New items on MovieLens latest-small (2018): a fifth of the films is held out whole, and lists of ten are made of those alone. Films
 * are numbered at random: in the order of their ids, old well-known films come first, and ties would tell how popular they are.
 */
import {
  content,
  evaluate,
  IdMap,
  type Interactions,
  interactionsFromColumns,
  modelEntry,
  parseSplit,
  popular,
  random,
  seededRandom,
} from '@likewise/core';
import { expect, test } from 'vitest';
import { readFeatures } from '../packages/likewise/src/data/read-features.ts';
import { readInteractions } from '../packages/likewise/src/data/read-interactions.ts';
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
