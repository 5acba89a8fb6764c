/**
 * The classical rival of a bandit: an A/B test. Both arms are shown alike until enough is seen, then compared.
 *
 * Shares: z = (p_b − p_a) / √(p̄(1 − p̄)(1/n_a + 1/n_b)), p̄ the share of both together; intervals of p_b − p_a are Newcombe's, from
 * Wilson's intervals [l, u] of each share: from d − √((p_b − l_b)² + (u_a − p_a)²) to d + √((u_b − p_b)² + (p_a − l_a)²), and the plain
 * normal one, d ± z √(p_a(1 − p_a)/n_a + p_b(1 − p_b)/n_b), which is too narrow for few rows and for shares near 0 or 1.
 * Means: Welch's t, which lets the arms vary differently.
 *
 * Sources: Newcombe: Interval estimation for the difference between independent proportions, Statistics in Medicine 1998,
 * doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I (method 10); Welch, Biometrika 1947, doi:10.1093/biomet/34.1-2.28;
 * Fleiss, Levin, Paik: Statistical Methods for Rates and Proportions, 2003, §4.2 (rows that are needed).
 */
import { LikewiseError } from '../errors.ts';
import { betaCumulative, studentQuantile } from '../math/beta-distribution.ts';
import { normalDeviation, normalQuantileOfTail, normalTail } from '../math/normal-distribution.ts';
import { wilsonLowerEnd } from '../math/wilson-end.ts';
import { number, type OptionSpecs, requireOption, resolveOptions } from '../options.ts';

export interface ComparisonOptions {
  /** How sure the intervals are; > 0 and < 1. @default 0.95 */
  readonly confidence: number;
}
const options: OptionSpecs<ComparisonOptions> = {
  confidence: number(0.95, { above: 0, below: 1 }, 'how sure the intervals are'),
};

/** What was seen of an arm whose rewards are 0 or 1. */
export interface ArmCounts {
  /** Rewards of 1; integer ≥ 0 and ≤ rows. */
  readonly successes: number;
  /** Integer ≥ 1. */
  readonly rows: number;
}

export interface ComparedShares {
  /** p_a and p_b. */
  readonly shares: readonly [a: number, b: number];
  /** p_b − p_a. */
  readonly difference: number;
  /** Of the difference: Newcombe's, and the plain normal one. */
  readonly newcombe: readonly [low: number, high: number];
  readonly normal: readonly [low: number, high: number];
  /** 0 where nobody, or everybody, succeeded. */
  readonly z: number;
  /** Of both sides: how often arms that are alike differ as much or more; in [0, 1]. */
  readonly pValue: number;
}

/**
 * Whether, and by how much, the share of successes differs.
 * @throws LikewiseError `unknown-option`, `invalid-option`; `invalid-value` for counts that cannot be
 * @example compareShares({ successes: 120, rows: 1000 }, { successes: 150, rows: 1000 }).newcombe // [0.0001, 0.0599]
 */
export function compareShares(a: ArmCounts, b: ArmCounts, given: Partial<ComparisonOptions> = {}): ComparedShares {
  const { confidence } = resolveOptions('compareShares', options, given);
  requireCounts('a', a);
  requireCounts('b', b);
  const deviation = normalDeviation(confidence);
  const [p, q] = [a, b].map(({ successes, rows }) => successes / rows);
  const [ofA, ofB] = [a, b].map(({ successes, rows }) => wilsonEnds(successes, rows - successes, deviation));
  const difference = q - p;
  const half = deviation * Math.sqrt((p * (1 - p)) / a.rows + (q * (1 - q)) / b.rows);
  const pooled = (a.successes + b.successes) / (a.rows + b.rows);
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / a.rows + 1 / b.rows));
  const z = error === 0 ? 0 : difference / error;
  return {
    shares: [p, q],
    difference,
    newcombe: [difference - Math.hypot(q - ofB[0], ofA[1] - p), difference + Math.hypot(ofB[1] - q, p - ofA[0])],
    normal: [difference - half, difference + half],
    z,
    pValue: Math.min(1, 2 * normalTail(Math.abs(z))),
  };
}

const wilsonEnds = (ups: number, downs: number, z: number): readonly [low: number, high: number] => [
  wilsonLowerEnd(ups, downs, z, false),
  1 - wilsonLowerEnd(downs, ups, z, false),
];

/** What was seen of an arm with rewards of any size. */
export interface ArmMoments {
  readonly mean: number;
  /** Of the rewards, divided by rows − 1; ≥ 0. */
  readonly variance: number;
  /** Integer ≥ 2. */
  readonly rows: number;
}

export interface ComparedMeans {
  readonly means: readonly [a: number, b: number];
  /** Mean of b − mean of a. */
  readonly difference: number;
  readonly interval: readonly [low: number, high: number];
  readonly t: number;
  /** Of t; by Welch and Satterthwaite. */
  readonly degrees: number;
  /** Of both sides. */
  readonly pValue: number;
}

/**
 * Whether, and by how much, mean rewards differ (Welch).
 * @throws LikewiseError `unknown-option`, `invalid-option`; `invalid-value` for moments that cannot be, and where no reward varies
 */
export function compareMeans(a: ArmMoments, b: ArmMoments, given: Partial<ComparisonOptions> = {}): ComparedMeans {
  const { confidence } = resolveOptions('compareMeans', options, given);
  requireMoments('a', a);
  requireMoments('b', b);
  const [ofA, ofB] = [a.variance / a.rows, b.variance / b.rows];
  const square = ofA + ofB;
  if (square === 0)
    throw new LikewiseError('invalid-value', 'compareMeans: the rewards of neither arm vary, so that nothing can be said of chance.', {});
  const error = Math.sqrt(square);
  const difference = b.mean - a.mean;
  // Shares of the variance, so that very small ones do not vanish when squared.
  const degrees = 1 / ((ofA / square) ** 2 / (a.rows - 1) + (ofB / square) ** 2 / (b.rows - 1));
  const t = difference / error;
  const half = error * studentQuantile(0.5 + confidence / 2, degrees);
  return {
    means: [a.mean, b.mean],
    difference,
    interval: [difference - half, difference + half],
    t,
    degrees,
    pValue: betaCumulative(degrees / (degrees + t * t), degrees / 2, 0.5),
  };
}

/** Mean, variance and number of rewards. @throws LikewiseError `invalid-value` for a reward that is not finite, and for fewer than 2 */
export function momentsOfRewards(rewards: ArrayLike<number>): ArmMoments {
  const rows = rewards.length;
  let mean = 0;
  for (let k = 0; k < rows; k++) mean += rewards[k] / rows;
  let squares = 0;
  for (let k = 0; k < rows; k++) squares += (rewards[k] - mean) ** 2;
  const moments = { mean, variance: squares / (rows - 1), rows };
  requireMoments('rewards', moments);
  return moments;
}

export interface SampleSizeOptions extends ComparisonOptions {
  /** Probability of finding the difference where it is so; > 0 and < 1. @default 0.8 */
  readonly power: number;
}
const sizeOptions: OptionSpecs<SampleSizeOptions> = {
  ...options,
  power: number(0.8, { above: 0, below: 1 }, 'probability of finding the difference where it is so'),
};
const share = number(0.5, { above: 0, below: 1 }, 'share of successes');

/**
 * Rows that *each* arm needs, so that a test at this confidence finds shares p and q apart with this power:
 * n = (z_{α/2} √(2 p̄(1 − p̄)) + z_β √(p(1 − p) + q(1 − q)))² / (p − q)².
 * @throws LikewiseError `unknown-option`, `invalid-option`, also for shares that are equal or not between 0 and 1
 * @example rowsToTellApart(0.1, 0.12) // 3841
 */
export function rowsToTellApart(p: number, q: number, given: Partial<SampleSizeOptions> = {}): number {
  const { confidence, power } = resolveOptions('rowsToTellApart', sizeOptions, given);
  requireOption('rowsToTellApart', 'p', share, p);
  requireOption('rowsToTellApart', 'q', share, q);
  if (p === q)
    throw new LikewiseError('invalid-option', `rowsToTellApart: p and q must differ; both are ${p}: no number of rows tells them apart.`, {
      p,
    });
  const middle = (p + q) / 2;
  const alike = normalDeviation(confidence) * Math.sqrt(2 * middle * (1 - middle));
  const apart = normalQuantileOfTail(1 - power) * Math.sqrt(p * (1 - p) + q * (1 - q));
  return Math.max(1, Math.ceil(((alike + apart) / (p - q)) ** 2));
}

function requireCounts(arm: string, { successes, rows }: ArmCounts): void {
  const isCount = Number.isSafeInteger(successes) && Number.isSafeInteger(rows) && successes >= 0 && rows >= 1 && successes <= rows;
  if (isCount) return;
  throw new LikewiseError(
    'invalid-value',
    `compareShares: of arm ${arm} rows must be an integer ≥ 1 and successes one from 0 to rows; got ${successes} of ${rows}.`,
    { arm, successes, rows },
  );
}

function requireMoments(arm: string, { mean, variance, rows }: ArmMoments): void {
  if (Number.isFinite(mean) && Number.isFinite(variance) && variance >= 0 && Number.isSafeInteger(rows) && rows >= 2) return;
  throw new LikewiseError(
    'invalid-value',
    `compareMeans: ${arm} must have a finite mean, a variance ≥ 0 and at least 2 rows; got ${mean}, ${variance} and ${rows}.`,
    { arm, mean, variance, rows },
  );
}
