// A10: of the 300 highest predictions those that more than 20 people rated, by mean rating. Means over ten seeds.
import { band, exact, mean, row, table } from '../lesson.mjs';
import { films, given, trained, withNewPerson } from './movie-lab.mjs';

const ratings = await withNewPerson();
const list = await films();
const tables = (await trained(ratings)).map(({ model }) =>
  model
    // The notebook keeps what the person rated among what is new; here it is marked.
    .recommend('new', { n: 300, keepSeen: true })
    .map(({ item, score }) => ({ item, score, ...list.get(item), rated: given.has(item) ? 'rated' : '' }))
    .filter(({ count }) => count > 20)
    .sort((a, b) => b.mean - a.mean || a.item - b.item),
);
table(
  ['predicted', 'mean', 'ratings', '', 'film'],
  tables[0].map(({ score, mean, count, rated, title }) => [score.toFixed(2), mean.toFixed(2), count, rated, title]),
);

row('A10', 'films in the table', band(18.8, 2.3), mean(tables.map((films) => films.length)));
const rows = tables.flat();
row('A10', 'films with 20 ratings or fewer', exact(0), rows.filter(({ count }) => count <= 20).length);
const unordered = tables.flatMap((films) => films.slice(1).filter(({ mean }, k) => mean > films[k].mean));
row('A10', 'films above one of a higher mean', exact(0), unordered.length);
for (const [film, stars, deviation] of [
  [929, 4.89, 0.02],
  [2700, 4.83, 0.05],
]) {
  const found = rows.filter(({ item }) => item === film);
  row('A10', `${list.get(film).title}, rated and in the table: predicted`, band(stars, deviation), mean(found.map(({ score }) => score)));
}
