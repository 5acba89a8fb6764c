// B25, B26, G7: Funk's SVD by gradient descent, SVD++ that also learns from what was rated, and people as sums of items alone.
import { asymmetricSVD, svd, svdPP } from '@likewise/core';
import { readInteractions } from 'likewise';
import { atMost, band, data, exact, mean, row, table } from '../lesson.mjs';

const { interactions: train } = await readInteractions(data('ml-100k/u1.base.gz'));
const { interactions: test } = await readInteractions(data('ml-100k/u1.test'));
const fallback = mean(train.userItems.values);
function rmse(model) {
  const { pointers, indexes, values } = test.userItems;
  let squares = 0;
  for (const [u, user] of test.users.ids.entries())
    for (let e = pointers[u]; e < pointers[u + 1]; e++)
      squares += ((model.predict(user, test.items.ids[indexes[e]]) ?? fallback) - values[e]) ** 2;
  return Math.sqrt(squares / values.length);
}
const course = { factors: 20, epochs: 20, learningRateDecay: 1, regularization: 0.02, startDeviation: 0.1 };
const models = {
  'svd, as the notes': svd({ ...course, learningRate: 0.005 }),
  'svd-pp, as the notes': svdPP({ ...course, learningRate: 0.007, implicitRegularization: 0.02 }),
  'svd-pp': svdPP(),
  'asymmetric-svd': asymmetricSVD(),
};
const fitted = {};
for (const [name, estimator] of Object.entries(models)) fitted[name] = await estimator.fit(train);
const errors = Object.fromEntries(Object.entries(fitted).map(([name, model]) => [name, rmse(model)]));
table(
  ['model', 'test RMSE'],
  Object.entries(errors).map(([name, error]) => [name, error.toFixed(4)]),
);
row('B25', 'svd: test RMSE', band(0.9504, 0.0006), errors['svd, as the notes']);
row('B26', 'svd-pp: test RMSE', band(0.9318, 0.0023), errors['svd-pp, as the notes']);
row('G7', 'asymmetric-svd above svd-pp: test RMSE', atMost(0.01), errors['asymmetric-svd'] - errors['svd-pp']);

// A newcomer needs no training: the ratings of someone of the training part give that person's predictions.
const { userItems, users, items } = train;
const [from, to] = [userItems.pointers[5], userItems.pointers[6]];
const told = Array.from(userItems.indexes.subarray(from, to), (item, k) => ({ item: items.ids[item], value: userItems.values[from + k] }));
const asked = [users.ids[5], { ratings: told }].map((user) => items.ids.map((item) => fitted['asymmetric-svd'].predict(user, item)));
const different = asked[0].filter((rating, k) => rating !== asked[1][k]);
row('G7', 'predictions that differ where ratings are told instead of learned', exact(0), different.length);
