/** Scores of single items: known values, what the formulas promise, bad values, columns. */
import { describe, expect, test } from 'vitest';
import { rankingCatalog, rankingEntry } from '../../src/ranking/catalog.ts';
import { dampedMeanRanking, dampedMeanScore } from '../../src/ranking/damped-mean-score.ts';
import { hackerNewsParts, hackerNewsRanking, hackerNewsScore } from '../../src/ranking/hacker-news.ts';
import { redditHotScore } from '../../src/ranking/reddit-hot.ts';
import { trendingScore } from '../../src/ranking/trending-score.ts';
import { redditBestRanking, wilsonInterval, wilsonRanking } from '../../src/ranking/wilson.ts';

describe('hackerNews', () => {
  test.each([
    [{ points: 100, hours: 3 }, 2.179526],
    [{ points: 10, hours: 0.5 }, 1.114556],
    [{ points: 1, hours: 0 }, 0],
    [{ points: 100, hours: 3, comments: 150 }, 0.968678],
    [{ points: 100, hours: 3, comments: 101 }, 2.136581],
    [{ points: 100, hours: 3, penalties: { site: 0.4 } }, 0.871811],
    [{ points: -4, hours: 3 }, 0],
    [{ points: 30, hours: 3, comments: 39 }, 29 ** 0.8 / 5 ** 1.8],
    [{ points: 100, hours: 3, comments: 100 }, 2.179526],
    [{ points: 100, hours: 3, comments: 60 }, 2.179526],
  ])('%o → %d', (story, score) => expect(hackerNewsScore(story)).toBeCloseTo(score, 6));

  test('age 0 is fine, gravity and penalties are options, a self post has its multiplier', () => {
    expect(hackerNewsScore({ points: 2, hours: 0 })).toBeCloseTo(1 / 2 ** 1.8, 12);
    expect(hackerNewsScore({ points: 100, hours: 3, comments: 150 }, { controversyPower: 3 })).toBeCloseTo(2.179526 * (100 / 150) ** 3, 6);
    expect(hackerNewsScore({ points: 100, hours: 3, selfPost: true })).toBeCloseTo(0.871811, 6);
    expect(hackerNewsScore({ points: 100, hours: 3 }, { gravity: 0 })).toBeCloseTo(99 ** 0.8, 10);
  });

  test('the parts multiply to the score, each penalty by its name', () => {
    const parts = hackerNewsParts({ points: 100, hours: 3, comments: 150, selfPost: true, penalties: { site: 0.5, flagged: 0.1 } });
    expect(parts.map(({ name }) => name)).toEqual(['votes', 'age', 'self post', 'controversy', 'site', 'flagged', 'score']);
    const [votes, age, ...rest] = parts.map(({ value }) => value);
    const score = rest.pop();
    expect(rest.reduce((product, factor) => product * factor, votes / age)).toBeCloseTo(score as number, 12);
  });

  test('refuses the future and what is no number', () => {
    expect(() => hackerNewsScore({ points: 3, hours: -0.1 })).toThrow(/hours must be an age ≥ 0 .*future.*got -0.1/);
    expect(() => hackerNewsScore({ points: Number.NaN, hours: 1 })).toThrow('points must be a finite number');
    expect(() => hackerNewsScore({ points: 3, hours: 1, comments: -1 })).toThrow('comments must be a count ≥ 0');
    expect(() => hackerNewsScore({ points: 3, hours: 1, penalty: 0.5 } as never)).toThrow(
      'hackerNews: unknown field "penalty" of a story (did you mean "penalties"?)',
    );
    expect(() => hackerNewsRanking().score({ points: 3, hours: 1, penaltys: 0.5 })).toThrow('unknown field "penaltys"');
    expect(hackerNewsRanking().scores({ points: [3], hours: [1], votes: [2] })).toHaveLength(1);
    expect(() => hackerNewsScore({ points: 3, hours: 1, penalties: { site: -1 } })).toThrow('the penalty site must be a multiplier ≥ 0');
    expect(() => hackerNewsRanking({ gravitas: 2 } as object)).toThrow('unknown option "gravitas" (did you mean "gravity"?)');
  });
});

describe('reddit', () => {
  test.each([
    [100, 10, 1134028003 + 45_000, 2.9542425],
    [10, 100, 1134028003 + 45_000, -0.9542425],
    [5, 5, 1134028003, 0],
    [35_990, 23_076, 1_335_842_178, 4488.8705052],
  ])('hot: %i up, %i down at %i → %d', (ups, downs, timestamp, score) =>
    expect(redditHotScore(ups, downs, timestamp)).toBeCloseTo(score, 7),
  );

  test('hot: 12.5 hours are worth ten times the votes', () => {
    expect(redditHotScore(1000, 0, 1e9)).toBeCloseTo(redditHotScore(100, 0, 1e9 + 45_000), 9);
  });

  test('best is the lower end at 80 %', () => {
    expect(redditBestRanking().score({ ups: 9, downs: 3 })).toBe(wilsonInterval(9, 3, { confidence: 0.8 })[0]);
  });
});

test('wilson: votes without votes (case 23)', () => {
  const rows = { top: [45, 5], big: [190, 60], fair: [9, 3], new: [3, 0], bad: [0, 4], none: [0, 0] };
  const ranking = wilsonRanking();
  const scores = Object.entries(rows).map(([name, [ups, downs]]) => [name, Number(ranking.score({ ups, downs })?.toFixed(6))]);
  expect(Object.fromEntries(scores)).toEqual({ top: 0.786398, big: 0.70338, fair: 0.467695, new: 0.438503, bad: 0, none: 0 });
});

test('damped mean: one 5 loses to fifty of 4.2; nothing gives the prior, or nothing', () => {
  const prior = { priorMean: 3.5, damping: 10 };
  expect(dampedMeanScore(5, 1, prior)).toBeCloseTo(3.636364, 6);
  expect(dampedMeanScore(50 * 4.2, 50, prior)).toBeCloseTo(4.083333, 6);
  expect(dampedMeanScore(0, 0, prior)).toBe(3.5);
  expect(dampedMeanScore(0, 0, { damping: 0 })).toBeUndefined();
  expect([...dampedMeanRanking({ damping: 0 }).scores({ sum: [0, 4], count: [0, 2] })]).toEqual([Number.NaN, 2]);
});

test('trending: half after a half-life', () => {
  expect(trendingScore(100, 0)).toBe(100);
  expect(trendingScore(100, 24)).toBe(50);
  expect(trendingScore(100, 12, { halfLife: 6 })).toBe(25);
  expect(() => trendingScore(1, 1, { halfLife: 0 })).toThrow('halfLife must be a finite number > 0; got 0');
});

describe.each(rankingCatalog)('$name', ({ create, inputs }) => {
  const rows = [0, 1, 7, 250].map((seed, row) =>
    Object.fromEntries(
      inputs.map(({ name, kind }, at) => [name, kind === 'factor' ? row % 2 : seed * (at + 1) + (name === 'count' ? 1 : 0)]),
    ),
  );
  const columns = Object.fromEntries(inputs.map(({ name }) => [name, rows.map((values) => values[name])]));

  test('columns give what single items give', () => {
    expect([...create().scores(columns)]).toEqual(rows.map((values) => create().score(values)));
  });

  test('the last part is the score', () => {
    for (const values of rows) expect(create().parts(values).at(-1)).toEqual({ name: 'score', value: create().score(values) });
  });

  test('a bad value is refused with its row and field; so is a missing column', () => {
    const [{ name }] = inputs;
    const bad = { ...columns, [name]: [1, 2, Number.POSITIVE_INFINITY, 3] };
    expect(() => create().scores(bad)).toThrow(`row 2: ${name} must be`);
    expect(() => create().scores({ ...columns, [name]: undefined })).toThrow(`the column ${name} is missing`);
    expect(() => create().scores({ ...columns, [name]: [1] })).toThrow(/has \d+ rows?, another column \d+/);
    for (const { name: count, kind } of inputs)
      if (kind !== 'number') expect(() => create().score({ ...rows[1], [count]: -1 }), count).toThrow(`${count} must be`);
  });
});

test('an input left out of a column is NaN; unknown rankings point at the nearest', () => {
  const scores = hackerNewsRanking().scores({ points: [100, 100], hours: [3, 3], comments: [Number.NaN, 150] });
  expect(scores[0]).toBeCloseTo(2.179526, 6);
  expect(scores[1]).toBeCloseTo(0.968678, 6);
  expect(() => rankingEntry('wilsen')).toThrow('unknown ranking "wilsen" (did you mean "wilson"?)');
});
