/** Figures of everybody's ten best films that they have not rated; all ratings count films and stars. */
import { vectorsOf } from '@likewise/core';
import { mean } from '../lesson.mjs';
import { filmFigures } from './half-stars.mjs';

export function listFigures(model, ratings) {
  const { items, users, userItems } = ratings;
  const films = filmFigures(ratings);
  const { vectors } = vectorsOf(model, 'items');
  const vectorOf = (i) => vectors.values.subarray(i * vectors.columns, (i + 1) * vectors.columns);
  const rank = [];
  for (const [place, i] of [...films.keys()].sort((a, b) => films[b].count - films[a].count || a - b).entries()) rank[i] = place + 1;
  const figures = { diversity: [], popularityRank: [], bits: [], meanRating: [] };
  const used = new Set();
  for (const [u, user] of users.ids.entries()) {
    const exclude = Array.from(userItems.indexes.subarray(userItems.pointers[u], userItems.pointers[u + 1]), (i) => items.ids[i]);
    const list = model.recommend(user, { n: 10, exclude }).map(({ item }) => items.indexOf(item));
    for (const i of list) used.add(i);
    const vectors = list.map((i) => vectorOf(model.items.indexOf(items.ids[i])));
    figures.diversity.push(1 - mean(vectors.flatMap((a, k) => vectors.slice(0, k).map((b) => cosine(a, b)))));
    figures.popularityRank.push(mean(list.map((i) => rank[i])));
    figures.bits.push(mean(list.map((i) => -Math.log2(films[i].count / users.size))));
    figures.meanRating.push(mean(list.map((i) => films[i].mean)));
  }
  return { ...Object.fromEntries(Object.entries(figures).map(([name, values]) => [name, mean(values)])), coverage: used.size / items.size };
}

/** 0 for a vector that shrank to nothing, as those of hardly rated films do: not NaN. */
function cosine(a, b) {
  let [product, squaresOfA, squaresOfB] = [0, 0, 0];
  for (let f = 0; f < a.length; f++) {
    product += a[f] * b[f];
    squaresOfA += a[f] ** 2;
    squaresOfB += b[f] ** 2;
  }
  return product / Math.max(Math.sqrt(squaresOfA * squaresOfB), 1e-12);
}
