/** What a user gave to items → how much each item counts in their profile. */
import type { ContentOptions } from './options.ts';

/** Of training: the mean rating and the ends of the scale; `null` where values are no ratings. */
export type RatingsOfTraining = { readonly mean: number; readonly min: number; readonly max: number } | null;

/** Ratings of the overall mean that every user is given in addition: one rating alone says little of what is high for them. */
const DAMPING = 5;

/**
 * Weights that add up to 1 over what is liked and to −γ over what is not; 0 for what counts as neither; [entries].
 * Liked are ratings at or above the user's damped mean, or weights above 0. How strongly: alike, or of ratings by the distance to the
 * far end of the scale and one point, of weights by their size.
 */
export function profileWeights(
  values: Float32Array,
  ratings: RatingsOfTraining,
  { likes, dislikes }: Pick<ContentOptions, 'likes' | 'dislikes'>,
): Float64Array {
  const bound = ratings === null ? 0 : dampedMean(values, ratings.mean) - 1e-6;
  const isLiked = (value: number): boolean => (ratings === null ? value > 0 : value >= bound);
  const strength = (value: number): number => {
    if (likes === 'equal') return 1;
    if (ratings === null) return Math.abs(value);
    // Ratings of a new user may lie outside the scale.
    return Math.max(1, 1 + (isLiked(value) ? value - ratings.min : ratings.max - value));
  };
  const weights = Float64Array.from(values, (value) =>
    isLiked(value) || (dislikes > 0 && (ratings !== null || value < 0)) ? strength(value) : 0,
  );
  const sumOf = (liked: boolean): number => weights.reduce((sum, weight, e) => (isLiked(values[e]) === liked ? sum + weight : sum), 0);
  const [ofLiked, ofDisliked] = [sumOf(true), sumOf(false)];
  return weights.map((weight, e) => (weight === 0 ? 0 : isLiked(values[e]) ? weight / ofLiked : (-dislikes * weight) / ofDisliked));
}

function dampedMean(values: Float32Array, mean: number): number {
  return values.reduce((sum, value) => sum + value, DAMPING * mean) / (values.length + DAMPING);
}
