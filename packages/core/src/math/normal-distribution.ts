/**
 * The standard normal distribution: tails and quantiles to the last digits of a double, also far out.
 *
 * Tail: Q(x) = ½ erfc(x/√2), by the series of Φ(x) − ½ near 0 (DLMF 7.6.2) and the continued fraction of the tail further out
 * (DLMF 7.9.1). Quantile: a rational first guess (Abramowitz, Stegun 1964, 26.2.23), then Halley steps on the tail itself.
 */

const ROOT_TWO_PI = Math.sqrt(2 * Math.PI);

export const normalDensity = (x: number): number => Math.exp(-0.5 * x * x) / ROOT_TWO_PI;

/** P(X > x) of a standard normal X; relative error about 1e-15. */
export function normalTail(x: number): number {
  if (x < 0) return 1 - normalTail(-x);
  if (x < 2.5) {
    // Φ(x) − ½ = φ(x) (x + x³/3 + x⁵/(3·5) + …): all terms of one sign.
    let term = x;
    let sum = x;
    for (let k = 3; term > sum * 1e-17; k += 2) {
      term *= (x * x) / k;
      sum += term;
    }
    return 0.5 - normalDensity(x) * sum;
  }
  // Q(x) = φ(x) / (x + 1/(x + 2/(x + 3/…))), from a depth where the rest is below 1e-17.
  let fraction = x;
  for (let k = Math.ceil(30 + 700 / (x * x)); k >= 1; k--) fraction = x + k / fraction;
  return normalDensity(x) / fraction;
}

/** x with P(X > x) = tail, for a tail in (0, 1); infinite at its ends, NaN outside. */
export function normalQuantileOfTail(tail: number): number {
  if (!(tail > 0 && tail < 1)) return tail === 0 ? Number.POSITIVE_INFINITY : tail === 1 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (tail > 0.5) return -normalQuantileOfTail(1 - tail);
  const t = Math.sqrt(-2 * Math.log(tail));
  let x = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  for (let step = 0; step < 3; step++) {
    const newton = (normalTail(x) - tail) / normalDensity(x);
    x += newton / (1 - (x * newton) / 2);
  }
  return x;
}

/** z with P(|X| ≤ z) = confidence in (0, 1): 1.959964 for 0.95. */
export const normalDeviation = (confidence: number): number => normalQuantileOfTail((1 - confidence) / 2);
