// C3 done right: slopes of one step, the mean over what was rated, a step of 5. Three seeds.
import { gradientMF } from '@likewise/core';
import { band, linePlot, mean, row, table } from '../lesson.mjs';
import { ratingsOf } from '../movielens.mjs';

const ratings = await ratingsOf('ml-100k/u.data.gz');
/** 50 factors from U(0, 1), plain steps, nothing added to the product: loss before each epoch, the mean over the ratings. */
async function lossesOf(learningRate, seed) {
  const losses = [];
  await gradientMF({
    factors: 50,
    epochs: 250,
    learningRate,
    regularization: 0,
    optimizer: 'momentum',
    momentum: 0,
    loss: 'mean',
    normalization: 'none',
    biases: false,
    start: 'uniform',
    startScale: 1,
    seed,
  }).fit(ratings, { onEpoch: ({ objective }) => losses.push(objective) });
  return losses;
}

const right = [];
const small = [];
// A mean over all cells is smaller by this, and so are its slopes.
const share = ratings.size / (943 * 1682);
for (const seed of [1, 2, 3]) {
  right.push(await lossesOf(5, seed));
  small.push((await lossesOf(0.01 * share, seed)).map((loss) => loss * share));
}

const epochs = [0, 50, 100, 200, 249];
const expected = [84.3046, 1.8855, 1.3209, 0.9402, 0.8514];
const deviations = [1.0401, 0.007, 0.0031, 0.0026, 0.0023];
const reached = epochs.map((epoch) => mean(right.map((losses) => losses[epoch])));
table(
  ['epoch', 'loss'],
  epochs.map((epoch, k) => [epoch, reached[k].toFixed(4)]),
);
for (const [k, epoch] of epochs.entries()) row('C3', `right: loss of epoch ${epoch}`, band(expected[k], deviations[k]), reached[k]);
row('C3', 'only cleared: loss over all cells of the last epoch', band(5.1665, 0.0628), mean(small.map((losses) => losses[249])));
await linePlot('c04-full-batch', {
  title: 'Full-batch factorization: mean squared error of what was rated',
  x: 'epoch',
  y: 'loss',
  log: 'y',
  series: [{ label: 'loss', points: right[0].map((loss, epoch) => [epoch, loss]) }],
});
