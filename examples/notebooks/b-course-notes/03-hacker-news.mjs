// B3: the rank of Hacker News stories: votes against age, and penalties that multiply.
import { hackerNewsParts, hackerNewsScore } from '@likewise/core';
import { exact, row, table } from '../lesson.mjs';

const hand = [
  [{ points: 100, hours: 3 }, '2.179526'],
  [{ points: 10, hours: 0.5 }, '1.114556'],
  [{ points: 1, hours: 0 }, '0'],
  [{ points: 100, hours: 3, comments: 150 }, '0.968678'],
  [{ points: 100, hours: 3, comments: 101 }, '2.136581'],
  [{ points: 100, hours: 3, penalties: { buried: 0.4 } }, '0.871811'],
  // The notes take the power of a negative number, NaN; here it is floored.
  [{ points: -5, hours: 1 }, '0'],
];
for (const [story, score] of hand) row('B3', `score of ${JSON.stringify(story)}`, exact(score), hackerNewsScore(story));

// The story with the best raw score is often not first.
const stories = [
  { points: 400, hours: 5, comments: 900 },
  { points: 200, hours: 5, comments: 80 },
  { points: 260, hours: 5, comments: 100, selfPost: true },
];
const parts = stories.map((story) => Object.fromEntries(hackerNewsParts(story).map(({ name, value }) => [name, value])));
table(
  ['points', 'comments', 'controversy', 'text only', 'score'],
  stories.map(({ points, comments }, k) => [
    points,
    comments,
    parts[k].controversy.toFixed(3),
    parts[k].selfPost,
    parts[k].score.toFixed(4),
  ]),
);
const first = parts.findIndex(({ score }) => score === Math.max(...parts.map((other) => other.score)));
row('B3', 'points of the story that comes first', exact(200), stories[first].points);
const old = [1.8, 1.2].map((gravity) => hackerNewsScore({ points: 100, hours: 30 }, { gravity }));
row('B3', 'less gravity keeps old stories up: gain of 100 points after 30 hours', exact((32 ** 0.6).toFixed(6)), old[1] / old[0]);
