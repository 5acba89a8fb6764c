// D9: the thirty best-rated films with at least fifty ratings in two dimensions, by principal axes and by UMAP. One seed.
import { principalAxes, vectorsOf } from '@likewise/core';
import { readTable, writeModelFile } from 'likewise';
import { likewise, scratch } from '../command-line.mjs';
import { atMost, band, data, exact, row } from '../lesson.mjs';
import { filmFigures, halfStars, heldOutByNotebook, trained } from './half-stars.mjs';

const files = 'ml-latest-small-2016';
const ratings = await halfStars();
const { train } = heldOutByNotebook(ratings);
const best = filmFigures(ratings)
  .filter(({ count }) => count >= 50)
  .sort((a, b) => b.mean - a.mean)
  .slice(0, 30);
const model = await trained(train, 20);

const { vectors, ids } = vectorsOf(model, 'items');
const picked = best.map(({ item }) => vectors.values.subarray(ids.indexOf(item) * 20, ids.indexOf(item) * 20 + 20));
const map = { rows: 30, columns: 20, values: Float32Array.from(picked.flatMap((vector) => [...vector])) };
const { axes, kept } = principalAxes(map);
row('D9', 'share of the variance in two dimensions', band(0.3326, 0.0119), kept[0] + kept[1]);
const [first, second] = [axes.values.subarray(0, 20), axes.values.subarray(20, 40)];
const product = first.reduce((sum, value, f) => sum + value * second[f], 0);
row('D9', 'product of the two axes', atMost(1e-9), Math.abs(product));
const largest = (axis) => axis.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a));
row('D9', 'signs of the axes’ largest coordinates', exact('1 1'), [first, second].map((axis) => Math.sign(largest(axis))).join(' '));

// The same on the command line, and by UMAP: a table of places with titles, and pictures.
const scratchFile = scratch();
const modelFile = scratchFile('model.safetensors');
await writeModelFile(modelFile, model);
const known = ['--training', data(`${files}/ratings.csv.gz`), '--titles', data(`${files}/movies.csv.gz`), '--only-labelled'];
for (const method of ['pca', 'umap']) {
  const how = [...known, '--method', method, ...(method === 'umap' ? ['--neighbors', 5] : [])];
  const places = scratchFile(`${method}.csv`);
  likewise('map', modelFile, ...how, '-o', places);
  const { names, rows } = await readTable(places);
  const [x, y, title] = ['x', 'y', 'title'].map((name) => names.indexOf(name));
  row(
    'D9',
    `films with a place and a title, ${method}`,
    exact(30),
    rows.filter((cells) => Number.isFinite(Number(cells[x]) + Number(cells[y])) && cells[title]).length,
  );
  if (process.env.LIKEWISE_PLOTS) likewise('map', modelFile, ...how, '-o', `${process.env.LIKEWISE_PLOTS}/d07-map-${method}.svg`);
}
