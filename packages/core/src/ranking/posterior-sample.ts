/**
 * A draw of what votes may mean: an order by draws shows each item as often as it may be the best (Thompson sampling), new ones among them.
 * Random by design: the same random numbers give the same order.
 */
import { beta, dirichlet } from '../math/gamma.ts';
import type { Random } from '../math/random.ts';
import { type BetaPosteriorOptions, betaPosterior, type DirichletPosteriorOptions, dirichletPosterior } from './posterior.ts';

/** A share in [0, 1], drawn from Beta(priorUps + ups, priorDowns + downs). @throws LikewiseError as `betaPosterior` */
export function sampledShare(random: Random, ups: number, downs: number, given: Partial<BetaPosteriorOptions> = {}): number {
  betaPosterior(ups, downs, given);
  const { priorUps = 1, priorDowns = 1 } = given;
  return beta(random, priorUps + ups, priorDowns + downs);
}

/**
 * A mean value, drawn from the Dirichlet(prior + counts) posterior of the levels' shares; in points of `values`.
 * @throws LikewiseError as `dirichletPosterior`
 */
export function sampledMean(
  random: Random,
  counts: ArrayLike<number>,
  values: ArrayLike<number>,
  given: Partial<DirichletPosteriorOptions> = {},
): number {
  dirichletPosterior(counts, values, given);
  const { prior = 1 } = given;
  const shares = dirichlet(
    random,
    Float64Array.from(counts, (count) => prior + count),
  );
  return shares.reduce((sum, share, level) => sum + share * values[level], 0);
}
