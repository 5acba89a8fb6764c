// A3, A4: the cost of collaborative filtering, written out and by kernel, and its slopes against differences.
import { gradientMFCost, gradientMFCostAndGradient, gradientMFGradient, interactionsFromRows, seededRandom } from '@likewise/core';
import { ratingsFromMatrix } from 'likewise';
import { atMost, row, table, within } from '../lesson.mjs';
import { matrix } from './movie-lab.mjs';

const [X, W, b, Y, R] = await Promise.all(['X', 'W', 'b', 'Y', 'R'].map(matrix));
const corner = ({ columns, values }, rows, wide) => ({
  rows,
  columns: wide,
  values: Float64Array.from({ length: rows * wide }, (_, at) => values[Math.floor(at / wide) * columns + (at % wide)]),
});

const lines = [];
for (const [films, people, features, penalty, expected, tolerance] of [
  [5, 4, 3, 0, 13.67, 0.005],
  [5, 4, 3, 1.5, 28.09, 0.005],
  [4778, 443, 10, 0, 270_821.25, 0.27],
  [4778, 443, 10, 1, 294_610.33, 0.29],
]) {
  const parameters = {
    userFactors: corner(W, people, features),
    userBias: b.values.slice(0, people),
    itemFactors: corner(X, films, features),
  };
  const { userItems } = ratingsFromMatrix(corner(Y, films, people), { rows: 'items', mask: corner(R, films, people) });
  const plain = gradientMFCost(parameters, userItems, penalty);
  const { cost } = await gradientMFCostAndGradient(parameters, userItems, penalty);
  lines.push([films, people, features, penalty, plain.toFixed(2), cost.toFixed(2)]);
  row('A3', `cost of ${films} films × ${people} people, ${features} features, λ = ${penalty}`, within(expected, tolerance), plain);
  row('A3', 'the same by kernel: relative difference', atMost(1e-6), Math.abs(cost / plain - 1));
}
table(['films', 'people', 'features', 'λ', 'written out', 'by kernel'], lines);

// A random problem of 6 films, 5 people and 3 features.
const random = seededRandom(1);
const numbers = (rows, columns) => ({ rows, columns, values: Float64Array.from({ length: rows * columns }, () => random.uniform() - 0.5) });
const parameters = { userFactors: numbers(5, 3), userBias: numbers(1, 5).values, itemFactors: numbers(6, 3) };
const cells = Array.from({ length: 30 }, (_, k) => ({ user: k % 5, item: k % 6, value: 1 + 4 * random.uniform() })).slice(0, 18);
const { userItems } = interactionsFromRows(cells);
const slopes = gradientMFGradient(parameters, userItems, 1);
for (const name of ['itemFactors', 'userFactors', 'userBias']) {
  const [values, slope] = [parameters, slopes].map((of) => (name === 'userBias' ? of[name] : of[name].values));
  let [squares, differences] = [0, 0];
  for (let k = 0; k < values.length; k++) {
    const here = values[k];
    const costs = [here + 1e-5, here - 1e-5].map((value) => {
      values[k] = value;
      return gradientMFCost(parameters, userItems, 1);
    });
    values[k] = here;
    const difference = (costs[0] - costs[1]) / 2e-5;
    squares += slope[k] ** 2;
    differences += (slope[k] - difference) ** 2;
  }
  row('A4', `slopes of ${name} against central differences`, atMost(1e-6), Math.sqrt(differences / squares));
}
