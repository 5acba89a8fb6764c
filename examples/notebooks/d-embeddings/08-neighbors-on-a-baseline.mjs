// D10, G4: what the notebook imports and never runs, neighbors on a baseline. The figures of Surprise, its library, in every fold.
import { itemKNN } from '@likewise/core';
import { mean, row, table, within } from '../lesson.mjs';
import { ratingsOf, rowsOf } from '../movielens.mjs';

const settings = { neighbors: 30, listLength: 2000, norms: 'common' };
const expected = [0.93613, 0.91795, 0.91439, 0.91314, 0.92023];
const reached = [];
for (const fold of [1, 2, 3, 4, 5]) {
  const [train, test] = [await ratingsOf(`ml-100k/u${fold}.base.gz`), await ratingsOf(`ml-100k/u${fold}.test`)];
  const model = await itemKNN(settings).fit(train);
  const { meanRating, userBias, itemBias } = model.state;
  // Of whom or what training never saw our model says nothing; Surprise adds the biases that it has.
  const baseline = ({ user, item }) =>
    Math.min(5, Math.max(1, meanRating + (userBias[train.users.indexOf(user)] ?? 0) + (itemBias[train.items.indexOf(item)] ?? 0)));
  const errors = Array.from(rowsOf(test), (rating) => (model.predict(rating.user, rating.item) ?? baseline(rating)) - rating.value);
  reached.push(Math.sqrt(mean(errors.map((error) => error ** 2))));
}
table(
  ['fold', 'Surprise', 'reached'],
  reached.map((rmse, k) => [`u${k + 1}`, expected[k], rmse.toFixed(5)]),
);
for (const [k, rmse] of reached.entries()) row('G4', `KNNBaseline on u${k + 1}: RMSE`, within(expected[k], 1e-5), rmse);
row('D10', 'KNNBaseline, mean of the folds', within(mean(expected), 1e-5), mean(reached));
