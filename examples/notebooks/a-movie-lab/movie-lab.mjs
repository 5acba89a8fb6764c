/** The lab's files, and its ratings with a new person in front. */
import { gradientMF, gradientMFEntry, interactionsFromRows, presetOf } from '@likewise/core';
import { ratingsFromMatrix, readDenseMatrix, readTable } from 'likewise';
import { data } from '../lesson.mjs';

/** X, W, b, Y or R: headerless text, gzipped or not. */
export const matrix = (name) => readDenseMatrix(data(`ng-small-movies/small_movies_${name}${'XYR'.includes(name) ? '.csv.gz' : '.csv'}`));

/** Row of the film → title, mean rating, number of ratings. */
export async function films() {
  const { rows } = await readTable(data('ng-small-movies/small_movie_list.csv'));
  return new Map(rows.map(([row, mean, count, title]) => [Number(row), { title, mean: Number(mean), count: Number(count) }]));
}

/** What the new person gave: row of the film → stars. */
export const given = new Map([
  [2700, 5],
  [2609, 2],
  [929, 5],
  [246, 5],
  [2716, 3],
  [1150, 5],
  [382, 2],
  [366, 5],
  [622, 5],
  [988, 3],
  [2925, 1],
  [2937, 1],
  [793, 5],
]);

export const everyone = async () => ratingsFromMatrix(await matrix('Y'), { rows: 'items', mask: await matrix('R') });

export async function withNewPerson() {
  const { userItems } = await everyone();
  const rows = [...given].map(([item, value]) => ({ user: 'new', item, value }));
  for (let u = 0; u < userItems.rows; u++)
    for (let e = userItems.pointers[u]; e < userItems.pointers[u + 1]; e++)
      rows.push({ user: `person ${u}`, item: userItems.indexes[e], value: userItems.values[e] });
  return interactionsFromRows(rows);
}

/** 100 features from N(0, 1), Adam of step 0.1, λ = 1, 200 steps over everything: a model for each seed, with its loss before each step. */
export async function trained(ratings, seeds = Array.from({ length: 10 }, (_, k) => k + 1)) {
  const runs = [];
  for (const seed of seeds) {
    const losses = [];
    const settings = { ...presetOf(gradientMFEntry, 'movie-lab'), seed };
    const model = await gradientMF(settings).fit(ratings, { onEpoch: ({ objective }) => losses.push(objective) });
    runs.push({ model, losses });
  }
  return runs;
}
