// E4: preference 1 where rated, confidence 1 + 40 · stars, 20 factors, λ = 150, ten sweeps; one rating of each person left out. Three seeds.
import { implicitALS } from '@likewise/core';
import { band, exact, linePlot, mean, row, table } from '../lesson.mjs';
import { ratingsOf } from '../movielens.mjs';
import { cellErrors, notebookALS, peopleFirst, uniformStart } from './implicit.mjs';
import { leftOut } from './splits.mjs';

const ratings = await ratingsOf('ml-1m/ratings.csv.gz', { columns: 'user,item,weight,timestamp' });
const sweeps = [1, 2, 5, 10];
const runs = [];
for (const seed of [1, 2, 3]) {
  const train = peopleFirst(leftOut(ratings, seed).train);
  const from = uniformStart(train, seed);
  for (const epochs of sweeps) {
    const objectives = [];
    const model = await implicitALS({ ...notebookALS, epochs }).fit(train, {
      from,
      onEpoch: ({ objective }) => objectives.push(objective),
    });
    runs.push({ seed, epochs, objectives, ...cellErrors(model, train.userItems) });
  }
}
const expected = {
  predict: [0.1166, 0.1987, 0.1835, 0.1852],
  confidence: [1.6113, 0.3533, 0.2828, 0.2742],
  millions: [54.2566, 13.4104, 8.5936, 8.1658],
};
const deviations = {
  predict: [0.0028, 0.006, 0.0016, 0.0006],
  confidence: [0.0703, 0.0043, 0.0012, 0.0004],
  millions: [1.303, 0.4401, 0.1226, 0.0497],
};
const names = { predict: 'mean (p − x·y)²', confidence: 'mean c (p − x·y)²', millions: 'objective, millions' };
const reached = sweeps.map((sweep) => {
  const of = runs.filter(({ epochs }) => epochs === sweep);
  const over = (figure) => mean(of.map(figure));
  return {
    predict: over((run) => run.predict),
    confidence: over((run) => run.confidence),
    millions: over((run) => run.objectives.at(-1) / 1e6),
  };
});
table(
  ['sweep', ...Object.values(names)],
  reached.map((line, k) => [sweeps[k], ...Object.values(line).map((value) => value.toFixed(4))]),
);
for (const figure of Object.keys(names))
  for (const [k, sweep] of sweeps.entries())
    row('E4', `${names[figure]}, sweep ${sweep}`, band(expected[figure][k], deviations[figure][k]), reached[k][figure]);

const falls = runs.filter(({ epochs }) => epochs === 10).map(({ objectives }) => objectives);
const rises = falls.flatMap((objectives) => objectives.filter((objective, k) => objective > objectives[k - 1]));
row('E4', 'sweeps that raise the objective', exact(0), rises.length);
await linePlot('e05-implicit-least-squares', {
  title: 'What implicit least squares lowers, sweep by sweep',
  x: 'sweep',
  y: 'objective, millions',
  series: [{ label: 'objective', points: falls[0].map((objective, k) => [k + 1, objective / 1e6]) }],
});
