/** Quantiles of an even mixture of normal distributions. */
import { LikewiseError } from '../errors.ts';

/** Central interval that holds `level` of the mixture of N(means_k, 1 / precisions_k). @throws LikewiseError `invalid-option` */
export function normalMixtureInterval(
  means: Float64Array,
  precisions: Float64Array,
  level: number,
): { readonly low: number; readonly high: number } {
  if (!(level > 0 && level < 1)) {
    throw new LikewiseError('invalid-option', `predictInterval: level must be a number > 0 and < 1; got ${level}.`, {
      option: 'level',
      value: level,
    });
  }
  return { low: quantile(means, precisions, (1 - level) / 2), high: quantile(means, precisions, (1 + level) / 2) };
}

/** By bisection: the distribution function rises. */
function quantile(means: Float64Array, precisions: Float64Array, share: number): number {
  const widest = 12 / Math.sqrt(Math.min(...precisions));
  let low = Math.min(...means) - widest;
  let high = Math.max(...means) + widest;
  // To a ten-millionth of the widest component: nearer than `normalShare` can tell.
  while (high - low > 1e-7 * widest) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) break; // two neighboring numbers: components far out and narrow
    let below = 0;
    for (let k = 0; k < means.length; k++) below += normalShare((middle - means[k]) * Math.sqrt(precisions[k]));
    if (below < share * means.length) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * Share of the standard normal distribution below z, to 1.5e-7. Source: Abramowitz, Stegun: Handbook of Mathematical
 * Functions, 1964, 7.1.26.
 */
export function normalShare(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const polynomial = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const tail = 0.5 * polynomial * Math.exp(-x * x);
  return z > 0 ? 1 - tail : tail;
}
