// C5, G12: 128 ratings a step; the notebook never shuffles, and its mean over batches counts the last, of 32, like one of 128.
import { deep } from '@likewise/core';
import { atLeast, exact, mean, row, within } from '../lesson.mjs';
import { ratingsOf } from '../movielens.mjs';

const ratings = await ratingsOf('ml-100k/u.data.gz');
async function epochsOf(seed) {
  const losses = [];
  const epochs = [];
  const settings = { factors: 8, hidden: '8', epochs: 1, batchSize: 128, learningRate: 1e-12, seed };
  await deep(settings).fit(ratings, {
    onBatch: ({ loss, batches }) => losses.push({ loss, batches }),
    onEpoch: (epoch) => epochs.push(epoch),
  });
  return { losses: losses.map(({ loss }) => loss), batches: losses[0].batches, epoch: epochs[0] };
}

const { losses, batches, epoch } = await epochsOf(1);
row('C5', 'batches of an epoch', exact(782), batches);
const sizes = losses.map((_, k) => Math.min(128, ratings.size - k * 128));
row('C5', 'ratings of the last batch', exact(32), sizes.at(-1));
// Nothing is learned at this rate, so that only the order tells two seeds apart.
const other = await epochsOf(2);
const differing = losses.filter((loss, k) => Math.abs(loss - other.losses[k]) > 1e-6);
row('C5', 'batches that hold other ratings with another seed', atLeast(700), differing.length);

// Mean over ratings and mean over batches.
const overRatings = losses.reduce((sum, loss, k) => sum + loss * sizes[k], 0) / ratings.size;
console.log(`mean over batches ${mean(losses).toFixed(6)}, over ratings ${overRatings.toFixed(6)}`);
row(
  'G12',
  'error of the epoch as it is told, squared, less the mean over its ratings',
  within(0, 1e-6),
  epoch.figures.trainRmse ** 2 - overRatings,
);
