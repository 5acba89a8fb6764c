// D5, D7, D8 as the notebook ran: one product summed over the whole batch of 64, so that a prediction depends on who else is in it. One seed.
import { band, linePlot, row, table } from '../lesson.mjs';
import { halfStars, heldOutByNotebook } from './half-stars.mjs';
import { listFigures } from './list-figures.mjs';
import { trainMistaken } from './summed-product.mjs';

const ratings = await halfStars();
const { train, test } = heldOutByNotebook(ratings);
const { log, model } = trainMistaken(train, test, 20);

const epochs = [1, 5, 10, 20];
const training = [0.0574, 0.0391, 0.0363, 0.0345];
const trainingDeviations = [0.0003, 0, 0.0001, 0.0001];
const heldOut = [0.0475, 0.041, 0.0399, 0.0397];
const heldOutDeviations = [0, 0.0002, 0.0002, 0.0003];
table(
  ['epoch', 'training', 'held out'],
  log.map((point, k) => [k + 1, point.training.toFixed(4), point.heldOut.toFixed(4)]),
);
for (const [k, epoch] of epochs.entries()) {
  row('D5', `mistaken: training MSE of epoch ${epoch}`, band(training[k], trainingDeviations[k]), log[epoch - 1].training);
  row('D5', `mistaken: held-out MSE after epoch ${epoch}`, band(heldOut[k], heldOutDeviations[k]), log[epoch - 1].heldOut);
}
row('D5', 'mistaken: best held-out MSE', band(0.0394, 0.0001), Math.min(...log.map((point) => point.heldOut)));
row('D5', 'mistaken: held-out RMSE in stars after epoch 20', band(0.8969, 0.0034), 4.5 * Math.sqrt(log[19].heldOut));

// Its lists, ranked by the product of each row.
const figures = listFigures(model, ratings);
row('D7', 'mistaken: diversity, 1 − mean cosine', band(0.9156, 0.0511), figures.diversity);
row('D8', 'mistaken: mean popularity rank', band(986.3194, 52.4315), figures.popularityRank);
row('D8', 'mistaken: mean self-information, bits', band(4.09, 0.0792), figures.bits);
row('D8', 'mistaken: mean rating of the lists', band(4.4365, 0.0054), figures.meanRating);
row('D8', 'mistaken: catalog coverage', band(0.0041, 0.0001), figures.coverage);
await linePlot('d04-embeddings-mistaken', {
  title: 'As the notebook ran: one product for the whole batch',
  x: 'epoch',
  y: 'MSE in parts of the scale',
  series: ['training', 'heldOut'].map((part) => ({
    label: { training: 'training', heldOut: 'held out' }[part],
    points: log.map((point, k) => [k + 1, point[part]]),
  })),
});
