/** Values as numbers on a scale. */
import type { RatingScale } from './interaction-columns.ts';

/** Mean of at least one value. */
export function meanOf(values: Float32Array | Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** Standard deviation of a sample (÷ n − 1); `undefined` of less than two values. */
export function deviationOf(values: Float32Array | Float64Array): number | undefined {
  if (values.length < 2) return undefined;
  const mean = meanOf(values);
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return Math.sqrt(squares / (values.length - 1));
}

/** Linear interpolation between the neighbors of place share·(n − 1); `sorted` ascends and is not empty. */
export function quantile(sorted: Float32Array | Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}

/** The nearest rating inside the scale. */
export function clipped(rating: number, { min, max }: RatingScale): number {
  return Math.min(max, Math.max(min, rating));
}

/** From the smallest to the largest value, NaN passed over; `undefined` of no values. */
export function scaleOf(values: Float32Array | Float64Array): RatingScale | undefined {
  if (values.length === 0) return undefined;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let entry = 0; entry < values.length; entry++) {
    if (values[entry] < min) min = values[entry];
    if (values[entry] > max) max = values[entry];
  }
  return { min, max };
}
