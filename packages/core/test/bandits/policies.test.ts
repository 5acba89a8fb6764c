/** What holds for every policy, and for each by its formula. */
import { describe, expect, test } from 'vitest';
import { policyCatalog, policyEntry } from '../../src/bandits/catalog.ts';
import { epsilonGreedy } from '../../src/bandits/epsilon-greedy.ts';
import { exp3 } from '../../src/bandits/exp3.ts';
import { linearThompson, linUCB } from '../../src/bandits/linear.ts';
import type { BanditPolicy, BanditState, Outcome } from '../../src/bandits/policy.ts';
import { posteriorCurves } from '../../src/bandits/posterior-curves.ts';
import { bernoulliArms, simulateBandit } from '../../src/bandits/simulate.ts';
import { gaussianThompson, normalPosterior, thompson } from '../../src/bandits/thompson.ts';
import { klUCB, ucb1, upperRate } from '../../src/bandits/upper-bounds.ts';
import { type Random, seededRandom } from '../../src/math/random.ts';

const context = [1, -0.5];
const outcomes: Outcome[] = [0, 1, 2, 2, 1, 0, 2, 2, 2, 1].map((arm, t) => ({
  arm,
  reward: (t * arm) % 3 === 1 ? 1 : 0,
  propensity: 0.4,
  context: [1, Math.sin(t)],
}));
const after = <S extends BanditState>(policy: BanditPolicy<S>, seen: readonly Outcome[] = outcomes): S =>
  seen.reduce((state, outcome) => policy.update(state, outcome), policy.start(3, 2));

describe.each(policyCatalog)('$name', ({ create, rewards }) => {
  const policy = create();

  test('its state is plain: JSON carries it, and it decides the same', () => {
    const state = after(policy);
    const carried = JSON.parse(JSON.stringify(state)) as BanditState;
    expect(carried).toEqual(state);
    const choices = (from: BanditState) => {
      const random = seededRandom(3);
      return Array.from({ length: 40 }, () => policy.choose(from, random, context));
    };
    expect(choices(carried)).toEqual(choices(state));
  });

  test('update gives a new state and leaves the old one', () => {
    const state = after(policy);
    const before = JSON.stringify(state);
    const next = policy.update(state, { ...outcomes[0], reward: 1 });
    expect(JSON.stringify(state)).toBe(before);
    expect(next).not.toEqual(state);
  });

  test('choices follow the propensities', () => {
    const state = after(policy);
    const odds = policy.propensities(state, seededRandom(1), context);
    expect(odds.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
    const random = seededRandom(5);
    const draws = 20_000;
    const counts = [0, 0, 0];
    for (let d = 0; d < draws; d++) counts[policy.choose(state, random, context)]++;
    // Four standard errors of the choices and of propensities that are estimated from 2,000 draws.
    for (const [arm, count] of counts.entries())
      expect(Math.abs(count / draws - odds[arm]), `arm ${arm}`).toBeLessThan(4 * Math.sqrt(0.25 / 2000));
  });

  test('the order of outcomes does not matter where rewards are only added up', () => {
    const forth = after(policy);
    const back = after(policy, [...outcomes].reverse());
    const flat = (value: unknown): number[] =>
      typeof value === 'number' ? [value] : Object.values(value as object).flatMap((v) => (typeof v === 'string' ? [] : flat(v)));
    for (const [at, value] of flat(forth).entries()) expect(flat(back)[at]).toBeCloseTo(value, 10);
  });

  test('one arm is always chosen; no arm, an unknown arm and odd rewards are refused', () => {
    expect(policy.choose(policy.start(1, 2), seededRandom(0), context)).toBe(0);
    expect(() => policy.start(0, 2)).toThrow('arms must be an integer ≥ 1; got 0');
    const state = policy.start(3, 2);
    expect(() => policy.update(state, { ...outcomes[0], arm: 3 })).toThrow('arm must be an integer from 0 to 2; got 3');
    expect(() => policy.update(state, { ...outcomes[0], reward: Number.NaN })).toThrow('reward must be');
    if (rewards === 'binary')
      expect(() => policy.update(state, { ...outcomes[0], reward: 2 })).toThrow('reward must be a number from 0 to 1');
  });
});

test('Thompson: the propensities are exact', () => {
  // P(X > Y) of X ~ Beta(2, 1), Y uniform is E[X] = 2/3.
  const state = { policy: 'thompson', arms: 2, ups: [2, 1], downs: [1, 1] };
  expect(thompson().propensities(state, seededRandom(0))[0]).toBeCloseTo(2 / 3, 3);
});

test('Thompson with a prior below 1 still draws rates from 0 to 1, by their odds', () => {
  const draws = 20_000;
  const shareOfFirst = (prior: number, seen: readonly Outcome[], seed: number) => {
    const policy = thompson({ priorUps: prior, priorDowns: prior });
    const state = seen.reduce((before, outcome) => policy.update(before, outcome), policy.start(2));
    const random = seededRandom(seed);
    const chosen = Array.from({ length: draws }, () => policy.choose(state, random));
    return [chosen.filter((arm) => arm === 0).length / draws, policy.propensities(state, random)[0]];
  };
  const error = 4 * Math.sqrt(0.25 / draws);
  expect(Math.abs(shareOfFirst(0.2, [], 2)[0] - 0.5)).toBeLessThan(error);
  const [share, odds] = shareOfFirst(0.2, [{ arm: 0, reward: 1 }], 3);
  expect(odds).toBeGreaterThan(0.7);
  expect(Math.abs(share - odds)).toBeLessThan(error);
  // Of Beta(0.001, 0.001) a rate is 1 to all digits with probability (2⁻⁵³)^0.001 / 2, and 0 with (2⁻¹⁰⁷⁵)^0.001 / 2; of equals the first is pulled.
  const [ones, zeros] = [53, 1075].map((bits) => 2 ** (-bits * 0.001) / 2);
  expect(Math.abs(shareOfFirst(0.001, [], 2)[0] - (0.5 + (ones ** 2 + zeros ** 2) / 2))).toBeLessThan(error);
});

test('UCB1 and KL-UCB pull every arm once, then the largest bound', () => {
  for (const policy of [ucb1(), klUCB()]) {
    let state = policy.start(3);
    const random = seededRandom(0);
    for (let arm = 0; arm < 3; arm++) {
      expect(policy.choose(state, random)).toBe(arm);
      state = policy.update(state, { arm, reward: arm === 1 ? 1 : 0 });
    }
    expect(policy.choose(state, random)).toBe(1);
  }
  const state = { policy: 'ucb1', arms: 2, counts: [90, 10], sums: [45, 3] };
  const bound = (k: number) => state.sums[k] / state.counts[k] + Math.sqrt((2 * Math.log(100)) / state.counts[k]);
  expect(bound(1)).toBeGreaterThan(bound(0));
  expect(ucb1().choose(state, seededRandom(0))).toBe(1);
  expect(ucb1({ exploration: 0 }).choose(state, seededRandom(0))).toBe(0);
});

test('KL-UCB: the bound uses up its divergence, and no more', () => {
  const kl = (p: number, q: number) => (p === 0 ? 0 : p * Math.log(p / q)) + (p === 1 ? 0 : (1 - p) * Math.log((1 - p) / (1 - q)));
  for (const rate of [0, 1e-6, 0.2, 0.5, 0.99]) {
    for (const divergence of [1e-8, 1e-3, 0.1, 1, 8]) {
      const q = upperRate(rate, divergence);
      // So close to 1 that no double holds the rest.
      if (divergence > 15 * (1 - rate)) expect(q).toBeGreaterThan(1 - 1e-6);
      else expect(kl(rate, q) / divergence, `${rate} ${divergence}`).toBeCloseTo(1, 4);
    }
  }
  expect(upperRate(1, 0.5)).toBe(1);
});

test('ε-greedy: equal arms share, the rest goes to the best', () => {
  const state = { policy: 'epsilon-greedy', arms: 3, counts: [2, 2, 2], sums: [1, 1, 0] };
  const odds = epsilonGreedy({ epsilon: 0.3 }).propensities(state, seededRandom(0));
  for (const [arm, share] of [0.45, 0.45, 0.1].entries()) expect(odds[arm]).toBeCloseTo(share, 12);
  const decaying = epsilonGreedy({ schedule: 'decaying', decay: 1 }).propensities(
    { ...state, counts: [2, 2, 25], sums: [1, 1, 20] },
    seededRandom(0),
  );
  expect(decaying[0]).toBeCloseTo(0.1 / 3, 12);
});

test('Exp3: the step of the paper; a missing propensity is refused', () => {
  const policy = exp3({ exploration: 0.5 });
  const state = policy.update(policy.start(2), { arm: 1, reward: 1, propensity: 0.5 });
  const weight = Math.exp((0.5 * 1) / (0.5 * 2));
  expect(policy.propensities(state, seededRandom(0))[1]).toBeCloseTo((0.5 * weight) / (1 + weight) + 0.25, 12);
  for (const propensity of [undefined, 0, 1.5])
    expect(() => policy.update(state, { arm: 0, reward: 1, propensity })).toThrow(/propensity must be .* above 0 and at most 1/);
});

test('Gaussian Thompson: the posterior of three rewards, by hand', () => {
  const policy = gaussianThompson({ priorMean: 1, strength: 2, shape: 3, rate: 4 });
  const state = [2, 4, 9].reduce((s, reward) => policy.update(s, { arm: 0, reward }), policy.start(1));
  const { mean, strength, shape, rate } = normalPosterior(policy.settings as never, state, 0);
  expect([mean, strength, shape]).toEqual([(2 * 1 + 15) / 5, 5, 4.5]);
  expect(rate).toBeCloseTo(4 + 26 / 2 + (2 * 3 * 16) / (2 * 5), 12);
});

test('LinUCB: the bound of one arm, by hand', () => {
  const policy = linUCB({ alpha: 2 });
  const state = policy.update(policy.start(2, 1), { arm: 0, reward: 3, context: [1] });
  // Arm 0: A = 2, b = 3: 1.5 x + 2 √(x²/2); arm 1: A = 1: 2 |x|.
  expect(policy.choose(state, seededRandom(0), [1])).toBe(0);
  expect(policy.choose(state, seededRandom(0), [-1])).toBe(1);
  expect(() => policy.choose(state, seededRandom(0), [1, 2])).toThrow('lin-ucb: context must be 1 finite numbers; got [1, 2]');
  expect(() => policy.start(2)).toThrow('features must be an integer ≥ 1');
});

test.each([linUCB(), linearThompson({ spread: 0.3 })])('$name learns whom each arm suits', async (policy) => {
  const weights = [
    [0.2, 0.6],
    [0.5, -0.4],
    [0.4, 0.1],
  ];
  const world = {
    arms: 3,
    features: 2,
    round(random: Random) {
      const x = [1, 2 * random.uniform() - 1];
      return { context: x, means: weights.map(([a, b]) => a + b * x[1]) };
    },
    reward: (mean: number, random: Random) => mean + 0.3 * random.normal(),
  };
  const { curve } = await simulateBandit(world, policy, { pulls: 1000, runs: 20, points: 10 });
  const [first, last] = [curve.regret[0], curve.regret[9] - curve.regret[8]];
  expect(last).toBeLessThan(first / 4);
});

describe('posteriorCurves', () => {
  test.each([
    ['beta', after(thompson()), thompson()],
    ['normal', after(gaussianThompson()), gaussianThompson()],
  ] as const)('%s: densities add up to 1, the interval holds its share', (_, state, policy) => {
    for (const { mean, interval, x, density } of posteriorCurves(policy, state, { points: 4001, confidence: 0.9 })) {
      const step = x[1] - x[0];
      const mass = (from: number, to: number) => x.reduce((sum, at, p) => sum + (at >= from && at <= to ? density[p] * step : 0), 0);
      expect(mass(x[0], x[x.length - 1])).toBeCloseTo(1, 2);
      expect(mass(...interval)).toBeCloseTo(0.9, 2);
      expect(x.reduce((sum, at, p) => sum + at * density[p] * step, 0)).toBeCloseTo(mean, 2);
    }
  });

  test('a policy without posterior says so', () => {
    expect(() => posteriorCurves(ucb1(), after(ucb1()))).toThrow('ucb1 holds no posterior');
  });
});

test('unknown policies point at the nearest; arms outside [0, 1] are refused', () => {
  expect(() => policyEntry('thomson')).toThrow('unknown policy "thomson" (did you mean "thompson"?)');
  expect(() => bernoulliArms([0.2, 1.2])).toThrow('bernoulliArms: arm 1 must be a probability from 0 to 1; got 1.2');
  expect(() => bernoulliArms([])).toThrow('at least one');
  expect(() => bernoulliArms([Number.NaN])).toThrow('finite');
});
