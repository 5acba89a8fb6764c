/**
 * Whether Markov chains agree: R̂, the potential scale reduction factor.
 *
 * Each chain is cut into halves, so that one chain that drifts is noticed too. Of the halves, n draws each: W the mean of
 * their variances, B/n the variance of their means; R̂ = √((n − 1)/n + B/(n W)). Near 1 where all halves sample one
 * distribution; above 1.01 they do not agree yet.
 * Source: Gelman, Rubin: Inference from Iterative Simulation Using Multiple Sequences, Statistical Science 1992,
 * doi:10.1214/ss/1177011136; in halves, and the bound 1.01: Vehtari, Gelman, Simpson, Carpenter, Bürkner: Rank-Normalization,
 * Folding, and Localization, Bayesian Analysis 2021, arXiv:1903.08008.
 * Differs: the draws themselves are compared, not their ranks.
 */
import { LikewiseError } from '../../../errors.ts';

/**
 * R̂ ≥ about 1 of chains of equal length, at least 4 draws each (a middle draw of an odd number is left out); 1 where
 * nothing varies, Infinity where each half stands still at a value of its own. @throws LikewiseError `invalid-option`
 * @example potentialScaleReduction([firstChain, secondChain])
 */
export function potentialScaleReduction(chains: readonly ArrayLike<number>[]): number {
  const length = chains[0]?.length ?? 0;
  if (length < 4 || chains.some((chain) => chain.length !== length)) {
    throw new LikewiseError(
      'invalid-option',
      `potentialScaleReduction: chains must be one or more of equal length ≥ 4; got lengths ${chains.map((chain) => chain.length).join(', ') || 'none'}.`,
      { option: 'chains' },
    );
  }
  const draws = Math.floor(length / 2);
  const halves = chains.flatMap((chain) => [momentsOf(chain, 0, draws), momentsOf(chain, length - draws, draws)]);
  const within = halves.reduce((sum, { variance }) => sum + variance, 0) / halves.length;
  const between = momentsOf(
    halves.map(({ mean }) => mean),
    0,
    halves.length,
  ).variance;
  return between === 0 ? 1 : Math.sqrt((draws - 1) / draws + between / within);
}

function momentsOf(values: ArrayLike<number>, from: number, count: number): { readonly mean: number; readonly variance: number } {
  let mean = 0;
  for (let k = from; k < from + count; k++) mean += values[k] / count;
  let squares = 0;
  for (let k = from; k < from + count; k++) squares += (values[k] - mean) ** 2;
  return { mean, variance: squares / (count - 1) };
}
