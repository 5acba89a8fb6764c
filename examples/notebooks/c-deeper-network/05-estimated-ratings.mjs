// C4: everyone for everything as one table, written by the command line: 943 people and a header, 1,682 films and a column of names.
import { writeFileSync } from 'node:fs';
import { readModelFile, readTable } from 'likewise';
import { likewise, scratch } from '../command-line.mjs';
import { atMost, data, exact, row } from '../lesson.mjs';

const scratchFile = scratch();
const [modelFile, tableFile] = [scratchFile('svd.safetensors'), scratchFile('all.csv')];
likewise('fit', 'svd', data('ml-100k/u.data.gz'), '--epochs', 5, '-o', modelFile);
writeFileSync(tableFile, likewise('predict', modelFile, '--all'));

const { names, rows } = await readTable(tableFile);
row('C4', 'lines of the table', exact('943 + 1'), `${rows.length} + 1`);
row('C4', 'columns of the table', exact('1682 + 1'), `${names.length - 1} + 1`);

// Bounded by the scale inside the model, not pressed into it afterwards.
const model = await readModelFile(modelFile);
let [farthest, outside] = [0, 0];
for (const [user, ...cells] of rows)
  for (const [k, cell] of cells.entries()) {
    farthest = Math.max(farthest, Math.abs(Number(cell) - model.predict(user, names[k + 1])));
    if (Number(cell) < 1 || Number(cell) > 5) outside++;
  }
row('C4', 'largest difference from the model', atMost(1e-6), farthest);
row('C4', 'cells outside 1 … 5', exact(0), outside);
