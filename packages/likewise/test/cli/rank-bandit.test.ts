/** `likewise rank` and `likewise bandit`: from files to answers, and what they refuse. */
import { describe, expect, test } from 'vitest';
import { folder, likewise, refusal } from './run.ts';

const { file } = folder();
const json = async (words: readonly string[]) => {
  const { code, stdout, stderr } = await likewise([...words, '--json']);
  expect(code, stderr).toBe(0);
  expect(stdout.trimEnd().split('\n')).toHaveLength(1);
  return JSON.parse(stdout);
};

const votes = file('votes.csv', 'id,ups,downs\nnew,3,0\nfair,9,3\nbig,190,60\nbad,0,4\nnone,0,0\ntop,45,5\n');
const stories = file(
  'stories.csv',
  'id,title,url,num_points,num_comments,author,created_at\n1,Old,http://a.org/x,101,3,p,8/14/2016 1:00\n2,Fresh,https://www.slow.com/y,101,150,q,8/14/2016 4:00\n3,Text,,101,3,r,8/14/2016 1:00\n4,Sunk,http://a.org,0,0,s,8/14/2016 4:00\n',
);

test('case 23: votes without votes', async () => {
  const { items, settings } = await json(['rank', votes, '--by', 'wilson']);
  expect(settings).toEqual({ confidence: 0.95, continuity: false });
  expect(items.map(({ item, score }: { item: string; score: number }) => [item, Number(score.toFixed(6))])).toEqual([
    ['top', 0.786398],
    ['big', 0.70338],
    ['fair', 0.467695],
    ['new', 0.438503],
    ['bad', 0],
    ['none', 0],
  ]);
});

test('columns are stated by name, or by place', async () => {
  const swapped = file('swapped.csv', 'a,b,c\nnew,0,3\nbad,4,0\n');
  const named = await json(['rank', swapped, '--by', 'wilson', '--columns', 'id=a,ups=c,downs=b']);
  expect(named.items.map(({ item }: { item: string }) => item)).toEqual(['new', 'bad']);
  expect(await json(['rank', swapped, '--by', 'wilson', '--columns', 'id,downs,ups'])).toEqual(named);
  expect(refusal(await likewise(['rank', swapped, '--by', 'wilson', '--columns', 'id=a,ups=c,downs']))).toMatch(/"downs" names no column/);
});

test('case 23: logs without chances', async () => {
  const logs = file('logs.csv', 'item_id,position,click,propensity_score\n3,1,0,0.25\n1,1,1,0.5\n3,1,1,0\n2,1,0,0.25\n');
  expect(refusal(await likewise(['bandit', 'evaluate', logs]))).toMatch(
    /logs\.csv, line 4: propensity_score must be above 0 and at most 1.*got "0"/,
  );
});

test('Hacker News: slashed dates, self posts, controversy and sites, each shown', async () => {
  const { items, now } = await json(['rank', stories, '--by', 'hacker-news', '--explain', '--site', 'slow.com=0.5']);
  expect(now).toBe('2016-08-14T04:00:00.000Z');
  const byId = Object.fromEntries(items.map((item: { item: string }) => [item.item, item]));
  const raw = 100 ** 0.8 / 5 ** 1.8;
  expect(byId[1]).toMatchObject({ title: 'Old', parts: { 'self post': 1, controversy: 1, penalty: 1 } });
  expect(byId[1].score).toBeCloseTo(raw, 10);
  expect(byId[3].score).toBeCloseTo(raw * 0.4, 10);
  expect(byId[2].score).toBeCloseTo((100 ** 0.8 / 2 ** 1.8) * (101 / 150) ** 2 * 0.5, 10);
  expect(byId[4].score).toBe(0);
  const { stdout, stderr } = await likewise(['rank', stories, '--by', 'hacker-news', '--explain', '-n', '2']);
  expect(stdout).toMatch(/# +item +title +votes +age +self post +controversy +score/);
  expect(stdout.split('\n')[1]).toMatch(/Fresh/);
  expect(stderr).toMatch(/month\/day\/year, UTC[\s\S]*1 rows have less than 1 point/);
});

test('Hacker News: a column of penalties multiplies, with sites too, and an empty one is 1', async () => {
  const posts = file(
    'penalties.csv',
    'id,points,hours,url,penalty\na,100,3,http://a.com,0.5\nb,100,3,http://slow.com,0.5\nc,100,3,http://a.com,\n',
  );
  const { items } = await json(['rank', posts, '--by', 'hacker-news', '--explain', '--site', 'slow.com=0.5']);
  const found = items.map(({ item, parts }: { item: string; parts: { penalty: number } }) => [item, parts.penalty]);
  expect(found).toEqual([
    ['c', 1],
    ['a', 0.5],
    ['b', 0.25],
  ]);
  const wrong = file('wrong.csv', 'id,points,hours,penalty\na,100,3,-1\n');
  expect(refusal(await likewise(['rank', wrong, '--by', 'hacker-news']))).toMatch(/line 2: penalty must be a multiplier ≥ 0; got "-1"/);
});

test('an age in hours stands for a time; age 0 is fine, a negative one is not', async () => {
  const posts = file('ages.csv', 'id,points,hours\na,100,3\nb,10,0.5\nc,1,0\n');
  const found = JSON.parse((await likewise(['rank', posts, '--by', 'hacker-news', '--json'])).stdout);
  const scores = found.items.map(({ item, score }: { item: string; score: number }) => [item, Number(score.toFixed(6))]);
  expect(scores).toEqual([
    ['a', 2.179526],
    ['b', 1.114556],
    ['c', 0],
  ]);
  const early = file('early.csv', 'id,points,hours\na,100,3\nb,10,-1\n');
  expect(refusal(await likewise(['rank', early, '--by', 'hacker-news']))).toMatch(
    /early\.csv, line 3: hours must be an age in hours ≥ 0; got "-1"/,
  );
});

test('damped mean of ratings, Reddit, best, trending, and the settings as flags', async () => {
  const ratings = file('ratings.csv', `user,item,rating\na,one,5\n${Array.from({ length: 50 }, (_, u) => `u${u},many,4.2`).join('\n')}\n`);
  const damped = await json(['rank', ratings, '--by', 'damped-mean', '--prior-mean', '3.5']);
  expect(damped.items).toEqual([
    { item: 'many', score: expect.closeTo(4.083333, 6) },
    { item: 'one', score: expect.closeTo(3.636364, 6) },
  ]);
  const posts = file('posts.csv', 'id,created_utc,ups,downs\nx,1335842178,35990,23076\ny,1134073003,100,10\n');
  const hot = await json(['rank', posts, '--by', 'reddit']);
  expect(hot.items[0].score).toBeCloseTo(4488.8705052, 7);
  expect(hot.items[1].score).toBeCloseTo(2.9542425, 7);
  const best = await json(['rank', posts, '--by', 'reddit-best', '--confidence', '0.95']);
  expect(best.settings.confidence).toBe(0.95);
  const fading = await json(['rank', posts, '--by', 'trending', '--half-life', '12', '--now', '1335885378']);
  expect(fading.items[0]).toEqual({ item: 'x', score: expect.closeTo((35990 - 23076) / 2, 6) });
  const events = file('events.csv', 'item,time\na,2024-01-01T00:00:00Z\nb,2024-01-01T12:00:00Z\na,2024-01-01T12:00:00Z\n');
  const added = await json(['rank', events, '--by', 'trending', '--half-life', '12']);
  expect(added.items).toEqual([
    { item: 'a', score: 1.5 },
    { item: 'b', score: 1 },
  ]);
});

test('the score as SQL needs no file', async () => {
  const { stdout } = await likewise(['rank', '--by', 'trending', '--sql', 'postgresql']);
  expect(stdout).toBe('(CAST(votes AS double precision) * POWER(2e+0, -(CAST(hours AS double precision)) / 2.4e+1))\n');
});

test.each([
  [['rank', votes, '--by', 'wilsen'], /unknown ranking "wilsen" \(did you mean "wilson"\?\)/],
  [['rank', votes, '--by', 'wilson', '--confidence', '95'], /confidence must be a finite number > 0 and < 1; got 95/],
  [['rank', votes, '--by', 'hacker-news'], /needs a column of times, or of ages in hours; the columns of votes\.csv are id, ups, downs/],
  [['rank', '--by', 'wilson'], /a file is needed, or --sql/],
  [['rank', votes, '--by', 'wilson', '--sql', 'oracle'], /unknown dialect "oracle"/],
  [
    ['rank', votes, '--by', 'wilson', '--columns', 'ups=nothing'],
    /--columns: votes\.csv has no column "nothing"; expected one of id, ups, downs\./,
  ],
  [['rank', stories, '--by', 'hacker-news', '--now', '2016-08-14T02:00:00Z'], /line 3: created_at "8\/14\/2016 4:00" lies after --now/],
  [['rank', stories, '--by', 'hacker-news', '--site', 'x'], /--site must be a site and a multiplier/],
  [['rank', file('minus.csv', 'id,ups,downs\na,1,2\nb,-1,2\n'), '--by', 'wilson'], /minus\.csv, line 3: ups must be a count ≥ 0; got "-1"/],
  [['rank', file('over.csv', 'id,ups,total\na,1,2\nb,3,2\n'), '--by', 'wilson'], /line 3: ups must not exceed total; got "3" of "2"/],
  [['rank', file('future.csv', 'id,ups,downs,time\na,1,2,2999-01-01\n'), '--by', 'trending'], /line 2: time "2999-01-01" lies after now/],
  [
    ['rank', file('ahead.csv', 'id,ups,downs,time\na,1,2,2024-01-01\nb,1,2,2999-01-01\n'), '--by', 'reddit'],
    /line 3: time "2999-01-01" lies after now/,
  ],
  [['rank', file('nothing.csv', ''), '--by', 'wilson'], /nothing\.csv is empty; give a file with at least one row\./],
  [
    ['rank', file('which.csv', 'id,points,time\na,1,1/2/2016\n'), '--by', 'hacker-news'],
    /all be day\/month or month\/day; say which with --dates/,
  ],
  [['bandit', 'simulat', '--arms', '1'], /unknown task "simulat" \(did you mean "simulate"\?\)/],
  [['bandit', 'simulate', '--arms', '0.2,1.5'], /--arms: 1\.5 is no probability from 0 to 1; rewards of another size need --deviation/],
  [['bandit', 'simulate', '--arms', '0.2,,1'], /--arms must be numbers separated by commas/],
  [['bandit', 'simulate', '--arms', '0.2', '--policy', 'thomson'], /unknown policy "thomson" \(did you mean "thompson"\?\)/],
  [['bandit', 'simulate', '--arms', '0.2', '--policy', 'lin-ucb'], /lin-ucb needs contexts/],
  [['bandit', 'simulate', '--arms', '0.2', '--runs', '0'], /--runs must be an integer ≥ 1/],
  [['bandit', 'evaluate'], /a file of logs is needed/],
  [['bandit', 'evaluate', file('plain.csv', 'action,reward,propensity\nx,1,0.5\ny,0,0.5\n')], /give --target .* or --policy/],
  [['bandit', 'evaluate', file('bare.csv', 'action,reward\nx,1\ny,0\n'), '--target', 'uniform'], /has no column propensity/],
  [
    ['bandit', 'evaluate', file('big.csv', 'action,reward,propensity\nx,1,0.5\ny,0,1.5\n'), '--target', 'uniform'],
    /line 3: propensity .*got "1\.5"/,
  ],
])('%j is refused', async (words, message) => {
  expect(refusal(await likewise(words))).toMatch(message);
});

test('simulate: the same figures as numbers and as a picture', async () => {
  const words = ['bandit', 'simulate', '--arms', '0.2,0.5,0.75', '--pulls', '500', '--runs', '100', '--policy', 'thompson'];
  const [document, { stdout }] = await Promise.all([json(words), likewise(words)]);
  expect(document.meanRegret).toBeGreaterThan(3);
  expect(document.meanRegret).toBeLessThan(15);
  expect(document.curve.regret.at(-1)).toBe(document.meanRegret);
  const one = await likewise([...words.slice(0, 6), '--runs', '1']);
  expect(one.stdout).toMatch(
    /^policy +thompson\nruns +1 of 500 pulls\nregret +\d+\.\d\d\nmean reward +0\.\d{4}\n\narm +mean +share of pulls\n/,
  );
  expect(document.posterior).toHaveLength(3);
  expect(stdout).toContain(`mean regret  ${document.meanRegret.toFixed(2)}`);
  expect(stdout).toMatch(/█/);
  expect(stdout).toMatch(/arm 2 .*95 %/);
  const normal = await json([
    'bandit',
    'simulate',
    '--arms',
    '-1,3',
    '--policy',
    'gaussian-thompson',
    '--deviation',
    '2',
    '--pulls',
    '200',
    '--runs',
    '20',
  ]);
  expect(normal.shares[1].mean).toBeGreaterThan(0.8);
});

test('simulate: threads change no digit', async () => {
  const words = [
    'bandit',
    'simulate',
    '--arms',
    '0.2,0.5,0.75',
    '--runs',
    '150',
    '--pulls',
    '1000',
    '--policy',
    'gaussian-thompson',
    '--json',
  ];
  const [one, two, seven] = await Promise.all(['1', '2', '7'].map((threads) => likewise([...words, '--threads', threads])));
  expect(JSON.parse(one.stdout).runs).toBe(150);
  expect(two.stdout).toBe(one.stdout);
  expect(seven.stdout).toBe(one.stdout);
  const { stderr } = await likewise([...words, '--threads', '0']);
  expect(stderr).toContain('--threads must be an integer ≥ 1');
});

test('evaluate: a table of probabilities, a fixed action, uniform, a learning policy', async () => {
  const rows = Array.from({ length: 400 }, (_, r) => `${'ab'[r % 2]},${r % 2 === 0 || r % 3 === 0 ? 1 : 0},0.5`);
  const logs = file('uniform.csv', `action,reward,propensity\n${rows.join('\n')}\n`);
  const table = file('policy.csv', 'action,probability\na,0.75\nb,0.25\n');
  const rate = rows.filter((row) => /^b,1/.test(row)).length / 200;
  const [mixed, always, uniform, learning] = await Promise.all([
    json(['bandit', 'evaluate', logs, '--target', table]),
    json(['bandit', 'evaluate', logs, '--target', 'always:b']),
    json(['bandit', 'evaluate', logs, '--target', 'uniform']),
    json(['bandit', 'evaluate', logs, '--policy', 'thompson']),
  ]);
  expect(mixed.estimates.ips.value).toBeCloseTo(0.75 + 0.25 * rate, 10);
  expect(always.estimates.replay.value).toBeCloseTo(rate, 10);
  expect(uniform.estimates.snips.value).toBeCloseTo(uniform.loggedReward, 10);
  expect(learning.meanReward).toBeGreaterThan(0.9);
  const greedy = await json(['bandit', 'evaluate', logs, '--policy', 'epsilon-greedy', '--epsilon', '0']);
  expect(greedy.settings.epsilon).toBe(0);
  const single = await json(['bandit', 'evaluate', file('single.csv', 'action,reward,propensity\na,1,1\n'), '--policy', 'thompson']);
  expect([single.matched, single.meanReward, single.interval]).toEqual([1, 1, undefined]);
  const unknown = await json(['bandit', 'evaluate', logs, '--target', 'always:c']);
  expect(unknown.warnings[0].code).toBe('no-overlap');
  const short = file('short.csv', 'action,probability\na,0.75\n');
  expect(refusal(await likewise(['bandit', 'evaluate', logs, '--target', short]))).toMatch(/must add up to 1; they give 0\.75/);
});

describe.concurrent('bandit compare', () => {
  const clicks = file(
    'clicks.csv',
    `variant,click\n${Array.from({ length: 40 }, (_, k) => `${k % 2 === 0 ? 'old' : 'new'},${k % 8 < 2 || k % 10 === 1 ? 1 : 0}`).join('\n')}\n`,
  );
  const sums = file('sums.csv', 'arm,reward\na,1\na,3\nb,6\nb,8\nb,10\nc,0\n');

  test('logs of two arms are counted: as the counts themselves', async () => {
    const found = await json(['bandit', 'compare', clicks]);
    const [a, b] = found.arms as { arm: string; successes: number; rows: number }[];
    expect([a.arm, a.rows, b.arm, b.rows]).toEqual(['old', 20, 'new', 20]);
    const counts = await json(['bandit', 'compare', '--shares', `${a.successes}/${a.rows},${b.successes}/${b.rows}`]);
    expect(counts.newcombe).toEqual(found.newcombe);
    const turned = await json(['bandit', 'compare', clicks, '--arms', 'new,old']);
    expect(turned.difference).toBeCloseTo(-(found.difference as number), 12);
  });

  test('rewards of any size are compared by their means', async () => {
    const found = await json(['bandit', 'compare', sums, '--arms', 'a,b']);
    expect([found.means, found.difference]).toEqual([[2, 8], 6]);
    const { stdout } = await likewise(['bandit', 'compare', sums, '--arms', 'a,b']);
    expect(stdout).toMatch(/\(Welch\)/);
  });

  test.each([
    [['bandit', 'compare'], /give one of a file of logs, --shares and --plan/],
    [['bandit', 'compare', clicks, '--plan', '0.1,0.2'], /give one of/],
    [['bandit', 'compare', sums], /has 3 actions \(a, b, c\); name two of them with --arms/],
    [['bandit', 'compare', sums, '--arms', 'a,z'], /has no action z; it has a, b, c/],
    [['bandit', 'compare', sums, '--arms', 'a'], /--arms must name two actions/],
    [['bandit', 'compare', '--shares', '1/2'], /--shares must be successes\/rows of two arms/],
    [['bandit', 'compare', '--shares', '3/2,1/2'], /of arm a rows must be/],
    [['bandit', 'compare', '--shares', '1/2,1/2', '--power', '0.9'], /--power goes with --plan/],
    [['bandit', 'compare', '--shares', '1/2,1/2', '--arms', 'a,b'], /--arms chooses among the actions of logs/],
    [['bandit', 'compare', '--plan', '0.1,'], /--plan must be two numbers/],
    [['bandit', 'compare', '--plan', '0.1,0.1'], /p and q must differ/],
    [['bandit', 'compare', file('noreward.csv', 'arm,seen\na,1\nb,2\n')], /has no column reward/],
  ])('refused: %j', async (words, message) => {
    expect(refusal(await likewise(words))).toMatch(message);
  });
});
