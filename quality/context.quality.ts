/**
 * Does the context help? Frappe: apps used under eight context columns (time, weather, place, …); a fifth of the pairs held out.
 * Each held-out use is one question: rank all apps that the person does not have in training, under the context of that use.
 * Figures are means over people of the means over their questions. Protocol and figures: docs/models/factorization-machine.md.
 */
import {
  type ContextValues,
  type FactorizationMachineModel,
  type FactorizationMachineOptions,
  factorizationMachine,
  type Interactions,
  middle95,
  parseSplit,
  resampledMeans,
} from '@likewise/core';
import { beforeAll, describe, expect, test } from 'vitest';
import { readInteractions } from '../packages/likewise/src/data/read/interactions.ts';
import { dataFolder } from './data-folder.ts';

const folder = dataFolder();
let train: Interactions;
let held: Interactions;

/** Context of one interaction, as the model is asked. */
function contextOf({ context }: Interactions, entry: number, columns: readonly string[]): ContextValues {
  return Object.fromEntries(
    columns.map((name) => {
      const column = context.get(name);
      return [name, column?.kind === 'category' ? column.levels[column.codes[entry]] : column?.values[entry]];
    }),
  );
}

interface Judged {
  /** One value a person with a question, in the order of users. */
  readonly ndcg: Float64Array;
  readonly auc: Float64Array;
}

async function judged(settings: Partial<FactorizationMachineOptions>): Promise<Judged> {
  const model: FactorizationMachineModel = await factorizationMachine(settings).fit(train);
  const columns = [...model.contextColumns.keys()];
  const ndcg: number[] = [];
  const auc: number[] = [];
  const { pointers, indexes } = held.userItems;
  for (let user = 0; user < held.users.size; user++) {
    const known = train.userItems.indexes.subarray(train.userItems.pointers[user], train.userItems.pointers[user + 1]);
    if (known.length === 0 || pointers[user] === pointers[user + 1]) continue;
    let [gain, above, questions] = [0, 0, 0];
    for (let entry = pointers[user]; entry < pointers[user + 1]; entry++) {
      const scores = model.scoreItems(held.users.ids[user], contextOf(held, entry, columns)) as Float32Array;
      for (const item of known) scores[item] = Number.NaN;
      const target = scores[indexes[entry]];
      let [better, worse] = [0, 0];
      for (const score of scores) {
        if (score > target) better++;
        else if (score < target) worse++;
      }
      // An app that nobody used in training cannot be scored: last.
      const rank = Number.isNaN(target) ? Number.POSITIVE_INFINITY : better + 1;
      gain += rank <= 10 ? 1 / Math.log2(rank + 1) : 0;
      above += Number.isNaN(target) ? 0 : worse / (better + worse);
      questions++;
    }
    ndcg.push(gain / questions);
    auc.push(above / questions);
  }
  return { ndcg: Float64Array.from(ndcg), auc: Float64Array.from(auc) };
}

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const figure = (values: Float64Array): string => {
  const [low, high] = middle95(resampledMeans([values])[0]) as readonly [number, number];
  return `${mean(values).toFixed(4)} [${low.toFixed(4)}, ${high.toFixed(4)}]`;
};

beforeAll(async () => {
  const { interactions } = await readInteractions(`${folder}/context-frappe/frappe.csv.gz`);
  [{ train, test: held }] = parseSplit('random:0.8').apply(interactions, { seed: 1 }).folds;
});

/** `cost` says of the app whether it is free: as a context it gives part of the answer away, so it is measured apart. */
const withoutCost = 'daytime+weekday+isweekend+homework+weather+country+city';
const size = { factors: 16, epochs: 20, negatives: 8 };
/** Best on a validation part of training, for the model with contexts and for the one without. */
const penalty = { with: 0.01, without: 0.03 };

describe('frappe', () => {
  test('with the context beats without', async () => {
    const results = new Map<string, Judged>();
    for (const context of ['none', withoutCost, 'all'])
      results.set(context, await judged({ ...size, context, regularization: context === 'none' ? penalty.without : penalty.with }));
    const none = results.get('none') as Judged;
    const less = (values: Float64Array, others: Float64Array): Float64Array => values.map((value, k) => value - others[k]);
    const lines = [...results].map(
      ([context, { ndcg, auc }]) =>
        `${context}: NDCG@10 ${figure(ndcg)}, AUC ${figure(auc)}; less none: ${figure(less(ndcg, none.ndcg))}, ${figure(less(auc, none.auc))}`,
    );
    console.log(lines.join('\n'));
    const low = (differences: Float64Array): number => middle95(resampledMeans([differences])[0])?.[0] as number;
    const all = results.get('all') as Judged;
    expect(low(less(all.ndcg, none.ndcg)), 'NDCG@10 with all columns').toBeGreaterThan(0);
    expect(low(less(all.auc, none.auc)), 'AUC with all columns').toBeGreaterThan(0);
    // Without the column that gives part of the answer away the gain is small: only that nothing is lost is asked.
    const rest = results.get(withoutCost) as Judged;
    expect(mean(less(rest.ndcg, none.ndcg)), 'NDCG@10 without cost').toBeGreaterThan(0);
    expect(mean(less(rest.auc, none.auc)), 'AUC without cost').toBeGreaterThan(0);
  });
});
