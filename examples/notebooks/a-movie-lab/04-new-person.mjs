// A5, A6: one person's thirteen ratings in front of everyone's, and each film's mean over its rated cells.
import { gradientMF, gradientMFEntry, presetOf } from '@likewise/core';
import { atMost, exact, mean, row, table } from '../lesson.mjs';
import { films, given, withNewPerson } from './movie-lab.mjs';

const ratings = await withNewPerson();
const titles = await films();
table(
  ['stars', 'film'],
  [...given].map(([film, stars]) => [stars, titles.get(film).title]),
);
row('A5', 'films × people', exact('4778 × 444'), `${titles.size} × ${ratings.users.size}`);
row('A5', 'place of the new person', exact(0), ratings.users.indexOf('new'));
row('A5', 'films rated', exact(13), ratings.userItems.pointers[1]);
row('A5', 'everyone else is shifted by one', exact('person 0'), ratings.users.ids[1]);

// Normalization belongs to the model: it subtracts the mean of each film, the new ratings included, and adds it to what it predicts.
const model = await gradientMF({ ...presetOf(gradientMFEntry, 'movie-lab'), epochs: 1 }).fit(ratings);
const { pointers, values } = ratings.itemUsers;
const farthest = Math.max(
  ...ratings.items.ids.map((_, film) => {
    const rated = Array.from(values.subarray(pointers[film], pointers[film + 1]));
    // The model's own mean, as float64: what is left over the rated cells of a film.
    const centre = mean(rated);
    return Math.abs(mean(rated.map((stars) => stars - centre)));
  }),
);
row('A6', 'largest mean of a normalized film', atMost(1e-9), farthest);
row(
  'A6',
  'largest difference of the model’s means from these',
  atMost(1e-6),
  Math.max(...model.state.itemBias.map((bias, film) => Math.abs(bias - mean(values.subarray(pointers[film], pointers[film + 1]))))),
);
// A film that nobody rated is not predicted near 0, below the scale: the model cannot say.
row('A6', 'prediction for a film without ratings', exact('undefined'), String(model.predict('new', 'a film nobody rated')));
