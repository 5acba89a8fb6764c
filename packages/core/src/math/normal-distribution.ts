/**
 * The standard normal distribution: tails and quantiles to the last digits of a double, also far out.
 *
 * Tail: Q(x) = ½ erfc(x/√2), by the series of Φ(x) − ½ near 0 and the continued fraction of the tail further out. Quantile: a
 * rational first guess, then Halley steps on the tail itself.
 */
import { halfShareSeries, inverseMillsFraction, ROOT_TWO_PI, tailQuantileGuess } from './mills-ratio.ts';

export const normalDensity = (x: number): number => Math.exp(-0.5 * x * x) / ROOT_TWO_PI;

/** P(X > x) of a standard normal X; relative error about 1e-15. */
export function normalTail(x: number): number {
  if (x < 0) return 1 - normalTail(-x);
  return x < 2.5 ? 0.5 - normalDensity(x) * halfShareSeries(x) : normalDensity(x) / inverseMillsFraction(x);
}

/** x with P(X > x) = tail, for a tail in (0, 1); infinite at its ends, NaN outside. */
export function normalQuantileOfTail(tail: number): number {
  if (!(tail > 0 && tail < 1)) return tail === 0 ? Number.POSITIVE_INFINITY : tail === 1 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (tail > 0.5) return -normalQuantileOfTail(1 - tail);
  let x = tailQuantileGuess(Math.log(tail));
  for (let step = 0; step < 3; step++) {
    const newton = (normalTail(x) - tail) / normalDensity(x);
    x += newton / (1 - (x * newton) / 2);
  }
  return x;
}

/** z with P(|X| ≤ z) = confidence in (0, 1): 1.959964 for 0.95. */
export const normalDeviation = (confidence: number): number => normalQuantileOfTail((1 - confidence) / 2);
