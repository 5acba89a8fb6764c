// C7: the rate is cut when the loss has not come below its best for more than two epochs: losses 1, 1, 1, 1 cut it after the fourth.
import { deep } from '@likewise/core';
import { band, exact, row, table } from '../lesson.mjs';
import { ratingsOf } from '../movielens.mjs';

const ratings = await ratingsOf('ml-100k/u.data.gz');
// At such a rate the loss stands still.
const settings = {
  factors: 4,
  hidden: '4',
  schedule: 'plateau',
  rateFactor: 0.3,
  ratePatience: 2,
  epochs: 8,
  learningRate: 1e-12,
  batchSize: 4096,
};
const rates = new Map();
const losses = [];
await deep({ ...settings, validation: 0.1, patience: 8 }).fit(ratings, {
  onBatch: ({ epoch, learningRate }) => rates.set(epoch, learningRate / settings.learningRate),
  onEpoch: ({ validationLoss }) => losses.push(validationLoss),
});
table(
  ['epoch', 'held-out loss', 'rate, of the first'],
  [...rates].map(([epoch, rate]) => [epoch, losses[epoch - 1]?.toFixed(6), rate.toFixed(4)]),
);
row('C7', 'epoch whose end brings the first cut', exact(4), [...rates].find(([, rate]) => rate < 0.999)[0] - 1);
row('C7', 'rate after the first cut, of the first', band(0.3), rates.get(5));
row('C7', 'rate after the second, three epochs later', band(0.09), rates.get(8));
