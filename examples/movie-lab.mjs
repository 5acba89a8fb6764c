// The movie lab: add one person's ratings, train again by gradient descent, compare original with predicted.
// node examples/movie-lab.mjs
import { demoData, gradientMF, interactionsFromRows } from '@likewise/core';

const { interactions, items } = demoData();
const titles = new Map(items.map(({ item, title }) => [item, title]));

// The ratings of everyone, with a new person in front.
const mine = { 'film-1': 5, 'film-2': 2, 'film-9': 5, 'film-14': 1, 'film-30': 4, 'film-52': 5 };
const rows = Object.entries(mine).map(([item, value]) => ({ user: 'me', item, value }));
const { users, userItems } = interactions;
for (let u = 0; u < userItems.rows; u++)
  for (let e = userItems.pointers[u]; e < userItems.pointers[u + 1]; e++)
    rows.push({ user: users.ids[u], item: interactions.items.ids[userItems.indexes[e]], value: userItems.values[e] });
const train = interactionsFromRows(rows);

// A share held out stops training where it stops helping.
const model = await gradientMF({ factors: 10, regularization: 4, learningRate: 0.02, validation: 0.1 }).fit(train, {
  onEpoch({ epoch, objective }) {
    if ((epoch - 1) % 20 === 0) console.log(`step ${String(epoch - 1).padStart(3)}  objective ${objective.toFixed(1)}`);
  },
});
const { steps, validationRmse } = model.state.training;
console.log(`kept step ${steps}, RMSE on ratings held out ${validationRmse.toFixed(3)}\n`);

console.log('original  predicted');
for (const [item, stars] of Object.entries(mine))
  console.log(`${stars.toFixed(1).padStart(8)}  ${model.predict('me', item).toFixed(2).padStart(9)}  ${titles.get(item)}`);

// The highest predictions among films that more than 20 people rated, the best-rated first.
const countOf = (item) => {
  const i = train.items.indexOf(item);
  return train.itemUsers.pointers[i + 1] - train.itemUsers.pointers[i];
};
const meanOf = (item) => model.state.itemBias[train.items.indexOf(item)];
const table = model
  .recommend('me', { n: 300 })
  .filter(({ item }) => countOf(item) > 20)
  .sort((a, b) => meanOf(b.item) - meanOf(a.item));
console.log('\npredicted  mean  ratings');
for (const { item } of table.slice(0, 10))
  console.log(
    `${model.predict('me', item).toFixed(2).padStart(9)}  ${meanOf(item).toFixed(2)}  ${String(countOf(item)).padStart(7)}  ${titles.get(item)}`,
  );
