import { describe, expect, test } from 'vitest';
import golden from '../../../../../golden/svd-epoch.json' with { type: 'json' };
import { loadKernels } from '../../../src/kernels/load-kernels.ts';
import { reference, referenceKernels } from '../../../src/kernels/reference/reference.ts';
import { seededRandom } from '../../../src/math/random.ts';
import type { EpochReport } from '../../../src/models/contract/estimator.ts';
import type { SVDModel } from '../../../src/models/factorization/svd/model.ts';
import { svd } from '../../../src/models/factorization/svd/svd.ts';
import { kernelRates, ratingStream, shuffleRatings } from '../../../src/models/factorization/svd/training.ts';
import { encodeModel } from '../../../src/persist/model-file.ts';
import { lowRankRatings, ratingsOf } from '../../../testkit/index.ts';

const train = lowRankRatings({ users: 40, items: 30, rank: 2, density: 0.5, noise: 0.3 });

describe.each([
  ['reference', async () => referenceKernels, 1e-5],
  ['wasm', () => loadKernels({ threads: 1 }), 1e-5],
] as const)('%s kernels against a plain NumPy loop (golden/svd_epoch.py)', (_, kernelsOf, within) => {
  test.each(golden.cases)('two passes, bounded: $bounded', async (made) => {
    const { side, factors, start, rates, penalties } = golden;
    const session = await (await kernelsOf()).open({
      diagonals: new Uint32Array(side),
      blockRuns: Uint32Array.from(golden.blockRuns),
      runUsers: Uint32Array.from(golden.runUsers),
      runPointers: Uint32Array.from(golden.runPointers),
      items: Uint32Array.from(golden.entryItems),
      ratings: Float32Array.from(golden.entryRatings),
      userFactors: Float32Array.from(start.userFactors),
      itemFactors: Float32Array.from(start.itemFactors),
      userBias: Float32Array.from(start.userBias),
      itemBias: Float32Array.from(start.itemBias),
      rates: new Float32Array(9),
      squaredErrors: new Float64Array(side * side),
    });
    const a = session.arrays;
    const given = {
      biases: true,
      learningRate: 0,
      regularization: 0,
      userBiasLearningRate: rates.userBias,
      itemBiasLearningRate: rates.itemBias,
      userLearningRate: rates.user,
      itemLearningRate: rates.item,
      userBiasRegularization: penalties.userBias,
      itemBiasRegularization: penalties.itemBias,
      userRegularization: penalties.user,
      itemRegularization: penalties.item,
    };
    a.rates.set(kernelRates(given, made.mean, 1));
    const squares: number[][] = [];
    for (const { diagonals, seed } of golden.passes) {
      a.diagonals.set(diagonals);
      const grid = [a.diagonals, side, a.blockRuns, a.runUsers, a.runPointers, a.items, a.ratings] as const;
      const learned = [a.userFactors, a.itemFactors, a.userBias, a.itemBias, a.rates] as const;
      const scale = [golden.low, golden.high, made.bounded ? 1 : 0, 0] as const;
      await session.run('svdEpoch', [...grid, ...learned, ...scale, factors, seed | 0, a.squaredErrors], {
        rows: side * side,
        grain: 1,
        meetAt: [0, side],
      });
      squares.push([...a.squaredErrors]);
    }
    for (const name of ['userFactors', 'itemFactors', 'userBias', 'itemBias'] as const)
      for (const [k, value] of made[name].entries()) expect(Math.abs(a[name][k] - value), `${name} ${k}`).toBeLessThan(within);
    for (const [k, value] of made.squaredErrors.flat().entries())
      expect(Math.abs(squares.flat()[k] - value), `block ${k}`).toBeLessThan(1e-4);
    session.close();
  });
});

test.each([false, true])('a step follows the numerical slope of the objective; sigmoid: %s', (bounded) => {
  // One rating, all numbers in float64: the readable kernel does not mind.
  const [factors, low, high, rating, mean] = [3, 1, 5, 4.5, bounded ? 0.3 : 3];
  const penalties = [0.3, 0.2, 0.1, 0.4];
  const start = [Float64Array.of(0.4), Float64Array.of(-0.3), Float64Array.of(0.5, -0.2, 0.7), Float64Array.of(0.1, 0.6, -0.4)];
  const objective = ([userBias, itemBias, p, q]: readonly Float64Array[]): number => {
    const sum = mean + userBias[0] + itemBias[0] + p.reduce((total, value, f) => total + value * q[f], 0);
    const predicted = bounded ? low + (high - low) / (1 + Math.exp(-sum)) : sum;
    const squares = [userBias, itemBias, p, q].map((values) => values.reduce((total, value) => total + value * value, 0));
    return (rating - predicted) ** 2 + squares.reduce((total, square, kind) => total + penalties[kind] * square, 0);
  };
  const rate = 1e-3;
  const moved = start.map((values) => values.slice());
  const [userBias, itemBias, p, q] = moved;
  const rates = Float64Array.of(mean, rate, rate, rate, rate, ...penalties.map((penalty) => 1 - rate * penalty));
  const one = Uint32Array.of(0);
  const upTo = Uint32Array.of(0, 1);
  const args = [one, 1, upTo, one, upTo, one, Float64Array.of(rating), p, q, userBias, itemBias, rates, low, high, bounded ? 1 : 0, 0];
  reference.svdEpoch([...args, factors, 1, new Float64Array(1)] as never, 0, 1, 0);
  start.forEach((values, kind) => {
    values.forEach((_, at) => {
      const shifted = (by: number) =>
        objective(start.map((old, k) => (k === kind ? old.map((value, f) => value + (f === at ? by : 0)) : old)));
      const slope = (shifted(1e-5) - shifted(-1e-5)) / 2e-5;
      expect(Math.abs((start[kind][at] - moved[kind][at]) / rate - slope / 2), `parameter ${kind}, ${at}`).toBeLessThan(1e-6);
    });
  });
});

/** Largest difference between what training and folding in say of training users, over known and unknown pairs. */
function disagreement(model: SVDModel): number {
  let worst = 0;
  train.users.ids.forEach((user, u) => {
    const known = model.scoreItems(user) as Float32Array;
    model.scoreItems({ ratings: ratingsOf(train, u) })?.forEach((score, i) => {
      worst = Math.max(worst, Math.abs(score - known[i]));
    });
  });
  return worst;
}

test.each(['identity', 'sigmoid'] as const)('training to the end finds what folding in solves exactly; link %s', async (link) => {
  const slow = { factors: 4, learningRateDecay: 0.99, learningRate: 0.05, regularization: 0.15, link } as const;
  const long = disagreement(await svd({ ...slow, epochs: 800 }).fit(train));
  expect(long).toBeLessThan(0.02);
  expect(disagreement(await svd({ ...slow, epochs: 5 }).fit(train))).toBeGreaterThan(5 * long);
});

test('a rate that is too high is noticed in the first epoch', async () => {
  const epochs: EpochReport[] = [];
  const training = svd({ learningRate: 3 }).fit(train, { onEpoch: (report) => void epochs.push(report) });
  await expect(training).rejects.toThrow(
    /^svd: training diverged in epoch 1: the training RMSE is \S+, it began at [\d.]+\. Lower learningRate \(now 3\), or bring the ratings to a smaller scale\.$/,
  );
  expect(epochs).toEqual([]);
});

test('the rate to lower is the one that is too high', async () => {
  const training = svd({ userBiasLearningRate: 50 }).fit(train);
  await expect(training).rejects.toThrow(/diverged in epoch 1: .*Lower userBiasLearningRate \(now 50\)/);
  await expect(training).rejects.toMatchObject({ data: { epoch: 1, userBiasLearningRate: 50 } });
  // Biases that are not learned cannot be too fast.
  await svd({ biases: false, userBiasLearningRate: 50, epochs: 2 }).fit(train);
});

test('ratings shuffled together: each as often as any other, in an order that only the seed decides', async () => {
  const stream = ratingStream(train);
  const listed = () => [...stream.ratings].map((rating, at) => `${stream.runUsers[at]} ${stream.items[at]} ${rating}`);
  const before = listed();
  shuffleRatings(stream, seededRandom(1));
  expect(listed()).not.toEqual(before);
  expect(listed().sort()).toEqual(before.sort());

  const fit = (settings: object, threads = 1) => svd({ factors: 4, epochs: 6, ...settings }).fit(train, { threads });
  const bytes = encodeModel(await fit({ order: 'shuffled' }));
  expect(encodeModel(await fit({ order: 'shuffled' }, 3))).toEqual(bytes);
  expect(encodeModel(await fit({ order: 'shuffled', seed: 1 }))).not.toEqual(bytes);
  const slow = { factors: 4, learningRateDecay: 0.99, learningRate: 0.05, regularization: 0.15 };
  const longer = await svd({ ...slow, order: 'shuffled', updates: 'in-turn', epochs: 800 }).fit(train);
  expect(disagreement(longer)).toBeLessThan(0.02);
});

test('with the sigmoid no score leaves the scale', async () => {
  const model = await svd({ link: 'sigmoid', epochs: 30 }).fit(train);
  const { min, max } = model.state.ratingScale;
  for (const user of train.users.ids) {
    for (const score of model.scoreItems(user) as Float32Array) {
      expect(score).toBeGreaterThan(min);
      expect(score).toBeLessThan(max);
    }
  }
});

test('without biases there are none, and no mean', async () => {
  const { state } = await svd({ biases: false, epochs: 5 }).fit(train);
  expect(state.meanRating).toBe(0);
  expect([...state.userBias, ...state.itemBias].every((bias) => bias === 0)).toBe(true);
});

test('rates and penalties of single parameters are the common ones unless given', async () => {
  const values = async (settings: object) => (await svd({ factors: 4, epochs: 3, ...settings }).fit(train)).state;
  const common = await values({ learningRate: 0.02, regularization: 0.1 });
  const each = Object.fromEntries(
    ['userBias', 'itemBias', 'user', 'item'].flatMap((kind) => [
      [`${kind}LearningRate`, 0.02],
      [`${kind}Regularization`, 0.1],
    ]),
  );
  expect((await values(each)).userFactors).toEqual(common.userFactors);
  const still = await values({ learningRate: 0.02, regularization: 0.1, itemLearningRate: 1e-12 });
  expect(still.itemFactors).not.toEqual(common.itemFactors);
});

test('who is new is found by the penalties of their own kind: a user by those of users, an item by those of items', async () => {
  const [light, heavy] = [0.01, 1000];
  // Hardly trained: such penalties bear only the smallest steps.
  const trained = { factors: 2, epochs: 1, learningRate: 1e-7, startDeviation: 1 };
  const penalties = (user: number, userBias: number, item: number, itemBias: number) => ({
    userRegularization: user,
    userBiasRegularization: userBias,
    itemRegularization: item,
    itemBiasRegularization: itemBias,
  });
  const { min, max } = train.ratingScale as { min: number; max: number };
  const valueAt = (index: number): number => (index % 3 === 0 ? min : max);
  const history = train.items.ids.slice(0, 9).map((item, index) => ({ item, value: valueAt(index) }));
  const met = train.users.ids.slice(0, 9).map((user, index) => ({ user, value: valueAt(index) }));
  for (const link of ['identity', 'sigmoid'] as const) {
    const sizes = async (settings: object) => {
      const model = await svd({ ...trained, ...settings, link }).fit(train);
      return [model.foldIn(history), model.foldInItem(met)].flatMap((found) => {
        const [x, y, bias] = found as Float32Array;
        return [Math.hypot(x, y), Math.abs(bias)];
      });
    };
    const held = [0, 1, 2, 3];
    for (const kind of held) {
      const one = held.map((k) => (k === kind ? heavy : light)) as [number, number, number, number];
      const found = await sizes(penalties(...one));
      for (const k of held) {
        if (k === kind) expect(found[k], `${link}: part ${k} with a heavy penalty`).toBeLessThan(0.01);
        else expect(found[k], `${link}: part ${k} with a light penalty`).toBeGreaterThan(0.05);
      }
    }
  }
});
