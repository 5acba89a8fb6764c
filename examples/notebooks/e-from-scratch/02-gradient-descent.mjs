// E2: 16 factors, step 0.01, λ = 0.01, no biases, ratings shuffled before every epoch, a fifth held out.
import { svd } from '@likewise/core';
import { band, exact, linePlot, row, table } from '../lesson.mjs';
import { mseOf, ratingsOf } from '../movielens.mjs';
import { heldOut } from './splits.mjs';

const { train, test } = heldOut(await ratingsOf('ml-1m/ratings.csv.gz'));
const settings = {
  factors: 16,
  learningRate: 0.01,
  learningRateDecay: 1,
  regularization: 0.01,
  biases: false,
  startDeviation: 1 / 16,
  order: 'shuffled',
  updates: 'in-turn',
};

const epochs = [1, 2, 3, 5, 10, 20];
const training = [1.0847, 0.9414, 0.9094, 0.8646, 0.7943, 0.7469];
const trainingDeviations = [0.0024, 0.0013, 0.0027, 0.0013, 0.0006, 0.0003];
const heldOutErrors = [1.1019, 0.9583, 0.9302, 0.8999, 0.8765, 0.8784];
const heldOutDeviations = [0.0019, 0.0012, 0.0027, 0.0015, 0.0013, 0.0017];
const reached = [];
for (const [k, epoch] of epochs.entries()) {
  const model = await svd({ ...settings, epochs: epoch }).fit(train);
  reached.push([epoch, Math.sqrt(mseOf(model, train)), Math.sqrt(mseOf(model, test))]);
  row('E2', `training RMSE after ${epoch}`, band(training[k], trainingDeviations[k]), reached[k][1]);
  row('E2', `held-out RMSE after ${epoch}`, band(heldOutErrors[k], heldOutDeviations[k]), reached[k][2]);
}
table(
  ['epoch', 'training', 'held out'],
  reached.map((line) => line.map((value) => Number(value.toFixed(4)))),
);
await linePlot('e02-gradient-descent', {
  title: 'Gradient descent on MovieLens 1M: RMSE by epoch',
  x: 'epoch',
  y: 'RMSE',
  series: [
    { label: 'training', points: reached.map(([epoch, rmse]) => [epoch, rmse]) },
    { label: 'held out', points: reached.map(([epoch, , rmse]) => [epoch, rmse]) },
  ],
});

// A step that is too long is an error that says what to lower, not a model of NaN.
const refused = await svd({ ...settings, learningRate: 0.3, epochs: 1 })
  .fit(train)
  .catch((error) => error);
console.log(refused.message);
row('E2', 'a step of 0.3', exact('diverged'), refused.code);
