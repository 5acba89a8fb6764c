// B14, B15, B16: a fifth held out by a seed, by person, or by time; look-ups both ways; what is kept is structure, not value.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { interactionsFromRows, parseSplit, randomSplit, rowIndexes, rowValues } from '@likewise/core';
import { readInteractions, saveInteractions } from 'likewise';
import { exact, row, table } from '../lesson.mjs';
import { subset } from './most-active.mjs';

const ratings = await subset();
const halves = (rule) => parseSplit(rule).apply(ratings).folds[0];
const random = halves('random:0.8');
const rules = ['random:0.8', 'per-user:0.8', 'kfold:5'];
table(
  ['split', 'training', 'test'],
  rules.map((rule) => [rule, halves(rule).train.size, halves(rule).test.size]),
);
row('B14', 'share of training', exact('0.80000'), random.train.size / ratings.size);
row('B14', 'training and test together', exact(940319), random.train.size + random.test.size);
const same = (a, b) => (a.userItems.indexes.every((item, e) => item === b.userItems.indexes[e]) ? 'the same rows' : 'other rows');
row('B14', 'the same seed again', exact('the same rows'), same(random.test, halves('random:0.8').test));
row('B14', 'another seed', exact('other rows'), same(random.test, randomSplit(ratings, { share: 0.8, seed: 1 }).folds[0].test));
row('B14', 'both parts have everyone’s positions', exact('6040 × 2000'), `${random.test.users.size} × ${random.test.items.size}`);

// (user, item) → rating, by user and by item: the same entries, memory for what is rated alone.
const { userItems, itemUsers } = random.train;
const [films, stars] = [rowIndexes(userItems, 7).subarray(0, 20), rowValues(userItems, 7).subarray(0, 20)];
const found = [...films].map((film) => rowValues(itemUsers, film)[rowIndexes(itemUsers, film).indexOf(7)]);
row('B15', 'twenty ratings of one person, looked up by film', exact(stars.join(' ')), found.join(' '));
row('B15', 'entries by user and by item', exact(userItems.indexes.length), itemUsers.indexes.length);

const folder = mkdtempSync(join(tmpdir(), 'likewise-'));
const file = join(folder, 'ratings.parquet');
// A rating of 0 is a rating; a mask "value > 0" would lose it.
const zero = interactionsFromRows([
  { user: 'ann', item: 'tea', value: 0 },
  { user: 'ann', item: 'jam', value: 3 },
]);
await saveInteractions(file, zero);
const { interactions: loaded } = await readInteractions(file);
rmSync(folder, { recursive: true });
row('B16', 'ratings after saving and loading, one of them 0', exact('0 3'), [...loaded.userItems.values].sort().join(' '));
