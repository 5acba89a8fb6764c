/** What a person gave to items → how much each item counts in their profile. */

export interface ProfileRules {
  readonly hasRatings: boolean;
  /** Mean of the training ratings; 0 without ratings. */
  readonly meanRating: number;
  /** Lowest and highest rating. */
  readonly scale: { readonly min: number; readonly max: number } | undefined;
  readonly likes: 'equal' | 'rated';
  /** γ of Rocchio. */
  readonly dislikes: number;
}

/** Ratings of the overall mean that every person is given in addition: one rating alone says little of what is high for them. */
const damping = 5;

/**
 * Weights that add up to 1 over what is liked and to −γ over what is not; 0 for what counts as neither; [entries].
 * Liked are ratings at or above the person's damped mean, or weights above 0.
 */
export function profileWeights(values: Float32Array, rules: ProfileRules): Float64Array {
  const bound = rules.hasRatings ? damped(values, rules.meanRating) - 1e-6 : 0;
  const liked = (value: number): boolean => (rules.hasRatings ? value >= bound : value > 0);
  const disliked = (value: number): boolean => rules.dislikes > 0 && (rules.hasRatings ? value < bound : value < 0);
  const weights = new Float64Array(values.length);
  let ofLiked = 0;
  let ofDisliked = 0;
  values.forEach((value, e) => {
    weights[e] = strength(value, liked(value), rules);
    if (liked(value)) ofLiked += weights[e];
    else if (disliked(value)) ofDisliked += weights[e];
    else weights[e] = 0;
  });
  return weights.map((weight, e) => (weight === 0 ? 0 : liked(values[e]) ? weight / ofLiked : (-rules.dislikes * weight) / ofDisliked));
}

function damped(values: Float32Array, mean: number): number {
  let sum = damping * mean;
  for (const value of values) sum += value;
  return sum / (values.length + damping);
}

/** > 0. Of ratings the distance to the far end of the scale and one point, of weights their size. */
function strength(value: number, isLiked: boolean, { hasRatings, scale, likes }: ProfileRules): number {
  if (likes === 'equal') return 1;
  if (!hasRatings || scale === undefined) return Math.abs(value);
  // Ratings of a new person may lie outside the scale.
  return Math.max(1, 1 + (isLiked ? value - scale.min : scale.max - value));
}
