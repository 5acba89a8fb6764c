import { describe, expect, test } from 'vitest';
import golden from '../../../../../golden/bayesian-pmf.json' with { type: 'json' };
import { type Interactions, interactionsFromColumns } from '../../../src/data/interactions.ts';
import { interactionsFromRows } from '../../../src/data/rows.ts';
import { normalMixtureInterval, normalShare } from '../../../src/math/normal-mixture.ts';
import { seededRandom } from '../../../src/math/random.ts';
import { bayesianPMF, bayesianPMFEntry } from '../../../src/models/factorization/bayesian-pmf/bayesian-pmf.ts';
import type { BayesianPMFModel } from '../../../src/models/factorization/bayesian-pmf/model.ts';
import { potentialScaleReduction } from '../../../src/models/factorization/bayesian-pmf/potential-scale-reduction.ts';
import { drawRowDistribution } from '../../../src/models/factorization/bayesian-pmf/row-distribution.ts';
import { lowRankRatings, namedIds } from '../../../testkit/index.ts';

const noise = 0.5;
const everything = lowRankRatings({ users: 120, items: 80, rank: 3, noise, seed: 8 });
const pick = seededRandom(4, 'held out');
const isHeldOut = Uint8Array.from({ length: 120 * 80 }, () => (pick.uniform() < 0.25 ? 1 : 0));
/** The pairs of `everything` that are, or are not, held out. */
function part(heldOut: boolean): Interactions {
  const { users, items, userItems } = everything;
  const cells = Array.from(userItems.values, (value, e) => ({ u: Math.floor(e / items.size), i: e % items.size, value })).filter(
    ({ u, i }) => (isHeldOut[u * items.size + i] === 1) === heldOut,
  );
  return interactionsFromColumns({
    users,
    items,
    userIndexes: Uint32Array.from(cells, ({ u }) => u),
    itemIndexes: Uint32Array.from(cells, ({ i }) => i),
    values: Float32Array.from(cells, ({ value }) => value),
  });
}
const train = part(false);
const rest = part(true);
let fitted: Promise<BayesianPMFModel> | undefined;
const model = (): Promise<BayesianPMFModel> => {
  fitted ??= bayesianPMF({ factors: 5, samples: 100, burnIn: 30 }).fit(train);
  return fitted;
};
function* heldOut(): Generator<readonly [user: string, item: string, rating: number]> {
  const { users, items, userItems } = rest;
  for (let u = 0; u < users.size; u++) {
    for (let e = userItems.pointers[u]; e < userItems.pointers[u + 1]; e++)
      yield [users.ids[u] as string, items.ids[userItems.indexes[e]] as string, userItems.values[e]];
  }
}

test.each([0.5, 0.9, 0.95])('intervals of level %d hold that share of ratings never seen', async (level) => {
  const fit = await model();
  let [inside, count] = [0, 0];
  for (const [user, item, rating] of heldOut()) {
    const { min, max } = fit.state.ratingScale;
    if (rating < min || rating > max) continue; // Intervals end at the scale of the training ratings.
    const { low, high, mean } = fit.predictInterval(user, item, level) as { low: number; high: number; mean: number };
    expect(low).toBeLessThanOrEqual(mean + 0.1);
    expect(high).toBeGreaterThanOrEqual(mean - 0.1);
    if (rating >= low && rating <= high) inside++;
    count++;
  }
  expect(count).toBeGreaterThan(2000);
  expect(inside / count).toBeGreaterThan(level - 0.05);
  expect(inside / count).toBeLessThan(level + 0.04);
});

describe('intervals of 95 % on ratings drawn from the model, with biases', () => {
  test.each([
    // A chain that starts small finds the factors of sparse data late: intervals are too wide before, right after.
    { density: 0.1, settings: { factors: 3 } },
    { density: 0.03, settings: { factors: 10, samples: 200, burnIn: 300 } },
  ])('density $density: 93 to 97 % are inside', async ({ density, settings }) => {
    const [users, items, rank] = [400, 300, 3];
    const random = seededRandom(3, 'drawn');
    const normals = (count: number, deviation: number): number[] => Array.from({ length: count }, () => deviation * random.normal());
    const [userBias, itemBias, p, q] = [normals(users, 0.4), normals(items, 0.4), normals(users * rank, 0.75), normals(items * rank, 0.75)];
    const rows = {
      train: [] as { user: string; item: string; value: number }[],
      rest: [] as { user: string; item: string; value: number }[],
    };
    for (let u = 0; u < users; u++) {
      for (let i = 0; i < items; i++) {
        const draw = random.uniform();
        if (draw >= 1.5 * density) continue;
        let value = 3 + userBias[u] + itemBias[i] + 0.3 * random.normal();
        for (let f = 0; f < rank; f++) value += p[u * rank + f] * q[i * rank + f];
        rows[draw < density ? 'train' : 'rest'].push({ user: `u${u}`, item: `i${i}`, value });
      }
    }
    const fit = await bayesianPMF(settings).fit(interactionsFromRows(rows.train));
    let [inside, count] = [0, 0];
    for (const { user, item, value } of rows.rest) {
      const interval = fit.predictInterval(user, item);
      if (interval === undefined) continue;
      count++;
      if (value >= interval.low && value <= interval.high) inside++;
    }
    expect(count).toBeGreaterThan(1500);
    expect(inside / count).toBeGreaterThan(0.93);
    expect(inside / count).toBeLessThan(0.97);
    expect(fit.predictInterval('nobody', 'i0')).toBeUndefined();
  });
});

test('the noise it finds is the noise that was put in', async () => {
  const { precisions } = (await model()).state;
  const deviation = 1 / Math.sqrt(precisions.reduce((sum, value) => sum + value, 0) / precisions.length);
  expect(deviation).toBeGreaterThan(0.85 * noise);
  expect(deviation).toBeLessThan(1.1 * noise);
});

test('samples: their mean is the prediction, and the mean of many predicts better than one', async () => {
  const fit = await model();
  let [mine, single, count] = [0, 0, 0];
  for (const [user, item, rating] of heldOut()) {
    const samples = fit.predictSamples(user, item) as Float64Array;
    expect(samples).toHaveLength(100);
    const mean = samples.reduce((sum, value) => sum + value, 0) / samples.length;
    if (count < 200) {
      const { min, max } = fit.state.ratingScale;
      expect(fit.predict(user, item)).toBeCloseTo(Math.min(max, Math.max(min, mean)), 3);
    }
    mine += (mean - rating) ** 2;
    single += (samples[99] - rating) ** 2;
    count++;
  }
  expect(mine).toBeLessThan(0.95 * single);
  expect(Math.sqrt(mine / count)).toBeLessThan(1.35 * noise);
  expect(fit.predictSamples('nobody', 'i0')).toBeUndefined();
  expect(fit.predictSamples('u0', 'nothing')).toBeUndefined();
});

test('the trace tells every sweep: the training error falls to the noise, the precision is a number', async () => {
  const trace: { trainRmse: number; noisePrecision: number }[] = [];
  await bayesianPMF({ factors: 5, samples: 5, burnIn: 15 }).fit(train, { onEpoch: ({ figures }) => void trace.push(figures as never) });
  expect(trace).toHaveLength(20);
  expect(trace[19].trainRmse).toBeLessThan(0.6 * trace[0].trainRmse);
  for (const { noisePrecision } of trace) expect(noisePrecision).toBeGreaterThan(0);
});

describe('several chains', () => {
  const settings = { factors: 5, samples: 20, burnIn: 10 };

  test('the first is the one that runs alone; the others are others; the prediction is the mean of all', async () => {
    const alone = await bayesianPMF(settings).fit(train);
    const three = await bayesianPMF({ ...settings, chains: 3 }).fit(train);
    const samples = three.predictSamples('u3', 'i4') as Float64Array;
    expect(samples).toHaveLength(60);
    // Stored as float32 with another divisor.
    for (const [s, value] of (alone.predictSamples('u3', 'i4') as Float64Array).entries()) expect(samples[s]).toBeCloseTo(value, 4);
    expect(new Set(samples.map((value) => Math.round(value * 1e4))).size).toBeGreaterThan(50);
    expect(three.predict('u3', 'i4')).toBeCloseTo(samples.reduce((sum, value) => sum + value, 0) / 60, 4);
    expect(three.state.precisions).toHaveLength(60);
    expect(three.predictInterval('u3', 'i4')).toBeDefined();
    const { low, high } = normalMixtureInterval(samples, three.state.precisions, 0.5);
    expect(three.predictInterval('u3', 'i4', 0.5)).toMatchObject({ low, high });
  });

  test('predict ratings never seen better than one as long', async () => {
    const short = { factors: 5, samples: 5, burnIn: 10 };
    const [alone, four] = await Promise.all([bayesianPMF(short).fit(train), bayesianPMF({ ...short, chains: 4 }).fit(train)]);
    let [one, all] = [0, 0];
    for (const [user, item, rating] of heldOut()) {
      one += ((alone.predict(user, item) as number) - rating) ** 2;
      all += ((four.predict(user, item) as number) - rating) ** 2;
    }
    expect(all).toBeLessThan(0.99 * one);
  });

  test('same bits for any number of threads, and through a state', async () => {
    const two = { ...settings, samples: 3, burnIn: 2, chains: 2 };
    const [one, three] = await Promise.all([1, 3].map((threads) => bayesianPMF(two).fit(train, { threads })));
    expect(three.state).toEqual(one.state);
    expect(bayesianPMFEntry.restore(one.state).predict('u3', 'i4')).toBe(one.predict('u3', 'i4'));
  });

  test('the trace tells how far they are apart, from the fourth kept sweep on', async () => {
    const trace: Readonly<Record<string, number>>[] = [];
    await bayesianPMF({ factors: 3, samples: 60, burnIn: 40, chains: 3 }).fit(train, {
      onEpoch: ({ figures }) => void trace.push(figures ?? {}),
    });
    expect(trace.map((figures) => 'potentialScaleReduction' in figures)).toEqual(trace.map((_, sweep) => sweep >= 43));
    expect(trace[99]['potentialScaleReduction']).toBeGreaterThan(0.97);
    expect(trace[99]['potentialScaleReduction']).toBeLessThan(1.2);
    const early: Readonly<Record<string, number>>[] = [];
    await bayesianPMF({ factors: 3, samples: 10, burnIn: 0, chains: 3 }).fit(train, {
      onEpoch: ({ figures }) => void early.push(figures ?? {}),
    });
    expect(early[9]['potentialScaleReduction']).toBeGreaterThan(1.2);
  });
});

describe('potential scale reduction', () => {
  test('by hand', () => {
    // Halves 1 2 | 3 4: W = 1/2, B/n = 2; √(1/2 + 2 / (1/2)).
    expect(potentialScaleReduction([[1, 2, 3, 4]])).toBeCloseTo(Math.sqrt(4.5), 12);
    // The middle draw of five is left out.
    expect(potentialScaleReduction([[1, 2, 99, 3, 4]])).toBeCloseTo(Math.sqrt(4.5), 12);
    expect(potentialScaleReduction([[2, 2, 2, 2]])).toBe(1);
    expect(
      potentialScaleReduction([
        [1, 1, 1, 1],
        [2, 2, 2, 2],
      ]),
    ).toBe(Number.POSITIVE_INFINITY);
  });

  test('near 1 for draws of one distribution, large for chains apart and for a chain that drifts', () => {
    const random = seededRandom(6);
    const normals = (mean: (k: number) => number): Float64Array => Float64Array.from({ length: 1000 }, (_, k) => mean(k) + random.normal());
    const zero = (): number => 0;
    expect(potentialScaleReduction([normals(zero), normals(zero), normals(zero)])).toBeLessThan(1.01);
    expect(potentialScaleReduction([normals(zero), normals(() => 2)])).toBeGreaterThan(1.3);
    expect(potentialScaleReduction([normals((k) => k / 250)])).toBeGreaterThan(1.3);
  });

  test('chains that cannot be compared are refused', () => {
    const message = 'potentialScaleReduction: chains must be one or more of equal length ≥ 4; got lengths';
    expect(() => potentialScaleReduction([])).toThrow(`${message} none.`);
    expect(() => potentialScaleReduction([[1, 2, 3]])).toThrow(`${message} 3.`);
    expect(() =>
      potentialScaleReduction([
        [1, 2, 3, 4],
        [1, 2, 3, 4, 5],
      ]),
    ).toThrow(`${message} 4, 5.`);
  });
});

test('a level outside (0, 1) is refused', async () => {
  const fit = await model();
  for (const level of [0, 1, Number.NaN])
    expect(() => fit.predictInterval('u0', 'i0', level)).toThrow(`predictInterval: level must be a number > 0 and < 1; got ${level}.`);
});

test('what cannot be held is refused before it begins', async () => {
  const large = bayesianPMF({ factors: 256, samples: 1_000_000 }).fit(train);
  await expect(large).rejects.toThrow(
    /^bayesianPMF: the kept samples of 120 rows need \d+\.\d GiB; at most 8 are held\. Lower samples, chains or factors\.$/,
  );
});

describe('the prior of the rows', () => {
  test('draws have the moments of the Normal–Wishart posterior', () => {
    const random = seededRandom(21);
    const [width, count, strength] = [4, 40, 2];
    const x = Float32Array.from({ length: width * count }, (_, k) => (k % width === 3 ? 1 : random.normal() + (k % width)));
    const free = [0, 1, 2];
    const rows = Uint32Array.from({ length: count }, (_, r) => r);
    const mean = free.map((f) => rows.reduce((sum, r) => sum + x[r * width + f], 0) / count);
    // W*⁻¹ and E[Λ] = ν* W*, by hand for three coordinates.
    const inverse = free.map((f, a) =>
      free.map((g, b) => {
        const scatter = rows.reduce((sum, r) => sum + (x[r * width + f] - mean[a]) * (x[r * width + g] - mean[b]), 0);
        return scatter + ((strength * count) / (strength + count)) * mean[a] * mean[b] + (a === b ? 1 : 0);
      }),
    );
    const draws = 4000;
    const precision = new Float64Array(9);
    const center = new Float64Array(3);
    for (let k = 0; k < draws; k++) {
      const drawn = drawRowDistribution(x, width, rows, free, strength, random);
      for (const [e, value] of drawn.precision.entries()) precision[e] += value / draws;
      for (const [f, value] of solved(drawn.precision, drawn.right).entries()) center[f] += value / draws;
    }
    // Λ̄ W*⁻¹ = ν* I, and the mean of m is the shrunken mean.
    for (let a = 0; a < 3; a++) {
      for (let b = 0; b < 3; b++) {
        let product = 0;
        for (let c = 0; c < 3; c++) product += precision[a * 3 + c] * inverse[c][b];
        const expected = a === b ? 3 + count : 0;
        expect(Math.abs(product - expected), `${a}, ${b}`).toBeLessThan(0.06 * (3 + count));
      }
      expect(Math.abs(center[a] - (count * mean[a]) / (count + strength)), `mean ${a}`).toBeLessThan(0.02);
    }
  });

  /** A⁻¹ b of a 3 × 3 matrix by Cramer's rule. */
  function solved(a: Float64Array, b: Float64Array): number[] {
    const determinant = (m: readonly number[]): number =>
      m[0] * (m[4] * m[8] - m[5] * m[7]) - m[1] * (m[3] * m[8] - m[5] * m[6]) + m[2] * (m[3] * m[7] - m[4] * m[6]);
    const whole = determinant([...a]);
    return [0, 1, 2].map((column) => determinant(Array.from(a, (value, e) => (e % 3 === column ? b[Math.floor(e / 3)] : value))) / whole);
  }
});

test('quantiles of a mixture', () => {
  const { low, high } = normalMixtureInterval(Float64Array.of(1, 1), Float64Array.of(4, 4), 0.95);
  expect(low).toBeCloseTo(1 - 1.959964 / 2, 4);
  expect(high).toBeCloseTo(1 + 1.959964 / 2, 4);
  const apart = normalMixtureInterval(Float64Array.of(-10, 10), Float64Array.of(1, 1), 0.5);
  expect([apart.low, apart.high]).toEqual([expect.closeTo(-10, 4), expect.closeTo(10, 4)]);
  expect(normalShare(1.959964)).toBeCloseTo(0.975, 6);
});

test('predicts what an independent Gibbs sampler in NumPy predicts (golden/bayesian_pmf.py)', async () => {
  const data = interactionsFromColumns({
    users: namedIds('u', golden.users),
    items: namedIds('i', golden.items),
    userIndexes: Uint32Array.from(golden.ratings, ([user]) => user),
    itemIndexes: Uint32Array.from(golden.ratings, ([, item]) => item),
    values: Float32Array.from(golden.ratings, ([, , rating]) => rating),
  });
  for (const made of golden.cases) {
    const settings = { factors: golden.factors, samples: 1500, burnIn: 200, ...made.settings };
    const fit = await bayesianPMF(settings).fit(data);
    let [squares, count] = [0, 0];
    for (let u = 0; u < golden.users; u++) {
      for (let i = 0; i < golden.items; i++) {
        const mean = (fit.predictSamples(`u${u}`, `i${i}`) as Float64Array).reduce((sum, value) => sum + value, 0) / settings.samples;
        squares += (mean - made.means[u * golden.items + i]) ** 2;
        count++;
      }
    }
    // Two NumPy chains differ by `between`; ours is as near to their mean as they are to each other.
    expect(Math.sqrt(squares / count), JSON.stringify(made.settings)).toBeLessThan(1.5 * made.between);
  }
});
