// G3, G2: vectors of users and films with their ids as tables; the films at the ends of a factor, and of which model factors can be read.
import { readFileSync } from 'node:fs';
import { vectorsOf } from '@likewise/core';
import { readTable, writeModelFile } from 'likewise';
import { likewise, scratch } from '../command-line.mjs';
import { data, exact, row, table } from '../lesson.mjs';
import { halfStars, trained } from './half-stars.mjs';

const titles = data('ml-latest-small-2016/movies.csv.gz');
const scratchFile = scratch();
const [modelFile, films, people] = ['model.safetensors', 'films.csv', 'people.npy'].map(scratchFile);
const model = await trained(await halfStars(), 2);
await writeModelFile(modelFile, model);
likewise('export', modelFile, '--item-vectors', films, '--user-vectors', people);

const { names, rows } = await readTable(films);
const { vectors, ids } = vectorsOf(model, 'items');
const from = names.indexOf('f1');
row('G3', 'films × dimensions', exact('9066 × 20'), `${rows.length} × ${names.filter((name) => /^f\d+$/.test(name)).length}`);
const differing = rows.filter(
  (cells, i) =>
    cells[0] !== ids.ids[i] ||
    vectors.values.subarray(i * 20, i * 20 + 20).some((value, f) => Math.fround(Number(cells[from + f])) !== value),
);
row('G3', 'rows that differ from the model in any digit', exact(0), differing.length);
// NumPy's format: a magic word, and a header that says type and shape.
const bytes = readFileSync(people);
const header = bytes.toString('latin1', 10, 10 + bytes.readUInt16LE(8));
row('G3', 'NumPy’s header of the users’ table', exact("'<f4' (671, 20)"), `${/'<\w\d'/.exec(header)} ${/\(\d+, \d+\)/.exec(header)}`);

for (const [name, axes] of [
  ['nmf', 'additive'],
  ['explicit-als', 'free'],
]) {
  likewise('fit', name, data('ml-latest-small-2016/ratings.csv.gz'), '--factors', 8, '-o', scratchFile(name));
  const shown = ['--titles', titles, '--min-ratings', 50, '--factor', 1, '-n', 5, '--json'];
  const read = JSON.parse(likewise('factors', scratchFile(name), ...shown));
  const [{ largest, smallest }] = read.factors;
  console.log(read.meaning);
  table(
    ['largest', '', 'smallest', ''],
    largest.map((film, k) => [film.title, film.coordinate.toFixed(3), smallest[k].title, smallest[k].coordinate.toFixed(3)]),
  );
  row('G2', `${name}: what its axes are`, exact(axes), read.axes);
  row(
    'G2',
    `${name}: films at the ends of a factor, with titles`,
    exact(10),
    [...largest, ...smallest].filter(({ title }) => title).length,
  );
}
