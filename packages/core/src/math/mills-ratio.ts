/**
 * Mills' ratio R(x) = Q(x) / φ(x) of the standard normal distribution, x ≥ 0, fast and from + − × ÷ alone: the same bits on every host.
 *
 * Up to 8 by Taylor's series around the nearest point of a table, with R′ = x R − 1; beyond by the continued fraction.
 */
import { portableExp } from './portable.ts';

/** √(2π). */
export const ROOT_TWO_PI = 2.5066282746310002;
/** Points of the table in one unit. */
const STEPS = 32;
/** The table ends here. */
const END = 8;
let table: Float64Array | undefined;

/** R(k / 32) for k = 0 … 256, made when first wanted; the kernels read it too. */
export function millsTable(): Float64Array {
  table ??= Float64Array.from({ length: END * STEPS + 1 }, (_, k) => tabulated(k / STEPS));
  return table;
}

/** Relative error below 1e-12. */
export function millsRatio(x: number): number {
  if (!(x < END)) return x === Number.POSITIVE_INFINITY ? 0 : 1 / inverseMillsFraction(x, 12);
  const k = Math.floor(x * STEPS + 0.5);
  const at = k / STEPS;
  const t = x - at;
  const r0 = millsTable()[k];
  const r1 = at * r0 - 1;
  const r2 = r0 + at * r1;
  const r3 = 2 * r1 + at * r2;
  const r4 = 3 * r2 + at * r3;
  const r5 = 4 * r3 + at * r4;
  return r0 + t * (r1 + t * (r2 / 2 + t * (r3 / 6 + t * (r4 / 24 + (t * r5) / 120))));
}

/** P(X ≤ x) of a standard normal X. */
export function portableNormalShare(x: number): number {
  if (Math.abs(x) > 38) return x > 0 ? 1 : 0;
  const tail = (millsRatio(Math.abs(x)) * portableExp(-0.5 * x * x)) / ROOT_TWO_PI;
  return x > 0 ? 1 - tail : tail;
}

function tabulated(x: number): number {
  if (x >= 2) return 1 / inverseMillsFraction(x);
  return (ROOT_TWO_PI / 2) * portableExp(0.5 * x * x) - halfShareSeries(x);
}

/** (Φ(x) − ½) / φ(x) = x + x³/3 + x⁵/(3·5) + …: all terms of one sign (DLMF 7.6.2). */
export function halfShareSeries(x: number): number {
  let term = x;
  let sum = x;
  for (let k = 3; term > sum * 1e-17; k += 2) {
    term *= (x * x) / k;
    sum += term;
  }
  return sum;
}

/** 1 / R(x) = x + 1/(x + 2/(x + 3/…)) (DLMF 7.9.1); without a depth to where what is left out is below 1e-17, for x ≥ 2. */
export function inverseMillsFraction(x: number, depth: number = Math.ceil(30 + 700 / (x * x))): number {
  let rest = x;
  for (let k = depth; k >= 1; k--) rest = x + k / rest;
  return rest;
}

/** x with ln Q(x) = `log`, to 4.5e-4 where Q < ½ (Abramowitz, Stegun 1964, 26.2.23). */
export function tailQuantileGuess(log: number): number {
  const t = Math.sqrt(-2 * log);
  return t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
}
