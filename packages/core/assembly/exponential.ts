/**
 * e^x, log x and their kin for four float32 at once, from + − × ÷ and the bits of floats alone: the same on every host. Absolute
 * errors are below 2e-7, or 2e-7 of the value where it is above 1. Series after reductions, as in Muller, Elementary Functions, 2016.
 */

// @ts-ignore: decorator
@inline function polynomial(x: v128, high: v128, low: f32): v128 {
  return f32x4.add(f32x4.mul(high, x), f32x4.splat(low));
}

/** e^x; x is cut to [−87, 88]; what is no number stays none. */
// @ts-ignore: decorator
@inline export function exp4(given: v128): v128 {
  // The order of the operands lets NaN through.
  const x = f32x4.pmax(f32x4.pmin(given, f32x4.splat(88)), f32x4.splat(-87));
  // x = n ln 2 + r, |r| ≤ ½ ln 2; ln 2 in two parts, the first of few bits.
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.4426950408889634)));
  const r = f32x4.sub(f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375))), f32x4.mul(n, f32x4.splat(-2.12194440e-4)));
  let p = f32x4.splat(1.0 / 5040.0);
  p = polynomial(r, p, 1.0 / 720.0);
  p = polynomial(r, p, 1.0 / 120.0);
  p = polynomial(r, p, 1.0 / 24.0);
  p = polynomial(r, p, 1.0 / 6.0);
  p = polynomial(r, p, 0.5);
  p = polynomial(r, p, 1);
  p = polynomial(r, p, 1);
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  return f32x4.mul(p, power);
}

/** log x of normal x > 0. */
// @ts-ignore: decorator
@inline export function log4(x: v128): v128 {
  // x = 2^n · m with m in [√½, √2): the bits of √½ are taken off before the exponent is read.
  const shifted = i32x4.sub(x, i32x4.splat(0x3f3504f3));
  const n = f32x4.convert_i32x4_s(i32x4.shr_s(shifted, 23));
  const m = i32x4.add(v128.and(shifted, i32x4.splat(0x007fffff)), i32x4.splat(0x3f3504f3));
  // log m = 2 artanh s, s = (m − 1) ÷ (m + 1), |s| < 0.172.
  const s = f32x4.div(f32x4.sub(m, f32x4.splat(1)), f32x4.add(m, f32x4.splat(1)));
  const z = f32x4.mul(s, s);
  let p = f32x4.splat(1.0 / 9.0);
  p = polynomial(z, p, 1.0 / 7.0);
  p = polynomial(z, p, 1.0 / 5.0);
  p = polynomial(z, p, 1.0 / 3.0);
  p = polynomial(z, p, 1);
  return f32x4.add(f32x4.mul(f32x4.splat(2), f32x4.mul(s, p)), f32x4.mul(n, f32x4.splat(0.6931471805599453)));
}

/** 1 ÷ (1 + e^−x). */
// @ts-ignore: decorator
@inline export function logistic4(x: v128): v128 {
  return f32x4.div(f32x4.splat(1), f32x4.add(f32x4.splat(1), exp4(f32x4.neg(x))));
}

/** 1 − 2 ÷ (e^2x + 1). */
// @ts-ignore: decorator
@inline export function tanh4(x: v128): v128 {
  return f32x4.sub(f32x4.splat(1), f32x4.div(f32x4.splat(2), f32x4.add(f32x4.splat(1), exp4(f32x4.add(x, x)))));
}

/** log(1 + e^x). */
// @ts-ignore: decorator
@inline export function softplus4(x: v128): v128 {
  const small = exp4(f32x4.neg(f32x4.abs(x)));
  return f32x4.add(f32x4.pmax(x, f32x4.splat(0)), log4(f32x4.add(f32x4.splat(1), small)));
}

/** The same of one number. */
export function expOf(x: f32): f32 {
  return f32x4.extract_lane(exp4(f32x4.splat(x)), 0);
}
export function logOf(x: f32): f32 {
  return f32x4.extract_lane(log4(f32x4.splat(x)), 0);
}
export function logisticOf(x: f32): f32 {
  return f32x4.extract_lane(logistic4(f32x4.splat(x)), 0);
}
export function softplusOf(x: f32): f32 {
  return f32x4.extract_lane(softplus4(f32x4.splat(x)), 0);
}
