/**
 * The beta distribution: density, cumulative probability and quantiles; Student's t through it.
 *
 * I_x(a, b) by a continued fraction (Didonato, Morris, ACM TOMS 1992, doi:10.1145/131766.131776, eq. 9), evaluated as Lentz
 * does, on the side where it converges fast. The factor x^a (1−x)^b / B(a, b) is put together from what ln Γ leaves over
 * Stirling's formula, so that millions of observations cost no digits.
 * Quantiles: Newton's steps on ln I in the logit of x, kept between bounds.
 */
import { LikewiseError } from '../errors.ts';

/** ln Γ(x) − ((x − ½) ln x − x + ½ ln 2π), x > 0. */
function stirlingRest(x: number): number {
  let rest = 0;
  let shifted = x;
  for (; shifted < 12; shifted++) rest += (shifted + 0.5) * Math.log1p(1 / shifted) - 1;
  const square = 1 / (shifted * shifted);
  const series = 1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square * (1 / 1188 - square * (691 / 360360)))));
  return rest + series / shifted;
}

/** ln of x^a y^b / B(a, b) with y = 1 − x. */
function logFactor(x: number, y: number, a: number, b: number): number {
  const sum = a + b;
  const rests = stirlingRest(a) + stirlingRest(b) - stirlingRest(sum);
  // x·sum/a = 1 + (b·x − a·y)/a: near the mode both logarithms are of numbers close to 1.
  const excess = b * x - a * y;
  return (
    a * logNearOne(excess / a, (x * sum) / a) +
    b * logNearOne(-excess / b, (y * sum) / b) -
    rests +
    0.5 * Math.log((a * b) / sum / (2 * Math.PI))
  );
}

/** ln of `ratio` = 1 + excess, from whichever carries more digits. */
const logNearOne = (excess: number, ratio: number): number => (Math.abs(excess) < 0.5 ? Math.log1p(excess) : Math.log(ratio));

/** The fraction by which I_x(a, b) = factor / fraction; a·y − b·x is taken as a whole, so that nothing cancels for x near 1. */
function continuedFraction(x: number, y: number, a: number, b: number): number {
  const tiny = 1e-300;
  const lead = a * y - b * x + 1;
  let value = (a * lead) / (a + 1);
  if (Math.abs(value) < tiny) value = tiny;
  let c = value;
  let d = 0;
  const limit = 1000 + 20 * Math.sqrt(Math.max(a, b));
  for (let m = 1; m <= limit; m++) {
    const under = a + 2 * m - 1;
    const above = ((((a + m - 1) / under) * (a + b + m - 1)) / under) * m * (b - m) * x * x;
    const below = m + (m * (b - m) * x) / under + ((a + m) * (lead + m * (1 + y))) / (under + 2);
    d = below + above * d;
    c = below + above / c;
    if (Math.abs(d) < tiny) d = tiny;
    if (Math.abs(c) < tiny) c = tiny;
    d = 1 / d;
    const step = c * d;
    value *= step;
    if (Math.abs(step - 1) < 2e-16) break;
  }
  return value;
}

/** Both tails of Beta(a, b) at x, y = 1 − x: [I_x(a, b), 1 − I_x(a, b)], each with its own digits. */
function tails(x: number, y: number, a: number, b: number): readonly [below: number, above: number] {
  if (x <= 0) return [0, 1];
  if (y <= 0) return [1, 0];
  const factor = Math.exp(logFactor(x, y, a, b));
  if (x < (a + 1) / (a + b + 2)) {
    const below = factor / continuedFraction(x, y, a, b);
    return [below, 1 - below];
  }
  const above = factor / continuedFraction(y, x, b, a);
  return [1 - above, above];
}

/** P(X ≤ x) of X ~ Beta(a, b), the regularised incomplete beta function; a, b > 0. */
export function betaCumulative(x: number, a: number, b: number): number {
  requireShapes('betaCumulative', a, b);
  return tails(x, 1 - x, a, b)[0];
}

/** Density of Beta(a, b) at x; 0 outside [0, 1], infinite at an end whose shape is below 1. */
export function betaDensity(x: number, a: number, b: number): number {
  requireShapes('betaDensity', a, b);
  if (!(x >= 0 && x <= 1)) return 0;
  if (x === 0) return a < 1 ? Number.POSITIVE_INFINITY : a > 1 ? 0 : b;
  if (x === 1) return b < 1 ? Number.POSITIVE_INFINITY : b > 1 ? 0 : a;
  return Math.exp(logFactor(x, 1 - x, a, b)) / (x * (1 - x));
}

/**
 * x with P(X ≤ x) = p for X ~ Beta(a, b).
 * @param p in [0, 1]
 * @throws LikewiseError `invalid-option`
 */
export function betaQuantile(p: number, a: number, b: number): number {
  requireShapes('betaQuantile', a, b);
  if (!(p >= 0 && p <= 1))
    throw new LikewiseError('invalid-option', `betaQuantile: p must be a probability from 0 to 1; got ${p}.`, { option: 'p', value: p });
  if (p === 0 || p === 1) return p;
  // x = 1/(1 + e^−t); dI/dt = x^a y^b / B(a, b), and ln I is concave in t.
  let [low, high] = [-745, 745];
  let t = Math.log(a / b);
  for (let step = 0; step < 200; step++) {
    const [x, y] = [logistic(t), logistic(-t)];
    const [below, above] = tails(x, y, a, b);
    if (below < p) low = t;
    else high = t;
    const slope = Math.exp(logFactor(x, y, a, b));
    const newton = p <= 0.5 ? ((Math.log(p) - Math.log(below)) * below) / slope : ((Math.log(above) - Math.log1p(-p)) * above) / slope;
    const next = t + newton;
    const before = t;
    t = next > low && next < high ? next : (low + high) / 2;
    if (Math.abs(t - before) <= 1e-15 * Math.max(1, Math.abs(before)) || high - low < 1e-15) break;
  }
  return logistic(t);
}

const logistic = (t: number): number => (t < 0 ? Math.exp(t) / (1 + Math.exp(t)) : 1 / (1 + Math.exp(-t)));

/** x with P(T ≤ x) = p for Student's t with `degrees` > 0; p in (0, 1). */
export function studentQuantile(p: number, degrees: number): number {
  if (p === 0.5) return 0;
  const tail = Math.min(p, 1 - p);
  // T² = degrees·(1 − X)/X with X ~ Beta(degrees/2, ½).
  const x = betaQuantile(2 * tail, degrees / 2, 0.5);
  const rest = betaQuantile(1 - 2 * tail, 0.5, degrees / 2);
  return Math.sign(p - 0.5) * Math.sqrt((degrees * rest) / x);
}

/** Density of Student's t at x. */
export function studentDensity(x: number, degrees: number): number {
  const half = degrees / 2;
  const share = degrees / (degrees + x * x);
  // Γ((ν+1)/2)/(Γ(ν/2)√(νπ)) = 1/(√ν·B(½, ν/2)); B out of the factor at x = ½.
  const logBeta = (0.5 + half) * Math.log(0.5) - logFactor(0.5, 0.5, 0.5, half);
  return Math.exp((half + 0.5) * Math.log(share) - logBeta) / Math.sqrt(degrees);
}

function requireShapes(owner: string, a: number, b: number): void {
  if (a > 0 && b > 0 && Number.isFinite(a + b)) return;
  throw new LikewiseError('invalid-option', `${owner}: both shapes must be finite numbers > 0; got ${a} and ${b}.`, { a, b });
}
