// D7, D8, G5: how different the films of a list are, by embeddings and by another model's similarity; how little known they are. One seed.
import { itemKNN, selectInteractions } from '@likewise/core';
import { atMost, band, row, table } from '../lesson.mjs';
import { halfStars, heldOutByNotebook, trained } from './half-stars.mjs';
import { diversityOf, listFigures, tensOf } from './list-figures.mjs';

const ratings = await halfStars();
const { train } = heldOutByNotebook(ratings);
const model = await trained(train, 20);
const figures = listFigures(model, ratings);
row('D7', 'diversity, 1 − mean cosine of embeddings', band(0.6272, 0.0086), figures.diversity);
row('D8', 'novelty: mean popularity rank', band(658.4485, 21.3296), figures.popularityRank);
row('D8', 'novelty: mean self-information, bits', band(3.4247, 0.0279), figures.bits);
row('D8', 'mean rating of the lists, which is not novelty', band(4.1489, 0.0024), figures.meanRating);
row('D8', 'catalog coverage', band(0.0756, 0.0027), figures.coverage);

// The same lists by a model's similarity: how alike two films are rated by those who rated both, beyond how films and people are rated.
const lists = tensOf(model, ratings);
const shown = new Set(lists.flat());
const ofShown = selectInteractions(
  ratings,
  Uint8Array.from(ratings.userItems.indexes, (item) => (shown.has(item) ? 1 : 0)),
);
async function likenessOf(similarity) {
  const neighbors = await itemKNN({ similarity, norms: 'all', listLength: shown.size }).fit(ofShown);
  const alike = new Map(
    [...shown].map((i) => [
      i,
      new Map(neighbors.similarItems(ratings.items.ids[i], { n: shown.size }).map(({ item, score }) => [item, score])),
    ]),
  );
  return (i, j) => alike.get(i).get(ratings.items.ids[j]) ?? 0;
}
const byBaseline = diversityOf(lists, await likenessOf('pearson-baseline'));
const byStars = diversityOf(lists, await likenessOf('cosine'));
table(
  ['diversity of the lists', 'value'],
  [
    ['by embeddings', figures.diversity.toFixed(4)],
    ['by item-knn, pearson-baseline', byBaseline.toFixed(4)],
    ['by item-knn, cosine of stars', byStars.toFixed(4)],
  ],
);
// Cosine written out, from the ratings of both films.
const { pointers, indexes, values } = ratings.itemUsers;
const starsOf = (i) => new Map(Array.from(indexes.subarray(pointers[i], pointers[i + 1]), (u, k) => [u, values[pointers[i] + k]]));
const stars = new Map([...shown].map((i) => [i, starsOf(i)]));
const product = (a, b) => [...a].reduce((sum, [u, value]) => sum + value * (b.get(u) ?? 0), 0);
const lengths = new Map([...stars].map(([i, one]) => [i, Math.sqrt(product(one, one))]));
const byHand = diversityOf(lists, (i, j) => product(stars.get(i), stars.get(j)) / (lengths.get(i) * lengths.get(j)));
row('G5', 'diversity by item-knn’s cosine, less the same written out', atMost(1e-6), Math.abs(byStars - byHand));
row('G5', 'diversity by embeddings, less that of item-knn’s pearson-baseline, size', atMost(1), Math.abs(figures.diversity - byBaseline));
