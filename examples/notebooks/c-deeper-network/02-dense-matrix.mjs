// C2: the same ratings as a dense matrix of 943 × 1,682, missing ones written as −1 or as NaN: both are missing, neither is a number.
import { writeFileSync } from 'node:fs';
import { ratingsFromMatrix, readDenseMatrix } from 'likewise';
import { scratch } from '../command-line.mjs';
import { exact, row } from '../lesson.mjs';
import { ratingsOf } from '../movielens.mjs';

const ratings = await ratingsOf('ml-100k/u.data.gz');
const { rows, columns, pointers, indexes, values } = ratings.userItems;
const scratchFile = scratch();
for (const missing of ['-1', 'nan']) {
  const file = scratchFile(`missing ${missing}.csv`);
  const lines = Array.from({ length: rows }, (_, user) => {
    const cells = new Array(columns).fill(missing);
    for (let e = pointers[user]; e < pointers[user + 1]; e++) cells[indexes[e]] = values[e];
    return cells.join(',');
  });
  writeFileSync(file, `${lines.join('\n')}\n`);

  const matrix = await readDenseMatrix(file);
  const read = ratingsFromMatrix(matrix);
  row('C2', `missing written ${missing}: shape`, exact('943 × 1682'), `${matrix.rows} × ${matrix.columns}`);
  row('C2', `missing written ${missing}: ratings present`, exact(100000), read.size);
  const differing = read.userItems.values.filter((value, e) => value !== values[e] || read.userItems.indexes[e] !== indexes[e]);
  row('C2', `missing written ${missing}: ratings that differ`, exact(0), differing.length);
}
