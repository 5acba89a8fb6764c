// C3, C4 as the notebook ran: slopes never cleared, the mean over all 1.59 million cells; then all values pressed into 1 … 5 (band of eight seeds). Three seeds.
import { gradientMFCostAndGradient, seededRandom } from '@likewise/core';
import { band, linePlot, mean, row, table, within } from '../lesson.mjs';
import { ratingsOf } from '../movielens.mjs';

const { userItems } = await ratingsOf('ml-100k/u.data.gz');
const cells = userItems.rows * userItems.columns;
const rmseOf = (errors) => Math.sqrt(mean(errors.map((error) => error ** 2)));

async function replayed(seed) {
  const random = seededRandom(seed);
  const uniforms = (rows) => ({ rows, columns: 50, values: Float64Array.from({ length: rows * 50 }, () => random.uniform()) });
  const parameters = { userFactors: uniforms(943), userBias: new Float64Array(943), itemFactors: uniforms(1682) };
  const names = ['userFactors', 'itemFactors'];
  const sums = names.map((name) => new Float64Array(parameters[name].values.length));
  const losses = [];
  for (let epoch = 0; epoch < 250; epoch++) {
    const { cost, gradient } = await gradientMFCostAndGradient(parameters, userItems, 0);
    losses.push((2 * cost) / cells);
    for (const [k, name] of names.entries())
      for (let at = 0; at < sums[k].length; at++) {
        sums[k][at] += (2 * gradient[name].values[at]) / cells;
        parameters[name].values[at] -= 0.01 * sums[k][at];
      }
  }
  const [people, films] = names.map((name) => parameters[name].values);
  const product = (u, i) => people.subarray(u * 50, u * 50 + 50).reduce((sum, value, f) => sum + value * films[i * 50 + f], 0);
  const all = Float64Array.from({ length: cells }, (_, cell) => product(Math.floor(cell / 1682), cell % 1682));
  const [low, high] = [all.reduce((a, b) => Math.min(a, b)), all.reduce((a, b) => Math.max(a, b))];
  const users = Array.from({ length: 943 }, (_, u) => new Array(userItems.pointers[u + 1] - userItems.pointers[u]).fill(u)).flat();
  const ofRated = users.map((u, e) => ({ guess: all[u * 1682 + userItems.indexes[e]], stars: userItems.values[e] }));
  return {
    losses,
    rmse: rmseOf(ofRated.map(({ guess, stars }) => guess - stars)),
    pressed: rmseOf(ofRated.map(({ guess, stars }) => 1 + (4 * (guess - low)) / (high - low) - stars)),
  };
}

const runs = [];
for (let seed = 1; seed <= 3; seed++) runs.push(await replayed(seed));
const epochs = [0, 50, 100, 150, 200, 240, 249];
const expected = [5.3151, 4.593, 2.9964, 1.5269, 0.7452, 0.6014, 0.612];
const deviations = [0.0656, 0.0522, 0.0257, 0.01, 0.0089, 0.0053, 0.004];
const reached = epochs.map((epoch) => mean(runs.map(({ losses }) => losses[epoch])));
table(
  ['epoch', 'loss'],
  epochs.map((epoch, k) => [epoch, reached[k].toFixed(4)]),
);
for (const [k, epoch] of epochs.entries()) row('C3', `mistaken: loss of epoch ${epoch}`, band(expected[k], deviations[k]), reached[k]);
row('C3', 'mistaken: RMSE on what was rated', band(3.1204, 0.0098), mean(runs.map(({ rmse }) => rmse)));
row('C4', 'pressed into 1 … 5 afterwards: RMSE', band(1.3325, 0.0558), mean(runs.map(({ pressed }) => pressed)));
const overall = mean(userItems.values);
row('C4', 'predicting the mean: RMSE', within(1.1257, 0.00005), rmseOf(Array.from(userItems.values, (stars) => stars - overall)));
await linePlot('c03-full-batch-mistaken', {
  title: 'As the notebook ran: slopes never cleared, and the loss turns up again',
  x: 'epoch',
  y: 'loss over all cells',
  series: [{ label: 'loss', points: runs[0].losses.map((loss, epoch) => [epoch, loss]) }],
});
