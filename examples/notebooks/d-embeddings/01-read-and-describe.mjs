// D1, D2: a ratings file described, and ids numbered by first appearance and back.
import { numberIds } from '@likewise/core';
import { readTable } from 'likewise';
import { likewise } from '../command-line.mjs';
import { data, exact, mean, row, table } from '../lesson.mjs';

const file = data('ml-latest-small-2016/ratings.csv.gz');
const { rows } = await readTable(file);
const stars = rows.map(([, , rating]) => Number(rating)).sort((a, b) => a - b);
const centre = mean(stars);
const quartile = (share) => stars[Math.round(share * (stars.length - 1))];
const described = {
  count: stars.length,
  mean: centre,
  sd: Math.sqrt(stars.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (stars.length - 1)),
  quartiles: [0, 0.25, 0.5, 0.75, 1].map(quartile).join(' '),
};
table(Object.keys(described), [Object.values(described)]);
row('D1', 'ratings', exact(100004), described.count);
row('D1', 'mean', exact('3.543608'), described.mean);
row('D1', 'sd (n − 1)', exact('1.058064'), described.sd);
row('D1', 'least, quartiles, most', exact('0.5 3 4 4 5'), described.quartiles);
// The command line says the same of any file.
const told = JSON.parse(likewise('describe', file, '--json'));
row('D1', 'users × films, by likewise describe', exact('671 × 9066'), `${told.users} × ${told.items}`);

const [people, films] = [0, 1].map((column) => numberIds(rows.map((cells) => cells[column])));
row('D1', 'film ids in the order in which they come', exact('31 1029 1061 1129 1172 1263'), films.map.ids.slice(0, 6).join(' '));
row(
  'D2',
  'indexes of the first five rows',
  exact('0,0 0,1 0,2 0,3 0,4'),
  [0, 1, 2, 3, 4].map((k) => `${people.indexes[k]},${films.indexes[k]}`).join(' '),
);
const lost = films.map.ids.filter((id, index) => films.map.indexOf(id) !== index || films.map.ids[index] !== id);
row('D2', 'ids that do not come back', exact(0), lost.length);
