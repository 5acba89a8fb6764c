/** Ratings → what people liked, for models of implicit feedback; what they did not like stays known as theirs. */
import type { Interactions } from '@likewise/core';

export interface Liked {
  /** Value 1 for what was liked, 0 for the rest: seen, but no sign of taste. */
  readonly interactions: Interactions;
  /** Ratings from here on count as liked. */
  readonly from: number;
  readonly likes: number;
}

/** Where most ratings are high, as with stars of shops, the mean is too strict: the top of the scale is liked all the same. */
const topOfScale = 0.7;

/** Liked is what is rated at or above the mean of all ratings, or above seven tenths of the scale. */
export function likedOf(ratings: Interactions): Liked {
  const { userItems, ratingScale } = ratings;
  let sum = 0;
  for (const value of userItems.values) sum += value;
  const { min, max } = ratingScale ?? { min: 0, max: 0 };
  const mean = sum / userItems.values.length;
  // Equal ratings are at their mean, whatever its last bits are.
  const bound = Math.min(mean, min + topOfScale * (max - min)) - (max - min + Math.abs(max)) * 1e-7;
  let from = Number.POSITIVE_INFINITY;
  let likes = 0;
  const values = userItems.values.map((value) => {
    if (value < bound) return 0;
    from = Math.min(from, value);
    likes++;
    return 1;
  });
  const interactions = ratings.with({ userItems: { ...userItems, values }, valueKind: 'weight' });
  return { interactions, from: Number(from.toPrecision(7)), likes };
}
