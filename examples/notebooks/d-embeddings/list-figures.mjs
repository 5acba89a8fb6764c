/** Everybody's ten best films that they have not rated, and figures of these lists; all ratings count films and stars. */
import { vectorsOf } from '@likewise/core';
import { mean } from '../lesson.mjs';
import { filmFigures } from './half-stars.mjs';

/** Indexes of films, a list for each person. */
export function tensOf(model, { items, users, userItems: { pointers, indexes } }) {
  return users.ids.map((user, u) => {
    const exclude = Array.from(indexes.subarray(pointers[u], pointers[u + 1]), (i) => items.ids[i]);
    return model.recommend(user, { n: 10, exclude }).map(({ item }) => items.indexOf(item));
  });
}

export function listFigures(model, ratings) {
  const { items, users } = ratings;
  const films = filmFigures(ratings);
  const rank = [];
  for (const [place, i] of [...films.keys()].sort((a, b) => films[b].count - films[a].count || a - b).entries()) rank[i] = place + 1;
  const lists = tensOf(model, ratings);
  const over = (figure) => mean(lists.map((list) => mean(list.map(figure))));
  return {
    diversity: diversityOf(lists, cosineOfVectors(model, items)),
    popularityRank: over((i) => rank[i]),
    bits: over((i) => -Math.log2(films[i].count / users.size)),
    meanRating: over((i) => films[i].mean),
    coverage: new Set(lists.flat()).size / items.size,
  };
}

/** 1 − mean likeness over the pairs of a list, mean over the lists. */
export const diversityOf = (lists, likeness) =>
  mean(lists.map((list) => 1 - mean(list.flatMap((a, k) => list.slice(0, k).map((b) => likeness(a, b))))));

/** 0 for a vector that shrank to nothing, as those of hardly rated films do: not NaN. */
function cosineOfVectors(model, items) {
  const { ids, vectors } = vectorsOf(model, 'items');
  const rowOf = (i) => ids.indexOf(items.ids[i]) * vectors.columns;
  const product = (a, b) => {
    let sum = 0;
    for (let f = 0; f < vectors.columns; f++) sum += vectors.values[a + f] * vectors.values[b + f];
    return sum;
  };
  return (i, j) => {
    const [a, b] = [rowOf(i), rowOf(j)];
    return product(a, b) / Math.max(Math.sqrt(product(a, a) * product(b, b)), 1e-12);
  };
}
