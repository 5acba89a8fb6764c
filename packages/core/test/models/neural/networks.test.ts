import { describe, expect, test } from 'vitest';
import { interactionsFromRows } from '../../../src/data/rows.ts';
import { setAside } from '../../../src/matrix/set-aside.ts';
import { topItemsByScores } from '../../../src/models/answering/recommend-many.ts';
import { modelEntry } from '../../../src/models/catalog.ts';
import type { EpochReport } from '../../../src/models/contract/estimator.ts';
import { Layers } from '../../../src/models/networks/layers.ts';
import { descended } from '../../../src/models/networks/solve-user.ts';
import { type DeepModel, deep } from '../../../src/models/neural/deep/deep.ts';
import { dotEmbeddings } from '../../../src/models/neural/dot-embeddings/dot-embeddings.ts';
import { residual } from '../../../src/models/neural/residual/residual.ts';
import { lowRankRatings, ratingsOf } from '../../../testkit/index.ts';

const train = lowRankRatings({ users: 40, items: 30, rank: 2, density: 0.5, noise: 0.3 });
const names = ['dot-embeddings', 'deep', 'residual'] as const;
const fast = { epochs: 60, batchSize: 32, learningRate: 0.01, factors: 8 };

describe.each(names)('%s', (name) => {
  const estimator = (settings: object) => modelEntry(name).create({ ...fast, ...settings });

  test('learns ratings, and shows how: the curve is what the epochs reported, rounded nowhere', async () => {
    const reports: EpochReport[] = [];
    const model = await estimator({ validation: 0.2, patience: 60 }).fit(train, { onEpoch: (report) => void reports.push(report) });
    const { curve } = model;
    expect(curve.map(({ epoch }) => epoch)).toEqual(reports.map(({ epoch }) => epoch));
    expect(curve.map(({ training }) => training['rmse'])).toEqual(reports.map(({ figures }) => figures?.['trainRmse']));
    expect(curve.map(({ validation }) => validation['rmse'])).toEqual(reports.map(({ figures }) => figures?.['validationRmse']));
    expect(curve[59].training['rmse']).toBeLessThan(0.6 * curve[0].training['rmse']);
  });

  test('stops after `patience` epochs without a better validation error', async () => {
    const { curve } = await estimator({ validation: 0.3, patience: 3, epochs: 200, learningRate: 0.05 }).fit(train);
    const best = curve.reduce((least, point) => (point.validation['rmse'] < least.validation['rmse'] ? point : least));
    expect(curve.length).toBe(best.epoch + 3);
    expect(curve.length).toBeLessThan(200);
  });

  test('the rate goes down a half wave, or on a plateau', async () => {
    const cosine = (await estimator({ schedule: 'cosine', epochs: 10 }).fit(train)).curve.map(({ learningRate }) => learningRate as number);
    expect(cosine).toEqual(cosine.toSorted((a, b) => b - a));
    expect(cosine[9]).toBeLessThan(1e-6);
    const settings = { schedule: 'plateau', ratePatience: 0, rateFactor: 0.5, validation: 0.3, patience: 99, learningRate: 0.1 } as const;
    const plateau = (await estimator({ ...settings, epochs: 30 }).fit(train)).curve.map(({ learningRate }) => learningRate as number);
    expect(plateau[0]).toBe(0.1);
    expect(plateau[29]).toBeLessThan(0.1);
    for (const rate of plateau) expect(Math.log2(0.1 / rate) % 1).toBeCloseTo(0, 6);
  });

  test('a squeezed output stays inside the scale without clipping', async () => {
    const model = await estimator({ link: 'sigmoid' }).fit(train);
    const { min, max } = model.state.ratingScale;
    for (const user of train.users.ids)
      for (const score of model.scoreItems(user) ?? []) if (!Number.isNaN(score)) expect(score > min && score < max).toBe(true);
  });

  test('a training user who comes as someone new is predicted nearly as before', async () => {
    const model = await estimator({ epochs: 150, schedule: 'cosine', regularization: 0.02 }).fit(train);
    let [difference, spread, count] = [0, 0, 0];
    for (let u = 0; u < train.users.size; u++) {
      const known = model.scoreItems(train.users.ids[u]);
      const folded = model.scoreItems({ ratings: ratingsOf(train, u) });
      const mean = train.userItems.values.reduce((sum, value) => sum + value, 0) / train.size;
      known?.forEach((score, i) => {
        difference += ((folded?.[i] as number) - score) ** 2;
        spread += (score - mean) ** 2;
        count++;
      });
    }
    expect(count).toBeGreaterThan(1000);
    expect(difference / spread).toBeLessThan(0.2);
  });

  test('a rate far too high stops with the epoch, the batch and the remedy', async () => {
    const bursting = estimator({ optimizer: 'sgd', learningRate: 1e6 }).fit(train);
    await expect(bursting).rejects.toMatchObject({
      code: 'diverged',
      message: expect.stringMatching(/epoch 1, batch \d+.*lower learning rate/),
    });
  });

  test('so does one whose only step threw the parameters away before a loss could tell', async () => {
    const thrown = estimator({ optimizer: 'adam', learningRate: 1e30, batchSize: 100_000, epochs: 1 }).fit(train);
    await expect(thrown).rejects.toMatchObject({
      code: 'diverged',
      message: expect.stringMatching(/parameters grew beyond 10¹⁵.*lower learning rate/),
    });
  });

  test('what no network can be built of is refused by name', () => {
    expect(() => estimator({ factors: 0 })).toThrow(/factors must be an integer ≥ 1/);
    expect(() => estimator({ batchSize: 0 })).toThrow(/batchSize/);
    if (name === 'dot-embeddings') return;
    expect(() => estimator({ activation: 'softsign' as 'relu' })).toThrow(/activation must be one of relu, elu, gelu, sigmoid, tanh/);
    for (const hidden of ['', '0', '64+', 'wide', '64+5000', '1.5']) expect(() => estimator({ hidden })).toThrow(/hidden must be widths/);
  });

  test('a batch larger than the data is the data; equal ratings are answered with that rating', async () => {
    const whole = await estimator({ batchSize: 10_000, epochs: 3 }).fit(train);
    expect(whole.curve.length).toBe(3);
    const equal = interactionsFromRows(['a', 'b', 'c'].flatMap((user) => ['x', 'y'].map((item) => ({ user, item, value: 3 }))));
    for (const link of ['identity', 'sigmoid'] as const)
      expect((await estimator({ link, epochs: 3 }).fit(equal)).predict('a', 'x')).toBe(3);
  });
});

test.each(['deep', 'residual'] as const)(
  '%s: batch normalisation is worked into the layers: the curve is what the model answers',
  async (name) => {
    for (const batchNorm of [false, true]) {
      const options = {
        ...fast,
        batchNorm,
        validation: 0.3,
        patience: 99,
        epochs: 20,
        regularization: 0.01,
        activation: 'gelu',
        hidden: '6+5',
      } as const;
      const model = await modelEntry(name).create(options).fit(train);
      const { kept, heldOut } = setAside(train.userItems, 0.3, 0);
      expect(kept.indexes.length).toBeGreaterThan(0);
      let [sum, count] = [0, 0];
      const { pointers = [], indexes = [], values = [] } = heldOut ?? {};
      for (let u = 0; u < train.users.size; u++) {
        const scores = model.scoreItems(train.users.ids[u]) as Float32Array;
        for (let e = pointers[u]; e < pointers[u + 1]; e++, count++) sum += (scores[indexes[e]] - values[e]) ** 2;
      }
      const best = Math.min(...model.curve.map(({ validation }) => validation['rmse']));
      expect(Math.sqrt(sum / count)).toBeCloseTo(best, 4);
    }
  },
);

test('dot-embeddings: validation error is what the best epoch answers', async () => {
  const model = await dotEmbeddings({ ...fast, validation: 0.3, link: 'sigmoid' }).fit(train);
  expect(Math.min(...model.curve.map(({ validation }) => validation['rmse']))).toBeLessThan(model.curve[0].validation['rmse']);
});

test('frozen hidden layers are those of the start; the output still learns', async () => {
  const layersOf = async (epochs: number, frozen: boolean) =>
    (await deep({ ...fast, hidden: '5', epochs, frozen }).fit(train)).state.layers;
  const hidden = (2 * fast.factors + 1) * 5;
  const [few, many, free] = [await layersOf(1, true), await layersOf(5, true), await layersOf(5, false)];
  expect(few.subarray(0, hidden)).toEqual(many.subarray(0, hidden));
  expect(few.subarray(hidden)).not.toEqual(many.subarray(hidden));
  expect(free.subarray(0, hidden)).not.toEqual(many.subarray(0, hidden));
});

test('slopes of the layers agree with finite differences', async () => {
  for (const activation of ['relu', 'elu', 'gelu', 'sigmoid', 'tanh'] as const) {
    const { state } = await residual({ ...fast, hidden: '6+5', activation, epochs: 2 }).fit(train);
    const layers = new Layers(state.layers, [2 * fast.factors, 6, 5, 1], activation);
    const user = Float64Array.from({ length: fast.factors }, (_, f) => 0.3 * Math.sin(f + 1));
    const item = layers.ofItem(state.itemFactors.values.subarray(0, fast.factors));
    const slope = new Float64Array(fast.factors);
    layers.addUserSlope(layers.outputAndSlope(layers.ofUser(user), item).slope, 1, slope);
    const step = 1e-2;
    user.forEach((value, f) => {
      const at = (x: number): number => layers.output(layers.ofUser(user.with(f, x)), item);
      expect(slope[f], `${activation} ${f}`).toBeCloseTo((at(value + step) - at(value - step)) / (2 * step), 3);
    });
  }
});

test('steps go down to the minimum', () => {
  const found = descended(Float64Array.of(5, -3), {
    at(x, slope) {
      slope.set([2 * (x[0] - 1), 20 * (x[1] - 2)]);
      return (x[0] - 1) ** 2 + 10 * (x[1] - 2) ** 2;
    },
  });
  expect(found[0]).toBeCloseTo(1, 3);
  expect(found[1]).toBeCloseTo(2, 3);
});

test.each(['deep', 'residual'] as const)(
  '%s: lists of many users, over several blocks and runs of pairs, are those of each',
  async (name) => {
    const many = lowRankRatings({ users: 300, items: 90, rank: 2, density: 0.1 });
    const model = (await modelEntry(name)
      .create({ ...fast, epochs: 2, hidden: '6+5', link: 'sigmoid' })
      .fit(many)) as DeepModel;
    const asked = Uint32Array.from(many.users.ids.keys()).reverse();
    const [alone, together] = [topItemsByScores(model, asked, { n: 5 }), await model.topItems(asked, { n: 5, threads: 2 })];
    expect(asked.length * many.items.size).toBeGreaterThan(16_384);
    let same = 0;
    together.scores.forEach((score, slot) => {
      expect(score).toBeCloseTo(alone.scores[slot], 5);
      if (together.items[slot] === alone.items[slot]) same++;
    });
    // Scores that are all but equal may change places.
    expect(same).toBeGreaterThan(0.98 * together.items.length);
  },
);
