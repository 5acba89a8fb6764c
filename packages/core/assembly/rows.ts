/** Float32 rows of any length in bytes, a multiple of 4; what `vector.ts` does for multiples of 16. */
import { addScaled, copy, sumLanes, zero, multiplyAdd } from './vector';

// @ts-ignore: decorator
@inline export function zeroRow(target: usize, bytes: usize): void {
  const whole = bytes & ~15;
  zero(target, whole);
  for (let k = whole; k < bytes; k += 4) store<f32>(target + k, 0);
}

// @ts-ignore: decorator
@inline export function copyRow(target: usize, source: usize, bytes: usize): void {
  const whole = bytes & ~15;
  copy(target, source, whole);
  for (let k = whole; k < bytes; k += 4) store<f32>(target + k, load<f32>(source + k));
}

/** target[i] += source[i]. */
// @ts-ignore: decorator
@inline export function addRow(target: usize, source: usize, bytes: usize): void {
  const whole = bytes & ~15;
  for (let k: usize = 0; k < whole; k += 16) v128.store(target + k, f32x4.add(v128.load(target + k), v128.load(source + k)));
  for (let k = whole; k < bytes; k += 4) store<f32>(target + k, load<f32>(target + k) + load<f32>(source + k));
}

/** target[i] += factor · source[i]. */
// @ts-ignore: decorator
@inline export function addScaledRow(target: usize, factor: f32, source: usize, bytes: usize): void {
  const whole = bytes & ~15;
  addScaled(target, factor, source, whole);
  for (let k = whole; k < bytes; k += 4) store<f32>(target + k, load<f32>(target + k) + factor * load<f32>(source + k));
}

/** target[i] = factor · source[i]. */
// @ts-ignore: decorator
@inline export function scaledRow(target: usize, factor: f32, source: usize, bytes: usize): void {
  const whole = bytes & ~15, factors = f32x4.splat(factor);
  for (let k: usize = 0; k < whole; k += 16) v128.store(target + k, f32x4.mul(factors, v128.load(source + k)));
  for (let k = whole; k < bytes; k += 4) store<f32>(target + k, factor * load<f32>(source + k));
}

/** Σ a[i] · b[i]. */
// @ts-ignore: decorator
@inline export function dotRow(a: usize, b: usize, bytes: usize): f32 {
  const whole = bytes & ~15;
  let sums = f32x4.splat(0);
  for (let k: usize = 0; k < whole; k += 16) sums = multiplyAdd(v128.load(a + k), v128.load(b + k), sums);
  let sum = sumLanes(sums);
  for (let k = whole; k < bytes; k += 4) sum += load<f32>(a + k) * load<f32>(b + k);
  return sum;
}
