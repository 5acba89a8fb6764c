// B5, B6, B7: what a share or a mean of few votes is worth: Wilson's interval, the damped mean, and the mean of a posterior.
import { betaPosterior, dampedMeanScore, dirichletPosterior, normalDeviation, wilsonInterval } from '@likewise/core';
import { atMost, exact, freePlot, row, table } from '../lesson.mjs';

const votes = [
  [1, 1, '0.206549', '1'],
  [8, 10, '0.490162', '0.943318'],
  [80, 100, '0.711171', '0.866633'],
  [0, 5, '0', '0.434482'],
  [0, 0, '0', '1'],
];
// The plain normal interval, which Wilson improves on: of 1 of 1 it is certain.
const normal = (ups, n) => {
  const half = normalDeviation(0.95) * Math.sqrt(((ups / n) * (1 - ups / n)) / n);
  return [ups / n - half, ups / n + half];
};
const intervals = votes.map(([ups, n]) => wilsonInterval(ups, n - ups));
table(
  ['votes', 'Wilson', 'normal'],
  votes.map(([ups, n], k) => [
    `${ups} of ${n}`,
    ...[intervals[k], normal(ups, n)].map((ends) => ends.map((end) => end.toFixed(4)).join(' … ')),
  ]),
);
for (const [k, [ups, n, low, high]] of votes.entries()) {
  row('B5', `${ups} of ${n}: lower end`, exact(low), intervals[k][0]);
  row('B5', `${ups} of ${n}: upper end`, exact(high), intervals[k][1]);
}

const damped = (sum, count) => dampedMeanScore(sum, count, { damping: 10, priorMean: 3.5 });
row('B6', 'one rating of 5', exact('3.636364'), damped(5, 1));
row('B6', 'fifty of 4.2', exact('4.083333'), damped(50 * 4.2, 50));
row('B6', 'none', exact('3.5'), damped(0, 0));
row('B6', 'one five-star vote less 50,000 votes of 4.2', atMost(0), damped(5, 1) - damped(50000 * 4.2, 50000));

const posterior = betaPosterior(8, 2);
row('B7', '8 of 10 after Beta(1, 1): mean', exact('0.75'), posterior.mean);
row('B7', 'lower end of 95 %', exact('0.482244'), posterior.interval[0]);
row('B7', 'upper end of 95 %', exact('0.939782'), posterior.interval[1]);
row('B7', 'the same by a damped mean of 2 votes of ½', exact('0.75'), dampedMeanScore(8, 10, { damping: 2, priorMean: 0.5 }));
const stars = dirichletPosterior([2, 0, 1, 5, 12]);
row('B7', 'five stars, one count before each: mean', exact('4.0'), stars.mean);

await freePlot('b06-few-votes', {
  title: 'Shares of positive votes: Wilson’s interval and the normal one',
  legend: ['Wilson', 'normal'],
  options: (Plot, colors) => ({
    marginLeft: 90,
    x: { label: 'share', grid: true },
    y: { label: null, domain: votes.slice(0, 4).map(([ups, n]) => `${ups} of ${n}`), type: 'point', padding: 0.6 },
    marks: votes
      .slice(0, 4)
      .flatMap(([ups, n], k) =>
        [intervals[k], normal(ups, n)].map(([x1, x2], s) =>
          Plot.ruleY([`${ups} of ${n}`], { x1, x2, stroke: colors[s], strokeWidth: 3, dy: s * 9 - 4 }),
        ),
      ),
  }),
});
