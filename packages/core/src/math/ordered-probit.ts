/**
 * The share of a standard normal distribution between two bounds, with what its logarithm needs to be climbed, and draws from in between.
 *
 * Worked out on the side of 0 where the tail is the smaller one, by Mills' ratio: exact also far out, where shares themselves vanish.
 */
import { millsRatio, portableNormalShare, ROOT_TWO_PI, tailQuantileGuess } from './mills-ratio.ts';
import { portableExp, portableLog } from './portable.ts';

const LOG_ROOT_TWO_PI = 0.9189385332046728;

export interface IntervalShare {
  /** ln(Φ(high) − Φ(low)). */
  readonly log: number;
  /** φ(low) / share; 0 at −∞. */
  readonly lowRatio: number;
  /** φ(high) / share; 0 at +∞. */
  readonly highRatio: number;
}

/** @param low may be −∞; @param high above `low`, may be +∞ */
export function intervalShare(low: number, high: number): IntervalShare {
  if (low + high < 0) {
    const { log, lowRatio, highRatio } = intervalShare(-high, -low);
    return { log, lowRatio: highRatio, highRatio: lowRatio };
  }
  if (low >= 0) {
    const fall = high === Number.POSITIVE_INFINITY ? 0 : portableExp(0.5 * (low * low - high * high));
    const width = millsRatio(low) - fall * millsRatio(high);
    return { log: portableLog(width) - 0.5 * low * low - LOG_ROOT_TWO_PI, lowRatio: 1 / width, highRatio: fall / width };
  }
  const [lowDensity, highDensity] = [density(low), density(high)];
  const share = 1 - lowDensity * millsRatio(-low) - highDensity * millsRatio(high);
  return { log: portableLog(share), lowRatio: lowDensity / share, highRatio: highDensity / share };
}

/** Number between the bounds with the standard normal's density there: the one that `uniform` in (0, 1) stands for. */
export function drawBetween(low: number, high: number, uniform: number): number {
  if (low + high < 0) return -drawBetween(-high, -low, uniform);
  let drawn: number;
  if (low >= 0) {
    const fall = high === Number.POSITIVE_INFINITY ? 0 : portableExp(0.5 * (low * low - high * high));
    const first = millsRatio(low);
    drawn = ofLogTail(portableLog(first - uniform * (first - fall * millsRatio(high))) - 0.5 * low * low - LOG_ROOT_TWO_PI);
  } else {
    const below = density(low) * millsRatio(-low);
    const share = below + uniform * (1 - below - density(high) * millsRatio(high));
    drawn = share < 0.5 ? -ofLogTail(portableLog(share)) : ofLogTail(portableLog(1 - share));
  }
  return Math.max(low, Math.min(high, drawn));
}

/** What is expected of a level when z ~ N(predicted, 1) falls between cutpoints; theirs begin at `from`, one fewer than levels. */
export function expectedLevel(predicted: number, levels: Float64Array, cutpoints: Float64Array, from = 0): number {
  let expected = levels[0];
  for (let j = 0; j + 1 < levels.length; j++)
    expected += (levels[j + 1] - levels[j]) * portableNormalShare(predicted - cutpoints[from + j]);
  return expected;
}

/** x ≥ 0 with ln Q(x) = `log`, to 1e-6: a rational guess, then a step of Newton's on the logarithm. */
function ofLogTail(log: number): number {
  const x = Math.max(0, tailQuantileGuess(log));
  const ratio = millsRatio(x);
  return x + ratio * (portableLog(ratio) - 0.5 * x * x - LOG_ROOT_TWO_PI - log);
}

const density = (x: number): number => (Math.abs(x) === Number.POSITIVE_INFINITY ? 0 : portableExp(-0.5 * x * x) / ROOT_TWO_PI);
