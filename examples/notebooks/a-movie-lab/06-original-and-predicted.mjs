// A8, A9: what the new person gave beside what the model predicts, and the list without what was rated. Means over ten seeds.
import { atLeast, band, dotPlot, exact, mean, row, table } from '../lesson.mjs';
import { films, given, trained, withNewPerson } from './movie-lab.mjs';

const ratings = await withNewPerson();
const titles = await films();
const runs = await trained(ratings);

// Never test the titles of this list: random starts are not forgotten after 200 steps.
const lists = runs.map(({ model }) => model.recommend('new', { n: 300 }));
row('A8', 'films of the lists that the person has rated', exact(0), lists.flat().filter(({ item }) => given.has(item)).length);
const rises = lists.flatMap((list) => list.slice(1).filter(({ score }, k) => score > list[k].score));
row('A8', 'scores that rise down the list', exact(0), rises.length);
const first = new Set(lists.map(([best]) => best.item));
row('A8', 'different films in first place over ten seeds: the order is not stable', atLeast(2), first.size);

const scores = runs.map(({ model }) => model.scoreItems('new'));
const shown = [...given].map(([film, stars]) => {
  const place = ratings.items.indexOf(film);
  return { stars, title: titles.get(film).title, each: scores.map((one) => one[place]) };
});
table(
  ['original', 'predicted', 'film'],
  shown.map(({ stars, title, each }) => [stars.toFixed(1), mean(each).toFixed(2), title]),
);
const predicted = [4.83, 2.1, 4.89, 4.91, 3.03, 4.88, 2.13, 4.88, 4.83, 3.04, 1.39, 1.23, 4.85];
const deviations = [0.05, 0.01, 0.02, 0.02, 0.02, 0.02, 0.03, 0.02, 0.02, 0.03, 0.01, 0.02, 0.04];
for (const [k, { stars, title, each }] of shown.entries())
  row('A9', `${title}, given ${stars}`, band(predicted[k], deviations[k]), mean(each));
const rmses = runs.map((_, run) => Math.sqrt(mean(shown.map(({ stars, each }) => (stars - each[run]) ** 2))));
row('A9', 'RMSE over the thirteen', band(0.1698, 0.0053), mean(rmses));

const [low, high] = [1, 5];
await dotPlot('a06-original-and-predicted', {
  title: 'Thirteen films: stars given and predicted (line: equal)',
  x: 'given',
  y: 'predicted',
  labels: false,
  height: 360,
  points: shown.map(({ stars, each }) => ({ x: stars, y: mean(each) })),
  marks: (Plot, colors) => [
    Plot.line(
      [
        [low, low],
        [high, high],
      ],
      { stroke: colors[1], strokeDasharray: '4 4' },
    ),
  ],
});
