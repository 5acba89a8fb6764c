// D6: the ten best films for one person, called by id, best first, without what the person has rated, ties in a fixed order. One seed.
import { readItems } from 'likewise';
import { data, exact, row, table } from '../lesson.mjs';
import { halfStars, trained } from './half-stars.mjs';

const ratings = await halfStars();
const { items } = await readItems(data('ml-latest-small-2016/movies.csv.gz'));
// Five epochs: the best of the held-out curve.
const model = await trained(ratings, 5);

const person = '4';
const list = model.recommend(person, { n: 10 });
table(
  ['stars', 'film', 'title'],
  list.map(({ item, score }) => [score.toFixed(3), item, items.get(item).title]),
);
const user = ratings.users.indexOf(person);
const { pointers, indexes } = ratings.userItems;
const rated = new Set(Array.from(indexes.subarray(pointers[user], pointers[user + 1]), (item) => ratings.items.ids[item]));
row('D6', 'films in the list', exact(10), list.length);
row('D6', 'films that the person has rated', exact(0), list.filter(({ item }) => rated.has(item)).length);
row('D6', 'scores that rise down the list', exact(0), list.slice(1).filter(({ score }, k) => score > list[k].score).length);
// An id, not a row: the fourth row is another person.
row('D6', 'person with id 4, by index', exact(ratings.users.ids[user]), person);
const again = model.recommend(4, { n: 10 });
row(
  'D6',
  'the same list when asked again, by number',
  exact(list.map(({ item }) => item).join(' ')),
  again.map(({ item }) => item).join(' '),
);
