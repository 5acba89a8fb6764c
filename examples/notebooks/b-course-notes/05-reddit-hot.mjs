// B4: Reddit's hot order: votes count by their logarithm, and the time of posting is added, so that the order never changes by waiting.
import { redditHotScore } from '@likewise/core';
import { readTable } from 'likewise';
import { data, exact, row, table } from '../lesson.mjs';

const epoch = 1134028003;
row('B4', '100 up, 10 down, 45,000 s after the epoch', exact('2.9542425'), redditHotScore(100, 10, epoch + 45000));
row('B4', '10 up, 100 down, the same time', exact('-0.9542425'), redditHotScore(10, 100, epoch + 45000));
row('B4', '5 up, 5 down, at the epoch', exact(0), redditHotScore(5, 5, epoch));

const { rows, names } = await readTable(data('reddit-top/posts.csv.gz'));
const [ups, downs, created, id] = ['ups', 'downs', 'created_utc', 'id'].map((name) => names.indexOf(name));
const scored = rows.map((line) => ({ id: line[id], ups: +line[ups], downs: +line[downs], time: +line[created] }));
for (const post of scored) post.hot = redditHotScore(post.ups, post.downs, post.time);
table(
  ['post', 'up', 'down', 'posted', 'hot'],
  scored
    .toSorted((a, b) => b.hot - a.hot)
    .slice(0, 8)
    .map((post) => [post.id, post.ups, post.downs, new Date(post.time * 1000).toISOString().slice(0, 10), post.hot.toFixed(4)]),
);
row('B4', 'first row of the file', exact('4488.8705052'), scored[0].hot);
row(
  'B4',
  '12.5 hours are worth ten times the votes',
  exact(redditHotScore(1000, 0, epoch).toFixed(7)),
  redditHotScore(100, 0, epoch + 45000),
);
