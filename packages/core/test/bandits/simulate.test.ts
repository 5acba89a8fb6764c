/** Simulated runs: an independent simulation (golden/bandits.py), the table of the notebook, the law of ln t. */

import { expect, test } from 'vitest';
import golden from '../../../../golden/bandits.json' with { type: 'json' };
import { policyEntry } from '../../src/bandits/catalog.ts';
import { epsilonGreedy } from '../../src/bandits/epsilon-greedy.ts';
import type { SumsState } from '../../src/bandits/policy.ts';
import { bernoulliArms, gaussianArms, type SimulatedRun, simulateBandit, simulateRun } from '../../src/bandits/simulate.ts';
import { type BetaState, thompson } from '../../src/bandits/thompson.ts';
import type { AnyOptions } from '../../src/options.ts';

const runs = 250;

test.each(golden.cases)('$policy $options $simulation agrees with NumPy', async (wanted) => {
  const policy = policyEntry(wanted.policy).create(wanted.options as AnyOptions);
  const world = wanted.policy === 'gaussian-thompson' ? gaussianArms(golden.arms) : bernoulliArms(golden.arms);
  const found = await simulateBandit(world, policy, { ...wanted.simulation, runs, pulls: golden.pulls, points: 20 });
  // Four standard errors of the difference of two means.
  const near = (mean: number, other: number, deviation: number) =>
    expect(Math.abs(mean - other), `${mean}, NumPy ${other}`).toBeLessThan(4 * deviation * Math.sqrt(1 / runs + 1 / golden.runs));
  near(found.meanRegret, wanted.meanRegret, wanted.deviation);
  expect(found.curve.pulls[0]).toBe(100);
  near(found.curve.regret[0], wanted.regretAt100, wanted.deviationAt100);
  expect(found.regretDeviation / wanted.deviation).toBeGreaterThan(0.4);
  expect(found.regretDeviation / wanted.deviation).toBeLessThan(1.8);
});

test('Thompson sampling on 0.2, 0.5, 0.75: shares, reward, regret, posterior', async () => {
  const repeats = 400;
  const ends: SimulatedRun[] = [];
  const { shares, reward, meanRegret, regretDeviation, regretInterval, curve } = await simulateBandit(
    bernoulliArms([0.2, 0.5, 0.75]),
    thompson(),
    { runs: repeats, points: 2000, seed: 1 },
    { onRun: (run) => void ends.push(run) },
  );
  // The reference has 200 repeats of its own: its standard error and ours.
  const within = (mean: number, wanted: number, deviation: number) =>
    expect(Math.abs(mean - wanted), `${mean}, wanted ${wanted}`).toBeLessThan(3.5 * deviation * Math.sqrt(1 / repeats + 1 / 200) + 5e-5);
  within(shares[0].mean, 0.0042, 0.0018);
  within(shares[1].mean, 0.0136, 0.0101);
  within(shares[2].mean, 0.9822, 0.0108);
  within(reward.mean, 0.7446, 0.0098);
  within(meanRegret, 11.4, 5.9);
  expect(regretDeviation).toBeGreaterThan(4);
  expect(regretDeviation).toBeLessThan(9);
  expect((regretInterval[0] + regretInterval[1]) / 2).toBeCloseTo(meanRegret, 9);
  const posteriors = ends.map(({ state }) => state as BetaState);
  const means = posteriors.map(({ ups, downs }) => ups[2] / (ups[2] + downs[2]));
  within(means.reduce((sum, mean) => sum + mean, 0) / repeats, 0.7501, 0.0094);
  expect(curve.bestShare[99 - 1]).toBeCloseTo(0.817, 1);
  expect(curve.bestShare[500 - 1]).toBeCloseTo(0.945, 1);
  expect(curve.bestShare[1999 - 1]).toBeCloseTo(0.982, 2);
  const variance = (a: number, b: number) => (a * b) / ((a + b) ** 2 * (a + b + 1));
  const narrowest = posteriors.filter(({ ups, downs }) => {
    const widths = ups.map((a, arm) => variance(a, downs[arm]));
    return widths[2] < Math.min(widths[0], widths[1]);
  });
  expect(narrowest.length / repeats).toBeGreaterThanOrEqual(0.99);
});

test.each([
  ['ε-greedy', { epsilon: 0.1 }, 0.718, 0.0136],
  ['greedy', { epsilon: 0 }, 0.6961, 0.1002],
  ['uniform', { epsilon: 1 }, 0.4833, 0.0105],
])('%s earns what the notebook says', async (_, options, mean, deviation) => {
  const { reward } = await simulateBandit(bernoulliArms([0.2, 0.5, 0.75]), policyEntry('epsilon-greedy').create(options), { runs: 400 });
  expect(Math.abs(reward.mean - mean)).toBeLessThan(3.5 * deviation * Math.sqrt(1 / 400 + 1 / 200));
});

test('the regret of Thompson sampling grows like ln t, that of random pulls like t', async () => {
  const grown = async (name: string, options: AnyOptions) => {
    const { curve } = await simulateBandit(bernoulliArms([0.2, 0.5, 0.75]), policyEntry(name).create(options), {
      runs: 200,
      pulls: 8000,
      points: 80,
    });
    const at = (pulls: number) => curve.regret[curve.pulls.indexOf(pulls)];
    return [at(1000) - at(500), at(2000) - at(1000), at(8000) - at(4000)];
  };
  const [early, , late] = await grown('thompson', {});
  expect(late).toBeLessThan(early * 1.6);
  const [first, , last] = await grown('epsilon-greedy', { epsilon: 1 });
  expect(last / first).toBeCloseTo(8, 0);
});

test('same seed, same curve; abort ends it; one pull, one run is fine', async () => {
  const once = (seed: number) => simulateBandit(bernoulliArms([0.3, 0.6]), thompson(), { runs: 20, pulls: 100, seed });
  expect(await once(4)).toEqual(await once(4));
  expect((await once(5)).meanRegret).not.toBe((await once(4)).meanRegret);
  const stop = {
    throwIfAborted: () => {
      throw new Error('stopped');
    },
  };
  await expect(simulateBandit(bernoulliArms([0.3]), thompson(), {}, { signal: stop })).rejects.toThrow('stopped');
  const least = await simulateBandit(bernoulliArms([1]), thompson(), { runs: 1, pulls: 1 });
  expect([least.meanRegret, least.reward.mean, least.curve.pulls]).toEqual([0, 1, [1]]);
  await expect(simulateBandit(bernoulliArms([1]), thompson(), { pulls: 0 })).rejects.toThrow('pulls must be an integer ≥ 1; got 0');
});

test('runs played elsewhere, in order, give the same simulation', async () => {
  const [world, policy, settings] = [
    bernoulliArms([0.3, 0.6]),
    thompson(),
    { runs: 12, pulls: 150, batch: 7, delay: 20, seed: 3 },
  ] as const;
  async function* played() {
    const backwards = Array.from({ length: 12 }, (_, k) => simulateRun(world, policy, settings, 11 - k));
    for (const run of backwards.reverse()) yield run;
  }
  const expected = await simulateBandit(world, policy, settings);
  expect(await simulateBandit(world, policy, settings, { played: played() })).toEqual(expected);
});

test.each([
  [1, 0],
  [1, 30],
  [10, 0],
  [10, 35],
  [64, 500],
])('rewards arrive in order, each once: batches of %d, %d pulls late', (batch, delay) => {
  const learned: number[] = [];
  const told: number[] = [];
  let paid = 0;
  const world = { arms: 1, round: () => ({ means: [0] }), reward: () => paid++ };
  const policy = {
    ...epsilonGreedy(),
    choose: () => {
      told.push(learned.length);
      return 0;
    },
    update: (state: SumsState, { reward }: { readonly reward: number }) => {
      learned.push(reward);
      return state;
    },
  };
  simulateRun(world, policy, { pulls: 200, batch, delay }, 0);
  expect(learned).toEqual(Array.from({ length: Math.max(0, 200 - delay) }, (_, t) => t));
  for (const [t, known] of told.entries()) expect(known).toBe(Math.max(0, t - (t % batch) - delay));
});
