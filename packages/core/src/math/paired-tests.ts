/**
 * Whether paired differences are about zero: Student's t-test and Wilcoxon's signed-rank test, both two-sided.
 *
 * Sources: Student: The Probable Error of a Mean, Biometrika 6, 1908; Wilcoxon: Individual Comparisons by Ranking Methods, Biometrics
 * Bulletin 1, 1945, doi:10.2307/3001968, with the variance of tied ranks of Pratt, Gibbons: Concepts of Nonparametric Theory, 1981.
 */
import { betaCumulative } from './beta-distribution.ts';
import { normalTail } from './normal-distribution.ts';

/** Up to so many differences without ties the distribution of the rank sum is counted; beyond, the normal one stands for it. */
const MOST_COUNTED = 50;
/** Differences of means of few digits, such as 0.3 − 0.1 and 0.2, are equal on paper and not in doubles. */
const DIGITS = 1e12;

/**
 * p of the mean being zero. 1 where all differences are zero, 0 where all are the same and not zero; NaN for fewer than 2.
 * @param differences finite; [units]
 */
export function pairedTTest(differences: Float64Array): number {
  const n = differences.length;
  if (n < 2) return Number.NaN;
  const mean = differences.reduce((sum, d) => sum + d, 0) / n;
  const squares = differences.reduce((sum, d) => sum + (d - mean) ** 2, 0);
  if (squares === 0) return mean === 0 ? 1 : 0;
  const t2 = (mean * mean * n * (n - 1)) / squares;
  return betaCumulative((n - 1) / (n - 1 + t2), (n - 1) / 2, 0.5);
}

/**
 * p of the differences being symmetric about zero. Zeros are left out, equal ones share their ranks; differences that agree to 12 decimal
 * places are equal. Without ties and up to 50 exact, else by the normal distribution without a correction for continuity. 1 where nothing
 * is left.
 * @param differences finite; [units]
 */
export function signedRankTest(differences: Float64Array): number {
  const rounded = differences.map((d) => Math.round(d * DIGITS)).filter((d) => d !== 0);
  const n = rounded.length;
  if (n === 0) return 1;
  const sorted = rounded.sort((a, b) => Math.abs(a) - Math.abs(b));
  let positive = 0;
  let ties = 0;
  for (let begin = 0; begin < n; ) {
    let end = begin + 1;
    while (end < n && Math.abs(sorted[end]) === Math.abs(sorted[begin])) end++;
    const rank = (begin + 1 + end) / 2;
    for (let k = begin; k < end; k++) if (sorted[k] > 0) positive += rank;
    ties += (end - begin) ** 3 - (end - begin);
    begin = end;
  }
  if (ties === 0 && n <= MOST_COUNTED) return Math.min(1, 2 * tailOfCounts(n, Math.min(positive, (n * (n + 1)) / 2 - positive)));
  const variance = (n * (n + 1) * (2 * n + 1)) / 24 - ties / 48;
  return Math.min(1, 2 * normalTail(Math.abs(positive - (n * (n + 1)) / 4) / Math.sqrt(variance)));
}

/** Share of the 2ⁿ choices of ranks 1 … n whose sum is at most `most`. */
function tailOfCounts(n: number, most: number): number {
  const ways = new Float64Array(most + 1);
  ways[0] = 1;
  for (let rank = 1; rank <= n; rank++) for (let sum = most; sum >= rank; sum--) ways[sum] += ways[sum - rank];
  return ways.reduce((total, count) => total + count, 0) / 2 ** n;
}
