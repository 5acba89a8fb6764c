// G8: the network's question asked as a class, like (4 stars and more) or dislike, beside the regression of stars: AUC and log loss on u1.
import { factorizationMachine, interactionsFromRows, logisticMF, svd } from '@likewise/core';
import { atLeast, atMost, mean, row, table } from '../lesson.mjs';
import { ratingsOf, rowsOf } from '../movielens.mjs';

const [train, test] = [await ratingsOf('ml-100k/u1.base.gz'), await ratingsOf('ml-100k/u1.test')];
const likes = (value) => (value >= 4 ? 1 : 0);
const classes = interactionsFromRows(Array.from(rowsOf(train), ({ user, item, value }) => ({ user, item, value: likes(value) })));
const liked = interactionsFromRows(
  Array.from(rowsOf(train), ({ user, item, value }) => ({ user, item, value: likes(value) }))
    .filter(({ value }) => value === 1)
    .map(({ user, item }) => ({ user, item })),
);

const share = mean(classes.userItems.values);
const probit = await factorizationMachine({ target: 'ordered-probit', samples: 60 }).fit(classes);
const stars = await svd().fit(train);
const logistic = await logisticMF().fit(liked);
const scorers = {
  'share of likes': () => share,
  'stars, by svd': ({ user, item }) => stars.predict(user, item),
  'odds against all that was not liked, by logistic-mf': ({ user, item }) => logistic.scoreItems(user)?.[logistic.items.indexOf(item)],
  // The mean of classes 0 and 1 is the probability of 1.
  'class, by factorization-machine with a probit': ({ user, item }) => probit.predict(user, item),
};

const held = [...rowsOf(test)];
/** Share of the pairs of a like and a dislike that are in the right order; ties count half. */
function auc(scores) {
  const order = held.map((_, k) => k).sort((a, b) => scores[a] - scores[b]);
  let [ranks, likesMet, begin] = [0, 0, 0];
  while (begin < order.length) {
    let end = begin;
    while (end < order.length && scores[order[end]] === scores[order[begin]]) end++;
    for (const k of order.slice(begin, end)) if (likes(held[k].value)) [ranks, likesMet] = [ranks + (begin + end + 1) / 2, likesMet + 1];
    begin = end;
  }
  return (ranks - (likesMet * (likesMet + 1)) / 2) / (likesMet * (held.length - likesMet));
}
const logLoss = (shares) => mean(held.map(({ value }, k) => -Math.log(likes(value) ? shares[k] : 1 - shares[k])));
const judged = Object.entries(scorers).map(([name, scorer]) => {
  const scores = held
    .map((rating) => scorer(rating) ?? (name.startsWith('stars') ? 3.5 : share))
    .map((score) => (Number.isNaN(score) ? share : score));
  const isShare = scores.every((score) => score > 0 && score < 1);
  return { name, auc: auc(scores), logLoss: isShare ? logLoss(scores) : undefined };
});
table(
  ['', 'AUC', 'log loss'],
  judged.map(({ name, auc, logLoss }) => [name, auc.toFixed(4), logLoss?.toFixed(4) ?? '–']),
);
const [constant, regression, , probability] = judged;
row('G8', 'AUC of the share of likes', atMost(0.5), constant.auc);
// Stars say more than a class does: they order likes and dislikes a little better, but give no probability.
row('G8', 'AUC of the class', atLeast(0.75), probability.auc);
row('G8', 'AUC of the stars, less that of the class', atLeast(0), regression.auc - probability.auc);
row('G8', 'log loss of the class, less that of the share of likes', atMost(-0.05), probability.logLoss - constant.logLoss);
