/** out += Σ_q (constant_q + slope_q · (y_q · v)) y_q: the entries' part of b − Ax, and of A times a direction. */
import { addScaled, dot, multiplyAdd, sumLanes } from './vector';

/** Four rows at once: v and out are loaded and stored once for four rows, and four dot products overlap. */
// @ts-ignore: decorator
@inline
export function addWeighted4(
  y0: usize, y1: usize, y2: usize, y3: usize,
  constant0: f32, constant1: f32, constant2: f32, constant3: f32,
  slope0: f32, slope1: f32, slope2: f32, slope3: f32,
  v: usize, out: usize, bytes: usize,
): void {
  let a0 = f32x4.splat(0);
  let a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
  const vEnd = v + bytes;
  const vWhole = v + (bytes & ~63);
  const outEnd = out + bytes;
  const outWhole = out + (bytes & ~31);
  let r0 = y0, r1 = y1, r2 = y2, r3 = y3;
  while (v < vWhole) {
    let x = v128.load(v);
    a0 = multiplyAdd(v128.load(r0), x, a0);
    a1 = multiplyAdd(v128.load(r1), x, a1);
    a2 = multiplyAdd(v128.load(r2), x, a2);
    a3 = multiplyAdd(v128.load(r3), x, a3);
    x = v128.load(v, 16);
    b0 = multiplyAdd(v128.load(r0, 16), x, b0);
    b1 = multiplyAdd(v128.load(r1, 16), x, b1);
    b2 = multiplyAdd(v128.load(r2, 16), x, b2);
    b3 = multiplyAdd(v128.load(r3, 16), x, b3);
    x = v128.load(v, 32);
    a0 = multiplyAdd(v128.load(r0, 32), x, a0);
    a1 = multiplyAdd(v128.load(r1, 32), x, a1);
    a2 = multiplyAdd(v128.load(r2, 32), x, a2);
    a3 = multiplyAdd(v128.load(r3, 32), x, a3);
    x = v128.load(v, 48);
    b0 = multiplyAdd(v128.load(r0, 48), x, b0);
    b1 = multiplyAdd(v128.load(r1, 48), x, b1);
    b2 = multiplyAdd(v128.load(r2, 48), x, b2);
    b3 = multiplyAdd(v128.load(r3, 48), x, b3);
    v += 64;
    r0 += 64;
    r1 += 64;
    r2 += 64;
    r3 += 64;
  }
  while (v < vEnd) {
    const x = v128.load(v);
    a0 = multiplyAdd(v128.load(r0), x, a0);
    a1 = multiplyAdd(v128.load(r1), x, a1);
    a2 = multiplyAdd(v128.load(r2), x, a2);
    a3 = multiplyAdd(v128.load(r3), x, a3);
    v += 16;
    r0 += 16;
    r1 += 16;
    r2 += 16;
    r3 += 16;
  }
  const s0 = f32x4.splat(constant0 + slope0 * sumLanes(f32x4.add(a0, b0)));
  const s1 = f32x4.splat(constant1 + slope1 * sumLanes(f32x4.add(a1, b1)));
  const s2 = f32x4.splat(constant2 + slope2 * sumLanes(f32x4.add(a2, b2)));
  const s3 = f32x4.splat(constant3 + slope3 * sumLanes(f32x4.add(a3, b3)));
  r0 = y0;
  r1 = y1;
  r2 = y2;
  r3 = y3;
  while (out < outWhole) {
    let even = multiplyAdd(s2, v128.load(r2), multiplyAdd(s0, v128.load(r0), v128.load(out)));
    v128.store(out, f32x4.add(even, multiplyAdd(s3, v128.load(r3), f32x4.mul(s1, v128.load(r1)))));
    even = multiplyAdd(s2, v128.load(r2, 16), multiplyAdd(s0, v128.load(r0, 16), v128.load(out, 16)));
    v128.store(out, f32x4.add(even, multiplyAdd(s3, v128.load(r3, 16), f32x4.mul(s1, v128.load(r1, 16)))), 16);
    out += 32;
    r0 += 32;
    r1 += 32;
    r2 += 32;
    r3 += 32;
  }
  if (out < outEnd) {
    const even = multiplyAdd(s2, v128.load(r2), multiplyAdd(s0, v128.load(r0), v128.load(out)));
    v128.store(out, f32x4.add(even, multiplyAdd(s3, v128.load(r3), f32x4.mul(s1, v128.load(r1)))));
  }
}

/** One row: what is left when rows come in fours. */
// @ts-ignore: decorator
@inline
export function addWeighted1(y: usize, constant: f32, slope: f32, v: usize, out: usize, bytes: usize): void {
  addScaled(out, constant + slope * dot(y, v, bytes), y, bytes);
}
