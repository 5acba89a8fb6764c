// G6: weights between films learned as a regression of ratings, instead of taken from how alike the films are.
import { itemKNN, itemRegression } from '@likewise/core';
import { atMost, exact, row, table } from '../lesson.mjs';
import { mse, parts } from './most-active.mjs';

const { train, test, mean } = await parts(1);
const notes = {
  similarity: 'centered-cosine',
  minOverlap: 6,
  weights: 'all',
  prediction: 'mean',
  norms: 'all',
  neighbors: 20,
  listLength: 20,
};
const models = {
  'item-knn, as the notes': await itemKNN(notes).fit(train),
  'item-knn on a baseline': await itemKNN().fit(train),
  'item-regression': await itemRegression({ regularization: 200 }).fit(train),
};
const errors = Object.values(models).map((model) => mse(model, test, mean, train.ratingScale));
table(
  ['model', 'test MSE', 'test RMSE'],
  Object.keys(models).map((name, k) => [name, errors[k].toFixed(4), Math.sqrt(errors[k]).toFixed(4)]),
);
row('G6', 'test RMSE of item-regression, at most that of B19', atMost(Math.sqrt(0.8214)), Math.sqrt(errors[2]));

// Why: what each film that the person rated adds to what lies above the baseline.
const model = models['item-regression'];
const user = train.users.ids[0];
const [{ item }] = model.recommend(user, { n: 1 });
const { score, because } = model.explain(user, item);
table(
  ['rated film', 'adds'],
  because.slice(0, 6).map(({ item: rated, contribution }) => [rated, contribution.toFixed(3)]),
);
const { meanRating, userBias, itemBias } = model.state;
const base = meanRating + userBias[0] + itemBias[train.items.indexOf(item)];
const sum = because.reduce((total, { contribution }) => total + contribution, 0);
row('G6', 'baseline and reasons together are the score', exact(score.toFixed(5)), base + sum);
