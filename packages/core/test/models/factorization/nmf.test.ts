/** Non-negative factorization: nothing below 0, an objective that never rises, rows as SciPy solves them, fold-in bit for bit. */

import { expect, test } from 'vitest';
import golden from '../../../../../golden/gradient-factorization.json' with { type: 'json' };
import type { Interactions } from '../../../src/data/interactions.ts';
import { interactionsFromRows } from '../../../src/data/rows.ts';
import { seededRandom } from '../../../src/math/random.ts';
import { nmf } from '../../../src/models/factorization/nmf.ts';
import { solveRatingRow } from '../../../src/models/vectors/rating-row.ts';
import { metBy } from '../../../testkit/pairs.ts';
import { ratingsOf } from '../../../testkit/ratings-of.ts';

/** Ratings that are sums of three parts, each liked by some. */
function planted(noise: number): Interactions {
  const random = seededRandom(4, 'planted');
  const parts = (rows: number) => Array.from({ length: rows }, () => [0, 1, 2].map(() => (random.uniform() < 0.5 ? 0 : random.uniform())));
  const [people, things] = [parts(60), parts(50)];
  const rows: { user: string; item: string; value: number }[] = [];
  for (let u = 0; u < 60; u++)
    for (let i = 0; i < 50; i++) {
      if (random.uniform() > 0.6) continue;
      const level = people[u].reduce((sum, share, part) => sum + share * things[i][part], 0);
      rows.push({ user: `u${u}`, item: `i${i}`, value: Math.max(0, 3 * level + noise * random.normal()) });
    }
  return interactionsFromRows(rows);
}

test('a row is the non-negative least-squares solution of SciPy', () => {
  const { parts, rows } = golden.nonNegative;
  const factors = { rows: 12, columns: 6, values: Float32Array.from(parts) };
  const bias = new Float32Array(12);
  for (const { items, targets, penalty, vector } of rows) {
    const row = { biases: false, indexes: Uint32Array.from(items), targets: Float32Array.from(targets), penalty };
    const fixed = { itemFactors: factors, itemBias: bias, userFactors: factors, userBias: bias };
    const solved = solveRatingRow({ axis: 'user', ...row }, fixed, true);
    vector.forEach((value, f) => {
      expect(Math.abs(solved.vector[f] - value), `coordinate ${f}`).toBeLessThan(2e-4);
    });
  }
  expect(rows.flatMap(({ vector }) => vector).filter((value) => value === 0).length).toBeGreaterThan(3);
});

test.each([false, true])('biases %s: no epoch raises the objective, no factor is below 0, the parts are found', async (biases) => {
  const train = planted(0.05);
  const objectives: number[] = [];
  let last = Number.NaN;
  const model = await nmf({ factors: 6, regularization: 0.002, epochs: 120, biases }).fit(train, {
    onEpoch({ objective, figures }) {
      objectives.push(objective as number);
      last = figures?.trainRmse as number;
    },
  });
  objectives.forEach((value, epoch) => {
    // float32 rounds the last digits.
    if (epoch > 0) expect(value).toBeLessThanOrEqual(objectives[epoch - 1] * (1 + 1e-5));
  });
  for (const { values } of [model.state.userFactors, model.state.itemFactors]) expect(Math.min(...values)).toBe(0);
  expect(last).toBeLessThan(0.06);
  if (!biases) expect([model.state.meanRating, ...model.state.userBias, ...model.state.itemBias].every((value) => value === 0)).toBe(true);
});

test.each([false, true])('biases %s: a training user folded in is that user, bit for bit', async (biases) => {
  const train = planted(0.3);
  const model = await nmf({ factors: 5, biases, epochs: 6 }).fit(train);
  for (const u of [0, 7, 59]) {
    const folded = model.foldIn(ratingsOf(train, u)) as Float32Array;
    expect(folded[5]).toBe(model.state.userBias[u]);
    expect(folded.subarray(0, 5)).toEqual(model.state.userFactors.values.subarray(u * 5, u * 5 + 5));
  }
});

test('an item folded in by its raters comes near its own vector', async () => {
  const train = planted(0.05);
  const model = await nmf({ factors: 3, epochs: 200 }).fit(train);
  const { pointers, indexes, values } = train.itemUsers;
  const people = [...indexes.subarray(pointers[4], pointers[5])].map((u, e) => [train.users.ids[u], values[pointers[4] + e]] as const);
  const item = model.foldInItem(metBy(people)) as Float32Array;
  for (let f = 0; f < 3; f++) expect(item[f]).toBeCloseTo(model.state.itemFactors.values[4 * 3 + f], 2);
  expect(model.foldInItem([{ user: 'ghost', value: 2 }])).toBeUndefined();
});

test('case 8: a negative rating is refused, with who gave it to what', async () => {
  const rows = [
    { user: 'a', item: 'x', value: 3 },
    { user: 'b', item: 'x', value: 0 },
    { user: 'b', item: 'y', value: -10 },
    { user: 'c', item: 'y', value: -1 },
  ];
  await expect(nmf().fit(interactionsFromRows(rows))).rejects.toMatchObject({
    code: 'negative-rating',
    message: expect.stringContaining('user b gave item y -10'),
    data: { user: 'b', item: 'y', value: -10 },
  });
  await expect(nmf().fit(interactionsFromRows(rows.slice(0, 2)))).resolves.toBeDefined();
});

test('ratings that are all 0 give predictions of 0', async () => {
  const model = await nmf({ factors: 2, epochs: 5 }).fit(
    interactionsFromRows([0, 1, 2].map((k) => ({ user: `u${k}`, item: 'x', value: 0 }))),
  );
  expect(model.predict('u0', 'x')).toBe(0);
});
