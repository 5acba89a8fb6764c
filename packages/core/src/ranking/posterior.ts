/**
 * What votes say about a share, Bayesian: beta posterior of two outcomes, Dirichlet posterior of several (such as stars).
 *
 * Beta(a, b) prior and s of n positive: Beta(a + s, b + n − s), mean (a + s)/(a + b + n). Dirichlet(α) prior and counts c:
 * Dirichlet(α + c); the share of one level alone is Beta(α_k + c_k, rest). Intervals are central: as much probability is left
 * out below as above.
 * Source: Gelman et al.: Bayesian Data Analysis, 3rd edition 2013, §2.4 and §3.4.
 */
import { LikewiseError } from '../errors.ts';
import { betaQuantile } from '../math/beta-distribution.ts';
import { number, type OptionSpecs, resolveOptions } from '../options.ts';

export interface SharePosterior {
  readonly mean: number;
  /** Both ends of the central interval. */
  readonly interval: readonly [low: number, high: number];
}

export interface BetaPosteriorOptions {
  /** Positive outcomes before any was seen; > 0. @default 1 */
  readonly priorUps: number;
  /** Negative outcomes before any was seen; > 0. @default 1 */
  readonly priorDowns: number;
  /** Probability inside the interval; > 0 and < 1. @default 0.95 */
  readonly confidence: number;
}
const betaOptions: OptionSpecs<BetaPosteriorOptions> = {
  priorUps: number(1, { above: 0 }, 'positive outcomes before any was seen'),
  priorDowns: number(1, { above: 0 }, 'negative outcomes before any was seen'),
  confidence: number(0.95, { above: 0, below: 1 }, 'probability inside the interval'),
};

/** @throws LikewiseError `invalid-value`, `invalid-option` @example betaPosterior(8, 2) // mean 0.75, [0.4822, 0.9398] */
export function betaPosterior(ups: number, downs: number, given: Partial<BetaPosteriorOptions> = {}): SharePosterior {
  const { priorUps, priorDowns, confidence } = resolveOptions('betaPosterior', betaOptions, given);
  requireCount('betaPosterior', 'ups', ups);
  requireCount('betaPosterior', 'downs', downs);
  return shareOf(priorUps + ups, priorDowns + downs, confidence);
}

export interface DirichletPosteriorOptions {
  /** Outcomes of each level before any was seen; > 0. @default 1 */
  readonly prior: number;
  /** Probability inside the intervals; > 0 and < 1. @default 0.95 */
  readonly confidence: number;
}
const dirichletOptions: OptionSpecs<DirichletPosteriorOptions> = {
  prior: number(1, { above: 0 }, 'outcomes of each level before any was seen'),
  confidence: number(0.95, { above: 0, below: 1 }, 'probability inside the intervals'),
};

export interface LevelsPosterior {
  /** Of each level; [levels]. */
  readonly shares: readonly SharePosterior[];
  /** Posterior mean of the value of an outcome, in points of `values`. */
  readonly mean: number;
  /** Posterior standard deviation of that mean. */
  readonly deviation: number;
}

/**
 * @param counts outcomes of each level, such as 1 to 5 stars; ≥ 0; [levels], at least 2
 * @param values what each level is worth; by default 1, 2, 3, …; [levels]
 * @throws LikewiseError `invalid-value`, `invalid-option`
 */
export function dirichletPosterior(
  counts: ArrayLike<number>,
  values: ArrayLike<number> = Array.from(counts, (_, level) => level + 1),
  given: Partial<DirichletPosteriorOptions> = {},
): LevelsPosterior {
  const { prior, confidence } = resolveOptions('dirichletPosterior', dirichletOptions, given);
  if (counts.length < 2 || values.length !== counts.length) {
    const got = `got ${counts.length} counts and ${values.length} values`;
    const data = { counts: counts.length, values: values.length };
    throw new LikewiseError('invalid-value', `dirichletPosterior: needs two levels or more and a value for each; ${got}.`, data);
  }
  const concentrations = Array.from(counts, (count, level) => {
    requireCount('dirichletPosterior', `counts[${level}]`, count);
    return prior + count;
  });
  const total = concentrations.reduce((sum, concentration) => sum + concentration, 0);
  const mean = concentrations.reduce((sum, concentration, level) => sum + (concentration / total) * values[level], 0);
  const variance = concentrations.reduce((sum, concentration, level) => sum + (concentration / total) * (values[level] - mean) ** 2, 0);
  return {
    shares: concentrations.map((concentration) => shareOf(concentration, total - concentration, confidence)),
    mean,
    deviation: Math.sqrt(variance / (total + 1)),
  };
}

const shareOf = (a: number, b: number, confidence: number): SharePosterior => ({
  mean: a / (a + b),
  interval: [betaQuantile((1 - confidence) / 2, a, b), 1 - betaQuantile((1 - confidence) / 2, b, a)],
});

function requireCount(owner: string, field: string, value: number): void {
  if (value >= 0 && Number.isFinite(value)) return;
  throw new LikewiseError('invalid-value', `${owner}: ${field} must be a count ≥ 0; got ${value}.`, { field, value });
}
