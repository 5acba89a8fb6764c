import { expect, test } from 'vitest';
import { interactionsFromRows } from '../../../src/data/rows.ts';
import { reference } from '../../../src/kernels/reference/reference.ts';
import { seededRandom } from '../../../src/math/random.ts';
import type { SVDPPModel } from '../../../src/models/factorization/svd-pp/model.ts';
import { svdPP } from '../../../src/models/factorization/svd-pp/svd-pp.ts';
import { lowRankRatings, ratingsOf } from '../../../testkit/index.ts';

const train = lowRankRatings({ users: 40, items: 30, rank: 2, density: 0.5, noise: 0.3 });

test('a step follows the numerical slope of the objective', () => {
  // One person, two rated items, one of them in this block: all numbers in float64, which the readable kernel does not mind.
  const [factors, rating, mean, penalty, implicitPenalty, rate] = [3, 4.5, 3, 0.3, 0.2, 1e-3];
  const scale = 1 / Math.sqrt(2);
  const random = seededRandom(11);
  const normals = (length: number): Float64Array => Float64Array.from({ length }, () => 0.5 * random.normal());
  const start = [normals(1), normals(1), normals(factors), normals(factors), normals(factors)];
  const elsewhere = normals(factors);
  const objective = ([userBias, itemBias, p, q, y]: readonly Float64Array[]): number => {
    let sum = mean + userBias[0] + itemBias[0];
    for (let f = 0; f < factors; f++) sum += q[f] * (p[f] + scale * (y[f] + elsewhere[f]));
    const square = (values: Float64Array): number => values.reduce((total, value) => total + value * value, 0);
    return (rating - sum) ** 2 + penalty * (square(userBias) + square(itemBias) + square(p) + square(q)) + implicitPenalty * square(y);
  };
  const moved = start.map((values) => values.slice());
  const [userBias, itemBias, p, q, y] = moved;
  const sums = y.map((value, f) => scale * (value + elsewhere[f]));
  const sumsBefore = sums.slice();
  const keep = 1 - rate * penalty;
  const rates = Float64Array.of(mean, rate, rate, rate, rate, keep, keep, keep, keep, rate, rate * implicitPenalty);
  const one = Uint32Array.of(0);
  const upTo = Uint32Array.of(0, 1);
  const args = [one, 1, upTo, one, upTo, one, Float64Array.of(rating), p, q, userBias, itemBias, rates, factors, 1];
  reference.svdPPEpoch([...args, new Float64Array(1), y, sums, Float64Array.of(scale)] as never, 0, 1, 0);
  for (const [kind, values] of start.entries()) {
    for (const at of values.keys()) {
      const shifted = (by: number) =>
        objective(start.map((old, k) => (k === kind ? old.map((value, f) => value + (f === at ? by : 0)) : old)));
      const slope = (shifted(1e-5) - shifted(-1e-5)) / 2e-5;
      expect(Math.abs((start[kind][at] - moved[kind][at]) / rate - slope / 2), `parameter ${kind}, ${at}`).toBeLessThan(1e-6);
    }
  }
  for (const f of y.keys()) expect(sums[f] - sumsBefore[f], 'the sum follows y').toBeCloseTo(scale * (y[f] - start[4][f]), 12);
});

/** Largest difference between what training and folding in say of training users. */
function disagreement(model: SVDPPModel): number {
  let worst = 0;
  for (const [u, user] of train.users.ids.entries()) {
    const known = model.scoreItems(user) as Float32Array;
    const folded = model.scoreItems({ ratings: ratingsOf(train, u) }) as Float32Array;
    for (const [i, score] of folded.entries()) worst = Math.max(worst, Math.abs(score - known[i]));
  }
  return worst;
}

test('training to the end finds what folding in solves exactly', async () => {
  const slow = { factors: 4, learningRateDecay: 0.99, learningRate: 0.05, regularization: 0.15 };
  const long = disagreement(await svdPP({ ...slow, epochs: 800 }).fit(train));
  expect(long).toBeLessThan(0.05);
  expect(disagreement(await svdPP({ ...slow, epochs: 5 }).fit(train))).toBeGreaterThan(4 * long);
});

test('learns from which items were rated: people alike in what they rated, not in how, get like lists', async () => {
  // Two kinds of people rate two kinds of items, all alike on average; someone new has rated one kind, always 3.
  const random = seededRandom(3);
  const rows = Array.from({ length: 60 }, (_, u) =>
    Array.from({ length: 20 }, (_, i) => ({
      user: `u${u}`,
      item: `i${i}`,
      value: u % 2 === i % 2 ? 4 + random.integer(2) : 1 + random.integer(2),
    })),
  )
    .flat()
    .filter(({ value }) => random.uniform() < (value > 3 ? 0.7 : 0.15));
  const model = await svdPP({ factors: 8, epochs: 60, learningRate: 0.02 }).fit(interactionsFromRows(rows));
  const scores = model.scoreItems({ ratings: ['i0', 'i2', 'i4', 'i6'].map((item) => ({ item, value: model.state.meanRating })) });
  const meanOver = (odd: number): number => {
    const picked = model.items.ids.flatMap((item, index) =>
      Number(String(item).slice(1)) % 2 === odd ? [(scores as Float32Array)[index]] : [],
    );
    return picked.reduce((sum, score) => sum + score, 0) / picked.length;
  };
  expect(meanOver(0)).toBeGreaterThan(meanOver(1) + 0.3);
});

test('a rate that is too high is noticed in the first epoch', async () => {
  await expect(svdPP({ learningRate: 3 }).fit(train)).rejects.toThrow(
    /^svdPP: training diverged in epoch 1: .*Lower learningRate \(now 3\)/,
  );
});
