/** Judging a policy from logs: NumPy's figures (golden/off_policy.py), coverage of the intervals, what logs cannot answer. */
import { expect, test } from 'vitest';
import bca from '../../../../golden/bca.json' with { type: 'json' };
import golden from '../../../../golden/off_policy.json' with { type: 'json' };
import { bcaInterval, bootstrapIntervals, type EstimatorName } from '../../src/bandits/estimators.ts';
import { linUCB } from '../../src/bandits/linear.ts';
import { fitRewardModel, type LoggedPulls, loggedProbabilities } from '../../src/bandits/logged-pulls.ts';
import { evaluatePolicy, type OffPolicyReport } from '../../src/bandits/off-policy.ts';
import { drawn } from '../../src/bandits/policy.ts';
import { replayPolicy } from '../../src/bandits/replay-policy.ts';
import { thompson } from '../../src/bandits/thompson.ts';
import { seededRandom } from '../../src/math/random.ts';

const byName = (report: OffPolicyReport) => Object.fromEntries(report.estimates.map((estimate) => [estimate.name, estimate]));
const target = Float64Array.from(golden.target);
const names = ['ips', 'snips', 'dm', 'dr', 'sndr'] as const;

test('estimates equal NumPy to 1e-12; standard errors the spread over rows drawn again', () => {
  const report = evaluatePolicy(golden, target);
  const found = byName(report);
  for (const name of names) {
    expect(Math.abs(found[name].value - golden.values[name]), name).toBeLessThan(1e-12);
    expect(found[name].standardError / golden.deviations[name], name).toBeCloseTo(1, 1);
  }
  expect(report.effectiveSize).toBeCloseTo(golden.effectiveSize, 8);
  expect(report.meanWeight).toBeCloseTo(golden.meanWeight, 12);
});

test('bootstrap intervals are about as wide as normal ones, and refit the model', () => {
  const [normal, bootstrap] = [
    evaluatePolicy(golden, target),
    evaluatePolicy(golden, target, { interval: 'bootstrap', resamples: 600 }),
  ].map(byName);
  for (const name of [...names, 'replay'] as const) {
    const width = ([low, high]: readonly [number, number]) => high - low;
    expect(width(bootstrap[name].interval) / width(normal[name].interval), name).toBeCloseTo(1, 0.7);
    expect(bootstrap[name].value).toBe(normal[name].value);
  }
});

/** Logs of 3 contexts and 5 actions under a policy that depends on the context, and the truth about another. */
function simulated(rows: number, seed: number) {
  const world = seededRandom(9, 'world');
  const table = (draw: () => number) => Float64Array.from({ length: 15 }, draw);
  const normalized = (cells: Float64Array) =>
    cells.map((cell, at) => cell / cells.subarray(at - (at % 5), at - (at % 5) + 5).reduce((a, b) => a + b, 0));
  const logging = normalized(table(() => 0.3 + world.uniform()));
  const policy = normalized(table(() => world.uniform() ** 2));
  const rates = table(() => 0.1 + 0.5 * world.uniform());
  const random = seededRandom(seed, 'rows');
  const logs = {
    actions: new Uint8Array(rows),
    rewards: new Float64Array(rows),
    propensities: new Float64Array(rows),
    contexts: new Uint8Array(rows),
    actionCount: 5,
    contextCount: 3,
  };
  for (let row = 0; row < rows; row++) {
    const context = random.integer(3);
    const action = drawn(logging.subarray(5 * context, 5 * context + 5), random);
    logs.contexts[row] = context;
    logs.actions[row] = action;
    logs.rewards[row] = random.uniform() < rates[5 * context + action] ? 1 : 0;
    logs.propensities[row] = logging[5 * context + action];
  }
  return { logs, policy, truth: policy.reduce((sum, share, cell) => sum + (share * rates[cell]) / 3, 0) };
}

test.each([
  // Standard errors of the share of hits: 0.7 % and 1.0 %, few draws besides; quality/choosing.quality.ts asks far more often.
  ['normal', 1000, 0.93, 0.97],
  ['bootstrap', 500, 0.91, 0.98],
] as const)('%s intervals at 0.95 hold the truth of %d simulated logs of 300 rows', (interval, repeats, least, most) => {
  const hits = new Map<EstimatorName, number>();
  for (let seed = 0; seed < repeats; seed++) {
    const { logs, policy, truth } = simulated(300, seed);
    for (const {
      name,
      interval: [low, high],
    } of evaluatePolicy(logs, policy, { interval, resamples: 400, shrinkage: 0, seed }).estimates)
      hits.set(name, (hits.get(name) ?? 0) + (low <= truth && truth <= high ? 1 : 0));
  }
  expect([...hits.keys()]).toEqual(['replay', 'ips', 'snips', 'dm', 'dr', 'sndr']);
  for (const [name, count] of hits) {
    expect(count / repeats, name).toBeGreaterThanOrEqual(least);
    expect(count / repeats, name).toBeLessThanOrEqual(most);
  }
});

test.each(bca.cases)('BCa of $draws.length draws equals SciPy (golden/bca.py)', ({ draws, value, influence, confidence, interval }) => {
  const found = bcaInterval(Float64Array.from(draws), value, Float64Array.from(influence), confidence);
  for (const [end, wanted] of interval.entries()) expect(found[end]).toBeCloseTo(wanted, 10);
});

test('what the bootstrap computes of rows drawn again is what the estimators give on those rows', () => {
  // Few rows, one draw: the interval is that draw, whatever the percentiles.
  const { logs, policy } = simulated(40, 3);
  const random = seededRandom(5, 'bootstrap');
  const drawnRows = Array.from({ length: 40 }, () => Math.floor(random.uniform() * 40));
  const take = (column: ArrayLike<number>) => drawnRows.map((row) => column[row]);
  const again: LoggedPulls = {
    ...logs,
    actions: take(logs.actions),
    rewards: take(logs.rewards),
    propensities: take(logs.propensities),
    contexts: take(logs.contexts),
  };
  const expected = byName(evaluatePolicy(again, policy, { shrinkage: 3 }));
  const estimates = names.map((name) => ({ name, value: 0, influence: new Float64Array(40) }));
  const weights = Float64Array.from(logs.actions, (action, row) => policy[5 * logs.contexts[row] + action] / logs.propensities[row]);
  const rows = { weights, accepted: new Uint8Array(40), rewardModel: undefined };
  const found = bootstrapIntervals(logs, policy, rows, estimates, { confidence: 0.95, resamples: 1, seed: 5, shrinkage: 3 });
  for (const name of names) expect(found.get(name)?.[0], name).toBeCloseTo(expected[name].value, 12);
});

test('the policy that ran, judged from its own logs, is its own mean', () => {
  const logs: LoggedPulls = { actions: [0, 1, 1, 0], rewards: [1, 0, 1, 1], propensities: [0.5, 0.5, 0.5, 0.5], actionCount: 2 };
  const report = evaluatePolicy(logs, loggedProbabilities(logs));
  for (const { name, value } of report.estimates) expect(value, name).toBeCloseTo(0.75, 12);
  expect(report.loggedReward).toBe(0.75);
  expect(report.effectiveSize).toBe(4);
});

test('replay of a fixed choice takes the rows that made it', () => {
  const logs: LoggedPulls = { actions: [0, 1, 2, 0, 1], rewards: [5, 1, 9, 7, 3], propensities: Array(5).fill(1 / 3), actionCount: 3 };
  const report = evaluatePolicy(logs, Float64Array.of(0, 1, 0));
  expect(report.replayed).toBe(2);
  expect(byName(report).replay.value).toBe(2);
});

test('probabilities and models of contexts without rows', () => {
  const logs: LoggedPulls = {
    actions: [0, 1, 1],
    rewards: [0, 1, 1],
    propensities: [1, 1, 1],
    contexts: [0, 0, 0],
    actionCount: 2,
    contextCount: 2,
  };
  expect([...loggedProbabilities(logs)].map((x) => Number(x.toFixed(4)))).toEqual([0.3333, 0.6667, 0.3333, 0.6667]);
  expect([...fitRewardModel(logs, 1)].map((x) => Number(x.toFixed(4)))).toEqual([0.3333, 0.8889, 0.6667, 0.6667]);
  expect([...fitRewardModel(logs, 0)].every(Number.isFinite)).toBe(true);
});

test('warns where the logs cannot answer', () => {
  const codes = (logs: LoggedPulls, policy: readonly number[]) =>
    evaluatePolicy(logs, Float64Array.from(policy)).warnings.map(({ code }) => code);
  const rows = 400;
  const alternating = (values: readonly number[]) => Array.from({ length: rows }, (_, row) => values[row % values.length]);
  const even: LoggedPulls = {
    actions: alternating([0, 1]),
    rewards: alternating([1, 0, 1]),
    propensities: alternating([0.5]),
    actionCount: 3,
  };
  expect(codes(even, [0.5, 0.5, 0])).toEqual([]);
  expect(codes(even, [0.2, 0.2, 0.6])).toContain('unsupported-actions');
  expect(codes(even, [0, 0, 1])).toEqual(['no-overlap']);
  expect(evaluatePolicy(even, Float64Array.of(0, 0, 1)).estimates.map(({ name }) => name)).toEqual(['dm']);
  expect(codes({ ...even, propensities: alternating([0.25]) }, [0.5, 0.5, 0])).toContain('wrong-propensities');
  expect(codes({ ...even, rewards: alternating([0]) }, [0.5, 0.5, 0])).toContain('few-rewards');
  const rare = { ...even, actions: [2, ...alternating([0, 1]).slice(1)], propensities: [0.001, ...alternating([0.5]).slice(1)] };
  expect(codes(rare, [0, 0, 1])).toEqual(expect.arrayContaining(['small-effective-size', 'heavy-row']));
});

test('refuses propensities outside (0, 1], naming the row, and targets that are none', () => {
  const logs: LoggedPulls = { actions: [0, 1], rewards: [1, 0], propensities: [0.5, 0.5], actionCount: 2 };
  const half = Float64Array.of(0.5, 0.5);
  for (const bad of [0, -0.1, 1.5, Number.NaN]) {
    expect(() => evaluatePolicy({ ...logs, propensities: [0.5, bad] }, half)).toThrow(
      `row 1: propensity must be above 0 and at most 1; got ${bad}`,
    );
  }
  expect(() => evaluatePolicy({ ...logs, actions: [0, 2] }, half)).toThrow('row 1: action must be an integer from 0 to 1; got 2');
  expect(() => evaluatePolicy({ ...logs, rewards: [1] }, half)).toThrow('rewards has 1 rows, actions 2');
  expect(() => evaluatePolicy({ ...logs, rewards: [1, Number.NaN] }, half)).toThrow('row 1: reward must be a finite number');
  expect(() => evaluatePolicy({ ...logs, actions: [], rewards: [], propensities: [] }, half)).toThrow('the logs hold no row');
  expect(() => evaluatePolicy(logs, Float64Array.of(0.5, 0.4))).toThrow('the probabilities of context 0 must add up to 1');
  expect(() => evaluatePolicy(logs, Float64Array.of(1.5, -0.5))).toThrow('a probability must be from 0 to 1; got 1.5');
  expect(() => evaluatePolicy(logs, Float64Array.of(1))).toThrow('must hold 1 × 2 probabilities; got 1');
  expect(() => evaluatePolicy(logs, half, {}, Float64Array.of(1))).toThrow('the reward model must hold 2 finite numbers, one for each');
  expect(() => evaluatePolicy(logs, half, {}, Float64Array.of(1, Number.NaN))).toThrow('got 2, not all finite');
});

test('a learning policy replayed on logs of random pulls earns what it would have earned', () => {
  const random = seededRandom(1);
  const rates = [0.2, 0.5, 0.75];
  const rows = 60_000;
  const actions = Array.from({ length: rows }, () => random.integer(3));
  const rewards = actions.map((action) => (random.uniform() < rates[action] ? 1 : 0));
  const { matched, meanReward } = replayPolicy({ actions, rewards, propensities: Array(rows).fill(1 / 3), actionCount: 3 }, thompson());
  expect(matched / rows).toBeCloseTo(1 / 3, 1);
  expect(meanReward).toBeGreaterThan(0.735);
  const nothing = replayPolicy({ actions: [1], rewards: [1], propensities: [1], actionCount: 2 }, { ...thompson(), choose: () => 0 });
  expect([nothing.matched, nothing.meanReward]).toEqual([0, undefined]);
});

test('a contextual policy replayed with features learns whom each arm suits', () => {
  const random = seededRandom(4);
  const rows = 4000;
  const features = Array.from({ length: rows }, () => [1, random.uniform() < 0.5 ? -1 : 1]);
  const actions = features.map(() => random.integer(2));
  // Arm 1 suits those of 1, arm 0 the others.
  const rewards = actions.map((action, row) => (random.uniform() < (features[row][1] > 0 === (action === 1) ? 0.9 : 0.1) ? 1 : 0));
  const logs = { actions, rewards, propensities: actions.map(() => 0.5), actionCount: 2 };
  expect(replayPolicy(logs, linUCB(), { features }).meanReward).toBeGreaterThan(0.87);
  expect(replayPolicy(logs, thompson()).meanReward).toBeLessThan(0.56);
  expect(() => replayPolicy(logs, linUCB())).toThrow('features must be an integer ≥ 1');
  expect(() => replayPolicy(logs, linUCB(), { features: features.slice(1) })).toThrow('features has 3999 rows, actions 4000');
});
