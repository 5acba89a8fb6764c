/** Linear item models on MovieLens 1M, fold 1, top-n (protocol as in topn-1m.quality.ts). */
import { ease, parseSplit } from '@likewise/core';
import { expect, test } from 'vitest';
import { readInteractions } from '../packages/likewise/src/data/read/interactions.ts';
import { dataFolder } from './data-folder.ts';
import { measureTable } from './measure-table.ts';

const folder = dataFolder();

measureTable('linear');

test('columns of ease’s weights solve the normal equations of its definition', async () => {
  const { interactions } = await readInteractions(`${folder}/ml-1m/ratings_with_folds.csv.gz`);
  const [{ train }] = parseSplit('column:fold=1').apply(interactions, { positive: '>=4' }).folds;
  const model = await ease({ regularization: 500 }).fit(train);
  const { weights } = model.state;
  if ('pointers' in weights) throw new Error('ease: dense weights were expected');
  // (XᵀX + λI)(I − B) e_i = e_i / P_ii: 0 everywhere but at i.
  const { pointers, indexes } = train.userItems;
  for (const i of [0, 17, 400, 2000]) {
    const column = Float64Array.from({ length: weights.rows }, (_, j) => (j === i ? 1 : -weights.values[j * weights.columns + i]));
    const product = column.map((value) => 500 * value);
    for (let u = 0; u < train.users.size; u++) {
      let sum = 0;
      for (let e = pointers[u]; e < pointers[u + 1]; e++) sum += column[indexes[e]];
      for (let e = pointers[u]; e < pointers[u + 1]; e++) product[indexes[e]] += sum;
    }
    const size = Math.abs(product[i]);
    const rest = product.reduce((most, value, j) => (j === i ? most : Math.max(most, Math.abs(value))), 0);
    expect(rest / size, `item ${i}`).toBeLessThan(1e-5);
  }
});
