// From interactions to an explained recommendation, with the library alone: node examples/first-recommendation.mjs
import { demoData, implicitALS, likes } from '@likewise/core';

const { interactions, items } = demoData();
const titles = new Map(items.map(({ item, title }) => [item, title]));
// Lower ratings count as seen: they teach nothing, and nobody is shown them again.
const liked = likes(interactions, '>=4');

const model = await implicitALS({ factors: 32 }).fit(liked);

const user = liked.users.ids[0];
console.log(`for ${user}:`);
for (const { item, score } of model.recommend(user, { n: 3 }) ?? []) {
  const [first] = model.explain(user, item)?.because ?? [];
  console.log(`  ${score.toFixed(3)}  ${titles.get(item)}, because of ${titles.get(first.item)}`);
}

// Someone who was not there at training: no training needed.
const newcomer = {
  ratings: [
    { item: liked.items.ids[5], value: 1 },
    { item: liked.items.ids[9], value: 1 },
  ],
};
console.log(
  `for someone new: ${model
    .recommend(newcomer, { n: 3 })
    ?.map(({ item }) => titles.get(item))
    .join(' · ')}`,
);
