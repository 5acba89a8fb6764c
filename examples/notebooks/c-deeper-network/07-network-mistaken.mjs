// C6 as the notebook ran: hidden layers never trained, file order, the rate cut by one batch, judged on training ratings with dropout on. One seed.
import { between, exact, linePlot, mean, row } from '../lesson.mjs';
import { ratingsOf, rowsOf } from '../movielens.mjs';
import { trainFrozen } from './frozen-network.mjs';

const ratings = await ratingsOf('ml-100k/u.data.gz');
const rows = [...rowsOf(ratings)];
// Rows are kept by person; sourceOrder says where each stood in the file.
const inFile =
  ratings.sourceOrder === undefined
    ? rows
    : rows
        .map((_, e) => e)
        .sort((a, b) => ratings.sourceOrder[a] - ratings.sourceOrder[b])
        .map((e) => rows[e]);

const losses = [];
let predicted = [];
const net = await trainFrozen(inFile, {
  epochs: 100,
  shuffle: false,
  async judge({ epoch, answer, loss }) {
    losses.push(loss);
    // As it stands at the end, not as it stood where one batch was lucky.
    if (epoch === 100) predicted = await answer(inFile);
    return loss;
  },
});
net.close();
const errors = inFile.map(({ value }, k) => Math.abs(predicted[k] - value));
const mse = mean(errors.map((error) => error ** 2));
const near = mean(errors.map((error) => (error <= 0.5 ? 1 : 0)));
console.log(`the notebook printed 0.7456 and 0.4493; here ${mse.toFixed(4)} and ${near.toFixed(4)}`);
row('C6', 'mistaken: ratings judged', exact(100000), predicted.length);
row('C6', 'mistaken: MSE on the training ratings', between(0.7, 0.76), mse);
row('C6', 'mistaken: share within half a star', between(0.44, 0.47), near);
await linePlot('c07-network-mistaken', {
  title: 'As the notebook ran: the loss of one batch, which cuts the rate',
  x: 'epoch',
  y: 'loss of one batch',
  series: [{ label: 'loss', points: losses.map((loss, k) => [k + 1, 16 * loss]) }],
});
