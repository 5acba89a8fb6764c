// E6 as the notebook counts: negatives among which training films stand, and log(rank) / log(rank + 2), which gives the first place 0.
import { implicitALS, popular, seededRandom } from '@likewise/core';
import { band, mean, row, table } from '../lesson.mjs';
import { ratingsOf, rowsOf } from '../movielens.mjs';
import { notebookALS } from './implicit.mjs';
import { leftOut } from './splits.mjs';

const ratings = await ratingsOf('ml-1m/ratings.csv.gz', { columns: 'user,item,weight,timestamp' });

/** Place of the held-out film among 99 others, from 1, ties against it; never drawn are the films that a person gave `least` … `most` stars. */
function placesOf(model, test, seed, least, most) {
  const random = seededRandom(seed);
  const without = ratings.users.ids.map(() => new Set());
  for (const { userIndex, itemIndex, value } of rowsOf(ratings)) if (value >= least && value <= most) without[userIndex].add(itemIndex);
  return Array.from(rowsOf(test), ({ user, userIndex, itemIndex: answer }) => {
    const scores = model.scoreItems(user);
    const drawn = new Set();
    while (drawn.size < 99) {
      const film = random.integer(ratings.items.size);
      if (film !== answer && !without[userIndex].has(film)) drawn.add(film);
    }
    return 1 + [...drawn].filter((film) => !(scores[film] < scores[answer])).length;
  });
}
const figures = (places) =>
  [() => 1, (rank) => 1 / Math.log2(1 + rank), (rank) => Math.log(rank) / Math.log(rank + 2)].map((worth) =>
    mean(places.map((rank) => (rank <= 10 ? worth(rank) : 0))),
  );

const runs = [];
for (const seed of [1, 2, 3]) {
  const { train, test } = leftOut(ratings, seed);
  const [als, counted] = [await implicitALS({ ...notebookALS, seed }).fit(train), await popular().fit(train)];
  runs.push({
    'popularity, clean negatives': figures(placesOf(counted, test, seed, 1, 5)),
    'implicit ALS, clean negatives': figures(placesOf(als, test, seed, 1, 5)),
    'implicit ALS, the notebook’s negatives': figures(placesOf(als, test, seed, 1, 1)),
  });
}
const [clean, als, dirty] = Object.keys(runs[0]).map((name) => [0, 1, 2].map((k) => mean(runs.map((run) => run[name][k]))));
table(
  ['', 'HR@10', 'NDCG@10', 'the notebook’s'],
  [clean, als, dirty].map((line, k) => [Object.keys(runs[0])[k], ...line.map((value) => value.toFixed(4))]),
);
row('E6', 'popularity, clean negatives: the notebook’s NDCG', band(0.2992, 0.0033), clean[2]);
row('E6', 'implicit ALS, clean negatives: the notebook’s NDCG', band(0.3878, 0.0008), als[2]);
row('E6', 'implicit ALS, the notebook’s negatives: HR@10', band(0.7134, 0.0078), dirty[0]);
row('E6', 'implicit ALS, the notebook’s negatives: NDCG@10', band(0.416, 0.0033), dirty[1]);
row('E6', 'implicit ALS, the notebook’s negatives: its NDCG', band(0.3991, 0.0061), dirty[2]);
