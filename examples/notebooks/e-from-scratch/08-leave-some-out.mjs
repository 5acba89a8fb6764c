// G11, G12: several ratings of each person left out; and a mask by value, which loses a rating of 0.
import { interactionsFromRows } from '@likewise/core';
import { exact, row, table } from '../lesson.mjs';
import { ratingsOf } from '../movielens.mjs';
import { leftOut } from './splits.mjs';

const ratings = await ratingsOf('ml-1m/ratings.csv.gz');
const parts = [1, 2, 5].map((count) => ({ count, ...leftOut(ratings, 1, count) }));
table(
  ['left out', 'training', 'test'],
  parts.map(({ count, train, test }) => [count, train.size, test.size]),
);
for (const { count, train, test } of parts) {
  row('G11', `left out of each of 6,040 people: ${count}`, exact(6040 * count), test.size);
  row('G11', 'ratings of both parts', exact(1000209), train.size + test.size);
}

// Four ratings on a scale that has a 0, each predicted as 1: errors of 1, 0, 1 and 2.
const rows = [0, 1, 2, 3].map((value) => ({ user: 'ann', item: `film ${value}`, value }));
const { userItems } = interactionsFromRows(rows);
const rmse = (values) => Math.sqrt(values.reduce((sum, value) => sum + (value - 1) ** 2, 0) / values.length);
const kept = Array.from(userItems.values);
row('G12', 'ratings kept by their structure', exact(4), kept.length);
row('G12', 'RMSE over what was rated', exact('1.224745'), rmse(kept));
row('G12', 'RMSE over what is not 0, as the notebook has it', exact('1.290994'), rmse(kept.filter((value) => value !== 0)));
