/** Rankings, rules and off-policy evaluation on real files. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { likewise } from './run.ts';

const data = process.env.LIKEWISE_DATA_DIR;
const json = async (words: readonly string[]) => {
  const { code, stdout, stderr } = await likewise([...words, '--json']);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout);
};

// Skipped where LIKEWISE_DATA_DIR does not name the folder of the data sets.
describe.skipIf(!data)('real data', () => {
  // An independent program on the same logs: golden figures of the protocol, in NumPy 1.26.
  test.each([
    [
      'women',
      {
        ips: 0.0058056917829497874,
        snips: 0.005833036087191039,
        dm: 0.005131073049412648,
        dr: 0.005864555975046402,
        sndr: 0.005868010615944355,
      },
      3491.957542828273,
      0.0046,
    ],
    [
      'men',
      {
        ips: 0.00565626670083546,
        snips: 0.005739864701951363,
        dm: 0.00514992866102178,
        dr: 0.005703768613598665,
        sndr: 0.0057119542094028215,
      },
      2869.2752717879575,
      0.0069,
    ],
  ] as const)(
    'Open Bandit, %s: estimates of the Thompson policy to 1e-9, the truth inside the intervals',
    async (campaign, wanted, effective, truth) => {
      const logs = (policy: string) => join(data as string, 'open-bandit-sample', policy, campaign, `${campaign}.csv.gz`);
      const report = await json(['bandit', 'evaluate', logs('random'), '--target', logs('bts')]);
      for (const [name, value] of Object.entries(wanted)) {
        const found = report.estimates[name];
        expect(Math.abs(found.value - value), name).toBeLessThan(1e-9);
        expect(found.interval[0], name).toBeLessThan(truth);
        expect(found.interval[1], name).toBeGreaterThan(truth);
      }
      expect(report.effectiveSize).toBeCloseTo(effective, 5);
      expect(report.onPolicy.reward).toBeCloseTo(truth, 12);
      expect(report.warnings).toEqual([]);
    },
  );

  test('groceries: 169 items, as blanks behind two of the names go', async () => {
    const { stderr } = await likewise(['rules', join(data as string, 'groceries/groceries.csv')]);
    expect(stderr).toContain('9,835 baskets, 169 items');
  });

  test('Reddit posts: the first row has the score of the notebook; stories of Hacker News are ordered', async () => {
    const posts = await json(['rank', join(data as string, 'reddit-top/posts.csv.gz'), '--by', 'reddit', '-n', '20000']);
    expect(posts.items.find(({ item }: { item: string }) => item === 't0ynr').score).toBeCloseTo(4488.8705052, 7);
    expect(posts.items).toHaveLength(posts.rows);
    const stories = await json([
      'rank',
      join(data as string, 'hacker-news/hacker_news.csv.gz'),
      '--by',
      'hacker-news',
      '--explain',
      '-n',
      '50',
    ]);
    expect([stories.rows, stories.items.length]).toEqual([20100, 50]);
    for (const { score, parts } of stories.items)
      expect((parts.votes / parts.age) * parts['self post'] * parts.controversy).toBeCloseTo(score, 10);
  });
});
