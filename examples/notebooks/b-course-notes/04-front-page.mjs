// B3, G10: the sixty best stories of a sample of Hacker News at its last moment, and what holds some of them back.
import { hackerNewsParts, hackerNewsScore } from '@likewise/core';
import { readTable } from 'likewise';
import { atLeast, data, exact, freePlot, row, table } from '../lesson.mjs';

const { rows, names } = await readTable(data('hacker-news/hacker_news.csv.gz'));
const columns = ['title', 'url', 'num_points', 'num_comments', 'created_at'].map((name) => names.indexOf(name));
const stories = rows.map((line) => {
  const [title, url, points, comments, created] = columns.map((column) => line[column]);
  return { title, selfPost: url === '', points: Number(points), comments: Number(comments), hour: Date.parse(`${created} UTC`) / 3.6e6 };
});
const now = stories.reduce((last, { hour }) => Math.max(last, hour), 0);
const best = stories
  .map(({ title, hour, ...story }) => {
    const asked = { ...story, hours: now - hour };
    const parts = Object.fromEntries(hackerNewsParts(asked).map(({ name, value }) => [name, value]));
    const held = ['selfPost', 'controversy'].filter((name) => parts[name] < 1).join(' and ');
    const raw = hackerNewsScore({ points: asked.points, hours: asked.hours });
    return { title, ...asked, score: parts.score, raw, held };
  })
  .sort((a, b) => b.score - a.score)
  .slice(0, 60);
table(
  ['score', 'raw', 'points', 'hours', 'held back by', 'story'],
  best
    .slice(0, 15)
    .map((one) => [one.score.toFixed(4), one.raw.toFixed(4), one.points, one.hours.toFixed(2), one.held, one.title.slice(0, 50)]),
);
const held = best.filter((one) => one.held !== '');
row('G10', 'stories of the plot', exact(60), best.length);
row('G10', 'stories among them that a penalty holds back', atLeast(1), held.length);

await freePlot('b04-front-page', {
  title: 'The 60 best stories of Hacker News at one moment, by age',
  legend: ['score', 'held back by a penalty', 'what it would be without'],
  symbol: 'dot',
  options: (Plot, colors) => ({
    x: { label: 'age, hours', type: 'log' },
    y: { label: 'score', type: 'log', grid: true, tickSize: 0, ticks: 4, tickFormat: String },
    marks: [
      Plot.link(held, { x1: 'hours', x2: 'hours', y1: 'score', y2: 'raw', stroke: colors[2], strokeDasharray: '2 3' }),
      Plot.dot(held, { x: 'hours', y: 'raw', r: 3, stroke: colors[2] }),
      Plot.dot(best, { x: 'hours', y: 'score', r: 4, fill: (one) => colors[one.held ? 1 : 0] }),
    ],
  }),
});
