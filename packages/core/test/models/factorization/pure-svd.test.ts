/** PureSVD against SciPy's svds; fold-in, centering and rank. */

import { describe, expect, test } from 'vitest';
import golden from '../../../../../golden/truncated-svd.json' with { type: 'json' };
import { interactionsFromColumns } from '../../../src/data/interactions.ts';
import { interactionsFromRows } from '../../../src/data/rows.ts';
import { loadKernels } from '../../../src/kernels/load-kernels.ts';
import { referenceKernels } from '../../../src/kernels/reference/reference.ts';
import { multiplyTransposed, norm } from '../../../src/matrix/dense.ts';
import { symmetricEigen } from '../../../src/matrix/eigen.ts';
import type { PureSVDOptions } from '../../../src/models/factorization/pure-svd/options.ts';
import { pureSVD } from '../../../src/models/factorization/pure-svd/pure-svd.ts';
import { namedIds } from '../../../testkit/named-ids.ts';
import { metBy } from '../../../testkit/pairs.ts';
import { ratingsOf } from '../../../testkit/ratings-of.ts';

const train = interactionsFromColumns({
  users: namedIds('u', golden.users),
  items: namedIds('i', golden.items),
  userIndexes: Uint32Array.from(golden.entries, ([u]) => u),
  itemIndexes: Uint32Array.from(golden.entries, ([, i]) => i),
  values: Float32Array.from(golden.entries, ([, , rating]) => rating),
});
const { factors } = golden;

describe.each(golden.cases)('$weighting values, centering $centering', ({ weighting, centering, singularValues, scores }) => {
  const settings = { factors, weighting, centering, epochs: 30 } as Partial<PureSVDOptions>;

  test.each(['wasm', 'reference'] as const)('singular values and scores are SciPy’s, by %s kernels', async (name) => {
    const kernels = name === 'reference' ? referenceKernels : await loadKernels({ threads: 2 });
    const model = await pureSVD(settings).fit(train, { kernels });
    expect(model.state.singularValues.length).toBe(factors);
    singularValues.forEach((value, k) => {
      expect(Math.abs(model.state.singularValues[k] / value - 1), `value ${k}`).toBeLessThan(1e-5);
    });
    for (const [u, expected] of Object.entries(scores)) {
      const got = model.scoreItems(`u${u}`) as Float32Array;
      expected.forEach((score, i) => {
        expect(Math.abs(got[i] - score), `u${u}, i${i}`).toBeLessThan(1e-5 * 5);
      });
    }
  });

  test('someone of training, folded in, gets their own scores bit for bit; an item its vector up to rounding', async () => {
    const model = await pureSVD(settings).fit(train);
    for (const u of [0, 17, 59]) {
      expect(model.foldIn(ratingsOf(train, u))).toEqual(model.state.userFactors.values.slice(u * factors, (u + 1) * factors));
      expect(model.scoreItems({ ratings: ratingsOf(train, u) })).toEqual(model.scoreItems(`u${u}`));
    }
    const { pointers, indexes, values } = train.itemUsers;
    const people = [...indexes.subarray(pointers[3], pointers[4])].map((u, e) => [`u${u}`, values[pointers[3] + e]] as const);
    const vector = model.foldInItem(metBy(people)) as Float32Array;
    vector.forEach((value, f) => {
      expect(Math.abs(value - model.state.itemFactors.values[3 * factors + f])).toBeLessThan(1e-4);
    });
    expect(model.foldInItem([{ user: 'ghost', value: 1 }])).toBeUndefined();
  });
});

test.each([1, 3, 8])('the approximation of rank %d is off by the singular values left out', async (rank) => {
  const dense = new Float64Array(golden.users * golden.items);
  for (const [u, i, rating] of golden.entries) dense[u * golden.items + i] = rating;
  const model = await pureSVD({ factors: rank, epochs: 60 }).fit(train);
  const off = dense.slice();
  for (let u = 0; u < golden.users; u++) {
    const scores = model.scoreItems(`u${u}`) as Float32Array;
    for (let i = 0; i < golden.items; i++) off[u * golden.items + i] -= Number.isNaN(scores[i]) ? 0 : scores[i];
  }
  const squares = symmetricEigen(multiplyTransposed(dense, dense, golden.users, golden.items, golden.users), golden.users).values;
  const left = Math.sqrt(squares.slice(rank).reduce((sum, square) => sum + square, 0));
  expect(Math.abs(norm(off) / left - 1)).toBeLessThan(1e-6);
});

test('the item vectors are orthonormal', async () => {
  const { itemFactors } = (await pureSVD({ factors }).fit(train)).state;
  for (let f = 0; f < factors; f++)
    for (let g = 0; g < factors; g++) {
      let sum = 0;
      for (let i = 0; i < golden.items; i++) sum += itemFactors.values[i * factors + f] * itemFactors.values[i * factors + g];
      expect(sum).toBeCloseTo(f === g ? 1 : 0, 5);
    }
});

test('what the subspace keeps of the matrix does not shrink', async () => {
  const kept: number[] = [];
  await pureSVD({ factors, oversampling: 0, epochs: 6 }).fit(train, {
    onEpoch: ({ figures }) => void kept.push(figures?.keptSquares as number),
  });
  expect(kept.length).toBe(6);
  for (let k = 1; k < kept.length; k++) expect(kept[k]).toBeGreaterThanOrEqual(kept[k - 1] * (1 - 1e-6));
});

test('a matrix of lower rank gives as many singular values as it has, and repeats itself', async () => {
  const rows = ['a', 'b', 'c'].flatMap((user, u) => ['x', 'y', 'z', 'w'].map((item, i) => ({ user, item, value: (u + 1) * (i + 1) })));
  const model = await pureSVD({ factors: 6 }).fit(interactionsFromRows(rows));
  expect(model.state.singularValues.length).toBe(1);
  expect(model.state.singularValues[0]).toBeCloseTo(Math.sqrt(14 * 30), 4);
  expect([...(model.scoreItems('b') as Float32Array)].map((score) => Number(score.toFixed(4)))).toEqual([2, 4, 6, 8]);
});
