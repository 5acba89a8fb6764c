/**
 * Dense float32 vectors at byte addresses. Lengths are in bytes and multiples of 16 (four lanes), as models pad factors.
 * Relaxed fused multiply-add is not used: it would give other bits on other processors.
 */

/** a · b + sum, lane by lane. */
// @ts-ignore: decorator
@inline export function multiplyAdd(a: v128, b: v128, sum: v128): v128 {
  return f32x4.add(f32x4.mul(a, b), sum);
}

/** from − a · b, lane by lane. */
// @ts-ignore: decorator
@inline export function multiplySubtract(a: v128, b: v128, from: v128): v128 {
  return f32x4.sub(from, f32x4.mul(a, b));
}

/** Sum of the four lanes, always in this order. */
// @ts-ignore: decorator
@inline export function sumLanes(v: v128): f32 {
  return f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3));
}

/** (Σ lanes of a, Σ lanes of b, Σ lanes of c, Σ lanes of d): a transposition and three additions. */
// @ts-ignore: decorator
@inline export function sumLanes4(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 1, 4, 5), v128.shuffle<f32>(a, b, 2, 3, 6, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 1, 4, 5), v128.shuffle<f32>(c, d, 2, 3, 6, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 2, 4, 6), v128.shuffle<f32>(ab, cd, 1, 3, 5, 7));
}

// @ts-ignore: decorator
@inline export function zero(target: usize, bytes: usize): void {
  for (const end = target + bytes; target < end; target += 16) v128.store(target, f32x4.splat(0));
}

/** target[i] = source[i]. */
// @ts-ignore: decorator
@inline export function copy(target: usize, source: usize, bytes: usize): void {
  const end = target + bytes;
  while (target < end) {
    v128.store(target, v128.load(source));
    target += 16;
    source += 16;
  }
}

// @ts-ignore: decorator
@inline export function negate(target: usize, bytes: usize): void {
  for (const end = target + bytes; target < end; target += 16) v128.store(target, f32x4.neg(v128.load(target)));
}

/** target[i] += scale · source[i]. */
// @ts-ignore: decorator
@inline export function addScaled(target: usize, scale: f32, source: usize, bytes: usize): void {
  const end = target + bytes;
  const factor = f32x4.splat(scale);
  while (target < end) {
    v128.store(target, multiplyAdd(factor, v128.load(source), v128.load(target)));
    target += 16;
    source += 16;
  }
}

/** Σ a[i] · b[i]. */
// @ts-ignore: decorator
@inline export function dot(a: usize, b: usize, bytes: usize): f32 {
  // Two sums hide the latency of the addition.
  let even = f32x4.splat(0);
  let odd = even;
  const end = a + bytes;
  const pairs = a + (bytes & ~31);
  while (a < pairs) {
    even = multiplyAdd(v128.load(a), v128.load(b), even);
    odd = multiplyAdd(v128.load(a, 16), v128.load(b, 16), odd);
    a += 32;
    b += 32;
  }
  if (a < end) even = multiplyAdd(v128.load(a), v128.load(b), even);
  return sumLanes(f32x4.add(even, odd));
}
