/** Matrix times vector for a symmetric matrix, as every step of conjugate gradient needs. */
import { multiplyAdd } from './vector';

/**
 * out = (G + penalty I) v; G symmetric [size × size], `bytes` = 4 · size. Because G is symmetric, its columns are its
 * rows: out is a sum of rows, and 32 coordinates of out stay in registers through one pass over v.
 */
export function symmetricProduct(g: usize, penalty: f32, v: usize, out: usize, bytes: usize): void {
  const end = v + bytes;
  const twoRows = bytes << 1;
  const penalties = f32x4.splat(penalty);
  let at: usize = 0;
  for (; at + 128 <= bytes; at += 128) {
    const own = v + at;
    let s0 = f32x4.mul(penalties, v128.load(own)), s1 = f32x4.mul(penalties, v128.load(own, 16));
    let s2 = f32x4.mul(penalties, v128.load(own, 32)), s3 = f32x4.mul(penalties, v128.load(own, 48));
    let s4 = f32x4.mul(penalties, v128.load(own, 64)), s5 = f32x4.mul(penalties, v128.load(own, 80));
    let s6 = f32x4.mul(penalties, v128.load(own, 96)), s7 = f32x4.mul(penalties, v128.load(own, 112));
    let row = g + at;
    for (let q = v; q < end; q += 8) {
      let a = v128.load32_splat(q);
      s0 = multiplyAdd(a, v128.load(row), s0);
      s1 = multiplyAdd(a, v128.load(row, 16), s1);
      s2 = multiplyAdd(a, v128.load(row, 32), s2);
      s3 = multiplyAdd(a, v128.load(row, 48), s3);
      s4 = multiplyAdd(a, v128.load(row, 64), s4);
      s5 = multiplyAdd(a, v128.load(row, 80), s5);
      s6 = multiplyAdd(a, v128.load(row, 96), s6);
      s7 = multiplyAdd(a, v128.load(row, 112), s7);
      const next = row + bytes;
      a = v128.load32_splat(q, 4);
      s0 = multiplyAdd(a, v128.load(next), s0);
      s1 = multiplyAdd(a, v128.load(next, 16), s1);
      s2 = multiplyAdd(a, v128.load(next, 32), s2);
      s3 = multiplyAdd(a, v128.load(next, 48), s3);
      s4 = multiplyAdd(a, v128.load(next, 64), s4);
      s5 = multiplyAdd(a, v128.load(next, 80), s5);
      s6 = multiplyAdd(a, v128.load(next, 96), s6);
      s7 = multiplyAdd(a, v128.load(next, 112), s7);
      row += twoRows;
    }
    const to = out + at;
    v128.store(to, s0);
    v128.store(to, s1, 16);
    v128.store(to, s2, 32);
    v128.store(to, s3, 48);
    v128.store(to, s4, 64);
    v128.store(to, s5, 80);
    v128.store(to, s6, 96);
    v128.store(to, s7, 112);
  }
  for (; at < bytes; at += 16) {
    let even = f32x4.mul(penalties, v128.load(v + at));
    let odd = f32x4.splat(0);
    let row = g + at;
    for (let q = v; q < end; q += 8) {
      even = multiplyAdd(v128.load32_splat(q), v128.load(row), even);
      odd = multiplyAdd(v128.load32_splat(q, 4), v128.load(row + bytes), odd);
      row += twoRows;
    }
    v128.store(out + at, f32x4.add(even, odd));
  }
}
