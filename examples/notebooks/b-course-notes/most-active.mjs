/** The part of MovieLens 1M that the notes work on: everyone × the 2,000 films with most ratings, a fifth of it held out at random. */
import { mostActive, randomSplit } from '@likewise/core';
import { readInteractions } from 'likewise';
import { data, mean } from '../lesson.mjs';

export async function subset() {
  const { interactions } = await readInteractions(data('ml-1m/ratings.csv.gz'));
  return mostActive(interactions, { users: 10_000, items: 2_000 });
}

/** `{ train, test }`, the training part's mean with it. */
export async function parts(seed = 0) {
  const [{ train, test }] = randomSplit(await subset(), { share: 0.8, seed }).folds;
  return { train, test, mean: mean(train.userItems.values) };
}

/** Mean squared error of `scoreOf(user, item index)`; what it does not know is predicted by `fallback`. */
export function mseOf(scoreOf, { users, userItems }, fallback) {
  const { pointers, indexes, values } = userItems;
  let squares = 0;
  for (const [u, user] of users.ids.entries()) {
    if (pointers[u] === pointers[u + 1]) continue;
    const score = scoreOf(user, u);
    for (let e = pointers[u]; e < pointers[u + 1]; e++) {
      const known = score(indexes[e]);
      squares += ((Number.isFinite(known) ? known : fallback) - values[e]) ** 2;
    }
  }
  return squares / values.length;
}

/** The same of a model's ratings, before clipping; with `scale` within it. */
export function mse(model, part, fallback, scale) {
  const clip = (x) => (scale === undefined || x === undefined ? x : Math.min(scale.max, Math.max(scale.min, x)));
  return mseOf(
    (user) => {
      const scores = model.scoreItems(user);
      return (item) => clip(scores?.[item]);
    },
    part,
    fallback,
  );
}
