// A11: a tenth of the ratings is hidden, and the means are computed without it: the lab's settings are worth little more than the mean.
import { dampedMean, evaluate, gradientMF, gradientMFEntry, parseSplit, presetOf } from '@likewise/core';
import { atMost, band, mean, row, table } from '../lesson.mjs';
import { everyone } from './movie-lab.mjs';

const ratings = await everyone();
const errors = { 'film mean': [], 'the lab’s settings': [], 'λ = 10, 20 features, stopped in time': [] };
for (const seed of [1, 2, 3]) {
  const split = parseSplit('random:0.9').apply(ratings, { seed });
  const estimators = [
    dampedMean({ damping: 0 }),
    gradientMF({ ...presetOf(gradientMFEntry, 'movie-lab'), seed }),
    // A tenth of what may be learned from says when to stop.
    gradientMF({ factors: 20, regularization: 10, validation: 0.1, seed }),
  ];
  const { rows } = await evaluate(estimators, split, ['rmse'], { resamples: 0 });
  for (const [k, list] of Object.values(errors).entries()) list.push(rows[k].metrics.rmse);
}
table(
  ['model', 'held-out RMSE'],
  Object.entries(errors).map(([name, list]) => [name, mean(list).toFixed(4)]),
);
const [film, lab, stopped] = Object.values(errors).map(mean);
row('A11', 'held-out RMSE of the film mean', band(0.9686, 0.0284), film);
row('A11', 'held-out RMSE of the lab’s settings', band(0.9679, 0.0126), lab);
row('A11', 'with a validated λ and early stopping, against the lab’s settings', atMost(-0.03), stopped - lab);
