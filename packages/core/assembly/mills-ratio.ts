/** R(x) = Q(x) / φ(x) of the standard normal distribution, x ≥ 0; as src/math/mills-ratio.ts, whose table it reads. */
import { get } from './arrays';
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
// @ts-ignore: decorator
@inline export function density(x: f64): f64 {
  return Math.exp(-0.5 * x * x) * (1 / 2.5066282746310002);
}
