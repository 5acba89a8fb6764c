// G8: like or dislike as two classes, beside the regression of stars: judged by AUC and log loss.
import { factorizationMachine, interactionsFromRows } from '@likewise/core';
import { readInteractions } from 'likewise';
import { atLeast, atMost, data, mean, row, table } from '../lesson.mjs';

const read = async (file) => (await readInteractions(data(`ml-100k/${file}`))).interactions;
const rowsOf = ({ users, items, userItems: { pointers, indexes, values } }) =>
  users.ids.flatMap((user, u) =>
    Array.from(indexes.subarray(pointers[u], pointers[u + 1]), (item, k) => ({
      user,
      item: items.ids[item],
      value: values[pointers[u] + k],
    })),
  );
const liked = ({ value, ...pair }) => ({ ...pair, value: value >= 4 ? 1 : 0 });
const stars = await read('u1.base.gz');
const classes = interactionsFromRows(rowsOf(stars).map(liked), { valueKind: 'rating' });
const test = rowsOf(await read('u1.test'));

// Two classes with a cutpoint between them, whose loss is that of a probit; and stars as numbers.
const machine = (target) => factorizationMachine({ training: 'gibbs', samples: 50, target });
const byClass = await machine('ordered-probit').fit(classes);
const byStars = await machine('regression').fit(stars);
const known = test.filter(({ user, item }) => byClass.predict(user, item) !== undefined);
const likes = known.map(({ value }) => value >= 4);

/** Chance that one who liked is scored above one who did not; */
function auc(scores) {
  const order = [...scores.keys()].sort((a, b) => scores[a] - scores[b]);
  const sum = order.reduce((ranks, k, rank) => ranks + (likes[k] ? rank + 1 : 0), 0);
  const positive = likes.filter(Boolean).length;
  return (sum - (positive * (positive + 1)) / 2) / (positive * (likes.length - positive));
}
const logLoss = (shares) => -mean(shares.map((p, k) => Math.log(Math.max(1e-9, likes[k] ? p : 1 - p))));
const probabilities = known.map(({ user, item }) => byClass.predict(user, item));
const ratings = known.map(({ user, item }) => byStars.predict(user, item));
const rate = mean(rowsOf(stars).map(({ value }) => (value >= 4 ? 1 : 0)));
const found = [
  ['the share of likes alone', 0.5, logLoss(known.map(() => rate))],
  ['two classes', auc(probabilities), logLoss(probabilities)],
  ['stars, by regression', auc(ratings), Number.NaN],
];
table(
  ['judged on 20,000 held out', 'AUC', 'log loss'],
  found.map(([name, area, loss]) => [name, area.toFixed(4), Number.isNaN(loss) ? '–' : loss.toFixed(4)]),
);
row('G8', 'two classes: AUC', atLeast(0.72), found[1][1]);
row('G8', 'two classes: log loss, below that of the share of likes', atMost(found[0][2] - 0.05), found[1][2]);
row('G8', 'two classes less stars: AUC', atLeast(-0.03), found[1][1] - found[2][1]);
