/**
 * Priors of a group's features, drawn given the features: v ~ N(μ, 1/λ), μ ~ N(0, 1), λ ~ Gamma(½, ½), for each factor and for the
 * weights on their own.
 *
 * Source: Rendle: Factorization Machines with libFM, ACM TIST 2012, doi:10.1145/2168752.2168771, section 4.3.3.
 * Differs: there the prior of μ narrows with λ, which pulls groups of few features together.
 */
import { gamma } from '../../../math/gamma.ts';
import type { Random } from '../../../math/random.ts';

export function drawPrior(
  values: Float32Array,
  begin: number,
  end: number,
  stride: number,
  at: number,
  before: number,
  random: Random,
): [number, number] {
  const count = end - begin;
  let sum = 0;
  let squares = 0;
  for (let feature = begin; feature < end; feature++) {
    const value = values[feature * stride + at];
    sum += value;
    squares += (value - before) ** 2;
  }
  const precision = gamma(random, (1 + count) / 2, 2 / (1 + squares));
  const strength = count * precision + 1;
  const mean = (precision * sum) / strength + random.normal() / Math.sqrt(strength);
  return [mean, precision];
}
