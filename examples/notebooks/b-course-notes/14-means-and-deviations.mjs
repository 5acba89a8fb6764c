// B17, B21: predictions without neighbors: the mean, the film's mean, and the person's deviations from it. And who is unknown.
import { bias, itemKNN } from '@likewise/core';
import { atMost, band, exact, mean, row, table } from '../lesson.mjs';
import { mse, mseOf, parts } from './most-active.mjs';

const { train, test, mean: overall } = await parts();
const { itemUsers, userItems } = train;
const meanOfRow = ({ pointers, values }, r) => mean(values.subarray(pointers[r], pointers[r + 1]));
const films = train.items.ids.map((_, item) => meanOfRow(itemUsers, item));
const people = train.users.ids.map((_, user) => meanOfRow(userItems, user));
// s(i, j) = mean of i's ratings + mean of what those who rated j give above their own.
const deviations = train.items.ids.map((_, item) => {
  const [from, to] = [itemUsers.pointers[item], itemUsers.pointers[item + 1]];
  return mean(Array.from(itemUsers.values.subarray(from, to), (value, k) => value - people[itemUsers.indexes[from + k]]));
});
const model = await bias().fit(train);
const forms = {
  'mean of all ratings': () => () => overall,
  'mean of the film': () => (item) => films[item],
  'person’s mean and deviations': (_, user) => (item) => people[user] + deviations[item],
};
const errors = Object.values(forms).map((form) => [train, test].map((part) => mseOf(form, part, overall)));
table(
  ['prediction', 'training MSE', 'test MSE'],
  [...Object.keys(forms).map((name, k) => [name, ...errors[k]]), ['bias', mse(model, train, overall), mse(model, test, overall)]].map(
    ([name, ...both]) => [name, ...both.map((error) => error.toFixed(4))],
  ),
);
row('B17', 'test MSE of the mean of all ratings', band(1.2185, 0.0016), errors[0][1]);
row('B17', 'test MSE of the film’s mean, at most that of the mean', atMost(errors[0][1]), errors[1][1]);
row('B17', 'test MSE of deviations, at most that of the film’s mean', atMost(errors[1][1]), errors[2][1]);

const neighbors = await itemKNN({ similarity: 'centered-cosine', prediction: 'mean', neighbors: 20, listLength: 20 }).fit(train);
const film = train.items.ids[0];
row('B21', 'someone new of whom nothing is known: the film’s mean', exact(films[0].toFixed(6)), neighbors.predict({ ratings: [] }, film));
row('B21', 'a film that is not known', exact('undefined'), String(neighbors.predict({ ratings: [] }, 'no such film')));
row('B21', 'an id that is not known', exact('undefined'), String(neighbors.predict('nobody', film)));
