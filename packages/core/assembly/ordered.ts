/**
 * Ordered probit: how well cutpoints explain the classes, and latent values drawn between them. See `MachineKernels` in
 * src/kernels/signatures; the mathematics is that of src/math/ordered-probit.ts and src/math/mills-ratio.ts.
 */
import { add, get } from './arrays';
import { mix } from './random';

const LOG_ROOT_TWO_PI: f64 = 0.9189385332046728;

export function orderedCurve(
  codes: usize, residuals: usize, cutpoints: usize, classes: i32, table: usize, sums: usize,
  begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  const cuts = classes - 1;
  const out = sums + ((<usize>(chunk * (3 * cuts + 1))) << 3);
  memory.fill(out, 0, (<usize>(3 * cuts + 1)) << 3);
  const slopes = out + 8, curves = slopes + ((<usize>cuts) << 3), mixed = curves + ((<usize>cuts) << 3);
  let total: f64 = 0;
  for (let n = begin; n < end; n++) {
    const code = get<i32>(codes, n);
    const f = -<f64>load<f32>(residuals + ((<usize>n) << 3));
    const a = code == 0 ? -Infinity : get<f64>(cutpoints, code - 1) - f;
    const b = code == cuts ? Infinity : get<f64>(cutpoints, code) - f;
    const mirrored = a + b < 0;
    const low = mirrored ? -b : a, high = mirrored ? -a : b;
    let lowRatio: f64, highRatio: f64;
    if (low >= 0) {
      const fall = high == Infinity ? 0 : Math.exp(0.5 * (low * low - high * high));
      const width = mills(table, low) - fall * mills(table, high);
      lowRatio = 1 / width;
      highRatio = fall / width;
      total += Math.log(width) - 0.5 * low * low - LOG_ROOT_TWO_PI;
    } else {
      const lowDensity = density(low), highDensity = density(high);
      const share = 1 - lowDensity * mills(table, -low) - highDensity * mills(table, high);
      lowRatio = lowDensity / share;
      highRatio = highDensity / share;
      total += Math.log(share);
    }
    const aRatio = mirrored ? highRatio : lowRatio, bRatio = mirrored ? lowRatio : highRatio;
    if (code > 0) {
      add<f64>(slopes, code - 1, -aRatio);
      add<f64>(curves, code - 1, aRatio * (a - aRatio));
    }
    if (code < cuts) {
      add<f64>(slopes, code, bRatio);
      add<f64>(curves, code, -bRatio * (b + bRatio));
      if (code > 0) add<f64>(mixed, code, aRatio * bRatio);
    }
  }
  store<f64>(out, total);
  return 0;
}

export function orderedLatent(
  codes: usize, residuals: usize, cutpoints: usize, classes: i32, table: usize, seed: i32,
  begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  const cuts = classes - 1;
  for (let n = begin; n < end; n++) {
    const code = get<i32>(codes, n);
    const place = residuals + ((<usize>n) << 3);
    const f = -<f64>load<f32>(place);
    const a = code == 0 ? -Infinity : get<f64>(cutpoints, code - 1) - f;
    const b = code == cuts ? Infinity : get<f64>(cutpoints, code) - f;
    const uniform = (<f64>mix(seed, n) + 0.5) * (1.0 / 4294967296.0);
    const mirrored = a + b < 0;
    const drawn = drawBetween(table, mirrored ? -b : a, mirrored ? -a : b, uniform);
    store<f32>(place, <f32>(mirrored ? -drawn : drawn));
  }
  return 0;
}

/** low + high ≥ 0. */
function drawBetween(table: usize, low: f64, high: f64, uniform: f64): f64 {
  let drawn: f64;
  if (low >= 0) {
    const fall = high == Infinity ? 0 : Math.exp(0.5 * (low * low - high * high));
    const first = mills(table, low);
    drawn = ofLogTail(table, Math.log(first - uniform * (first - fall * mills(table, high))) - 0.5 * low * low - LOG_ROOT_TWO_PI);
  } else {
    const below = density(low) * mills(table, -low);
    const share = below + uniform * (1 - below - density(high) * mills(table, high));
    drawn = share < 0.5 ? -ofLogTail(table, Math.log(share)) : ofLogTail(table, Math.log(1 - share));
  }
  return max(low, min(high, drawn));
}

function ofLogTail(table: usize, log: f64): f64 {
  const t = sqrt<f64>(-2 * log);
  const x = max<f64>(0, t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))));
  const ratio = mills(table, x);
  return x + ratio * (Math.log(ratio) - 0.5 * x * x - LOG_ROOT_TWO_PI - log);
}

/** R(x) = Q(x) / φ(x) of the standard normal distribution, x ≥ 0; as src/math/mills-ratio.ts, whose table it reads. */
export function mills(table: usize, x: f64): f64 {
  if (x >= 8) {
    if (x == Infinity) return 0;
    let rest = x;
    for (let k = 12; k >= 1; k--) rest = x + <f64>k / rest;
    return 1 / rest;
  }
  const k = <i32>(x * 32 + 0.5);
  const at = <f64>k * 0.03125;
  const t = x - at;
  const r0 = get<f64>(table, k);
  const r1 = at * r0 - 1;
  const r2 = r0 + at * r1;
  const r3 = 2 * r1 + at * r2;
  const r4 = 3 * r2 + at * r3;
  const r5 = 4 * r3 + at * r4;
  return r0 + t * (r1 + t * (r2 * (1.0 / 2.0) + t * (r3 * (1.0 / 6.0) + t * (r4 * (1.0 / 24.0) + t * r5 * (1.0 / 120.0)))));
}

/** φ(x); 0 at the infinities. */
export function density(x: f64): f64 {
  return Math.exp(-0.5 * x * x) * (1 / 2.5066282746310002);
}
