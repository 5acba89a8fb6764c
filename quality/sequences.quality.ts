/** The next item after a history: everyone's last is asked for, the two last are out of training, all items are ranked less those seen. */
import { evaluate, type Interactions, modelEntry, parseSplit } from '@likewise/core';
import { expect, test } from 'vitest';
import { readInteractions } from '../packages/likewise/src/data/read/interactions.ts';
import { dataFolder } from './data-folder.ts';

const folder = dataFolder();

test.each([
  ['ml-1m', 6040, { 'markov-chain': 0.124, 'sequential-rules': 0.15 }],
  ['amazon-beauty', 22_363, { 'sequential-rules': 0.051 }],
  ['amazon-sports', 35_598, { 'sequential-rules': 0.031 }],
] as const)('%s: NDCG@10 over %d people of the models that count what follows what', async (file, people, least) => {
  const interactions: Interactions = (await readInteractions(`${folder}/sequences/${file}.csv.gz`)).interactions;
  expect(interactions.users.size).toBe(people);
  const split = parseSplit('leave-last:2').apply(interactions);
  for (const [model, bound] of Object.entries(least)) {
    const preset = modelEntry(model).presets?.[file];
    const estimator = modelEntry(model).create(preset?.settings);
    const report = await evaluate([estimator], split, ['ndcg@10', 'hr@10'], { resamples: 0 });
    const { 'ndcg@10': ndcg, 'hr@10': hits } = report.rows[0].metrics;
    console.log(`${file}, ${model}${preset ? ` with preset ${file}` : ''}: NDCG@10 ${ndcg?.toFixed(4)}, HR@10 ${hits?.toFixed(4)}`);
    expect(ndcg).toBeGreaterThanOrEqual(bound);
  }
});
