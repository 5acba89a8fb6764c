/** Half stars of 671 people, and the notebook's own tenth: what scikit-learn holds out with the seed 42. */
import { dotEmbeddings, dotEmbeddingsEntry, presetOf, selectInteractions } from '@likewise/core';
import { ratingsOf } from '../movielens.mjs';
import { numpyPermutation } from '../numpy-permutation.mjs';

export const halfStars = () => ratingsOf('ml-latest-small-2016/ratings.csv.gz');

/** Places of all ratings in the order of the file; rows of people are kept together. */
export function inFileOrder({ userItems, sourceOrder }) {
  const places = Uint32Array.from(userItems.indexes.keys());
  return sourceOrder === undefined ? places : places.sort((a, b) => sourceOrder[a] - sourceOrder[b]);
}

export function heldOutByNotebook(ratings) {
  const places = inFileOrder(ratings);
  const kept = new Uint8Array(ratings.size).fill(1);
  for (const row of numpyPermutation(42, ratings.size).subarray(0, Math.ceil(0.1 * ratings.size))) kept[places[row]] = 0;
  const rest = kept.map((mark) => 1 - mark);
  return { train: selectInteractions(ratings, kept), test: selectInteractions(ratings, rest) };
}

/** σ(u·m + b_u + b_m), 20 dimensions, λ = 1e-6 on whole tables, Adam of step 0.001, 64 ratings a step. */
export const course = presetOf(dotEmbeddingsEntry, 'course-sigmoid');
export const trained = (train, epochs, seed = 0) => dotEmbeddings({ ...course, epochs, validation: 0, seed }).fit(train);

/** Number of ratings and mean rating of each film. */
export function filmFigures({ itemUsers: { pointers, values }, items }) {
  return items.ids.map((item, i) => {
    const stars = values.subarray(pointers[i], pointers[i + 1]);
    return { item, count: stars.length, mean: stars.reduce((sum, value) => sum + value, 0) / stars.length };
  });
}
