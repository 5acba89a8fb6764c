// E3: the ten films with the largest u·v that a person has not rated, by id, for anyone; not column numbers of row 0.
import { svd } from '@likewise/core';
import { readItems } from 'likewise';
import { data, exact, row, table } from '../lesson.mjs';
import { ratingsOf } from '../movielens.mjs';

const ratings = await ratingsOf('ml-1m/ratings.csv.gz');
const { items } = await readItems(data('ml-1m/movies.dat'));
const model = await svd({ factors: 16, epochs: 10, biases: false }).fit(ratings);

const person = '42';
const list = model.recommend(person, { n: 10 });
table(
  ['score', 'film', 'title'],
  list.map(({ item, score }) => [score.toFixed(3), item, items.get(item)?.title]),
);

const user = ratings.users.indexOf(person);
const { pointers, indexes } = ratings.userItems;
const rated = new Set(Array.from(indexes.subarray(pointers[user], pointers[user + 1]), (item) => ratings.items.ids[item]));
row('E3', 'films in the list', exact(10), list.length);
row('E3', 'films that the person has rated', exact(0), list.filter(({ item }) => rated.has(item)).length);
row('E3', 'scores that rise down the list', exact(0), list.slice(1).filter(({ score }, k) => score > list[k].score).length);

// The same by hand: every score, best first, ties by the lower index.
const scores = model.scoreItems(person);
const byHand = ratings.items.ids
  .map((item, index) => ({ item, index }))
  .filter(({ item }) => !rated.has(item))
  .sort((a, b) => scores[b.index] - scores[a.index] || a.index - b.index)
  .slice(0, 10);
row('E3', 'the same ten as by sorting all scores', exact(byHand.map(({ item }) => item).join(' ')), list.map(({ item }) => item).join(' '));
