// A1: ratings as dense matrices in text files, films × people, with a mask of what was rated.
import { exact, row, table } from '../lesson.mjs';
import { everyone, films, matrix } from './movie-lab.mjs';

const names = ['X', 'W', 'b', 'Y', 'R'];
const read = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await matrix(name)])));
const list = await films();
const shape = ({ rows, columns }) => `${rows} × ${columns}`;
table(
  ['file', 'shape'],
  names.map((name) => [name, shape(read[name])]),
);

const expected = { X: '4778 × 10', W: '443 × 10', b: '1 × 443', Y: '4778 × 443', R: '4778 × 443' };
for (const name of names) row('A1', `shape of ${name}`, exact(expected[name]), shape(read[name]));
row('A1', 'films in the list', exact(4778), list.size);

const { R, Y } = read;
row(
  'A1',
  'ratings: ΣR',
  exact(39253),
  R.values.reduce((sum, value) => sum + value, 0),
);
row(
  'A1',
  'cells where R is neither 0 nor 1, or Y = 0 and R = 0 disagree',
  exact(0),
  R.values.filter((mask, cell) => (mask !== 0 && mask !== 1) || (Y.values[cell] === 0) !== (mask === 0)).length,
);

// The library keeps only what was rated.
const ratings = await everyone();
row('A1', 'ratings kept', exact(39253), ratings.size);
