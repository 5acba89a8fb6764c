// D9: the thirty best-rated films with at least fifty ratings in two dimensions, by principal axes and by UMAP. Three seeds.
import { principalAxes, vectorsOf } from '@likewise/core';
import { readItems, readTable, writeModelFile } from 'likewise';
import { likewise, scratch } from '../command-line.mjs';
import { atMost, band, data, dotPlot, exact, mean, row } from '../lesson.mjs';
import { filmFigures, halfStars, heldOutByNotebook, trained } from './half-stars.mjs';

const files = 'ml-latest-small-2016';
const ratings = await halfStars();
const { train } = heldOutByNotebook(ratings);
const { items } = await readItems(data(`${files}/movies.csv.gz`));
const best = filmFigures(ratings)
  .filter(({ count }) => count >= 50)
  .sort((a, b) => b.mean - a.mean)
  .slice(0, 30);
const models = [];
for (const seed of [0, 1, 2]) models.push(await trained(train, 20, seed));

const maps = models.map((model) => {
  const { vectors, ids } = vectorsOf(model, 'items');
  const rows = best.map(({ item }) => vectors.values.subarray(ids.indexOf(item) * 20, ids.indexOf(item) * 20 + 20));
  return principalAxes({ rows: 30, columns: 20, values: Float32Array.from(rows.flatMap((vector) => [...vector])) });
});
row('D9', 'share of the variance in two dimensions', band(0.3326, 0.0119), mean(maps.map(({ kept }) => kept[0] + kept[1])));
const [{ axes, places }] = maps;
const [first, second] = [axes.values.subarray(0, 20), axes.values.subarray(20, 40)];
const product = first.reduce((sum, value, f) => sum + value * second[f], 0);
row('D9', 'product of the two axes', atMost(1e-9), Math.abs(product));
const largest = (axis) => axis.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a));
row('D9', 'signs of the axes’ largest coordinates', exact('1 1'), [first, second].map((axis) => Math.sign(largest(axis))).join(' '));

const titleOf = (film) =>
  items
    .get(film)
    .title.replace(/ \(\d+\)$/, '')
    .slice(0, 26);
const points = best.map(({ item }, k) => ({ x: places.values[2 * k], y: places.values[2 * k + 1], label: titleOf(item) }));
await dotPlot('d07-map-pca', {
  title: 'The thirty best-rated films: two principal axes',
  x: 'first axis',
  y: 'second axis',
  height: 560,
  points,
});
row('D9', 'films with a place and a title', exact(30), points.filter(({ x, y, label }) => Number.isFinite(x + y) && label).length);

// On the command line, by UMAP.
const scratchFile = scratch();
const [modelFile, mapFile] = [scratchFile('model.safetensors'), scratchFile('map.csv')];
await writeModelFile(modelFile, models[0]);
const known = ['--training', data(`${files}/ratings.csv.gz`), '--titles', data(`${files}/movies.csv.gz`)];
likewise('map', modelFile, ...known, '--method', 'umap', '--neighbors', 5, '--only-labelled', '-o', mapFile);
const { names, rows } = await readTable(mapFile);
const [x, y, film] = ['x', 'y', 'item'].map((name) => names.indexOf(name));
const placed = rows.map((cells) => ({ x: Number(cells[x]), y: Number(cells[y]), label: titleOf(cells[film]) }));
await dotPlot('d07-map-umap', { title: 'The thirty best-rated films by UMAP', x: '', y: '', height: 560, points: placed });
row('D9', 'films placed by UMAP', exact(30), placed.filter((point) => Number.isFinite(point.x + point.y)).length);
