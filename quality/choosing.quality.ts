/** Rankings, bandits, graphs and rules: figures of the command line on published data, coverage of intervals, the growth of regret. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  bernoulliArms,
  evaluatePolicy,
  graphFromColumns,
  pageRank,
  policyEntry,
  seededRandom,
  simulateBandit,
  thompson,
} from '@likewise/core';
import { describe, expect, test } from 'vitest';
import bandits from '../golden/bandits.json' with { type: 'json' };
import feeds from '../golden/feeds.json' with { type: 'json' };
import graphs from '../golden/pagerank.json' with { type: 'json' };
import rules from '../golden/rules.json' with { type: 'json' };
import { readLinks } from '../packages/likewise/src/data/read/links.ts';
import { dataFolder } from './data-folder.ts';

const folder = dataFolder();
const program = fileURLToPath(new URL('../packages/likewise/bin/likewise.js', import.meta.url));

/** What the command prints with --json. */
function likewise(...words: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...words, '--json'], { encoding: 'utf8', maxBuffer: 1 << 28 });
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout);
}

describe('rankings', () => {
  test.each([
    ['hacker-news', 'hacker-news/hacker_news.csv.gz', feeds.hackerNews],
    ['reddit', 'reddit-top/posts.csv.gz', feeds.reddit],
    ['reddit-best', 'reddit-top/posts.csv.gz', feeds.redditBest],
  ] as const)('%s of %s: the first 30 and their scores as plain Python has them', (by, file, { rows, best }) => {
    const found = likewise('rank', join(folder, file), '--by', by, '-n', '30');
    expect(found.rows).toBe(rows);
    expect(found.items.map(({ item }: { item: string }) => item)).toEqual(best.map(([item]) => item));
    for (const [k, [item, score]] of best.entries())
      expect(Math.abs(found.items[k].score / (score as number) - 1), String(item)).toBeLessThan(1e-12);
  });
});

describe('PageRank', () => {
  test.each(graphs.web.map((one) => [one.graph, one] as const))('%s: order and values as NetworkX, to 1e-8', async (name, wanted) => {
    const packed = ['Wiki-Vote', 'p2p-Gnutella04'].includes(name);
    const { links } = await readLinks(join(folder, 'web-graphs', `${name}.txt${packed ? '.gz' : ''}`));
    const ranks = await pageRank(graphFromColumns(links), { tolerance: 1e-12 });
    const shown = (node: number | string) => ranks.scoreOf(String(node)) ?? ranks.scoreOf(node);
    expect(ranks.top(wanted.top.length).map(({ node }) => String(node))).toEqual(wanted.top.map(([node]) => String(node)));
    for (const [node, score] of [...wanted.top, ...wanted.sample])
      expect(Math.abs((shown(node) as number) - score), `node ${node}`).toBeLessThan(1e-8);
  });

  test('Wiki-Vote on the command line: the figures of the notebook', () => {
    const found = likewise('pagerank', join(folder, 'web-graphs/Wiki-Vote.txt.gz'), '--tolerance', '1e-12', '-n', '5');
    // The notebook's program counts its steps from 0 and says 35.
    expect([found.nodes, found.edges, found.deadEnds, found.iterations]).toEqual([7115, 103689, 1005, 36]);
    expect(found.top.map(({ node, score }: { node: string; score: number }) => [node, Number(score.toFixed(8))])).toEqual([
      ['4037', 0.00460717],
      ['15', 0.00367986],
      ['6634', 0.00358685],
      ['2625', 0.00328366],
      ['2398', 0.00260864],
    ]);
  });
});

describe('rules of the groceries', () => {
  test.each(rules.groceries.map((one) => [one.minSupport, one] as const))('support %d', (minSupport, wanted) => {
    const found = likewise(
      'rules',
      join(folder, 'groceries/groceries.csv'),
      '--min-support',
      String(minSupport),
      '--min-confidence',
      '0.2',
    );
    expect([found.baskets, found.itemsets, found.rules.length]).toEqual([9835, wanted.itemsets, wanted.exact]);
    // Confidences from rounded supports, as mlxtend computes them, lose those of exactly 1/5, and nothing else.
    const rounded = found.rules.filter((rule: Record<string, number>) => rule['support'] / rule['antecedentSupport'] >= 0.2);
    expect(rounded.length).toBe(wanted.rules);
    for (const rule of found.rules)
      if (!rounded.includes(rule)) expect(5 * rule.count).toBe(Math.round(rule.antecedentSupport * found.baskets));
  });
});

describe('bandits', () => {
  test('Thompson sampling, 1,000 seeds: regret and its interval agree with NumPy', () => {
    const found = likewise('bandit', 'simulate', '--arms', '0.2,0.5,0.75', '--pulls', '2000', '--policy', 'thompson', '--runs', '1000');
    const wanted = bandits.cases[0];
    const [low, high] = found.regretInterval;
    const standardError = wanted.deviation / Math.sqrt(bandits.runs);
    expect(low).toBeLessThan(wanted.meanRegret + 1.96 * standardError);
    expect(high).toBeGreaterThan(wanted.meanRegret - 1.96 * standardError);
    expect((high - low) / 2 / (1.96 * (wanted.deviation / Math.sqrt(1000)))).toBeCloseTo(1, 0.7);
  });

  test('its regret is a straight line in ln t, that of a tenth at random is one in t', async () => {
    const curve = async (name: string) =>
      (await simulateBandit(bernoulliArms([0.2, 0.5, 0.75]), policyEntry(name).create(), { runs: 400, pulls: 20_000, points: 400 })).curve;
    const [sampled, random] = [await curve('thompson'), await curve('epsilon-greedy')];
    const from = (values: readonly number[]) => values.slice(20); // from 1,000 pulls on
    const logs = from(sampled.pulls.map(Math.log));
    expect(correlation(logs, from(sampled.regret))).toBeGreaterThan(0.995);
    expect(correlation(from(sampled.pulls), from(sampled.regret))).toBeLessThan(0.97);
    expect(correlation(from(random.pulls), from(random.regret))).toBeGreaterThan(0.9999);
  });

  test('the table of the notebook: shares, reward, regret', async () => {
    const { shares, reward, meanRegret } = await simulateBandit(bernoulliArms([0.2, 0.5, 0.75]), thompson(), { runs: 2000, seed: 7 });
    // 200 repeats there, 2,000 here.
    const near = (found: number, wanted: number, deviation: number) =>
      expect(Math.abs(found - wanted), `${found}, wanted ${wanted}`).toBeLessThan(3 * deviation * Math.sqrt(1 / 200 + 1 / 2000) + 5e-5);
    near(shares[0].mean, 0.0042, 0.0018);
    near(shares[1].mean, 0.0136, 0.0101);
    near(shares[2].mean, 0.9822, 0.0108);
    near(reward.mean, 0.7446, 0.0098);
    near(meanRegret, 11.4, 5.9);
  });
});

describe('policies judged from logs', () => {
  test.each([
    ['women', { ips: 0.0058056917829497874, snips: 0.005833036087191039, dm: 0.005131073049412648, dr: 0.005864555975046402 }, 0.0046],
    ['men', { ips: 0.00565626670083546, snips: 0.005739864701951363, dm: 0.00514992866102178, dr: 0.005703768613598665 }, 0.0069],
  ] as const)(
    'Open Bandit, %s: Thompson sampling from random pulls, to 1e-9; the truth inside both kinds of interval',
    (campaign, wanted, truth) => {
      const logs = (policy: string) => join(folder, 'open-bandit-sample', policy, campaign, `${campaign}.csv.gz`);
      for (const interval of ['normal', 'bootstrap']) {
        const { estimates } = likewise('bandit', 'evaluate', logs('random'), '--target', logs('bts'), '--interval', interval);
        for (const [name, value] of Object.entries(wanted)) {
          expect(Math.abs(estimates[name].value - value), name).toBeLessThan(1e-9);
          expect(estimates[name].interval[0], name).toBeLessThan(truth);
          expect(estimates[name].interval[1], name).toBeGreaterThan(truth);
        }
      }
    },
  );

  // The share of hits has a standard error of 0.34 % in 4,000 logs, 0.5 % in 2,000.
  test.each([
    ['normal', 300, 4000],
    ['normal', 1500, 4000],
    ['bootstrap', 300, 2000],
  ] as const)('%s intervals at 0.95 of %d rows hold the truth in 93 to 97 of 100 of %d logs', (interval, rows, logs) => {
    const hits = new Map<string, number>();
    for (let seed = 0; seed < logs; seed++) {
      const { pulls, target, truth } = simulatedLogs(rows, seed);
      for (const { name, interval: ends } of evaluatePolicy(pulls, target, { interval, shrinkage: 0, seed }).estimates)
        hits.set(name, (hits.get(name) ?? 0) + (ends[0] <= truth && truth <= ends[1] ? 1 : 0));
    }
    expect(hits.size).toBe(6);
    for (const [name, count] of hits) {
      expect(count / logs, name).toBeGreaterThanOrEqual(0.93);
      expect(count / logs, name).toBeLessThanOrEqual(0.97);
    }
  });
});

/** Logs of 3 contexts and 5 actions; rates from 0.1 to 0.6; another policy, and what it would earn. */
function simulatedLogs(rows: number, seed: number) {
  const world = seededRandom(9, 'world');
  const table = (draw: () => number) => Float64Array.from({ length: 15 }, draw);
  const normalized = (cells: Float64Array) =>
    cells.map((cell, at) => cell / cells.subarray(at - (at % 5), at - (at % 5) + 5).reduce((a, b) => a + b, 0));
  const logging = normalized(table(() => 0.3 + world.uniform()));
  const target = normalized(table(() => world.uniform() ** 2));
  const rates = table(() => 0.1 + 0.5 * world.uniform());
  const random = seededRandom(seed, 'rows');
  const column = () => new Float64Array(rows);
  const pulls = { actions: column(), rewards: column(), propensities: column(), contexts: column(), actionCount: 5, contextCount: 3 };
  for (let row = 0; row < rows; row++) {
    const first = 5 * random.integer(3);
    let left = random.uniform();
    let action = 0;
    while (action < 4 && left >= logging[first + action]) left -= logging[first + action++];
    pulls.contexts[row] = first / 5;
    pulls.actions[row] = action;
    pulls.rewards[row] = random.uniform() < rates[first + action] ? 1 : 0;
    pulls.propensities[row] = logging[first + action];
  }
  return { pulls, target, truth: target.reduce((sum, share, cell) => sum + (share * rates[cell]) / 3, 0) };
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  const product = (x: readonly number[], meanX: number, y: readonly number[], meanY: number) =>
    x.reduce((sum, value, k) => sum + (value - meanX) * (y[k] - meanY), 0);
  return product(a, meanA, b, meanB) / Math.sqrt(product(a, meanA, a, meanA) * product(b, meanB, b, meanB));
}
