// B19, B20: the same transposed, what people gave to similar films: the notes announce it and show the other program twice.
import { itemKNN, userKNN } from '@likewise/core';
import { atLeast, atMost, band, row, table } from '../lesson.mjs';
import { mse, parts } from './most-active.mjs';

const { train, test, mean } = await parts(1);
const settings = { similarity: 'centered-cosine', minOverlap: 6, weights: 'all', prediction: 'mean' };
const expected = { all: [0.6936, 0.8214], common: [0.7545, 1.0396] };
const deviations = { all: [0.0012, 0.0008], common: [0.0004, 0.0026] };
const lines = [];
for (const norms of ['all', 'common']) {
  const model = await itemKNN({ ...settings, norms, neighbors: 20, listLength: 20 }).fit(train);
  const errors = [train, test].map((part) => mse(model, part, mean, train.ratingScale));
  lines.push([norms, ...errors.map((error) => error.toFixed(4))]);
  row('B19', `norms over ${norms} people: training MSE`, band(expected[norms][0], deviations[norms][0]), errors[0]);
  row('B19', `norms over ${norms} people: test MSE`, band(expected[norms][1], deviations[norms][1]), errors[1]);
}
table(['norms over', 'training MSE', 'test MSE'], lines);

// All pairs of people cost N²M, all pairs of films M²N; symmetry and lists, never pairs of hash maps.
const started = performance.now();
await userKNN({ ...settings, norms: 'all', neighbors: 25, listLength: 25 }).fit(train, { threads: 1 });
const seconds = (performance.now() - started) / 1000;
row('B20', 'seconds to compare 6,040 people on one thread', atMost(10), Number(seconds.toFixed(1)));
const model = await itemKNN({ ...settings, norms: 'all', neighbors: 20, listLength: 20 }).fit(train);
const list = model.recommend(train.users.ids[0], { n: 10 });
row('B20', 'films of a list, chosen without sorting the catalog', atLeast(10), list.length);
