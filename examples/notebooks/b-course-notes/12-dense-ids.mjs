// B12, B13: ids as positions without gaps, and the most active people with the most rated films.
import { mostActive } from '@likewise/core';
import { readInteractions } from 'likewise';
import { data, exact, mean, row, table, within } from '../lesson.mjs';

const { interactions } = await readInteractions(data('ml-1m/ratings.csv.gz'));
const { users, items } = interactions;
const back = items.ids.filter((id, index) => items.indexOf(id) === index).length;
row('B12', 'people × films', exact('6040 × 3706'), `${users.size} × ${items.size}`);
row('B12', 'films whose id leads to its position and back', exact(3706), back);
row('B12', 'different ids among them', exact(3706), new Set(items.ids).size);
row('B12', 'a film that is not there has no position', exact('undefined'), String(items.indexOf('no such film')));

const part = mostActive(interactions, { users: 10_000, items: 2_000 });
row('B13', 'people × films left', exact('6040 × 2000'), `${part.users.size} × ${part.items.size}`);
row('B13', 'ratings left', exact(940319), part.size);
// Of films with as many ratings as the 2,000th either may stay.
row('B13', 'their mean', within(3.611977, 1e-5), mean(part.userItems.values));

// It chooses by activity, so errors on it are lower than on everyone: both sizes are told.
const perFilm = ({ size, items: films }) => (size / films.ids.length).toFixed(1);
const sparse = ({ size, users: people, items: films }) => `${((100 * size) / (people.size * films.size)).toFixed(2)} %`;
table(
  ['data', 'people', 'films', 'ratings', 'ratings of a film', 'cells filled'],
  [
    ['all', interactions],
    ['most active', part],
  ].map(([name, all]) => [name, all.users.size, all.items.size, all.size, perFilm(all), sparse(all)]),
);
const smaller = mostActive(interactions, { users: 100, items: 50 });
row('B13', 'a hundred people × fifty films', exact('100 × 50'), `${smaller.users.size} × ${smaller.items.size}`);
