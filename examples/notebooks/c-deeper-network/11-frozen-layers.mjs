// C6: the same 70 / 10 / 20 with the notebook's hidden layers, which are never trained and leave numbers out while they are judged. One seed.
import { seededRandom, shuffle } from '@likewise/core';
import { band, exact, mean, row } from '../lesson.mjs';
import { ratingsOf, rowsOf } from '../movielens.mjs';
import { trainFrozen } from './frozen-network.mjs';

const rows = shuffle(seededRandom(0, 'held out'), [...rowsOf(await ratingsOf('ml-100k/u.data.gz'))]);
const [kept, validation, rest] = [rows.slice(0, 70_000), rows.slice(70_000, 80_000), rows.slice(80_000)];
const mse = (predicted, part) => mean(part.map(({ value }, k) => (predicted[k] - value) ** 2));

const { answer, close } = await trainFrozen(kept, {
  epochs: 12,
  shuffle: true,
  judge: async ({ answer }) => mse(await answer(validation), validation),
});
const predicted = await answer(rest);
close();
row('C6', 'frozen hidden layers: ratings judged', exact(20000), predicted.length);
row('C6', 'frozen hidden layers: test RMSE', band(0.9537, 0.0009), Math.sqrt(mse(predicted, rest)));
