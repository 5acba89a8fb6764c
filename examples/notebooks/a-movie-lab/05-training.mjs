// A7: 100 features, Adam of step 0.1, λ = 1, 200 steps over everything, the loss logged every 20. Means over ten seeds.
import { gradientMFCost } from '@likewise/core';
import { band, exact, linePlot, mean, row, table } from '../lesson.mjs';
import { trained, withNewPerson } from './movie-lab.mjs';

const ratings = await withNewPerson();
const runs = await trained(ratings);
const logged = runs.map(({ losses }) => losses.filter((_, step) => step % 20 === 0));

const printed = [2321191.3, 136169.3, 51863.7, 24599.0, 13630.6, 8487.7, 5807.8, 4311.6, 3435.3, 2902.1];
const expected = [2260680.2, 132034.6, 49717.0, 23431.5, 12941.5, 8052.6, 5516.2, 4107.4, 3287.3, 2792.0];
const deviations = [46786.8, 2243.1, 935.2, 477.6, 281.9, 177.5, 115.7, 77.6, 53.3, 37.6];
const reached = expected.map((_, k) => mean(logged.map((losses) => losses[k])));
table(
  ['step', 'the notebook printed', 'reached'],
  reached.map((loss, k) => [k * 20, printed[k], loss.toFixed(1)]),
);
for (const [k, loss] of reached.entries()) row('A7', `loss before step ${k * 20}`, band(expected[k], deviations[k]), loss);

// What is left after the last step, from the vectors themselves: ratings less the mean of their film.
const ends = runs.map(({ model }) => {
  const { userItems } = ratings;
  const values = userItems.values.map((value, e) => value - model.state.itemBias[userItems.indexes[e]]);
  return gradientMFCost(model.state, { ...userItems, values }, 1);
});
row('A7', 'loss after 200 steps', band(2483.2, 27.3), mean(ends));
const rises = logged.flatMap((losses) => losses.filter((loss, k) => loss > losses[k - 1]));
row('A7', 'rises at the logged steps', exact(0), rises.length);

await linePlot('a05-training', {
  title: 'Loss of the movie lab, step by step',
  x: 'step',
  y: 'loss',
  log: 'y',
  series: [{ label: 'loss', points: runs[0].losses.map((loss, step) => [step, loss]) }],
});
