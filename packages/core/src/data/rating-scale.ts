/** Ratings as numbers on a scale. */
import type { RatingScale } from './interaction-columns.ts';

/** Mean of at least one value. */
export function meanOf(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** The nearest rating inside the scale. */
export function clipped(rating: number, { min, max }: RatingScale): number {
  return Math.min(max, Math.max(min, rating));
}
