// B1: recommending to someone of whom nothing is known: what most took, what was liked best, and what their group of people likes.
import { dampedMean, demographic, featuresFromRows, popular } from '@likewise/core';
import { readInteractions, readTable } from 'likewise';
import { atLeast, data, exact, row, table } from '../lesson.mjs';

const { interactions } = await readInteractions(data('ml-100k/u.data.gz'));
const { rows } = await readTable(data('ml-100k/u.user'), { delimiter: '|', header: false });
const people = interactions.with({ userFeatures: featuresFromRows(rows.map(([id, , sex, job]) => ({ id: Number(id), sex, job }))) });

const byCount = await popular().fit(people);
const byMean = await dampedMean().fit(people);
const byGroup = await demographic({ attributes: 'job', mismatch: 0 }).fit(people);
const films = (model, features = {}, n = 5) => model.recommend({ ratings: [], features }, { n }).map(({ item }) => item);
const students = films(byGroup, { job: 'student' });
const retired = films(byGroup, { job: 'retired' });
const lists = { 'most rated': films(byCount), 'best liked': films(byMean), 'of students': students, 'of retired people': retired };
table(
  ['list', 'films, best first'],
  Object.entries(lists).map(([name, list]) => [name, list.join(' ')]),
);

const best = interactions.items.indexOf(50);
const { pointers } = interactions.itemUsers;
row('B1', 'the most rated film', exact(50), Number(films(byCount)[0]));
row('B1', 'people who rated it', exact(583), pointers[best + 1] - pointers[best]);
row(
  'B1',
  'films of five that students and retired people do not share',
  atLeast(1),
  students.filter((film) => !retired.includes(film)).length,
);
row('B1', 'an unknown group gets what everyone gets', exact(films(byGroup).join(' ')), films(byGroup, { job: 'astronaut' }).join(' '));
const again = films(await popular().fit(people), {}, 1682).join(' ');
row('B1', 'the whole order, ties included, is the same again', exact('yes'), again === films(byCount, {}, 1682).join(' ') ? 'yes' : 'no');
