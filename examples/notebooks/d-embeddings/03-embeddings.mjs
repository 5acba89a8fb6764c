// D5: embeddings of 20 dimensions whose product is taken row by row. It overfits: the best epoch is near the fifth. One seed.
import { band, linePlot, mean, row, table } from '../lesson.mjs';
import { rowsOf } from '../movielens.mjs';
import { halfStars, heldOutByNotebook, trained } from './half-stars.mjs';

const { train, test } = heldOutByNotebook(await halfStars());

/** In parts of the scale; of someone or something that training never met, by the bias of the other. */
function scaledMse(model) {
  const { userBias, itemBias } = model.state;
  const errors = Array.from(rowsOf(test), ({ user, item, value }) => {
    const bias = (userBias[model.users.indexOf(user)] ?? 0) + (itemBias[model.items.indexOf(item)] ?? 0);
    return ((model.predict(user, item) ?? 0.5 + 4.5 / (1 + Math.exp(-bias))) - value) / 4.5;
  });
  return mean(errors.map((error) => error ** 2));
}

const epochs = [1, 5, 10, 20];
const bands = {
  training: [0.0651, 0.0275, 0.0176, 0.0112],
  trainingDeviations: [0.0002, 0.0002, 0.0002, 0.0001],
  heldOut: [0.0473, 0.0371, 0.0387, 0.0432],
  heldOutDeviations: [0.0003, 0.0002, 0.0002, 0.0002],
};
const heldOut = [];
let training;
for (const epoch of [1, 3, 5, 10, 20]) {
  const model = await trained(train, epoch);
  heldOut.push([epoch, scaledMse(model)]);
  training = model.curve.map((point) => [point.epoch, (point.training.rmse / 4.5) ** 2]);
}
const errorAt = (epoch) => heldOut.find(([of]) => of === epoch)[1];
table(
  ['epoch', 'training', 'held out'],
  heldOut.map(([epoch, mse]) => [epoch, training[epoch - 1][1].toFixed(4), mse.toFixed(4)]),
);
for (const [k, epoch] of epochs.entries()) {
  row('D5', `training MSE of epoch ${epoch}`, band(bands.training[k], bands.trainingDeviations[k]), training[epoch - 1][1]);
  row('D5', `held-out MSE after epoch ${epoch}`, band(bands.heldOut[k], bands.heldOutDeviations[k]), errorAt(epoch));
}
row('D5', 'best held-out MSE', band(0.0371, 0.0002), Math.min(...heldOut.map(([, mse]) => mse)));
row('D5', 'held-out RMSE in stars after epoch 20', band(0.9348, 0.0025), 4.5 * Math.sqrt(errorAt(20)));
const series = [
  { label: 'training', points: training },
  { label: 'held out', points: heldOut },
];
await linePlot('d03-embeddings', {
  title: 'Embeddings with the right product: they overfit after five epochs',
  x: 'epoch',
  y: 'MSE in parts of the scale',
  series,
});
