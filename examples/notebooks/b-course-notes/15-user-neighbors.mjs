// B18: what people of like taste gave: 25 neighbors, more than five films in common, deviations from each one's mean.
import { userKNN } from '@likewise/core';
import { band, row, table } from '../lesson.mjs';
import { mse, parts } from './most-active.mjs';

const { train, test, mean } = await parts(1);
const settings = { similarity: 'centered-cosine', minOverlap: 6, weights: 'all', prediction: 'mean', neighbors: 25, listLength: 25 };
// The notes' program divides by lengths over all films of each person, its formula by those over common films: the first quietly
// shrinks what rests on few films.
const expected = { all: [0.6317, 0.9156], common: [0.6907, 1.1681] };
const deviations = { all: [0.0004, 0.0026], common: [0.0006, 0.0038] };
const lines = [];
for (const norms of ['all', 'common']) {
  const model = await userKNN({ ...settings, norms }).fit(train);
  const errors = [train, test].map((part) => mse(model, part, mean, train.ratingScale));
  lines.push([norms, ...errors.map((error) => error.toFixed(4))]);
  row('B18', `norms over ${norms} films: training MSE`, band(expected[norms][0], deviations[norms][0]), errors[0]);
  row('B18', `norms over ${norms} films: test MSE`, band(expected[norms][1], deviations[norms][1]), errors[1]);
}
table(['norms over', 'training MSE', 'test MSE'], lines);

// Shrinkage under its own name does better than either.
const shrunk = await userKNN({ ...settings, norms: 'all', shrinkage: 50 }).fit(train);
const error = mse(shrunk, test, mean, train.ratingScale);
table(['with shrinkage 50', 'test MSE'], [['', error.toFixed(4)]]);
