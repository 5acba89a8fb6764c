/** Ordered probit targets: the mathematics against SciPy (golden/ordered_probit.py), the draws of cutpoints, and what a model says. */

import { describe, expect, test } from 'vitest';
import golden from '../../../../../golden/ordered-probit.json' with { type: 'json' };
import { interactionsFromRows } from '../../../src/data/rows.ts';
import { orderedCurve } from '../../../src/kernels/reference/ordered.ts';
import { millsRatio, millsTable } from '../../../src/math/mills-ratio.ts';
import { normalDensity, normalTail } from '../../../src/math/normal-distribution.ts';
import { drawBetween, intervalShare } from '../../../src/math/ordered-probit.ts';
import { seededRandom } from '../../../src/math/random.ts';
import {
  factorizationMachine,
  factorizationMachineEntry,
} from '../../../src/models/context/factorization-machine/factorization-machine.ts';
import { drawCutpoints, startCutpoints } from '../../../src/models/context/factorization-machine/ordered-probit.ts';
import { decodeModel, encodeModel } from '../../../src/persist/model-file.ts';
import { describeModelLaws } from '../../../testkit/index.ts';
import { rated } from '../../../testkit/pairs.ts';

describe('with an ordered probit target', () => {
  describeModelLaws(factorizationMachineEntry, {
    data: 'ratings',
    settings: { factors: 3, samples: 10, burnIn: 5, target: 'ordered-probit' },
    foldInAgrees: 'no: averages of ten draws differ',
    checkerboardSettings: { samples: 60, burnIn: 40, context: 'none', userAttributes: false },
    refuses: { 'one interaction': 'invalid-option', 'equal ratings': 'invalid-option' },
  });
});

test("Mills' ratio is the tail over the density", () => {
  for (let x = 0; x < 12; x += 0.0371) {
    const exact = normalTail(x) / normalDensity(x);
    expect(Math.abs(millsRatio(x) / exact - 1), String(x)).toBeLessThan(1e-11);
  }
});

test.each(golden.shares)('between $low and $high', ({ low, high, log, lowRatio, highRatio, quantiles }) => {
  const bounds = [low ?? Number.NEGATIVE_INFINITY, high ?? Number.POSITIVE_INFINITY] as const;
  const share = intervalShare(...bounds);
  expect(Math.abs(share.log - log)).toBeLessThan(1e-9 * Math.max(1, Math.abs(log)));
  expect(Math.abs(share.lowRatio - lowRatio)).toBeLessThan(1e-8 * Math.max(1, lowRatio));
  expect(Math.abs(share.highRatio - highRatio)).toBeLessThan(1e-8 * Math.max(1, highRatio));
  for (const [uniform, quantile] of quantiles) {
    // From whichever side the inverse is taken.
    const drawn = bounds[0] + bounds[1] < 0 ? drawBetween(...bounds, 1 - uniform) : drawBetween(...bounds, uniform);
    expect(Math.abs(drawn - quantile)).toBeLessThan(1e-6 * Math.max(1, Math.abs(quantile)));
  }
});

const codes = Uint32Array.from(golden.codes);
const residuals = Float32Array.from({ length: 2 * codes.length }, (_, at) => (at % 2 === 0 ? -golden.predictions[at / 2] : 0));
function curveAt(cutpoints: Float64Array): Float64Array {
  const sums = new Float64Array(7);
  orderedCurve([codes, residuals, cutpoints, 3, millsTable(), sums], 0, codes.length, 0);
  return sums;
}

test('likelihood, slopes and curves at some cutpoints', () => {
  const [log, ...rest] = curveAt(Float64Array.from(golden.point));
  expect(log).toBeCloseTo(golden.logLikelihood, 9);
  [...golden.slopes, ...golden.curves, 0, golden.mixed].forEach((value, at) => {
    expect(rest[at]).toBeCloseTo(value, 3);
  });
});

test('cutpoints are drawn from their posterior', async () => {
  const random = seededRandom(6);
  let cutpoints = startCutpoints({ levels: Float64Array.of(1, 2, 3), codes });
  const draws = 20_000;
  const sums = new Float64Array(5);
  for (let draw = 0; draw < draws; draw++) {
    ({ cutpoints } = await drawCutpoints(cutpoints, random, async (at) => curveAt(at)));
    const [a, b] = cutpoints;
    [a, b, a * a, b * b, a * b].forEach((value, k) => {
      sums[k] += value / draws;
    });
  }
  const [a, b, aa, bb, ab] = sums;
  const deviation = [Math.sqrt(aa - a * a), Math.sqrt(bb - b * b)];
  const { mean, deviation: wide, correlation } = golden.posterior;
  // Twenty thousand draws, nearly independent: means to 0.01 deviations, deviations to 1 %.
  [a, b].forEach((value, k) => {
    expect(Math.abs(value - mean[k]) / wide[k]).toBeLessThan(0.04);
    expect(Math.abs(deviation[k] / wide[k] - 1)).toBeLessThan(0.03);
  });
  expect(Math.abs((ab - a * b) / (deviation[0] * deviation[1]) - correlation)).toBeLessThan(0.03);
});

describe('a model of classes', async () => {
  // Half of the users love the even items; who hates says 1, who loves says 5, and 3 is rare.
  const draw = seededRandom(9);
  const train = interactionsFromRows(
    Array.from({ length: 40 * 24 }, (_, k) => ({
      user: `u${k % 40}`,
      item: `i${Math.floor(k / 40)}`,
      agree: k % 2 === Math.floor(k / 40) % 2,
    }))
      .filter(() => draw.uniform() < 0.7)
      .map(({ user, item, agree }) => ({ user, item, value: draw.uniform() < 0.05 ? 3 : agree ? 5 : 1 })),
  );
  const model = await factorizationMachine({ factors: 2, samples: 60, target: 'ordered-probit' }).fit(train);

  test('says how likely each rating is; the prediction is what is expected', () => {
    const shares = model.probabilities('u0', 'i2') as readonly { rating: number; probability: number }[];
    expect(shares.map(({ rating }) => rating)).toEqual([1, 3, 5]);
    expect(shares.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 10);
    expect(shares[2].probability).toBeGreaterThan(0.8);
    expect(model.probabilities('u1', 'i2')?.[0].probability).toBeGreaterThan(0.8);
    expect(shares.reduce((sum, { rating, probability }) => sum + rating * probability, 0)).toBeCloseTo(
      model.predict('u0', 'i2') as number,
      5,
    );
    expect(model.probabilities('ghost', 'i2')).toBeUndefined();
    expect(model.predictInterval('u0', 'i2', 0.5)).toMatchObject({ low: 5, high: 5 });
    expect(model.predictInterval('u0', 'i2', 0.9999)?.low).toBeLessThan(5);
    expect(() => model.predictInterval('u0', 'i2', 1)).toThrow(expect.objectContaining({ code: 'invalid-option' }));
  });

  test('knows a new user by ratings, of a value between classes too; files keep all of it', () => {
    const ratings = [
      ['i2', 4.8],
      ['i4', 5],
      ['i5', 1],
    ] as const;
    const scores = model.scoreItems({ ratings: rated(ratings) }) as Float32Array;
    const at = (item: string): number => scores[train.items.indexOf(item) as number];
    expect(at('i6')).toBeGreaterThan(4);
    expect(at('i7')).toBeLessThan(2);
    const again = decodeModel(encodeModel(model), [factorizationMachineEntry]);
    expect(again.probabilities('u0', 'i2')).toEqual(model.probabilities('u0', 'i2'));
  });

  test('needs Gibbs sampling, ratings, and not too many of them', async () => {
    const refused = (settings: object, data = train) =>
      expect(factorizationMachine({ target: 'ordered-probit', ...settings }).fit(data)).rejects;
    await refused({ training: 'sgd' }).toMatchObject({ code: 'invalid-option', data: { option: 'target' } });
    await refused({}, interactionsFromRows([{ user: 'a', item: 'b' }])).toMatchObject({ code: 'missing-ratings' });
    const many = interactionsFromRows(Array.from({ length: 100 }, (_, k) => ({ user: 'a', item: k, value: k })));
    await refused({}, many).toMatchObject({ code: 'invalid-option', message: expect.stringContaining('got 100') });
  });
});
