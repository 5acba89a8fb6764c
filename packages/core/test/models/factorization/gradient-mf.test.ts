/** Gradient descent factorization: cost and slope three ways, descent, early stopping, fold-in at the minimum. */

import { describe, expect, test } from 'vitest';
import golden from '../../../../../golden/gradient-factorization.json' with { type: 'json' };
import { type Interactions, interactionsFromColumns } from '../../../src/data/interactions.ts';
import { interactionsFromRows } from '../../../src/data/rows.ts';
import { loadKernels } from '../../../src/kernels/load-kernels.ts';
import { referenceKernels } from '../../../src/kernels/reference/reference.ts';
import { seededRandom } from '../../../src/math/random.ts';
import { type GradientMFParameters, gradientMFCost, gradientMFGradient } from '../../../src/models/factorization/gradient-mf/cost.ts';
import { gradientMF } from '../../../src/models/factorization/gradient-mf/gradient-mf.ts';
import { gradientMFCostAndGradient } from '../../../src/models/factorization/gradient-mf/slopes.ts';
import { namedIds } from '../../../testkit/named-ids.ts';
import { metBy } from '../../../testkit/pairs.ts';
import { ratingsOf } from '../../../testkit/ratings-of.ts';

const { users, items, factors, regularization } = golden;
const ratings = interactionsFromColumns({
  users: namedIds('u', users),
  items: namedIds('i', items),
  userIndexes: Uint32Array.from(golden.entries, ([u]) => u),
  itemIndexes: Uint32Array.from(golden.entries, ([, i]) => i),
  values: Float32Array.from(golden.entries, ([, , rating]) => rating),
}).userItems;
const parameters = (change?: { readonly part: 'userFactors' | 'userBias' | 'itemFactors'; readonly at: number; readonly by: number }) => {
  const part = (name: 'userFactors' | 'userBias' | 'itemFactors') =>
    Float64Array.from(golden[name], (value, at) => value + (change?.part === name && change.at === at ? change.by : 0));
  return {
    userFactors: { rows: users, columns: factors, values: part('userFactors') },
    userBias: part('userBias'),
    itemFactors: { rows: items, columns: factors, values: part('itemFactors') },
  };
};
const partsOf = ({ userFactors, userBias, itemFactors }: GradientMFParameters) => [
  ['userFactors', userFactors.values] as const,
  ['userBias', userBias] as const,
  ['itemFactors', itemFactors.values] as const,
];

describe('cost and gradient', () => {
  test('are those of NumPy', () => {
    expect(gradientMFCost(parameters(), ratings, regularization)).toBeCloseTo(golden.gradient.cost, 10);
    for (const [name, values] of partsOf(gradientMFGradient(parameters(), ratings, regularization)))
      values.forEach((value, at) => {
        expect(value, `${name} ${at}`).toBeCloseTo(golden.gradient[name][at], 10);
      });
  });

  test('the gradient is the slope of the cost, to 1e-6', () => {
    for (const [part, values] of partsOf(gradientMFGradient(parameters(), ratings, regularization))) {
      values.forEach((value, at) => {
        const [up, down] = [1e-5, -1e-5].map((by) => gradientMFCost(parameters({ part, at, by }), ratings, regularization));
        expect(Math.abs((up - down) / 2e-5 - value), `${part} ${at}`).toBeLessThan(1e-6 * Math.max(1, Math.abs(value)));
      });
    }
  });

  test.each(['wasm', 'reference'] as const)('by %s kernels they are the same to 1e-5', async (name) => {
    const kernels = name === 'reference' ? referenceKernels : await loadKernels({ threads: 2 });
    const { cost, gradient } = await gradientMFCostAndGradient(parameters(), ratings, regularization, { kernels });
    expect(Math.abs(cost / golden.gradient.cost - 1)).toBeLessThan(1e-6);
    for (const [part, values] of partsOf(gradient))
      values.forEach((value, at) => {
        expect(Math.abs(value - golden.gradient[part][at]), `${part} ${at}`).toBeLessThan(2e-5);
      });
  });
});

/** Ratings of hidden vectors with noise; the last item has none. */
function planted(seed = 1): Interactions {
  const random = seededRandom(seed, 'planted');
  const vectors = (rows: number) => Array.from({ length: rows }, () => [random.normal(), random.normal()]);
  const [people, things] = [vectors(80), vectors(40)];
  const pairs: [number, number, number][] = [];
  for (let u = 0; u < 80; u++)
    for (let i = 0; i < 39; i++)
      if (random.uniform() < 0.5)
        pairs.push([u, i, 3 + 0.6 * (people[u][0] * things[i][0] + people[u][1] * things[i][1]) + 0.2 * random.normal()]);
  return interactionsFromColumns({
    users: namedIds('u', 80),
    items: namedIds('i', 40),
    userIndexes: Uint32Array.from(pairs, ([u]) => u),
    itemIndexes: Uint32Array.from(pairs, ([, i]) => i),
    values: Float32Array.from(pairs, ([, , r]) => r),
  });
}

test('descent reports the objective of its state; Adam and momentum end at the same minimum', async () => {
  const train = planted();
  const shape = { factors: 2, regularization: 2, startScale: 0.5, epochs: 1500 };
  const ends: number[] = [];
  for (const settings of [
    { ...shape, learningRate: 0.02 },
    { ...shape, optimizer: 'momentum' as const, learningRate: 0.002 },
  ]) {
    const objectives: number[] = [];
    const model = await gradientMF(settings).fit(train, { onEpoch: ({ objective }) => void objectives.push(objective as number) });
    const { userItems } = train;
    const targets = { ...userItems, values: userItems.values.map((r, e) => r - model.state.itemBias[userItems.indexes[e]]) };
    const cost = gradientMFCost(model.state, targets, 2);
    expect(Math.abs(cost / (objectives.at(-1) as number) - 1)).toBeLessThan(1e-4);
    expect(objectives.at(-1)).toBeLessThan(objectives[0] / 3);
    ends.push(cost);
    // A new person's side is the exact minimum: at the end of descent that is the training user's own.
    const known = model.scoreItems('u5') as Float32Array;
    const folded = model.scoreItems({ ratings: ratingsOf(train, 5) }) as Float32Array;
    known.forEach((score, i) => {
      expect(i === 39 ? Number.isNaN(score) : Math.abs(score - folded[i]) < 1e-3, `item ${i}`).toBe(true);
    });
    // Likewise an item's vector.
    const people = [...train.itemUsers.indexes.subarray(0, train.itemUsers.pointers[1])].map(
      (u, e) => [`u${u}`, train.itemUsers.values[e]] as const,
    );
    const item = model.foldInItem(metBy(people)) as Float32Array;
    expect(item[2]).toBeCloseTo(model.state.itemBias[0], 5);
    for (const f of [0, 1]) expect(item[f]).toBeCloseTo(model.state.itemFactors.values[f], 2);
    expect(model.foldInItem([{ user: 'nobody', value: 3 }])).toBeUndefined();
  }
  expect(Math.abs(ends[0] / ends[1] - 1)).toBeLessThan(1e-3);
});

test('loss "mean" is the sum over the number of ratings: halved it takes the same path with rates and penalty scaled', async () => {
  const train = planted();
  const common = { factors: 3, optimizer: 'momentum', epochs: 40, start: 'uniform', biases: false, normalization: 'none' } as const;
  const sum = await gradientMF({ ...common, loss: 'sum', learningRate: 0.0005, regularization: 1 }).fit(train);
  const scale = train.size / 2;
  const mean = await gradientMF({ ...common, loss: 'mean', learningRate: 0.0005 * scale, regularization: 1 / scale }).fit(train);
  mean.state.userFactors.values.forEach((value, at) => {
    expect(value).toBeCloseTo(sum.state.userFactors.values[at], 4);
  });
  expect(mean.state.userBias.every((bias) => bias === 0)).toBe(true);
});

test('validation stops at the step that does best on held-out ratings, and keeps an item with one rating in training', async () => {
  const train = planted(2);
  const errors: number[] = [];
  const settings = { factors: 20, regularization: 0.01, validation: 0.2, patience: 10, learningRate: 0.05 };
  const model = await gradientMF(settings).fit(train, { onEpoch: ({ figures }) => void errors.push(figures?.validationRmse as number) });
  const { steps, validationRmse } = model.state.training;
  expect(errors.length).toBe(steps + 10);
  expect(validationRmse).toBe(Math.min(...errors));
  expect(errors.indexOf(validationRmse as number)).toBe(steps - 1);
  const single = await gradientMF({ validation: 0.9 }).fit(
    interactionsFromRows(Array.from({ length: 6 }, (_, k) => ({ user: `u${k}`, item: `i${k}`, value: 1 + (k % 5) }))),
  );
  // Every user and item has one rating: none can be held out.
  expect(single.state.training).toEqual({ steps: 200, validationRmse: null });
});

test('an item without ratings is not predicted; neither is anything for someone without', async () => {
  const model = await gradientMF({ factors: 2, epochs: 20 }).fit(planted());
  expect(model.predict('u0', 'i39')).toBeUndefined();
  expect(model.predict('nobody', 'i0')).toBeUndefined();
});

test('a rate that is too high is noticed, with what to lower', async () => {
  await expect(gradientMF({ optimizer: 'momentum', learningRate: 5 }).fit(planted())).rejects.toMatchObject({
    code: 'diverged',
    message: expect.stringMatching(/epoch [12]: .*Lower learningRate \(now 5\)/),
  });
});

test('ratings × 1000 either train or are refused, never NaN', async () => {
  const { users: u, items: i, userItems } = planted();
  const rows: { user: string; item: string; value: number }[] = [];
  for (let row = 0; row < userItems.rows; row++)
    for (let e = userItems.pointers[row]; e < userItems.pointers[row + 1]; e++)
      rows.push({ user: u.ids[row] as string, item: i.ids[userItems.indexes[e]] as string, value: 1000 * userItems.values[e] });
  const model = await gradientMF({ factors: 4 }).fit(interactionsFromRows(rows));
  expect(model.state.userFactors.values.every(Number.isFinite)).toBe(true);
});
