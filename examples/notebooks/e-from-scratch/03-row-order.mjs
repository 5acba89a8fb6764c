// E2 as the notebook ran it: person after person, each rating moving u, then v by the u just changed. Most runs end in NaN.
import { seededRandom } from '@likewise/core';
import { atLeast, band, mean, row, table } from '../lesson.mjs';
import { ratingsOf } from '../movielens.mjs';

const { userItems, size } = await ratingsOf('ml-1m/ratings.csv.gz');
const { rows, columns, pointers, indexes, values } = userItems;

/** RMSE on the same ratings after each of five epochs. */
function replayed(seed) {
  const random = seededRandom(seed);
  const [people, films] = [rows, columns].map((count) => Float64Array.from({ length: count * 16 }, () => random.normal() / 16));
  const errorOf = (u, v, rating) => {
    let product = 0;
    for (let f = 0; f < 16; f++) product += people[u + f] * films[v + f];
    return rating - product;
  };
  const eachRating = (visit) => {
    for (let user = 0; user < rows; user++)
      for (let e = pointers[user]; e < pointers[user + 1]; e++) visit(user * 16, indexes[e] * 16, values[e]);
  };
  return [1, 2, 3, 4, 5].map(() => {
    eachRating((u, v, rating) => {
      const error = errorOf(u, v, rating);
      for (let f = 0; f < 16; f++) {
        people[u + f] += 0.01 * (error * films[v + f] - 0.01 * people[u + f]);
        films[v + f] += 0.01 * (error * people[u + f] - 0.01 * films[v + f]);
      }
    });
    let squares = 0;
    eachRating((u, v, rating) => {
      squares += errorOf(u, v, rating) ** 2;
    });
    return Math.sqrt(squares / size);
  });
}

const runs = [1, 2, 3, 4, 5].map(replayed);
table(
  ['seed', 'epoch 1', '2', '3', '4', '5'],
  runs.map((run, k) => [k + 1, ...run.map((rmse) => rmse.toFixed(3))]),
);
row('E2', 'in row order: training RMSE after 1', band(3.58, 0.23), mean(runs.map(([first]) => first)));
row('E2', 'in row order: training RMSE after 2', band(1.46, 0.21), mean(runs.map(([, second]) => second)));
// How many of five diverge is luck: five in the independent program, where the same loop began at other random numbers.
const diverged = runs.filter((run) => !Number.isFinite(run[4]));
row('E2', 'in row order: runs of five that end in NaN', atLeast(1), diverged.length);
