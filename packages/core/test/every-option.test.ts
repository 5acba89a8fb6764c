/** Every option of policies, rankings, rules, graphs, logs, simulations and splits changes some answer: what is set is never passed over. */
import { describe, expect, test } from 'vitest';
import {
  type AnyOptions,
  type AssociationRulesOptions,
  associationRules,
  type BetaPosteriorOptions,
  basketsFromRows,
  bernoulliArms,
  betaPosterior,
  type ChainOptions,
  type ColdItemsOptions,
  type ColdUsersOptions,
  type ColumnSplitOptions,
  chainFromSequences,
  coldItems,
  coldUsers,
  columnSplit,
  type DirichletPosteriorOptions,
  dirichletPosterior,
  evaluatePolicy,
  type Fold,
  type FrequentItemsetsOptions,
  frequentItemsets,
  type GraphOptions,
  graphFromLinks,
  type ItemsetOptions,
  interactionsFromRows,
  type KFoldOptions,
  kFold,
  leaveRandom,
  type OffPolicyOptions,
  type PageRankSettings,
  type PerUserSplitOptions,
  type PosteriorCurvesOptions,
  pageRank,
  perUserSplit,
  policyCatalog,
  posteriorCurves,
  type RandomSplitOptions,
  type RollingSplitOptions,
  randomSplit,
  rankingCatalog,
  rollingSplit,
  type SeedOption,
  type SimulationSettings,
  type Split,
  seededRandom,
  simulateBandit,
  simulateRun,
  type TimeSplitOptions,
  thompson,
  timeSplit,
  type UsersSplitOptions,
  usersSplit,
  type WilsonOptions,
  wilsonInterval,
} from '../src/index.ts';
import { otherValues } from '../testkit/laws/option-laws.ts';

/** Numbers that are no JSON, and arrays of numbers, are told apart too. */
const textOf = (answer: unknown): string =>
  JSON.stringify(answer, (_, value: unknown) =>
    ArrayBuffer.isView(value) ? Array.from(value as Float64Array, String) : typeof value === 'number' ? String(value) : value,
  );

/** A value of each option of `O` unlike its default; `beside` are settings under which the option counts. */
function law<O extends object>(
  name: string,
  answer: (options: Partial<O>) => unknown,
  others: { readonly [K in keyof O]-?: NonNullable<O[K]> },
  beside: { readonly [K in keyof O]?: Partial<O> } = {},
): void {
  test.each(Object.entries(others))(`${name}: %s`, async (option, value) => {
    const settings = beside[option as keyof O] ?? {};
    expect(textOf(await answer({ ...settings, [option]: value }))).not.toBe(textOf(await answer(settings)));
  });
}

describe('policies', () => {
  const arms = bernoulliArms([0.3, 0.5, 0.6]);
  const weights = [0.6, -0.4, 0.1];
  const contextual = {
    ...arms,
    features: 2,
    round(random: { uniform(): number }) {
      const x = 2 * random.uniform() - 1;
      return { context: [1, x], means: weights.map((weight) => 0.5 + weight * x) };
    },
  };
  const beside: Readonly<Record<string, AnyOptions>> = { decay: { schedule: 'decaying' } };
  for (const entry of policyCatalog) {
    const world = entry.contextual ? contextual : arms;
    const answer = (settings: AnyOptions): unknown => {
      const policy = entry.create(settings);
      const runs = Array.from({ length: 12 }, (_, run) => simulateRun(world, policy, { pulls: 40 }, run));
      // What was pulled and how probable each arm is, not the state: a prior that is kept and passed over would show in it.
      return runs.map(({ pulls, curve, state }) => [pulls, curve, policy.propensities(state, seededRandom(3), [1, 0.4])]);
    };
    test.each(Object.entries(entry.options))(`${entry.name}: %s`, (option, spec) => {
      const settings = beside[option] ?? {};
      const [value] = otherValues(spec);
      expect(textOf(answer({ ...settings, [option]: value }))).not.toBe(textOf(answer(settings)));
    });
  }

  test('KL-UCB explores more as its factor of ln ln t grows', () => {
    const rareArm = (exploration: number) =>
      simulateRun(
        bernoulliArms([0.3, 0.6]),
        policyCatalog.find(({ name }) => name === 'kl-ucb')!.create({ exploration }),
        { pulls: 3000 },
        0,
      ).pulls[0];
    expect(rareArm(3)).toBeGreaterThan(rareArm(0) * 1.3);
  });
});

describe('rankings', () => {
  const rows = { ups: [3, 40], downs: [1, 22], timestamp: [1.6e9, 1.7e9], votes: [3, 9], sum: [4, 30], count: [2, 9] };
  const columns = { ...rows, points: [120, 15], hours: [2, 30], comments: [150, 30], selfPost: [1, 1], penalty: [0.5, 1] };
  for (const entry of rankingCatalog) {
    test.each(Object.entries(entry.options))(`${entry.name}: %s`, (option, spec) => {
      const [value] = otherValues(spec);
      const [ranking, changed] = [entry.create(), entry.create({ [option]: value })];
      expect([...changed.scores(columns)]).not.toEqual([...ranking.scores(columns)]);
      const names = Object.fromEntries(entry.inputs.map(({ name }) => [name, name]));
      expect(changed.sql(names, 'sqlite')).not.toBe(ranking.sql(names, 'sqlite'));
    });
  }
  law<WilsonOptions>('wilsonInterval', (options) => wilsonInterval(8, 2, options), { confidence: 0.5, continuity: true });
  law<BetaPosteriorOptions>('betaPosterior', (options) => betaPosterior(8, 2, options), { priorUps: 2, priorDowns: 2, confidence: 0.5 });
  law<DirichletPosteriorOptions>('dirichletPosterior', (options) => dirichletPosterior([3, 1, 2], [1, 2, 3], options), {
    prior: 2,
    confidence: 0.5,
  });
});

describe('logs and simulations', () => {
  law<SimulationSettings>(
    'simulateBandit',
    (options) =>
      simulateBandit(bernoulliArms([0.2, 0.6]), thompson(), { pulls: 200, runs: 8, ...options }).then(({ simulation: _, ...rest }) => rest),
    { pulls: 150, runs: 5, seed: 1, batch: 20, delay: 30, points: 7 },
  );
  const random = seededRandom(2);
  const rows = Array.from({ length: 300 }, () => ({ action: random.integer(3), reward: random.integer(2) }));
  const logs = {
    actions: rows.map(({ action }) => action),
    rewards: rows.map(({ reward }) => reward),
    propensities: rows.map(({ action }) => [0.2, 0.3, 0.5][action]),
    actionCount: 3,
  };
  law<OffPolicyOptions>(
    'evaluatePolicy',
    (options) => evaluatePolicy(logs, Float64Array.of(0.6, 0.3, 0.1), options).estimates,
    { shrinkage: 3, confidence: 0.5, interval: 'bootstrap', resamples: 50, seed: 1 },
    { resamples: { interval: 'bootstrap' } },
  );
  const { state } = simulateRun(bernoulliArms([0.3, 0.6]), thompson(), { pulls: 50 }, 0);
  law<PosteriorCurvesOptions>('posteriorCurves', (options) => posteriorCurves(thompson(), state, options), { points: 9, confidence: 0.5 });
});

describe('rules', () => {
  const random = seededRandom(4);
  const baskets = basketsFromRows(
    Array.from({ length: 200 }, () => ['a', 'b', 'c', 'd', 'e', 'f'].filter((_, k) => random.uniform() < 0.65 / (1 + k / 3))),
  );
  law<ItemsetOptions>('frequentItemsets', (options) => [...frequentItemsets(baskets, options)], { minSupport: 0.2, maxLength: 2 });
  test('frequentItemsets: maxItemsets', () => {
    const most: FrequentItemsetsOptions = { maxItemsets: 5 };
    expect(() => frequentItemsets(baskets, { minSupport: 0.05, ...most })).toThrow('more than 5 sets');
  });
  law<AssociationRulesOptions>(
    'associationRules',
    (options) => [...associationRules(frequentItemsets(baskets, { minSupport: 0.02 }), options)],
    { minConfidence: 0.7, minLift: 1, minCrossSupport: 0.5 },
  );
});

describe('graphs', () => {
  const links: [string, string, number?][] = [['a', 'b'], ['a', 'b'], ['b', 'c'], ['c', 'a'], ['a', 'c'], ['d', 'a']]; // biome-ignore format: one line
  law<PageRankSettings>('pageRank', async (options) => (await pageRank(graphFromLinks(links), options)).scores, {
    damping: 0.5,
    tolerance: 0.01,
    maxIterations: 3,
  });
  law<GraphOptions>('graphFromLinks', (options) => graphFromLinks(links, options).outgoing, { repeated: 'sum' });
  law<ChainOptions>('chainFromSequences', (options) => chainFromSequences([['a', 'b', 'a', 'c', 'a']], options).probability('a', 'b'), {
    smoothing: 1,
  });
});

describe('splits', () => {
  const random = seededRandom(6);
  const data = interactionsFromRows(
    Array.from({ length: 240 }, (_, k) => ({ user: k % 24, item: Math.floor(k / 24), value: 1 + random.integer(5), timestamp: k })),
  );
  const testOf = ({ folds }: Split) => folds.map((fold: Fold) => [fold.test.userItems, fold.foldIn?.userItems]);
  law<RandomSplitOptions>('randomSplit', (options) => testOf(randomSplit(data, options)), { share: 0.5, seed: 1 });
  law<KFoldOptions>('kFold', (options) => testOf(kFold(data, options)), { folds: 3, seed: 1 });
  law<SeedOption>('leaveRandom', (options) => testOf(leaveRandom(data, options)), { seed: 1 });
  const later = data.with({ timestamps: data.timestamps?.map((seconds) => seconds * 3600) });
  law<TimeSplitOptions>('timeSplit', (options) => testOf(timeSplit(later, { target: 'random', ...options })), {
    share: 0.5,
    day: '1970-01-05',
    target: 'last',
    seed: 1,
  });
  law<RollingSplitOptions>('rollingSplit', (options) => testOf(rollingSplit(later, { window: '1d', windows: 2, ...options })), {
    window: '12h',
    windows: 3,
  });
  law<PerUserSplitOptions>('perUserSplit', (options) => testOf(perUserSplit(data, options)), { share: 0.5, seed: 1 });
  law<UsersSplitOptions>('usersSplit', (options) => testOf(usersSplit(data, options)), { share: 0.5, foldInShare: 0.5, seed: 1 });
  law<ColdItemsOptions>('coldItems', (options) => testOf(coldItems(data, options)), { share: 0.5, seed: 1 });
  law<ColdUsersOptions>('coldUsers', (options) => testOf(coldUsers(data, options)), { share: 0.5, seed: 1 });
  law<ColumnSplitOptions>(
    'columnSplit',
    (options) => {
      const column = (cells: (k: number) => number) => ({
        kind: 'number' as const,
        values: Float64Array.from({ length: data.size }, (_, k) => cells(k)),
      });
      const context = new Map([
        ['fold', column((k) => k % 3)],
        ['part', column((k) => k % 2)],
      ]);
      return testOf(columnSplit(data.with({ context }), { column: 'fold', value: '1', ...options }));
    },
    { column: 'part', value: '0' },
  );
});
