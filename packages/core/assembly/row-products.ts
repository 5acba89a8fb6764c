/** Products with four rows at once: v and out are loaded once for four rows, and four dot products overlap. */
import { addScaled, dot, multiplyAdd, sumLanes4 } from './vector';

/** (y0 · v, y1 · v, y2 · v, y3 · v) */
// @ts-ignore: decorator
@inline export function dots4(y0: usize, y1: usize, y2: usize, y3: usize, v: usize, bytes: usize): v128 {
  let a0 = f32x4.splat(0);
  let a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
  const end = v + bytes;
  const whole = v + (bytes & ~31);
  while (v < whole) {
    let x = v128.load(v);
    a0 = multiplyAdd(v128.load(y0), x, a0);
    a1 = multiplyAdd(v128.load(y1), x, a1);
    a2 = multiplyAdd(v128.load(y2), x, a2);
    a3 = multiplyAdd(v128.load(y3), x, a3);
    x = v128.load(v, 16);
    b0 = multiplyAdd(v128.load(y0, 16), x, b0);
    b1 = multiplyAdd(v128.load(y1, 16), x, b1);
    b2 = multiplyAdd(v128.load(y2, 16), x, b2);
    b3 = multiplyAdd(v128.load(y3, 16), x, b3);
    v += 32;
    y0 += 32;
    y1 += 32;
    y2 += 32;
    y3 += 32;
  }
  if (v < end) {
    const x = v128.load(v);
    a0 = multiplyAdd(v128.load(y0), x, a0);
    a1 = multiplyAdd(v128.load(y1), x, a1);
    a2 = multiplyAdd(v128.load(y2), x, a2);
    a3 = multiplyAdd(v128.load(y3), x, a3);
  }
  return sumLanes4(f32x4.add(a0, b0), f32x4.add(a1, b1), f32x4.add(a2, b2), f32x4.add(a3, b3));
}

/** The same while the rows are copied to `to`, side by side: far memory is read once for both. */
// @ts-ignore: decorator
@inline export function gatherDots4(y0: usize, y1: usize, y2: usize, y3: usize, v: usize, to: usize, bytes: usize): v128 {
  let s0 = f32x4.splat(0);
  let s1 = s0, s2 = s0, s3 = s0;
  let t0 = to, t1 = to + bytes, t2 = to + 2 * bytes, t3 = to + 3 * bytes;
  for (const end = v + bytes; v < end; v += 16) {
    const x = v128.load(v);
    let y = v128.load(y0);
    v128.store(t0, y);
    s0 = multiplyAdd(y, x, s0);
    y = v128.load(y1);
    v128.store(t1, y);
    s1 = multiplyAdd(y, x, s1);
    y = v128.load(y2);
    v128.store(t2, y);
    s2 = multiplyAdd(y, x, s2);
    y = v128.load(y3);
    v128.store(t3, y);
    s3 = multiplyAdd(y, x, s3);
    y0 += 16;
    y1 += 16;
    y2 += 16;
    y3 += 16;
    t0 += 16;
    t1 += 16;
    t2 += 16;
    t3 += 16;
  }
  return sumLanes4(s0, s1, s2, s3);
}

/** out += Σ_i scales[i] y_i over four rows. */
// @ts-ignore: decorator
@inline export function addScaled4(scales: v128, y0: usize, y1: usize, y2: usize, y3: usize, out: usize, bytes: usize): void {
  const s0 = v128.shuffle<f32>(scales, scales, 0, 0, 0, 0);
  const s1 = v128.shuffle<f32>(scales, scales, 1, 1, 1, 1);
  const s2 = v128.shuffle<f32>(scales, scales, 2, 2, 2, 2);
  const s3 = v128.shuffle<f32>(scales, scales, 3, 3, 3, 3);
  const end = out + bytes;
  const whole = out + (bytes & ~31);
  while (out < whole) {
    let even = multiplyAdd(s2, v128.load(y2), multiplyAdd(s0, v128.load(y0), v128.load(out)));
    v128.store(out, f32x4.add(even, multiplyAdd(s3, v128.load(y3), f32x4.mul(s1, v128.load(y1)))));
    even = multiplyAdd(s2, v128.load(y2, 16), multiplyAdd(s0, v128.load(y0, 16), v128.load(out, 16)));
    v128.store(out, f32x4.add(even, multiplyAdd(s3, v128.load(y3, 16), f32x4.mul(s1, v128.load(y1, 16)))), 16);
    out += 32;
    y0 += 32;
    y1 += 32;
    y2 += 32;
    y3 += 32;
  }
  if (out < end) {
    const even = multiplyAdd(s2, v128.load(y2), multiplyAdd(s0, v128.load(y0), v128.load(out)));
    v128.store(out, f32x4.add(even, multiplyAdd(s3, v128.load(y3), f32x4.mul(s1, v128.load(y1)))));
  }
}

/** out += (constant + slope · (y · v)) y: what is left when rows come in fours. */
// @ts-ignore: decorator
@inline export function addWeighted1(y: usize, constant: f32, slope: f32, v: usize, out: usize, bytes: usize): void {
  addScaled(out, constant + slope * dot(y, v, bytes), y, bytes);
}
