/**
 * Factorizations of ratings on the subsets of two course notebooks (most active people × most rated films of MovieLens 1M, a
 * random fifth held out): least squares, gradient descent, Gaussian priors, Gibbs sampling. Bands are mean ± max(3 sd, 1 %)
 * over seeds; errors before clipping, as the notebooks count.
 */
import { type Interactions, type Model, modelEntry, parseSplit, type Scorer, selectInteractions } from '@likewise/core';
import { describe, expect, test } from 'vitest';
import { readInteractions } from '../packages/likewise/src/data/read/interactions.ts';
import { dataFolder } from './data-folder.ts';

const folder = dataFolder();
type Fitted = Model & Scorer;

const within = (value: number, mean: number, sd: number): void =>
  expect(Math.abs(value - mean), `${value} for ${mean} ± ${sd}`).toBeLessThanOrEqual(Math.max(3 * sd, 0.01 * mean));

async function ml1m(): Promise<Interactions> {
  return (await readInteractions(`${folder}/ml-1m/ratings.csv.gz`)).interactions;
}

/** The 2,000 films with most ratings: 6,040 × 2,000. */
async function subset(): Promise<Interactions> {
  const all = await ml1m();
  const { pointers } = all.itemUsers;
  const counts = all.items.ids.map((_, item) => pointers[item + 1] - pointers[item]);
  const kept = new Set([...counts.keys()].sort((a, b) => counts[b] - counts[a] || a - b).slice(0, 2000));
  return selectInteractions(
    all,
    Uint8Array.from(all.userItems.indexes, (item) => (kept.has(item) ? 1 : 0)),
  );
}

const held = (data: Interactions): { readonly train: Interactions; readonly test: Interactions } =>
  parseSplit('random:0.8').apply(data).folds[0];

/** Mean squared error before clipping; a film or person without training ratings is predicted by the mean. */
function mse(model: Fitted, { users, userItems: { pointers, indexes, values } }: Interactions): number {
  const mean = model.state.meanRating as number;
  let squares = 0;
  for (const [u, user] of users.ids.entries()) {
    if (pointers[u] === pointers[u + 1]) continue;
    const scores = model.scoreItems(user);
    for (let e = pointers[u]; e < pointers[u + 1]; e++) {
      const score = scores?.[indexes[e]] ?? Number.NaN;
      squares += ((Number.isNaN(score) ? mean : score) - values[e]) ** 2;
    }
  }
  return squares / values.length;
}
const fit = async (name: string, settings: object, train: Interactions): Promise<Fitted> =>
  (await modelEntry(name).create(settings).fit(train)) as Fitted;

describe('most active people × most rated films', async () => {
  const data = await subset();
  const { train, test: rest } = held(data);

  test('the subset is that of the notebook', () => {
    expect([data.users.size, new Set(data.userItems.indexes).size, data.size]).toEqual([6040, 2000, 940319]);
  });

  test.each([
    [1, 0.8601, 0.0048, 0.8965, 0.004],
    [5, 0.6531, 0.0018, 0.7333, 0.0009],
    [10, 0.6428, 0.001, 0.7239, 0.001],
    [25, 0.6404, 0.0005, 0.7214, 0.0003],
  ])('least squares with biases, λ 20, %d epochs', async (epochs, trainMse, trainSd, testMse, testSd) => {
    const model = await fit(
      'explicit-als',
      { factors: 10, regularization: 20, regularizationExponent: 0, epochs, startDeviation: 1 },
      train,
    );
    // Vector and bias solved together are further down after few epochs.
    if (epochs > 1) within(mse(model, rest), testMse, testSd);
    else expect(mse(model, rest)).toBeLessThan(testMse - 0.05);
    if (epochs === 25) within(mse(model, train), trainMse, trainSd);
    else expect(mse(model, train)).toBeLessThan(trainMse + 3 * trainSd);
  });

  test('no step of least squares raises the objective', async () => {
    const objectives: number[] = [];
    const settings = { factors: 10, regularization: 20, regularizationExponent: 0, epochs: 25, startDeviation: 1 };
    await modelEntry('explicit-als')
      .create(settings)
      .fit(train, { onEpoch: ({ objective }) => void objectives.push(objective as number) });
    for (let k = 1; k < objectives.length; k++) expect(objectives[k]).toBeLessThanOrEqual(objectives[k - 1] * (1 + 1e-6));
  });

  // With hardly a penalty the scale of the start decides: items of length 1 beside small users, as where items are the ones begun
  // with and users solved first. Here users are begun with, so that they begin as small as that.
  test('least squares without biases, nearly without λ, learn what does not hold', async () => {
    const settings = { factors: 10, regularization: 0.01, regularizationExponent: 0, biases: 'mean', epochs: 25, startDeviation: 0.1 };
    const model = await fit('explicit-als', settings, train);
    within(mse(model, train), 0.5622, 0.001);
    within(mse(model, rest), 0.8947, 0.0077);
  });

  test('normal priors: the most probable vectors, λ 8', async () => {
    const model = await fit('pmf', { factors: 10, noiseDeviation: Math.sqrt(8), userDeviation: 1, itemDeviation: 1 }, train);
    within(Math.sqrt(mse(model, rest)), 0.8487, 0.0002);
  });

  test('Gibbs sampling, α 2: one sample is clearly worse than the mean of a hundred', async () => {
    const settings = { factors: 10, biases: false, noisePrecision: 2, burnIn: 20 };
    const errors: number[] = [];
    for (const [samples, rmse, sd] of [
      [1, 0.8673, 0.0008],
      [10, 0.8443, 0.0005],
      [50, 0.841, 0.0002],
      [100, 0.8406, 0.0001],
    ]) {
      errors.push(Math.sqrt(mse(await fit('bayesian-pmf', { ...settings, samples }, train), rest)));
      within(errors.at(-1) as number, rmse, sd);
    }
    expect(errors[0]).toBeGreaterThan(errors[3] + 0.015);
  });
});

test.each([
  ['svd', 0.005, 0.9504, 0.0006],
  ['svd-pp', 0.007, 0.9318, 0.0023],
])('MovieLens 100K u1: %s with 20 factors, 20 epochs, λ 0.02', async (name, learningRate, rmse, sd) => {
  const { interactions: train } = await readInteractions(`${folder}/ml-100k/u1.base.gz`);
  const { interactions: rest } = await readInteractions(`${folder}/ml-100k/u1.test`);
  const settings = { factors: 20, epochs: 20, learningRate, learningRateDecay: 1, regularization: 0.02, startDeviation: 0.1 };
  const more = name === 'svd-pp' ? { implicitRegularization: 0.02 } : {};
  const model = await fit(name, { ...settings, ...more }, train);
  const { min, max } = rest.ratingScale as { min: number; max: number };
  let squares = 0;
  for (const [u, user] of rest.users.ids.entries()) {
    const scores = model.scoreItems(user);
    for (let e = rest.userItems.pointers[u]; e < rest.userItems.pointers[u + 1]; e++) {
      const itemIndex = model.items.indexOf(rest.items.ids[rest.userItems.indexes[e]]);
      const score = itemIndex === undefined ? Number.NaN : (scores?.[itemIndex] ?? Number.NaN);
      const predicted = Number.isNaN(score) ? (model.state.meanRating as number) : Math.min(max, Math.max(min, score));
      squares += (predicted - rest.userItems.values[e]) ** 2;
    }
  }
  within(Math.sqrt(squares / rest.size), rmse, sd);
});

describe('MovieLens 1M: shuffled gradient descent without biases', async () => {
  const { train, test: rest } = held(await ml1m());
  const settings = {
    factors: 16,
    learningRate: 0.01,
    learningRateDecay: 1,
    regularization: 0.01,
    biases: false,
    startDeviation: 1 / 16,
  };
  test.each([
    [1, 1.0847, 0.0024, 1.1019, 0.0019],
    [2, 0.9414, 0.0013, 0.9583, 0.0012],
    [3, 0.9094, 0.0027, 0.9302, 0.0027],
    [5, 0.8646, 0.0013, 0.8999, 0.0015],
    [10, 0.7943, 0.0006, 0.8765, 0.0013],
    [20, 0.7469, 0.0003, 0.8784, 0.0017],
  ])('%d epochs of the textbook’s loop', async (epochs, trainRmse, trainSd, testRmse, testSd) => {
    const model = await fit('svd', { ...settings, epochs, order: 'shuffled', updates: 'in-turn' }, train);
    within(Math.sqrt(mse(model, train)), trainRmse, trainSd);
    within(Math.sqrt(mse(model, rest)), testRmse, testSd);
  });

  test('by blocks, for threads, it begins slower and ends the same', async () => {
    within(Math.sqrt(mse(await fit('svd', { ...settings, epochs: 20 }, train), rest)), 0.8784, 0.0017);
  });

  test('a rate that is too high is noticed in the first epoch, with what to lower', async () => {
    for (const order of ['blocks', 'shuffled'])
      await expect(fit('svd', { ...settings, order, learningRate: 0.3 }, train)).rejects.toMatchObject({
        code: 'diverged',
        message: expect.stringMatching(/in epoch 1: the training RMSE is .* Lower learningRate \(now 0\.3\)/),
        data: { epoch: 1 },
      });
  });
});
